using System.Collections.Generic;
using StreamChat.Core.Models;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core
{
    /// <summary>The connected user, and what only they see: unread numbers and mutes. Every property is live.</summary>
    public interface IStreamLocalUserData
    {
        /// <summary>The connected user, as others see them.</summary>
        IStreamUser User { get; }

        /// <summary>The id of the connected user.</summary>
        string UserId { get; }

        /// <summary>Unread messages in all channels.</summary>
        int TotalUnreadCount { get; }

        /// <summary>Channels with unread messages.</summary>
        int UnreadChannels { get; }

        /// <summary>Threads with unread replies.</summary>
        int UnreadThreads { get; }

        /// <summary>The channels that the user has muted.</summary>
        IReadOnlyList<StreamChannelMute> ChannelMutes { get; }

        /// <summary>The users whom the user has muted.</summary>
        IReadOnlyList<StreamUserMute> Mutes { get; }
    }
}
