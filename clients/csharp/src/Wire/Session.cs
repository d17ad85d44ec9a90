using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;

namespace StreamChat.Core.Wire
{
    /// <summary>What a session tells its client, in the pump.</summary>
    internal interface ISessionListener
    {
        void StateChanged(Session session, ConnectionState previous, ConnectionState current);

        /// <summary>A connection is up, the first one or another.</summary>
        void Up(Session session);

        /// <summary>There was no first connection, or the server will not have the user back.</summary>
        void GivenUp(Session session, Exception error);
    }

    /// <summary>The time that one user is connected, across all the connections it takes.</summary>
    internal sealed class Session : IConnectionListener
    {
        /// <summary>What a connection may be lost for before an answer that belongs to it is given up.</summary>
        private const int MaxAttempts = 5;

        private static readonly TimeSpan ConnectionWithin = TimeSpan.FromSeconds(6);

        private readonly StreamClientConfig _config;
        private readonly string _apiKey;
        private readonly ISessionListener _listener;
        private readonly Connection _connection;
        private readonly Recovery _recovery;
        private IChat _chat;
        private Task _opening;

        public Session(StreamClientConfig config, string apiKey, string userId, Tokens tokens, ISessionListener listener, Pump pump, Log log)
        {
            _config = config;
            _apiKey = apiKey;
            _listener = listener;
            UserId = userId;
            Pump = pump;
            Log = log;
            Rest = new Rest(config.ServerUri, apiKey, tokens, config.Clock, log);
            Hearing = new Hearing(told => _chat.Hear(told), LoadAnew);
            _connection = new Connection(Address, tokens, this, pump, config.Clock, log);
            _recovery = new Recovery(this, config.Clock);
        }

        public string UserId { get; }

        public Rest Rest { get; }

        public Hearing Hearing { get; }

        public Pump Pump { get; }

        public Log Log { get; }

        public IChat Chat => _chat;

        public bool OptimisticMessageInsert => _config.OptimisticMessageInsert;

        public Clock Clock => _config.Clock;

        /// <summary>The id of the socket that is up; null while none is.</summary>
        public string ConnectionId => _connection.Id;

        /// <summary>Connects, and hands what it hears to the chat from then on.</summary>
        public Task OpenAsync(IChat chat)
        {
            _chat = chat;
            _opening = Pump.RunAsync(() => _connection.OpenAsync()).Unwrap();
            return _opening;
        }

        /// <summary>Says goodbye to the server and ends the connection.</summary>
        public async Task CloseAsync()
        {
            await Pump.RunAsync(() => _connection.CloseAsync()).Unwrap().ConfigureAwait(false);
            await Pump.RunAsync(() => _connection.Closed()).ConfigureAwait(false);
        }

        /// <summary>Nothing more is called or heard: what is under way comes to nothing. To be called in the pump.</summary>
        public void End()
        {
            Rest.Dispose();
            _chat.End();
        }

        /// <summary>Ends the connection without a word. Any thread may call it.</summary>
        public void Abandon() => Pump.Post(() =>
        {
            _connection.Abort();
            End();
        });

        /// <summary>The server does not know this connection any more.</summary>
        public void GiveUp(string connectionId) => _connection.GiveUp(connectionId);

        /// <summary>Calls the server, once the user is connected.</summary>
        public async Task<T> CallAsync<T>(
            HttpMethod method, string path, object body = null, object query = null, bool mayRepeat = false)
        {
            await _opening.ConfigureAwait(false);
            return await Rest.CallAsync<T>(method, path, body, query, mayRepeat).ConfigureAwait(false);
        }

        /// <summary>A query whose answer is loaded in the pump, with the events after it that arrive meanwhile.</summary>
        public async Task<TLoaded> QueryAsync<T, TLoaded>(Func<Task<T>> ask, Func<T, TLoaded> load)
        {
            await Pump.RunAsync(Hearing.Asking).ConfigureAwait(false);
            T answer;
            try
            {
                answer = await ask().ConfigureAwait(false);
            }
            catch
            {
                await Pump.RunAsync(Hearing.Answered).ConfigureAwait(false);
                throw;
            }
            return await Pump.RunAsync(() =>
            {
                try
                {
                    return load(answer);
                }
                finally
                {
                    Hearing.Answered();
                }
            }).ConfigureAwait(false);
        }

        /// <summary>A query that also begins to watch; asked again if the connection that is to hear it is lost meanwhile.</summary>
        /// <param name="ask">Is given the id of the connection.</param>
        public async Task<TLoaded> WatchAsync<T, TLoaded>(Func<string, Task<T>> ask, Func<T, TLoaded> load)
        {
            await _opening.ConfigureAwait(false);
            for (var attempt = 1; ; attempt++)
            {
                var id = await Pump.RunAsync(() => _connection.ReadyAsync(ConnectionWithin)).Unwrap().ConfigureAwait(false);
                try
                {
                    var loaded = await QueryAsync(() => ask(id), load).ConfigureAwait(false);
                    if (await IsUpAsync(id).ConfigureAwait(false) || attempt >= MaxAttempts) return loaded;
                }
                catch (StreamApiException error) when (attempt < MaxAttempts && error.Code == StreamApiException.ConnectionNotFoundCode)
                {
                    await Pump.RunAsync(() => GiveUp(id)).ConfigureAwait(false);
                }
                catch (StreamConnectionException) when (attempt < MaxAttempts && ConnectionId != id)
                {
                    // Lost together with the connection: both come back.
                }
            }
        }

        void IConnectionListener.StateChanged(ConnectionState previous, ConnectionState current) =>
            _listener.StateChanged(this, previous, current);

        void IConnectionListener.Up(WireEvent first, bool isFirstEver)
        {
            var before = Hearing.LastHeardAt;
            _chat.Connected(first.Me);
            Hearing.Hear(first);
            _listener.Up(this);
            if (!isFirstEver) _recovery.Begin(first.ConnectionId, before);
        }

        void IConnectionListener.Heard(WireEvent told)
        {
            Log.Debug($"heard {told.Type} {told.Cid}");
            Hearing.Hear(told);
        }

        void IConnectionListener.GivenUp(Exception error) => _listener.GivenUp(this, error);

        private Task<bool> IsUpAsync(string id) => Pump.RunAsync(() => ConnectionId == id);

        private async void LoadAnew(IReadOnlyList<string> cids)
        {
            try
            {
                await _chat.LoadAnewAsync(cids).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                Log.Warn($"could not load {string.Join(", ", cids)} anew: {error.Message}");
            }
        }

        private Uri Address(string token)
        {
            var payload = new ConnectPayload { UserId = UserId, UserDetails = new ConnectUserDetails { Id = UserId } };
            payload.ServerDeterminesConnectionId = true;
            var server = new UriBuilder(_config.ServerUri);
            server.Scheme = server.Scheme == "https" ? "wss" : "ws";
            server.Path = server.Path.TrimEnd('/') + "/connect";
            server.Query = $"json={Uri.EscapeDataString(Json.Write(payload))}&api_key={Uri.EscapeDataString(_apiKey)}"
                + $"&authorization={Uri.EscapeDataString(token)}&stream-auth-type=jwt&X-Stream-Client={Rest.Agent}";
            return server.Uri;
        }
    }
}
