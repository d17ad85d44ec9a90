using System;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core.Models
{
    /// <summary>A ban, as <see cref="IStreamChatClient.QueryBannedUsersAsync"/> finds it.</summary>
    public sealed class StreamUserBan
    {
        internal StreamUserBan(Wire.Ban data, Users users)
        {
            User = users.Of(data.User);
            BannedBy = users.Of(data.BannedBy);
            ChannelCid = data.Channel?.Cid;
            Reason = data.Reason;
            Shadow = data.Shadow;
            CreatedAt = data.CreatedAt;
            Expires = data.Expires;
        }

        /// <summary>Who is banned.</summary>
        public IStreamUser User { get; }

        /// <summary>Who has banned them; null if that is not known.</summary>
        public IStreamUser BannedBy { get; }

        /// <summary>The channel they are banned from, as <c>type:id</c>; null if from the whole app.</summary>
        public string ChannelCid { get; }

        /// <summary>Why; null if no reason was given.</summary>
        public string Reason { get; }

        /// <summary>Whether they may write, but nobody else sees it.</summary>
        public bool Shadow { get; }

        /// <summary>Since when they are banned.</summary>
        public DateTimeOffset CreatedAt { get; }

        /// <summary>When the ban ends; null if it does not end by itself.</summary>
        public DateTimeOffset? Expires { get; }
    }
}
