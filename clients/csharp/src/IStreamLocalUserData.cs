namespace StreamChat.Core
{
    /// <summary>The connected user, as the server knows them. Every property is live.</summary>
    public partial interface IStreamLocalUserData
    {
        /// <summary>The id of the connected user.</summary>
        string UserId { get; }

        /// <summary>Unread messages in all channels.</summary>
        int TotalUnreadCount { get; }

        /// <summary>Channels with unread messages.</summary>
        int UnreadChannels { get; }

        /// <summary>Threads with unread replies.</summary>
        int UnreadThreads { get; }
    }
}
