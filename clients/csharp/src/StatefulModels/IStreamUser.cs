using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using StreamChat.Core.Models;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>A user has come online, or gone.</summary>
    /// <param name="user">The user.</param>
    /// <param name="isOnline">Whether they are online now.</param>
    /// <param name="lastActive">When they were last connected.</param>
    public delegate void StreamUserPresenceHandler(IStreamUser user, bool isOnline, DateTimeOffset? lastActive);

    /// <summary>A user, as others see them. There is one object per user, and its properties follow what the server tells.</summary>
    public interface IStreamUser
    {
        /// <summary>The user has come online, or gone.</summary>
        event StreamUserPresenceHandler PresenceChanged;

        /// <summary>The user's id.</summary>
        string Id { get; }

        /// <summary>The name to show; null if none was set.</summary>
        string Name { get; }

        /// <summary>The address of the user's picture; null if none was set.</summary>
        string Image { get; }

        /// <summary>The user's role in the app.</summary>
        string Role { get; }

        /// <summary>The language the user reads, as two letters; empty if none was set.</summary>
        string Language { get; }

        /// <summary>Whether the user is connected, as far as this was told. Followed for users of watched channels.</summary>
        bool Online { get; }

        /// <summary>When the user was last connected.</summary>
        DateTimeOffset? LastActive { get; }

        /// <summary>Whether the user is banned from the whole app.</summary>
        bool Banned { get; }

        /// <summary>The teams the user belongs to.</summary>
        IReadOnlyList<string> Teams { get; }

        /// <summary>When the user was created.</summary>
        DateTimeOffset CreatedAt { get; }

        /// <summary>When the user was last changed.</summary>
        DateTimeOffset UpdatedAt { get; }

        /// <summary>When the user was deleted; null while they exist.</summary>
        DateTimeOffset? DeletedAt { get; }

        /// <summary>The fields that the app has added.</summary>
        IStreamCustomData CustomData { get; }

        /// <summary>Mutes the user for the local user: what they write from now on is not unread.</summary>
        /// <param name="timeoutMinutes">For how long; null until unmuted.</param>
        Task MuteAsync(int? timeoutMinutes = null);

        /// <summary>Takes a mute back.</summary>
        Task UnmuteAsync();

        /// <summary>Lets the local user appear offline to others. Allowed for oneself alone.</summary>
        Task MarkInvisibleAsync();

        /// <summary>Lets the local user appear online again. Allowed for oneself alone.</summary>
        Task MarkVisibleAsync();
    }
}
