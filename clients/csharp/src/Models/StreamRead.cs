using System;
using StreamChat.Core.State;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core.Models
{
    /// <summary>How far a member has read a channel.</summary>
    public sealed class StreamRead
    {
        internal StreamRead(ReadRow row, Users users)
        {
            User = users.Of(row.User);
            LastRead = row.LastRead;
            UnreadMessages = row.UnreadMessages;
            LastReadMessageId = row.LastReadMessageId;
        }

        /// <summary>The member.</summary>
        public IStreamUser User { get; }

        /// <summary>The moment up to which they have read.</summary>
        public DateTimeOffset LastRead { get; }

        /// <summary>How many messages they have not read. Kept up for the local user; of others it is what the last query told.</summary>
        public int UnreadMessages { get; }

        /// <summary>The last message that they have read; null if none is known.</summary>
        public string LastReadMessageId { get; }
    }
}
