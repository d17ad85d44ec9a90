using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using StreamChat.Core.Models;
using StreamChat.Core.QueryBuilders.Filters;
using StreamChat.Core.QueryBuilders.Sort;
using StreamChat.Core.Requests;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core
{
    public partial interface IStreamChatClient
    {
        /// <summary>A channel was deleted: its cid, its id and its type.</summary>
        event Action<string, string, string> ChannelDeleted;

        /// <summary>The local user was invited to a channel. It is not watched yet.</summary>
        event Action<IStreamChannel, IStreamUser> ChannelInviteReceived;

        /// <summary>Somebody accepted an invitation to a channel.</summary>
        event Action<IStreamChannel, IStreamUser> ChannelInviteAccepted;

        /// <summary>Somebody declined an invitation to a channel.</summary>
        event Action<IStreamChannel, IStreamUser> ChannelInviteRejected;

        /// <summary>
        /// The local user was made a member of a channel. It is not watched yet: call <see cref="IStreamChannel.WatchAsync"/>.
        /// </summary>
        event Action<IStreamChannel, IStreamChannelMember> AddedToChannelAsMember;

        /// <summary>The local user is a member of a channel no more.</summary>
        event Action<IStreamChannel, IStreamChannelMember> RemovedFromChannelAsMember;

        /// <summary>The channels whose properties follow what the server tells: those that were opened or queried.</summary>
        IReadOnlyList<IStreamChannel> WatchedChannels { get; }

        /// <summary>Opens the channel with this id and watches it. It is made if there is none, and then has these data.</summary>
        /// <example><code>var channel = await client.GetOrCreateChannelWithIdAsync(ChannelType.Messaging, "general", "General");</code></example>
        Task<IStreamChannel> GetOrCreateChannelWithIdAsync(
            ChannelType channelType, string channelId, string name = null, IDictionary<string, object> optionalCustomData = null);

        /// <summary>
        /// Opens the one channel of exactly these members and watches it, such as a conversation of two. It is made if there is none.
        /// </summary>
        /// <example><code>var channel = await client.GetOrCreateChannelWithMembersAsync(ChannelType.Messaging, new[] { me, other });</code></example>
        Task<IStreamChannel> GetOrCreateChannelWithMembersAsync(
            ChannelType channelType, IEnumerable<IStreamUser> members, IDictionary<string, object> optionalCustomData = null);

        /// <summary>
        /// Finds channels and watches them. At most 30 at once; without a sort those with the newest messages come first.
        /// </summary>
        /// <example>
        /// <code>
        /// var channels = await client.QueryChannelsAsync(
        ///     new[] { ChannelFilter.Members.In(client.LocalUserData.UserId) },
        ///     ChannelSort.OrderByDescending(ChannelSortFieldName.LastMessageAt));
        /// </code>
        /// </example>
        Task<IReadOnlyList<IStreamChannel>> QueryChannelsAsync(
            IEnumerable<IFieldFilterRule> filters = null, ChannelSortObject sort = null, int limit = 30, int offset = 0);

        /// <summary>Finds users. At most 30 at once.</summary>
        /// <example><code>var users = await client.QueryUsersAsync(new[] { UserFilter.Name.Autocomplete("an") });</code></example>
        Task<IReadOnlyList<IStreamUser>> QueryUsersAsync(
            IEnumerable<IFieldFilterRule> filters = null, UserSortObject sort = null, int offset = 0, int limit = 30);

        /// <summary>
        /// Creates users, or replaces what is known of them. A user may do so for themselves; only the app's own server for others.
        /// </summary>
        Task<IReadOnlyList<IStreamUser>> UpsertUsersAsync(IEnumerable<StreamUserUpsertRequest> userRequests);

        /// <summary>Finds bans.</summary>
        Task<IReadOnlyList<StreamUserBan>> QueryBannedUsersAsync(StreamQueryBannedUsersRequest streamQueryBannedUsersRequest);

        /// <summary>Mutes users for the local user.</summary>
        Task MuteMultipleUsersAsync(IEnumerable<IStreamUser> users, int? timeoutMinutes = null);

        /// <summary>Mutes channels for the local user.</summary>
        Task MuteMultipleChannelsAsync(IEnumerable<IStreamChannel> channels, int? milliseconds = null);
    }
}
