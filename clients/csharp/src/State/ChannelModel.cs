using System;
using System.Collections.Generic;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    internal enum SendStatus
    {
        /// <summary>The server has stored it.</summary>
        Stored,
        Sending,
        Failed,
    }

    /// <summary>A message, and what this client alone knows about it.</summary>
    internal sealed class LocalMessage
    {
        public LocalMessage(Message data)
        {
            Data = data;
        }

        public Message Data { get; set; }

        public SendStatus Status { get; set; }

        /// <summary>
        /// The seq of the event that raised the unread number for it; 0 if it arrived and did not; null if it came with a page.
        /// </summary>
        public long? Counted { get; set; }

        /// <summary>
        /// The change that an answer has told before its event did. What is heard until then is older, whatever way it took; null if nothing is
        /// awaited.
        /// </summary>
        public DateTimeOffset? AnsweredAt { get; set; }

        public string Id => Data.Id;

        /// <summary>
        /// A copy that exists on this client only: one still being sent, or an answer to a command that the server does not store.
        /// </summary>
        public bool IsLocalOnly => Status != SendStatus.Stored || Data.Type == "ephemeral" || Data.Type == "error";

        public bool IsInChannel => Data.ParentId == null || Data.ShowInChannel == true;

        public bool IsDeleted => Data.Type == "deleted";
    }

    /// <summary>A member's read position. Its revision tells which of two rows is newer.</summary>
    internal sealed class ReadRow
    {
        public User User { get; set; }

        public DateTimeOffset LastRead { get; set; }

        public int UnreadMessages { get; set; }

        public string LastReadMessageId { get; set; }

        public DateTimeOffset? LastDeliveredAt { get; set; }

        public string LastDeliveredMessageId { get; set; }

        public long? Revision { get; set; }

        /// <summary>What the viewer has sent up to this seq has moved it already: an answer from before knows less.</summary>
        public long SentSeq { get; set; }

        public static ReadRow Of(ReadState state) => new ReadRow
        {
            User = state.User,
            LastRead = state.LastRead,
            UnreadMessages = state.UnreadMessages,
            LastReadMessageId = state.LastReadMessageId,
            LastDeliveredAt = state.LastDeliveredAt,
            LastDeliveredMessageId = state.LastDeliveredMessageId,
            Revision = state.Parley?.ReadRev,
        };
    }

    internal sealed class Typing
    {
        public Typing(User user, DateTimeOffset expiresAt)
        {
            User = user;
            ExpiresAt = expiresAt;
        }

        public User User { get; }

        public DateTimeOffset ExpiresAt { get; }
    }

    /// <summary>What a client believes about one channel.</summary>
    internal sealed class ChannelModel
    {
        /// <summary>Its data, the same for everybody but for <c>hide_messages_before</c> and <c>blocked</c>.</summary>
        public Channel Channel { get; set; }

        public IReadOnlyList<string> OwnCapabilities { get; set; }

        public bool Hidden { get; set; }

        /// <summary>The newest messages without a gap, oldest first; those still being sent among them.</summary>
        public LocalMessage[] Messages { get; set; }

        /// <summary>The loaded threads: replies by the id of their parent.</summary>
        public Dictionary<string, LocalMessage[]> Threads { get; set; }

        /// <summary>The most recently pinned first.</summary>
        public LocalMessage[] Pinned { get; set; }

        public Dictionary<string, Member> Members { get; set; }

        public Member Membership { get; set; }

        public Dictionary<string, ReadRow> Read { get; set; }

        public Dictionary<string, User> Watchers { get; set; }

        public int WatcherCount { get; set; }

        public Dictionary<string, Typing> Typing { get; set; }

        /// <summary>The local user's unread messages here.</summary>
        public int Unread { get; set; }

        /// <summary>Events up to this seq are part of <see cref="Unread"/>.</summary>
        public long UnreadSeq { get; set; }

        /// <summary>The server has told <see cref="Unread"/> itself since the client connected: an answer's number may be older.</summary>
        public bool IsUnreadTold { get; set; }

        /// <summary>The last stored event that this model includes.</summary>
        public ChannelPosition Position { get; set; }

        /// <summary>Something was missed that events cannot repair: query the channel again.</summary>
        public bool IsStale { get; set; }

        public string Cid => Channel.Cid;
    }

    /// <summary>Through whose eyes events are read.</summary>
    internal sealed class Viewer
    {
        public string Id { get; set; }

        public IReadOnlyList<UserMute> Mutes { get; set; }

        public IReadOnlyList<ChannelMute> ChannelMutes { get; set; }

        public DateTimeOffset Now { get; set; }
    }
}
