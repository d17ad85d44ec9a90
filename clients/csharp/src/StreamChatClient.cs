using System;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using StreamChat.Core.Wire;
using StreamChat.Libs.Auth;

namespace StreamChat.Core
{
    /// <summary>A client of the chat: see <see cref="IStreamChatClient"/>.</summary>
    /// <example>
    /// <code>
    /// var client = StreamChatClient.CreateDefaultClient(new StreamClientConfig { ServerUri = new Uri("https://chat.example.com") });
    /// var me = await client.ConnectUserAsync(apiKey, "ann", token);
    /// </code>
    /// </example>
    public sealed partial class StreamChatClient : IStreamChatClient, ISessionListener
    {
        private static readonly Regex NotInUserIds = new Regex("[^a-zA-Z0-9@_-]");

        private readonly object _lock = new object();
        private readonly StreamClientConfig _config;
        private readonly Log _log;
        private readonly Pump _pump;
        private Session _session;
        private Chat _chat;
        private Task<IStreamLocalUserData> _connecting;
        private volatile bool _isUp;
        private bool _isDisposed;

        private StreamChatClient(StreamClientConfig config)
        {
            _config = config;
            _log = new Log(config);
            _pump = new Pump(_log);
        }

        /// <inheritdoc />
        public event Action<IStreamLocalUserData> Connected;

        /// <inheritdoc />
        public event Action Disconnected;

        /// <inheritdoc />
        public event Action<ConnectionState, ConnectionState> ConnectionStateChanged;

        /// <inheritdoc />
        public ConnectionState ConnectionState { get; private set; } = ConnectionState.Disconnected;

        /// <inheritdoc />
        public bool IsConnected => ConnectionState == ConnectionState.Connected;

        /// <inheritdoc />
        public Exception LastConnectionError { get; private set; }

        /// <inheritdoc />
        public IStreamLocalUserData LocalUserData => _chat?.LocalUserData;

        /// <summary>A client, not connected yet. Make it on the thread that is to hear its events.</summary>
        public static IStreamChatClient CreateDefaultClient(StreamClientConfig config = null) =>
            new StreamChatClient(config ?? new StreamClientConfig());

        /// <summary>
        /// A provider that asks a route of your backend with GET, such as the one in examples/token-server. It takes
        /// <c>{"token": …}</c>, <c>{"payload": …}</c> or the bare token as plain text.
        /// </summary>
        /// <example>
        /// <code>
        /// var provider = StreamChatClient.CreateDefaultTokenProvider(id => new Uri($"https://example.com/token?user_id={id}"));
        /// </code>
        /// </example>
        public static ITokenProvider CreateDefaultTokenProvider(Func<string, Uri> urlFactory) => new UrlTokenProvider(urlFactory);

        /// <summary>A token that needs no secret. Only an app whose checks are switched off takes it: for development alone.</summary>
        public static string CreateDeveloperAuthToken(string userId)
        {
            return $"{Part(new { alg = "HS256", typ = "JWT" })}.{Part(new { user_id = userId })}.devtoken";
        }

        /// <summary>The id without what no user id may hold: letters, digits, @, _ and - stay.</summary>
        public static string SanitizeUserId(string userId) => NotInUserIds.Replace(userId, "");

        /// <inheritdoc />
        public Task<IStreamLocalUserData> ConnectUserAsync(string apiKey, string userId, string userToken)
        {
            if (string.IsNullOrEmpty(userToken)) throw new ArgumentException("a user connects with a token", nameof(userToken));
            return ConnectAsync(apiKey, userId, userToken, null);
        }

        /// <inheritdoc />
        public Task<IStreamLocalUserData> ConnectUserAsync(string apiKey, string userId, ITokenProvider tokenProvider)
        {
            if (tokenProvider == null) throw new ArgumentNullException(nameof(tokenProvider));
            return ConnectAsync(apiKey, userId, null, tokenProvider);
        }

        /// <inheritdoc />
        public Task<IStreamLocalUserData> ConnectUserAsync(AuthCredentials userAuthCredentials) =>
            ConnectUserAsync(userAuthCredentials.ApiKey, userAuthCredentials.UserId, userAuthCredentials.UserToken);

        /// <inheritdoc />
        public async Task DisconnectUserAsync()
        {
            Session session;
            lock (_lock) session = _session;
            if (session == null) return;
            await session.CloseAsync().ConfigureAwait(false);
            await _pump.RunAsync(() => Leave(session)).ConfigureAwait(false);
        }

        /// <inheritdoc />
        public void Update() => _pump.Drain();

        /// <summary>Ends all that the client does, without a word to the server: call <see cref="DisconnectUserAsync"/> before.</summary>
        public void Dispose()
        {
            Session session;
            lock (_lock)
            {
                _isDisposed = true;
                session = _session;
            }
            session?.Abandon();
        }

        void ISessionListener.StateChanged(Session session, ConnectionState previous, ConnectionState current)
        {
            ConnectionState = current;
            Raise(() => ConnectionStateChanged?.Invoke(previous, current));
            if (!_isUp || current == ConnectionState.Connected || current == ConnectionState.Closing) return;
            _isUp = false;
            Raise(() => Disconnected?.Invoke());
        }

        void ISessionListener.Up(Session session)
        {
            _isUp = true;
            Raise(() => Connected?.Invoke(LocalUserData));
        }

        void ISessionListener.GivenUp(Session session, Exception error)
        {
            LastConnectionError = error;
            Leave(session);
        }

        private Task<IStreamLocalUserData> ConnectAsync(string apiKey, string userId, string token, ITokenProvider provider)
        {
            if (string.IsNullOrEmpty(apiKey)) throw new ArgumentException("the key of the app is missing", nameof(apiKey));
            if (string.IsNullOrEmpty(userId)) throw new ArgumentException("the id of the user is missing", nameof(userId));
            lock (_lock)
            {
                if (_isDisposed) throw new ObjectDisposedException(nameof(StreamChatClient));
                if (_session?.UserId == userId) return _connecting;
                if (_session != null)
                {
                    throw new InvalidOperationException($"{_session.UserId} is connected: call DisconnectUserAsync first");
                }
                var tokens = new Tokens(userId, token, provider, _pump, _config.Clock);
                _session = new Session(_config, apiKey, userId, tokens, this, _pump, _log);
                _chat = new Chat(_session, this);
                LastConnectionError = null;
                _connecting = OpenAsync(_session, _chat);
                return _connecting;
            }
        }

        private static async Task<IStreamLocalUserData> OpenAsync(Session session, Chat chat)
        {
            await session.OpenAsync(chat).ConfigureAwait(false);
            return chat.LocalUserData;
        }

        private void Leave(Session session)
        {
            lock (_lock)
            {
                if (_session != session) return;
                _session = null;
                _chat = null;
            }
            session.End();
        }

        /// <summary>Whatever an event handler throws, what follows goes on.</summary>
        internal void Raise(Action raise)
        {
            try
            {
                raise();
            }
            catch (Exception error)
            {
                _log.Error("an event handler threw", error);
            }
        }

        private static string Part(object value)
        {
            var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(Json.Write(value)));
            return text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        }
    }
}
