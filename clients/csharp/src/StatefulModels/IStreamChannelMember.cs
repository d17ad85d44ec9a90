using System;
using StreamChat.Core.Models;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>
    /// A user who belongs to a channel. There is one object per channel and user, and its properties follow what the server tells.
    /// </summary>
    public interface IStreamChannelMember
    {
        /// <summary>The user.</summary>
        IStreamUser User { get; }

        /// <summary>The user's id.</summary>
        string UserId { get; }

        /// <summary>The member's role in the channel, such as <c>channel_moderator</c>.</summary>
        string ChannelRole { get; }

        /// <summary>Whether the member was invited and has not answered, or has declined.</summary>
        bool Invited { get; }

        /// <summary>When the member accepted an invitation.</summary>
        DateTimeOffset? InviteAcceptedAt { get; }

        /// <summary>When the member rejected an invitation.</summary>
        DateTimeOffset? InviteRejectedAt { get; }

        /// <summary>Whether the member is banned from the channel.</summary>
        bool Banned { get; }

        /// <summary>When the ban ends; null if it does not end by itself.</summary>
        DateTimeOffset? BanExpires { get; }

        /// <summary>Whether only the member themselves sees what they write.</summary>
        bool ShadowBanned { get; }

        /// <summary>When the user became a member.</summary>
        DateTimeOffset CreatedAt { get; }

        /// <summary>When the membership last changed.</summary>
        DateTimeOffset UpdatedAt { get; }

        /// <summary>The fields that the app has added.</summary>
        IStreamCustomData CustomData { get; }
    }
}
