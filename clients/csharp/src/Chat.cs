using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using StreamChat.Core.State;
using StreamChat.Core.StatefulModels;
using StreamChat.Core.Wire;

namespace StreamChat.Core
{
    /// <summary>What the client believes of the chat, for as long as one user is connected. It changes in the pump alone.</summary>
    internal sealed partial class Chat : IChat
    {
        /// <summary>Of how many users their coming and going is asked for at once.</summary>
        private const int MaxFollowed = 100;

        private const int MaxQueried = 30;
        private const int PageAfterLoss = 30;

        private readonly Dictionary<string, StreamChannel> _channels = new Dictionary<string, StreamChannel>();
        private readonly HashSet<string> _watched = new HashSet<string>();
        private readonly List<Remembered> _remembered = new List<Remembered>();
        private readonly StreamChatClient _client;
        private readonly Session _session;
        private int _listQueries;
        private IDisposable _tick;
        private bool _hasBeenConnected;
        private volatile string[] _watchedCids = new string[0];

        public Chat(Session session, StreamChatClient client)
        {
            _session = session;
            _client = client;
            Users = new Users(this);
            Messages = new MessageMap(this);
            LocalUserData = new StreamLocalUserData(Users, session.UserId);
        }

        public Users Users { get; }

        public MessageMap Messages { get; }

        public StreamLocalUserData LocalUserData { get; }

        public string UserId => _session.UserId;

        public Clock Clock => _session.Clock;

        public Log Log => _session.Log;

        public bool IsOptimistic => _session.OptimisticMessageInsert;

        public IEnumerable<string> WatchedCids => _watchedCids;

        /// <summary>Whether the user has been disconnected.</summary>
        public bool IsOver { get; private set; }

        /// <summary>What was heard while answers about messages are under way.</summary>
        public IReadOnlyList<Remembered> Remembered => _remembered;

        public Viewer Viewer => LocalUserData.ViewerAt(Clock.Now);

        /// <summary>Where the server knows a channel.</summary>
        public static string AddressOf(string cid)
        {
            var parts = cid.Split(new[] { ':' }, 2);
            return Rest.Path($"/channels/{parts[0]}/{parts[1]}");
        }

        /// <summary>Custom fields with a name among them, if there is one.</summary>
        public static IDictionary<string, JToken> WithName(IDictionary<string, object> custom, string name)
        {
            var fields = Json.ToTokens(custom) ?? new Dictionary<string, JToken>();
            if (name != null) fields["name"] = name;
            return fields;
        }

        public bool Watches(string cid) => _watchedCids.Contains(cid);

        public StreamChannel ChannelOf(string cid)
        {
            lock (_channels) return cid != null && _channels.TryGetValue(cid, out var channel) ? channel : null;
        }

        public IReadOnlyList<StreamChannel> WatchedChannels => _watchedCids.Select(ChannelOf).Where(channel => channel != null).ToArray();

        public void Post(Action work) => _session.Pump.Post(work);

        public Task RunAsync(Action work) => _session.Pump.RunAsync(work);

        public Task<T> RunAsync<T>(Func<T> work) => _session.Pump.RunAsync(work);

        /// <summary>Tells the app, whatever its handlers throw.</summary>
        public void Tell(Action tell) => _client.Raise(tell);

        public Task<T> CallAsync<T>(HttpMethod method, string path, object body = null, object query = null, bool mayRepeat = false) =>
            _session.CallAsync<T>(method, path, body, query, mayRepeat);

        /// <summary>A call about what this connection hears; without one it hears nothing.</summary>
        public async Task CallConnectedAsync<T>(HttpMethod method, string path)
        {
            var id = _session.ConnectionId;
            if (id != null) await CallAsync<T>(method, path, null, new { connection_id = id }).ConfigureAwait(false);
        }

        /// <summary>Asks for messages. The answer has no place in a channel's order, so what is heard meanwhile is laid over it.</summary>
        public async Task<TLoaded> QueryListsAsync<T, TLoaded>(Func<Task<T>> ask, Func<T, TLoaded> load)
        {
            await RunAsync(() => _listQueries++).ConfigureAwait(false);
            try
            {
                var answer = await ask().ConfigureAwait(false);
                return await _session.Pump.RunAsync(() => load(answer)).ConfigureAwait(false);
            }
            finally
            {
                await RunAsync(Answered).ConfigureAwait(false);
            }
        }

        /// <summary>Opens one channel and hears it from now on.</summary>
        public Task<StreamChannel> WatchAsync(string path, object body) => _session.WatchAsync(
            id => CallAsync<ChannelState>(HttpMethod.Post, path, body, new { connection_id = id }, true), Load);

        /// <summary>Asks for channels and hears them from now on.</summary>
        public Task<IReadOnlyList<StreamChannel>> WatchAllAsync(QueryChannelsRequest body) => _session.WatchAsync(
            id => CallAsync<QueryChannelsResponse>(HttpMethod.Post, "/channels", body, new { connection_id = id }, true),
            answer => (IReadOnlyList<StreamChannel>)answer.Channels.Select(Load).ToArray());

        /// <summary>A channel whose message the app holds; loaded if it is not.</summary>
        public async Task<StreamChannel> KnownChannelAsync(string cid)
        {
            return ChannelOf(cid) ?? await _session.QueryAsync(
                () => CallAsync<ChannelState>(HttpMethod.Post, AddressOf(cid) + "/query", new { state = true }, null, true),
                answer => Take(answer)).ConfigureAwait(false);
        }

        /// <summary>Takes a message as a change of it was answered.</summary>
        public IStreamMessage TakeChanged(Message message)
        {
            var channel = ChannelOf(message.Cid);
            if (channel == null) return Messages.Of(message);
            channel.Change(model => Loading.ChangeLists(model, Remembered, each => Sending.Changed(each, message)));
            return channel.MessageOf(message);
        }

        public void TakePeople(ChannelState answer)
        {
            foreach (var member in answer.Members.Where(member => member.User != null)) Users.Now(member.User);
            foreach (var watcher in answer.Watchers ?? new List<User>()) Users.Now(watcher);
        }

        /// <summary>Hears a channel no longer.</summary>
        public void HearNot(string cid)
        {
            _watched.Remove(cid);
            _watchedCids = _watched.ToArray();
            _session.Hearing.Forget(cid);
        }

        public void Connected(OwnUser me)
        {
            LocalUserData.Data = me;
            Users.Now(me);
            foreach (var channel in All()) channel.Change(model => model.With(copy => copy.IsUnreadTold = false));
            if (_hasBeenConnected) FollowPeople();
            _hasBeenConnected = true;
        }

        public void TakeOwnRead(string cid, ReadState read, long seq) =>
            ChannelOf(cid)?.Change(model => Resuming.WithOwnRow(model, Viewer, read, seq));

        public async Task LoadAnewAsync(IReadOnlyList<string> cids)
        {
            await RunAsync(() => MarkStale(cids)).ConfigureAwait(false);
            for (var start = 0; start < cids.Count; start += MaxQueried)
            {
                var part = cids.Skip(start).Take(MaxQueried).ToList();
                var found = await LoadAnewAsync(part, false).ConfigureAwait(false);
                // A list leaves out what the user has hidden, unless it is asked for.
                var missing = part.Except(found).ToList();
                if (missing.Count == 0) continue;
                var hidden = await LoadAnewAsync(missing, true).ConfigureAwait(false);
                await RunAsync(() => missing.Except(hidden).ToList().ForEach(Lose)).ConfigureAwait(false);
            }
        }

        public void Lose(string cid)
        {
            HearNot(cid);
            lock (_channels) _channels.Remove(cid);
        }

        public void End()
        {
            IsOver = true;
            _tick?.Dispose();
            _watched.Clear();
            _watchedCids = new string[0];
            foreach (var channel in All()) channel.End();
            lock (_channels) _channels.Clear();
        }

        /// <summary>Takes the state of a channel that is heard from now on.</summary>
        public StreamChannel Load(ChannelState answer)
        {
            var cid = answer.Channel.Cid;
            var isFollowed = _watched.Contains(cid);
            var isOutdated = !_session.Hearing.Load(cid, answer.Parley) && ChannelOf(cid) != null;
            _watched.Add(cid);
            _watchedCids = _watched.ToArray();
            return isOutdated ? ChannelOf(cid) : Take(answer, isFollowed);
        }

        private StreamChannel Take(ChannelState answer, bool isFollowed = false)
        {
            var channel = ChannelOf(answer.Channel.Cid);
            if (channel == null) return Add(answer);
            channel.Load(answer, isFollowed);
            return channel;
        }

        private StreamChannel Add(ChannelState answer)
        {
            var channel = new StreamChannel(this, answer);
            lock (_channels) _channels[answer.Channel.Cid] = channel;
            return channel;
        }

        private IReadOnlyList<StreamChannel> All()
        {
            lock (_channels) return _channels.Values.ToArray();
        }

        private void MarkStale(IEnumerable<string> cids)
        {
            foreach (var cid in cids)
            {
                _session.Hearing.Forget(cid);
                ChannelOf(cid)?.Change(model => model.With(copy => copy.IsStale = true));
            }
        }

        private async Task<List<string>> LoadAnewAsync(List<string> cids, bool isHidden)
        {
            var threads = cids.ToDictionary(cid => cid, cid => ChannelOf(cid)?.Model.Threads.Keys.ToList() ?? new List<string>());
            var filter = new Dictionary<string, JToken> { { "cid", Json.ToToken(new Dictionary<string, object> { { "$in", cids } }) } };
            if (isHidden) filter["hidden"] = true;
            var found = await WatchAllAsync(new QueryChannelsRequest
            {
                FilterConditions = filter,
                State = true,
                Watch = true,
                Presence = true,
                Limit = MaxQueried,
                MessageLimit = PageAfterLoss
            }).ConfigureAwait(false);
            // A thread that was open stays open.
            foreach (var channel in found)
            {
                foreach (var parent in threads[channel.Cid]) await ReloadRepliesAsync(channel, parent).ConfigureAwait(false);
            }
            return found.Select(channel => channel.Cid).ToList();
        }

        private static async Task ReloadRepliesAsync(StreamChannel channel, string parentId)
        {
            try
            {
                await channel.LoadRepliesAsync(parentId, null).ConfigureAwait(false);
            }
            catch (StreamApiException error) when (error.IsDoesNotExistError())
            {
                // The thread is gone with its parent.
            }
        }

        private void Answered()
        {
            _listQueries--;
            if (_listQueries == 0) _remembered.Clear();
        }

        /// <summary>The server has forgotten of whom this user wants to know whether they are online.</summary>
        private async void FollowPeople()
        {
            var ids = WatchedChannels.SelectMany(channel => channel.Model.Members.Keys).Distinct().ToList();
            try
            {
                for (var start = 0; start < ids.Count; start += MaxFollowed)
                {
                    var isOne = new Dictionary<string, object> { { "$in", ids.Skip(start).Take(MaxFollowed) } };
                    var payload = new { filter_conditions = new { id = isOne }, presence = true, limit = MaxFollowed };
                    var query = new { payload, connection_id = _session.ConnectionId };
                    var answer = await CallAsync<QueryUsersResponse>(HttpMethod.Get, "/users", null, query).ConfigureAwait(false);
                    await RunAsync(() => answer.Users.ForEach(user => TakePresence(user))).ConfigureAwait(false);
                }
            }
            catch (Exception error)
            {
                Log.Warn($"could not ask who is online: {error.Message}");
            }
        }

        private void TakePresence(User data)
        {
            var wasOnline = Users.Of(data).Online;
            var user = Users.Now(data);
            if (wasOnline != user.Online) Tell(user.TellPresence);
        }
    }
}
