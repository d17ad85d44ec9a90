using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using StreamChat.Core.QueryBuilders.Filters;
using StreamChat.Core.Requests;
using StreamChat.Core.State;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    internal sealed partial class StreamChannel
    {
        private const int MessagePageSize = 30;
        private const int ReplyPageSize = 30;

        private static readonly HttpMethod Patch = new HttpMethod("PATCH");

        private readonly Sender _sender;
        private readonly Typist _typist;

        public Task<IStreamMessage> SendNewMessageAsync(string message) =>
            SendNewMessageAsync(new StreamSendMessageRequest { Text = message });

        public Task<IStreamMessage> SendNewMessageAsync(StreamSendMessageRequest sendMessageRequest)
        {
            if (sendMessageRequest == null) throw new ArgumentNullException(nameof(sendMessageRequest));
            _typist.Clear();
            return _sender.SendAsync(sendMessageRequest);
        }

        public void DiscardFailedMessage(IStreamMessage message) => _chat.Post(() => Change(model => Sending.Discard(model, message.Id)));

        public async Task<IReadOnlyList<IStreamMessage>> LoadOlderMessagesAsync()
        {
            var oldest = _model.Messages.FirstOrDefault(message => !message.IsLocalOnly)?.Id;
            if (oldest == null) return NoMessages;
            var body = new GetOrCreateChannelRequest { State = true, Messages = new MessagePage { Limit = MessagePageSize, IdLt = oldest } };
            return await _chat.QueryListsAsync(
                () => _chat.CallAsync<ChannelState>(HttpMethod.Post, Address + "/query", body, null, true),
                answer => TakeOlder(answer, oldest)).ConfigureAwait(false);
        }

        /// <summary>Loads a page of a thread: the newest, or that before a reply.</summary>
        public Task<IReadOnlyList<IStreamMessage>> LoadRepliesAsync(string parentId, string before)
        {
            var query = new { limit = ReplyPageSize, id_lt = before };
            return _chat.QueryListsAsync(
                () => _chat.CallAsync<GetRepliesResponse>(HttpMethod.Get, Rest.Path($"/messages/{parentId}/replies"), null, query),
                answer => TakePage(answer.Messages, model => Loading.WithReplies(model, parentId, answer.Messages, before != null)));
        }

        public Task AddMembersAsync(params IStreamUser[] users) => AddMembersAsync(users.Select(user => user.Id));

        public Task AddMembersAsync(IEnumerable<string> userIds, bool hideHistory = false)
        {
            var members = ToMembers(userIds);
            return UpdateAsync(new UpdateChannelRequest { AddMembers = members, HideHistory = hideHistory ? true : (bool?)null });
        }

        public Task RemoveMembersAsync(params IStreamChannelMember[] members) => RemoveMembersAsync(members.Select(member => member.UserId));

        public Task RemoveMembersAsync(IEnumerable<string> userIds) =>
            UpdateAsync(new UpdateChannelRequest { RemoveMembers = userIds.ToList() });

        public async Task<IReadOnlyList<IStreamChannelMember>> QueryMembersAsync(
            IEnumerable<IFieldFilterRule> filters = null, int limit = 30, int offset = 0)
        {
            var payload = new { type = Data.Type, id = Id, filter_conditions = FieldFilterRule.ToFields(filters), limit, offset };
            var answer = await _chat.CallAsync<QueryMembersResponse>(HttpMethod.Get, "/members", null, new { payload }).ConfigureAwait(false);
            return answer.Members.Select(MemberOf).ToArray();
        }

        public Task InviteMembersAsync(params IStreamUser[] users) => InviteMembersAsync(users.Select(user => user.Id));

        public Task InviteMembersAsync(IEnumerable<string> userIds)
        {
            return UpdateAsync(new UpdateChannelRequest { Invites = ToMembers(userIds) });
        }

        public Task AcceptInviteAsync() => UpdateAsync(new UpdateChannelRequest { AcceptInvite = true });

        public Task RejectInviteAsync() => UpdateAsync(new UpdateChannelRequest { RejectInvite = true });

        public Task JoinAsMemberAsync() => AddMembersAsync(new[] { _chat.UserId });

        public Task LeaveAsMemberChannelAsync() => RemoveMembersAsync(new[] { _chat.UserId });

        public async Task UpdatePartialAsync(IDictionary<string, object> setFields = null, IEnumerable<string> unsetFields = null)
        {
            var body = new { set = setFields, unset = unsetFields?.ToList() };
            TakeData((await _chat.CallAsync<UpdateChannelPartialResponse>(Patch, Address, body).ConfigureAwait(false)).Channel);
        }

        public Task UpdateOverwriteAsync(StreamUpdateOverwriteChannelRequest updateOverwriteRequest)
        {
            var request = updateOverwriteRequest ?? throw new ArgumentNullException(nameof(updateOverwriteRequest));
            var data = new ChannelUpdate { Frozen = request.Frozen, Cooldown = request.Cooldown };
            data.Custom = Chat.WithName(request.CustomData, request.Name);
            return UpdateAsync(new UpdateChannelRequest { Data = data });
        }

        public Task UpdateNameAsync(string name) => UpdatePartialAsync(new Dictionary<string, object> { { NameField, name } });

        public Task FreezeAsync() => UpdatePartialAsync(new Dictionary<string, object> { { "frozen", true } });

        public Task UnfreezeAsync() => UpdatePartialAsync(new Dictionary<string, object> { { "frozen", false } });

        public Task TruncateAsync(
            DateTimeOffset? truncatedAt = null, string systemMessage = null, bool skipPushNotifications = false, bool isHardDelete = false)
        {
            var body = new TruncateChannelRequest
            {
                TruncatedAt = truncatedAt,
                Message = systemMessage == null ? null : new MessageRequest { Text = systemMessage },
                SkipPush = skipPushNotifications,
                HardDelete = isHardDelete ? true : (bool?)null
            };
            return _chat.CallAsync<TruncateChannelResponse>(HttpMethod.Post, Address + "/truncate", body);
        }

        public Task DeleteAsync(bool isHardDelete = false) =>
            _chat.CallAsync<DeleteChannelResponse>(HttpMethod.Delete, Address, null, new { hard_delete = isHardDelete ? "true" : null });

        public Task HideAsync(bool isClearHistory = false) => _chat.CallAsync<HideChannelResponse>(
            HttpMethod.Post, Address + "/hide", new HideChannelRequest { ClearHistory = isClearHistory });

        public Task ShowAsync() => _chat.CallAsync<ShowChannelResponse>(HttpMethod.Post, Address + "/show");

        public Task MuteChannelAsync(int? milliseconds = null) => _chat.CallAsync<MuteChannelResponse>(
            HttpMethod.Post, "/moderation/mute/channel", new { channel_cid = Cid, expiration = milliseconds });

        public Task UnmuteChannelAsync() => _chat.CallAsync<UnmuteChannelResponse>(
            HttpMethod.Post, "/moderation/unmute/channel", new { channel_cid = Cid });

        public Task MarkChannelReadAsync() => _chat.CallAsync<MarkReadResponse>(HttpMethod.Post, Address + "/read", new MarkReadRequest());

        public Task MarkChannelAsUnreadAsync(string messageId) => _chat.CallAsync<MarkUnreadResponse>(
            HttpMethod.Post, Address + "/unread", new MarkUnreadRequest { MessageId = messageId });

        public Task SendTypingStartedEventAsync() => Config?.TypingEvents == false ? Task.CompletedTask : _typist.StartAsync();

        public Task SendTypingStoppedEventAsync() => _typist.StopAsync();

        public Task SendCustomEventAsync(string type, IDictionary<string, object> data = null)
        {
            var body = new SendEventRequest { Event = new EventRequest { Type = type, Custom = Json.ToTokens(data) } };
            return _chat.CallAsync<SendEventResponse>(HttpMethod.Post, Address + "/event", body);
        }

        public async Task WatchAsync()
        {
            var body = new GetOrCreateChannelRequest { State = true, Watch = true, Presence = true };
            await _chat.WatchAsync(Address + "/query", body).ConfigureAwait(false);
        }

        public async Task StopWatchingAsync()
        {
            await _chat.RunAsync(() => _chat.HearNot(Cid)).ConfigureAwait(false);
            await _chat.CallConnectedAsync<StopWatchingChannelResponse>(HttpMethod.Post, Address + "/stop-watching").ConfigureAwait(false);
        }

        public Task BanUserAsync(IStreamUser user, string reason = "", int? timeoutMinutes = null, bool isIpBan = false) =>
            BanAsync(user.Id, reason, timeoutMinutes, false, isIpBan);

        public Task BanMemberAsync(IStreamChannelMember member, string reason = "", int? timeoutMinutes = null, bool isIpBan = false) =>
            BanAsync(member.UserId, reason, timeoutMinutes, false, isIpBan);

        public Task ShadowBanUserAsync(IStreamUser user, string reason = "", int? timeoutMinutes = null) =>
            BanAsync(user.Id, reason, timeoutMinutes, true, false);

        public Task ShadowBanMemberAsync(IStreamChannelMember member, string reason = "", int? timeoutMinutes = null) =>
            BanAsync(member.UserId, reason, timeoutMinutes, true, false);

        public Task UnbanUserAsync(IStreamUser user) => UnbanAsync(user.Id, false);

        public Task UnbanMemberAsync(IStreamChannelMember member) => UnbanAsync(member.UserId, false);

        public Task RemoveUserShadowBanAsync(IStreamUser user) => UnbanAsync(user.Id, true);

        public Task RemoveMemberShadowBanAsync(IStreamChannelMember member) => UnbanAsync(member.UserId, true);

        /// <summary>Tells others that the user types, or types no more.</summary>
        public Task SendTypingAsync(string type) => _chat.CallAsync<SendEventResponse>(
            HttpMethod.Post, Address + "/event", new SendEventRequest { Event = new EventRequest { Type = type } });

        private IReadOnlyList<IStreamMessage> TakeOlder(ChannelState answer, string oldest)
        {
            // The list was replaced meanwhile: what is older than its old beginning would leave a gap.
            if (_model.Messages.Find(oldest) == null) return NoMessages;
            return TakePage(answer.Messages, model => Loading.WithOlder(model, answer.Messages));
        }

        private async Task UpdateAsync(UpdateChannelRequest body)
        {
            var answer = await _chat.CallAsync<UpdateChannelResponse>(HttpMethod.Post, Address, body).ConfigureAwait(false);
            TakeData(answer.Channel);
        }

        // Where the channel is watched its event tells the same, in its place.
        private void TakeData(Channel data)
        {
            if (data != null) _chat.Post(() => Change(model => data.UpdatedAt > model.Channel.UpdatedAt ? model.WithChannel(data) : model));
        }

        private Task BanAsync(string userId, string reason, int? timeoutMinutes, bool isShadow, bool isIpBan)
        {
            var body = new BanRequest
            {
                TargetUserId = userId,
                ChannelCid = Cid,
                Reason = string.IsNullOrEmpty(reason) ? null : reason,
                Timeout = timeoutMinutes,
                Shadow = isShadow ? true : (bool?)null,
                IpBan = isIpBan ? true : (bool?)null
            };
            return _chat.CallAsync<BanResponse>(HttpMethod.Post, "/moderation/ban", body);
        }

        private Task UnbanAsync(string userId, bool isShadow)
        {
            var query = new { target_user_id = userId, channel_cid = Cid, shadow = isShadow ? "true" : null };
            return _chat.CallAsync<UnbanResponse>(HttpMethod.Delete, "/moderation/ban", null, query);
        }

        private static List<MemberRequest> ToMembers(IEnumerable<string> userIds) =>
            userIds.Select(id => new MemberRequest { UserId = id }).ToList();
    }
}
