using System;
using System.Linq;
using StreamChat.Core.Models;
using StreamChat.Core.State;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    internal sealed partial class StreamChannel
    {
        public event StreamChannelMessageHandler MessageReceived;

        public event StreamChannelMessageHandler MessageUpdated;

        public event StreamChannelMessageDeletedHandler MessageDeleted;

        public event StreamChannelReactionHandler ReactionAdded;

        public event StreamChannelReactionHandler ReactionUpdated;

        public event StreamChannelReactionHandler ReactionRemoved;

        public event StreamChannelMemberHandler MemberAdded;

        public event StreamChannelMemberHandler MemberRemoved;

        public event StreamChannelMemberHandler MemberUpdated;

        public event StreamChannelMembersChangedHandler MembersChanged;

        public event StreamChannelVisibilityHandler VisibilityChanged;

        public event StreamChannelMuteHandler MuteChanged;

        public event StreamChannelChangeHandler Truncated;

        public event StreamChannelChangeHandler Updated;

        public event StreamChannelUserHandler WatcherAdded;

        public event StreamChannelUserHandler WatcherRemoved;

        public event StreamChannelUserHandler UserStartedTyping;

        public event StreamChannelUserHandler UserStoppedTyping;

        public event StreamChannelChangeHandler TypingUsersChanged;

        public event StreamChannelReadHandler ReadChanged;

        public event StreamChannelCustomEventHandler CustomEventReceived;

        /// <summary>Takes an event of this channel, and tells the app. False once the channel is gone.</summary>
        public bool Hear(WireEvent told, bool isCustom)
        {
            if (isCustom)
            {
                var custom = new StreamCustomEvent(told, _chat.Users);
                Tell(() => CustomEventReceived?.Invoke(this, custom));
                return true;
            }
            var before = _model;
            var next = Rules.Apply(before, told, _chat.Viewer, out var isKnown);
            if (next == null) return false;
            Show(next);
            if (isKnown) return true;
            TellMatter(before, told);
            TellChanges(before);
            return true;
        }

        /// <summary>Changes that no single event tells.</summary>
        public void Change(Func<ChannelModel, ChannelModel> change)
        {
            var before = _model;
            Show(change(before));
            if (_model != before) TellChanges(before);
        }

        public void TellMuteChanged(bool isMuted) => Tell(() => MuteChanged?.Invoke(this, isMuted));

        /// <summary>Tells of messages that were deleted with many others.</summary>
        public void TellDeleted(ChannelModel before, bool isHardDelete)
        {
            foreach (var message in before.Messages.Where(each => !each.IsDeleted && !each.IsLocalOnly))
            {
                var now = _model.FindLoaded(message.Data);
                if (now == null || now.IsDeleted) TellDeleted(_chat.Messages.Of(message), isHardDelete);
            }
        }

        private void TellMatter(ChannelModel before, WireEvent told)
        {
            switch (told.Type)
            {
                case EventTypes.MessageNew:
                    TellReceived(MessageOf(told.Message));
                    break;
                case EventTypes.MessageUpdated:
                case EventTypes.MessageUndeleted:
                    TellOf(MessageOf(told.Message), message => MessageUpdated?.Invoke(this, message));
                    break;
                case EventTypes.MessageDeleted:
                    TellDeleted(MessageOf(told.Message), told.HardDelete == true);
                    break;
                case EventTypes.UserMessagesDeleted:
                    TellDeleted(before, told.HardDelete == true);
                    break;
                case EventTypes.ReactionNew:
                    TellReaction(told, (message, reaction) => ReactionAdded?.Invoke(this, message, reaction));
                    break;
                case EventTypes.ReactionUpdated:
                    TellReaction(told, (message, reaction) => ReactionUpdated?.Invoke(this, message, reaction));
                    break;
                case EventTypes.ReactionDeleted:
                    TellReaction(told, (message, reaction) => ReactionRemoved?.Invoke(this, message, reaction));
                    break;
                case EventTypes.MemberAdded:
                    TellMember(told.Member, OperationType.Added);
                    break;
                case EventTypes.MemberUpdated:
                    TellMember(told.Member, OperationType.Updated);
                    break;
                case EventTypes.MemberRemoved:
                    TellMember(told.Member, OperationType.Removed);
                    break;
                case EventTypes.UserBanned:
                case EventTypes.UserUnbanned:
                    var member = _model.Members.At(told.User.Id);
                    if (member != null && member != before.Members.At(told.User.Id)) TellMember(member, OperationType.Updated);
                    break;
                case EventTypes.ChannelUpdated:
                    Tell(() => Updated?.Invoke(this));
                    break;
                case EventTypes.ChannelTruncated:
                case EventTypes.NotificationChannelTruncated:
                    Tell(() => Truncated?.Invoke(this));
                    break;
                case EventTypes.UserWatchingStart:
                    TellUser(told.User, user => WatcherAdded?.Invoke(this, user));
                    break;
                case EventTypes.UserWatchingStop:
                    TellUser(told.User, user => WatcherRemoved?.Invoke(this, user));
                    break;
            }
        }

        /// <summary>What changes by events of many types.</summary>
        private void TellChanges(ChannelModel before)
        {
            if (before.Hidden != _model.Hidden)
            {
                var isHidden = _model.Hidden;
                Tell(() => VisibilityChanged?.Invoke(this, isHidden));
            }
            foreach (var row in _model.Read.Values)
            {
                var known = before.Read.At(row.User.Id);
                if (known != null && known.LastRead == row.LastRead && known.LastReadMessageId == row.LastReadMessageId) continue;
                var read = new StreamRead(row, _chat.Users);
                Tell(() => ReadChanged?.Invoke(this, read));
            }
            TellTyping(before);
        }

        private void TellTyping(ChannelModel before)
        {
            if (before.Typing == _model.Typing) return;
            var isChanged = false;
            foreach (var id in before.Typing.Keys.Where(id => !_model.Typing.ContainsKey(id)))
            {
                isChanged = true;
                TellUser(before.Typing[id].User, user => UserStoppedTyping?.Invoke(this, user));
            }
            foreach (var id in _model.Typing.Keys.Where(id => !before.Typing.ContainsKey(id)))
            {
                isChanged = true;
                TellUser(_model.Typing[id].User, user => UserStartedTyping?.Invoke(this, user));
            }
            if (isChanged) Tell(() => TypingUsersChanged?.Invoke(this));
        }

        private void TellReceived(StreamMessage message)
        {
            if (message.IsTold) return;
            message.IsTold = true;
            Tell(() => MessageReceived?.Invoke(this, message));
        }

        private void TellDeleted(StreamMessage message, bool isHardDelete)
        {
            // Nobody holds on to what is gone, but for this event: it shows what it was.
            if (isHardDelete && !message.IsDeleted)
            {
                message.Local = message.Local.With(copy => copy.Data = message.Local.Data.With(data => data.Type = "deleted"));
            }
            Tell(() => MessageDeleted?.Invoke(this, message, isHardDelete));
        }

        private void TellReaction(WireEvent told, Action<StreamMessage, StreamReaction> tell)
        {
            var message = MessageOf(told.Message);
            var reaction = new StreamReaction(told.Reaction, _chat.Users);
            Tell(() => tell(message, reaction));
        }

        private void TellMember(Member data, OperationType operation)
        {
            var member = MemberOf(data);
            Tell(() =>
            {
                if (operation == OperationType.Added) MemberAdded?.Invoke(this, member);
                if (operation == OperationType.Updated) MemberUpdated?.Invoke(this, member);
                if (operation == OperationType.Removed) MemberRemoved?.Invoke(this, member);
            });
            Tell(() => MembersChanged?.Invoke(this, member, operation));
        }

        private void TellUser(User data, Action<StreamUser> tell) => TellOf(_chat.Users.Of(data), tell);

        private void TellOf<T>(T matter, Action<T> tell) => Tell(() => tell(matter));

        private void Tell(Action tell) => _chat.Tell(tell);
    }
}
