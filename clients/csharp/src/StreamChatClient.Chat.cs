using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using StreamChat.Core.Models;
using StreamChat.Core.QueryBuilders.Filters;
using StreamChat.Core.QueryBuilders.Sort;
using StreamChat.Core.Requests;
using StreamChat.Core.StatefulModels;
using StreamChat.Core.Wire;

namespace StreamChat.Core
{
    public sealed partial class StreamChatClient
    {
        /// <inheritdoc />
        public event Action<string, string, string> ChannelDeleted;

        /// <inheritdoc />
        public event Action<IStreamChannel, IStreamUser> ChannelInviteReceived;

        /// <inheritdoc />
        public event Action<IStreamChannel, IStreamUser> ChannelInviteAccepted;

        /// <inheritdoc />
        public event Action<IStreamChannel, IStreamUser> ChannelInviteRejected;

        /// <inheritdoc />
        public event Action<IStreamChannel, IStreamChannelMember> AddedToChannelAsMember;

        /// <inheritdoc />
        public event Action<IStreamChannel, IStreamChannelMember> RemovedFromChannelAsMember;

        /// <inheritdoc />
        public IReadOnlyList<IStreamChannel> WatchedChannels => _chat?.WatchedChannels ?? new StreamChannel[0];

        private Chat Chat => _chat ?? throw new InvalidOperationException("nobody is connected: call ConnectUserAsync first");

        /// <inheritdoc />
        public async Task<IStreamChannel> GetOrCreateChannelWithIdAsync(
            ChannelType channelType, string channelId, string name = null, IDictionary<string, object> optionalCustomData = null)
        {
            if (string.IsNullOrEmpty(channelId)) throw new ArgumentException("the id of the channel is missing", nameof(channelId));
            var data = new ChannelRequest { Custom = Chat.WithName(optionalCustomData, name) };
            var body = new GetOrCreateChannelRequest { Data = data, State = true, Watch = true, Presence = true };
            return await Chat.WatchAsync(Rest.Path($"/channels/{channelType.ToString()}/{channelId}/query"), body).ConfigureAwait(false);
        }

        /// <inheritdoc />
        public async Task<IStreamChannel> GetOrCreateChannelWithMembersAsync(
            ChannelType channelType, IEnumerable<IStreamUser> members, IDictionary<string, object> optionalCustomData = null)
        {
            var data = new ChannelRequest
            {
                Members = members.Select(user => new MemberRequest { UserId = user.Id }).ToList(),
                Custom = Chat.WithName(optionalCustomData, null)
            };
            var body = new GetOrCreateDistinctChannelRequest { Data = data, State = true, Watch = true, Presence = true };
            return await Chat.WatchAsync(Rest.Path($"/channels/{channelType.ToString()}/query"), body).ConfigureAwait(false);
        }

        /// <inheritdoc />
        public async Task<IReadOnlyList<IStreamChannel>> QueryChannelsAsync(
            IEnumerable<IFieldFilterRule> filters = null, ChannelSortObject sort = null, int limit = 30, int offset = 0)
        {
            return await Chat.WatchAllAsync(new QueryChannelsRequest
            {
                FilterConditions = FieldFilterRule.ToFields(filters),
                Sort = sort?.Params,
                Limit = limit,
                Offset = offset,
                State = true,
                Watch = true,
                Presence = true
            }).ConfigureAwait(false);
        }

        /// <inheritdoc />
        public async Task<IReadOnlyList<IStreamUser>> QueryUsersAsync(
            IEnumerable<IFieldFilterRule> filters = null, UserSortObject sort = null, int offset = 0, int limit = 30)
        {
            var chat = Chat;
            var payload = new QueryUsersPayload
            {
                FilterConditions = FieldFilterRule.ToFields(filters),
                Sort = sort?.Params,
                Offset = offset,
                Limit = limit
            };
            var answer = await chat.CallAsync<QueryUsersResponse>(HttpMethod.Get, "/users", null, new { payload }).ConfigureAwait(false);
            return answer.Users.Select(chat.Users.Now).ToArray();
        }

        /// <inheritdoc />
        public async Task<IReadOnlyList<IStreamUser>> UpsertUsersAsync(IEnumerable<StreamUserUpsertRequest> userRequests)
        {
            var chat = Chat;
            var users = userRequests.ToDictionary(user => user.Id, user => new UserRequest
            {
                Id = user.Id,
                Name = user.Name,
                Image = user.Image,
                Role = user.Role,
                Custom = Json.ToTokens(user.CustomData)
            });
            var answer = await chat.CallAsync<UpdateUsersResponse>(HttpMethod.Post, "/users", new UpdateUsersRequest { Users = users })
                .ConfigureAwait(false);
            return answer.Users.Values.Select(chat.Users.Of).ToArray();
        }

        /// <inheritdoc />
        public async Task<IReadOnlyList<StreamUserBan>> QueryBannedUsersAsync(StreamQueryBannedUsersRequest streamQueryBannedUsersRequest)
        {
            var chat = Chat;
            var request = streamQueryBannedUsersRequest ?? throw new ArgumentNullException(nameof(streamQueryBannedUsersRequest));
            var rules = new List<IFieldFilterRule>();
            if (request.ChannelCid != null) rules.Add(new FieldFilterRule("channel_cid", "$eq", request.ChannelCid));
            if (request.UserIds != null) rules.Add(new FieldFilterRule("user_id", "$in", request.UserIds));
            var payload = new QueryBannedUsersPayload
            {
                FilterConditions = FieldFilterRule.ToFields(rules),
                Limit = request.Limit,
                Offset = request.Offset
            };
            var answer = await chat.CallAsync<QueryBannedUsersResponse>(HttpMethod.Get, "/query_banned_users", null, new { payload })
                .ConfigureAwait(false);
            return answer.Bans.Select(ban => new StreamUserBan(ban, chat.Users)).ToArray();
        }

        /// <inheritdoc />
        public Task MuteMultipleUsersAsync(IEnumerable<IStreamUser> users, int? timeoutMinutes = null)
        {
            var body = new MuteRequest { TargetIds = users.Select(user => user.Id).ToList(), Timeout = timeoutMinutes };
            return Chat.CallAsync<MuteResponse>(HttpMethod.Post, "/moderation/mute", body);
        }

        /// <inheritdoc />
        public Task MuteMultipleChannelsAsync(IEnumerable<IStreamChannel> channels, int? milliseconds = null)
        {
            var cids = channels.Select(channel => channel.Cid).ToList();
            var body = new MuteChannelRequest { ChannelCids = cids, Expiration = milliseconds };
            return Chat.CallAsync<MuteChannelResponse>(HttpMethod.Post, "/moderation/mute/channel", body);
        }

        internal void TellChannelDeleted(string cid, string id, string type) => Raise(() => ChannelDeleted?.Invoke(cid, id, type));

        internal void TellInvited(IStreamChannel channel, IStreamUser user) => Raise(() => ChannelInviteReceived?.Invoke(channel, user));

        internal void TellInviteAccepted(IStreamChannel channel, IStreamUser user) => Raise(() => ChannelInviteAccepted?.Invoke(channel, user));

        internal void TellInviteRejected(IStreamChannel channel, IStreamUser user) => Raise(() => ChannelInviteRejected?.Invoke(channel, user));

        internal void TellAdded(IStreamChannel channel, IStreamChannelMember member) =>
            Raise(() => AddedToChannelAsMember?.Invoke(channel, member));

        internal void TellRemoved(IStreamChannel channel, IStreamChannelMember member) =>
            Raise(() => RemovedFromChannelAsMember?.Invoke(channel, member));
    }
}
