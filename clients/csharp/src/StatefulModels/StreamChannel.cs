using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Models;
using StreamChat.Core.State;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>
    /// One channel as the app sees it. What it shows is made anew when the model changes, always in the pump; any thread may look.
    /// </summary>
    internal sealed partial class StreamChannel : IStreamChannel
    {
        private const string DirectPrefix = "!members-";
        private const string NameField = "name";

        private static readonly StreamMessage[] NoMessages = new StreamMessage[0];

        private readonly Chat _chat;
        private readonly Dictionary<string, StreamChannelMember> _everMembers = new Dictionary<string, StreamChannelMember>();
        private volatile ChannelModel _model;
        private volatile StreamMessage[] _messages = NoMessages;
        private volatile StreamMessage[] _pinned = NoMessages;
        private volatile Dictionary<string, StreamMessage[]> _replies = new Dictionary<string, StreamMessage[]>();
        private volatile StreamChannelMember[] _members = new StreamChannelMember[0];
        private volatile StreamChannelMember _membership;

        public StreamChannel(Chat chat, ChannelState answer)
        {
            _chat = chat;
            _sender = new Sender(chat, this);
            _typist = new Typist(this, chat.Clock);
            Load(answer, false);
        }

        /// <summary>What is believed of the channel. Set by <see cref="Show"/>.</summary>
        public ChannelModel Model => _model;

        public string Cid => Data.Cid;

        public string Id => Data.Id;

        public ChannelType Type => ChannelType.Custom(Data.Type);

        public string Name => CustomOf(Data, NameField);

        public DateTimeOffset CreatedAt => Data.CreatedAt;

        public DateTimeOffset UpdatedAt => Data.UpdatedAt;

        public IStreamUser CreatedBy => _chat.Users.Of(Data.CreatedBy);

        public StreamChannelConfig Config => Data.Config == null ? null : new StreamChannelConfig(Data.Config);

        public IReadOnlyList<string> OwnCapabilities => _model.OwnCapabilities;

        public IReadOnlyList<IStreamMessage> Messages => _messages;

        public IReadOnlyList<IStreamMessage> PinnedMessages => _pinned;

        public IReadOnlyList<IStreamMessage> UnsentMessages => _messages.Where(message => message.IsSending || message.IsFailed).ToArray();

        public IReadOnlyList<IStreamChannelMember> Members => _members;

        public int MemberCount => Data.MemberCount ?? _members.Length;

        public IReadOnlyList<IStreamUser> Watchers => _chat.Users.Of(_model.Watchers.Values);

        public int WatcherCount => _model.WatcherCount;

        public IReadOnlyList<StreamRead> Read => _model.Read.Values.Select(row => new StreamRead(row, _chat.Users)).ToArray();

        public IReadOnlyList<IStreamUser> TypingUsers => _chat.Users.Of(_model.Typing.Values.Select(each => each.User));

        public int UnreadCount => _model.Unread;

        public bool Muted => _chat.LocalUserData.HasMuted(Cid, _chat.Clock.Now);

        public bool Hidden => _model.Hidden;

        public bool Frozen => Data.Frozen;

        public bool Disabled => Data.Disabled;

        public int Cooldown => Data.Cooldown ?? 0;

        public DateTimeOffset? LastMessageAt => Data.LastMessageAt;

        public string Team => Data.Team;

        public DateTimeOffset? TruncatedAt => Data.TruncatedAt;

        public IStreamCustomData CustomData =>
            new StreamCustomData(Data.Custom?.Where(field => field.Key != NameField));

        public IStreamChannelMember Membership => _membership;

        public bool IsWatched => _chat.Watches(Cid);

        public bool IsDirectMessage => Id.StartsWith(DirectPrefix, StringComparison.Ordinal);

        private Channel Data => _model.Channel;

        private string Address => Chat.AddressOf(Cid);

        public StreamMessage[] RepliesOf(string parentId) => _replies.At(parentId) ?? NoMessages;

        public string OldestReply(string parentId) => RepliesOf(parentId).FirstOrDefault(reply => !reply.Local.IsLocalOnly)?.Id;

        /// <summary>Lets the channel show this from now on.</summary>
        public void Show(ChannelModel model)
        {
            var before = _model;
            _model = model;
            if (before?.Pinned != model.Pinned) _pinned = Shown(model.Pinned);
            if (before?.Threads != model.Threads) _replies = model.Threads.ToDictionary(each => each.Key, each => Shown(each.Value));
            if (before?.Messages != model.Messages) _messages = Shown(model.Messages);
            if (before?.Members != model.Members) _members = model.Members.Values.Select(MemberOf).ToArray();
            if (before?.Membership != model.Membership) _membership = model.Membership == null ? null : MemberOf(model.Membership);
        }

        public StreamChannelMember MemberOf(Member data)
        {
            lock (_everMembers)
            {
                if (_everMembers.TryGetValue(data.UserId, out var member))
                {
                    if (data.UpdatedAt >= member.Data.UpdatedAt) member.Data = data;
                    return member;
                }
                return _everMembers[data.UserId] = new StreamChannelMember(_chat.Users, data);
            }
        }

        /// <summary>The message as the newest telling has it, loaded or not.</summary>
        public StreamMessage MessageOf(Message told)
        {
            var message = _chat.Messages.Of(told);
            var isLoaded = _model.FindLoaded(told) != null || _model.Pinned.Find(told.Id) != null;
            if (!isLoaded) message.Local = MessageLists.Retold(told, message.Local);
            return message;
        }

        /// <summary>Takes an answer about messages, and lays over it what was heard while it was under way.</summary>
        /// <returns>Those of the page that were not loaded before.</returns>
        public IReadOnlyList<IStreamMessage> TakePage(IReadOnlyList<Message> page, Func<ChannelModel, ChannelModel> change)
        {
            var known = new HashSet<string>(page.Where(message => _model.FindLoaded(message) != null).Select(message => message.Id));
            Show(Loading.ChangeLists(_model, _chat.Remembered, change));
            var added = page.Where(message => !known.Contains(message.Id)).Select(message => _model.FindLoaded(message)).Where(each => each != null);
            var shown = MessageLists.Sorted(added).Select(_chat.Messages.Of).ToArray();
            foreach (var message in shown) message.IsTold = true;
            return shown;
        }

        /// <summary>Takes the state that a query has answered.</summary>
        public void Load(ChannelState answer, bool isFollowed)
        {
            var before = _model;
            var next = Loading.FromAnswer(before, answer, _chat.Viewer);
            Show(next);
            _chat.TakePeople(answer);
            var isMissed = before != null && (before.IsStale || before.Position?.Seq != next.Position?.Seq);
            if (isFollowed && isMissed) TellMissed(before);
            foreach (var message in _messages.Where(each => !each.Local.IsLocalOnly)) message.IsTold = true;
            foreach (var message in _pinned) message.IsTold = true;
        }

        /// <summary>Tells of what came while nothing was heard, as far as it is loaded.</summary>
        private void TellMissed(ChannelModel before)
        {
            var first = before.Messages.FirstOrDefault(message => !message.IsLocalOnly);
            foreach (var message in _messages)
            {
                var isNewer = first == null || MessageLists.Compare(message.Local, first) >= 0;
                if (isNewer && !message.IsTold && !message.Local.IsLocalOnly) TellReceived(message);
            }
            Tell(() => Updated?.Invoke(this));
            TellChanges(before);
        }

        /// <summary>The user has been disconnected.</summary>
        public void End() => _typist.Clear();

        private StreamMessage[] Shown(LocalMessage[] list)
        {
            var shown = new StreamMessage[list.Length];
            for (var index = 0; index < list.Length; index++)
            {
                shown[index] = _chat.Messages.Of(list[index]);
                shown[index].Local = list[index];
            }
            return shown;
        }

        private static string CustomOf(Channel data, string name) =>
            data.Custom != null && data.Custom.TryGetValue(name, out var value) ? (string)value : null;
    }
}
