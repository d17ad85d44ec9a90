using System;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core.Models
{
    /// <summary>A channel that the local user has muted.</summary>
    public sealed class StreamChannelMute
    {
        internal StreamChannelMute(Wire.ChannelMute data)
        {
            Cid = data.Channel.Cid;
            CreatedAt = data.CreatedAt;
            Expires = data.Expires;
        }

        /// <summary>The channel, as <c>type:id</c>.</summary>
        public string Cid { get; }

        /// <summary>When it was muted.</summary>
        public DateTimeOffset CreatedAt { get; }

        /// <summary>When the mute ends; null if it does not end by itself.</summary>
        public DateTimeOffset? Expires { get; }
    }

    /// <summary>A user whom the local user has muted.</summary>
    public sealed class StreamUserMute
    {
        internal StreamUserMute(Wire.UserMute data, Users users)
        {
            Target = users.Of(data.Target);
            CreatedAt = data.CreatedAt;
            Expires = data.Expires;
        }

        /// <summary>Who is muted.</summary>
        public IStreamUser Target { get; }

        /// <summary>When they were muted.</summary>
        public DateTimeOffset CreatedAt { get; }

        /// <summary>When the mute ends; null if it does not end by itself.</summary>
        public DateTimeOffset? Expires { get; }
    }
}
