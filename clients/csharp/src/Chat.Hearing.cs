using System;
using System.Linq;
using StreamChat.Core.State;
using StreamChat.Core.StatefulModels;
using StreamChat.Core.Wire;

namespace StreamChat.Core
{
    internal sealed partial class Chat
    {
        /// <summary>More events than this during one query of messages: it is asked for rarely, and holds what its page can show.</summary>
        private const int MaxRemembered = 1000;

        private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

        /// <summary>State first, then whoever listens: a handler finds in the state what it is told.</summary>
        public void Hear(WireEvent told)
        {
            if (told.Type == EventTypes.HealthCheck || told.Type == EventTypes.ConnectionOk) return;
            var channel = ChannelOf(told.Cid);
            // In an app's own event any member may write any field: totals, positions. It means nothing here.
            if (!EventTypes.All.Contains(told.Type))
            {
                channel?.Hear(told, true);
                return;
            }
            if (_listQueries > 0 && _remembered.Count < MaxRemembered) _remembered.Add(new Remembered(told, Viewer));
            LocalUserData.TakeTotals(told);
            HearOfUsers(told);
            var before = channel?.Model;
            var isGone = channel != null && !channel.Hear(told, false);
            if (told.Type == EventTypes.TypingStart) ForgetTypingLater();
            HearOfChannels(told, channel, before);
            if (isGone) Lose(told.Cid);
        }

        private void HearOfUsers(WireEvent told)
        {
            var isEverywhere = told.Cid == null || told.Cid == "*";
            switch (told.Type)
            {
                case EventTypes.UserUpdated:
                    Users.Of(told.User).Data = told.User;
                    break;
                case EventTypes.UserPresenceChanged:
                    var user = Users.Now(told.User);
                    Tell(user.TellPresence);
                    break;
                case EventTypes.UserDeleted:
                    Users.Of(told.User).Data = told.User;
                    var isMarked = told.MarkMessagesDeleted == true || !string.IsNullOrEmpty(told.DeleteMessages);
                    if (isMarked) DeleteMessagesOf(told, told.DeleteMessages == "hard");
                    break;
                case EventTypes.UserMessagesDeleted:
                    if (isEverywhere) DeleteMessagesOf(told, told.HardDelete == true);
                    break;
                case EventTypes.UserBanned:
                case EventTypes.UserUnbanned:
                    if (isEverywhere && told.User.Id == UserId && told.Shadow != true)
                    {
                        Users.Now(told.User.With(copy => copy.Banned = told.Type == EventTypes.UserBanned));
                    }
                    break;
                case EventTypes.NotificationMarkRead:
                    if (!isEverywhere) break;
                    foreach (var channel in All()) channel.Change(model => Reads.AllMarkedRead(model, told, Viewer));
                    break;
                case EventTypes.NotificationMutesUpdated:
                    LocalUserData.Data = LocalUserData.Data.With(copy => copy.Mutes = told.Me.Mutes);
                    break;
                case EventTypes.NotificationChannelMutesUpdated:
                    TakeChannelMutes(told.Me);
                    break;
            }
        }

        /// <summary>Of memberships hear those who do not watch by a notification, and others by what happened to a member.</summary>
        private void HearOfChannels(WireEvent told, StreamChannel channel, ChannelModel before)
        {
            switch (told.Type)
            {
                case EventTypes.ChannelDeleted:
                case EventTypes.NotificationChannelDeleted:
                    HearNot(told.Cid);
                    _client.TellChannelDeleted(told.Cid, told.ChannelId, told.ChannelType);
                    break;
                case EventTypes.NotificationAddedToChannel:
                    // Whoever was removed and is back again has missed what happened in between.
                    if (before?.Membership == null && Watches(told.Cid)) LoadAnew(told.Cid);
                    TellMembership(told, channel, _client.TellAdded);
                    break;
                case EventTypes.NotificationRemovedFromChannel:
                    TellMembership(told, channel, _client.TellRemoved);
                    break;
                case EventTypes.NotificationInvited:
                    TellMembership(told, channel, (where, member) => _client.TellInvited(where, member.User));
                    break;
                case EventTypes.NotificationInviteAccepted:
                    TellMembership(told, channel, (where, member) => _client.TellInviteAccepted(where, member.User));
                    break;
                case EventTypes.NotificationInviteRejected:
                    TellMembership(told, channel, (where, member) => _client.TellInviteRejected(where, member.User));
                    break;
                case EventTypes.MemberAdded:
                case EventTypes.MemberUpdated:
                case EventTypes.MemberRemoved:
                    if (channel != null) HearOfMember(told, channel, before);
                    break;
            }
        }

        private void HearOfMember(WireEvent told, StreamChannel channel, ChannelModel before)
        {
            var known = before.Members.At(told.Member.UserId);
            var isOwn = told.Member.UserId == UserId;
            var member = channel.MemberOf(told.Member);
            if (told.Type == EventTypes.MemberRemoved)
            {
                if (isOwn) _client.TellRemoved(channel, member);
            }
            else if (told.Type == EventTypes.MemberAdded)
            {
                if (isOwn && member.Invited) _client.TellInvited(channel, member.User);
                else if (isOwn) _client.TellAdded(channel, member);
            }
            else
            {
                if (IsNew(member.InviteAcceptedAt, known?.InviteAcceptedAt)) _client.TellInviteAccepted(channel, member.User);
                if (IsNew(member.InviteRejectedAt, known?.InviteRejectedAt)) _client.TellInviteRejected(channel, member.User);
            }
        }

        private static bool IsNew(DateTimeOffset? moment, DateTimeOffset? known) => moment != null && moment != known;

        // A channel that is not loaded is known by what the event shows of it.
        private void TellMembership(WireEvent told, StreamChannel channel, Action<IStreamChannel, IStreamChannelMember> tell)
        {
            if (told.Channel == null || told.Member == null) return;
            var where = channel ?? Add(new ChannelState { Channel = told.Channel, Membership = told.Member });
            tell(where, where.MemberOf(told.Member));
        }

        private void DeleteMessagesOf(WireEvent told, bool isHardDelete)
        {
            var deleted = told.With(copy =>
            {
                copy.Cid = null;
                copy.HardDelete = isHardDelete;
            });
            foreach (var channel in All())
            {
                var before = channel.Model;
                channel.Change(model => State.Messages.OfUserDeleted(model, deleted, Viewer));
                channel.TellDeleted(before, isHardDelete);
            }
        }

        private void TakeChannelMutes(OwnUser me)
        {
            var now = Clock.Now;
            var muted = All().Where(channel => LocalUserData.HasMuted(channel.Cid, now)).ToList();
            LocalUserData.Data = LocalUserData.Data.With(copy => copy.ChannelMutes = me.ChannelMutes);
            foreach (var channel in All())
            {
                var isMuted = LocalUserData.HasMuted(channel.Cid, now);
                if (isMuted != muted.Contains(channel)) channel.TellMuteChanged(isMuted);
            }
        }

        private async void LoadAnew(string cid)
        {
            try
            {
                await LoadAnewAsync(new[] { cid }).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                Log.Warn($"could not load {cid} anew: {error.Message}");
            }
        }

        private void ForgetTypingLater()
        {
            if (_tick == null) _tick = Clock.After(Members.TypingExpires + Moment, () => Post(ForgetTyping));
        }

        private void ForgetTyping()
        {
            _tick = null;
            foreach (var channel in All()) channel.Change(model => Members.Tick(model, Clock.Now));
            if (All().Any(channel => channel.Model.Typing.Count > 0)) ForgetTypingLater();
        }
    }
}
