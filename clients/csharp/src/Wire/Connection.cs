using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StreamChat.Libs.Auth;

namespace StreamChat.Core.Wire
{
    /// <summary>What a connection tells, always in the pump.</summary>
    internal interface IConnectionListener
    {
        void StateChanged(ConnectionState previous, ConnectionState current);

        /// <summary>The first frame of each socket tells the connection's id and who the user is.</summary>
        void Up(WireEvent first, bool isFirstEver);

        void Heard(WireEvent told);

        /// <summary>There was no first connection, or the server will not have this user back: nothing is tried any more.</summary>
        void GivenUp(Exception error);
    }

    /// <summary>
    /// Keeps one user connected: notices what is dead, comes back after every loss, and stops only when told or refused. All of it
    /// happens in the pump.
    /// </summary>
    internal sealed class Connection
    {
        private const int FailuresAfterSuccess = 1;
        private const int RestartCode = 1012;
        private const int TokenExpiredCode = 4001;

        private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(25);
        private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(35);
        private static readonly TimeSpan FirstFrameWithin = TimeSpan.FromSeconds(15);
        private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
        private static readonly TimeSpan HealthyAfter = TimeSpan.FromSeconds(30);

        private readonly Func<string, Uri> _address;
        private readonly Tokens _tokens;
        private readonly IConnectionListener _listener;
        private readonly Pump _pump;
        private readonly Clock _clock;
        private readonly Log _log;
        private readonly List<TaskCompletionSource<string>> _waiting = new List<TaskCompletionSource<string>>();
        private readonly TaskCompletionSource<bool> _opening =
            new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        private Line _line;
        private IDisposable _attempt;
        private bool _hasBeenUp;
        private bool _isOver;
        private int _failures;

        /// <param name="address">The address that opens a socket with this token.</param>
        public Connection(Func<string, Uri> address, Tokens tokens, IConnectionListener listener, Pump pump, Clock clock, Log log)
        {
            _address = address;
            _tokens = tokens;
            _listener = listener;
            _pump = pump;
            _clock = clock;
            _log = log;
        }

        public ConnectionState State { get; private set; } = ConnectionState.Disconnected;

        /// <summary>The id of the socket that is up.</summary>
        public string Id => _line?.Id;

        /// <summary>Connects. The first failure is told and not repeated; from the first success on, every loss is made good.</summary>
        public Task OpenAsync()
        {
            Dial();
            return _opening.Task;
        }

        /// <summary>Hangs up for good.</summary>
        public async Task CloseAsync()
        {
            if (_isOver) return;
            var line = _line;
            Become(ConnectionState.Closing);
            End(new StreamConnectionException("the client was disconnected"));
            if (line != null) await line.Socket.CloseAsync().ConfigureAwait(false);
        }

        /// <summary>The goodbye is over.</summary>
        public void Closed() => Become(ConnectionState.Disconnected);

        /// <summary>Breaks it off for good, without a word.</summary>
        public void Abort()
        {
            _line?.Socket.Abort();
            End(new StreamConnectionException("the client was disposed"));
        }

        /// <summary>The id of the connection, awaited while it is being made anew.</summary>
        public Task<string> ReadyAsync(TimeSpan within)
        {
            if (Id != null) return Task.FromResult(Id);
            if (_isOver) return Task.FromException<string>(new StreamConnectionException("nobody is connected"));
            var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(ready);
            var late = _clock.After(within, () => ready.TrySetException(new StreamConnectionException("the connection is down")));
            ready.Task.ContinueWith(_ =>
            {
                late.Dispose();
                _pump.Post(() => _waiting.Remove(ready));
            });
            return ready.Task;
        }

        /// <summary>The server does not know this connection any more, whatever the socket says.</summary>
        public void GiveUp(string id)
        {
            if (id != null && Id == id) Drop(_line, "the server does not know the connection");
        }

        private async void Dial(string expired = null)
        {
            Become(ConnectionState.Connecting);
            try
            {
                var isRenewal = expired != null && _tokens.CanRenew;
                var token = await (isRenewal ? _tokens.RenewAsync(expired) : _tokens.GetAsync()).ConfigureAwait(false);
                _pump.Post(() => Dial(token, _address(token)));
            }
            catch (Exception error)
            {
                _pump.Post(() => Failed(error, null));
            }
        }

        private void Dial(string token, Uri address)
        {
            if (_isOver) return;
            var line = new Line { Token = token, HeardAt = _clock.Now, PingedAt = _clock.Now };
            _line = line;
            line.Socket = new Socket(address, _pump, _log, told => Hear(line, told), why => Lose(line, why));
            Look(line);
        }

        private void Hear(Line line, WireEvent told)
        {
            if (_line != line) return;
            line.HeardAt = _clock.Now;
            if (told.Error != null && told.Type == null) line.Refusal = new StreamApiException(told.Error);
            else if (line.Id != null) _listener.Heard(told);
            else Begin(line, told);
        }

        private void Begin(Line line, WireEvent first)
        {
            line.Id = first.ConnectionId;
            line.OpenedAt = _clock.Now;
            var isFirstEver = !_hasBeenUp;
            _hasBeenUp = true;
            _tokens.Accepted(line.Token);
            Become(ConnectionState.Connected);
            _listener.Up(first, isFirstEver);
            _opening.TrySetResult(true);
            foreach (var each in _waiting.ToArray()) each.TrySetResult(line.Id);
        }

        /// <summary>Who hears nothing for a while is not connected any more, whatever the socket says; the same after a long sleep.</summary>
        private void Look(Line line)
        {
            line.NextLook = _clock.After(LookEvery, () => _pump.Post(() =>
            {
                if (_line != line) return;
                var now = _clock.Now;
                if (now - line.HeardAt >= (line.Id == null ? FirstFrameWithin : SilenceLimit))
                {
                    Drop(line, "nothing was heard");
                    return;
                }
                if (line.Id != null && now - Later(line.PingedAt, line.HeardAt) >= PingEvery)
                {
                    line.PingedAt = now;
                    line.Socket.Send(Json.Write(new[] { new { type = EventTypes.HealthCheck, client_id = line.Id } }));
                }
                Look(line);
            }));
        }

        private void Drop(Line line, string why)
        {
            line.Socket.Abort();
            Lose(line, why);
        }

        private void Lose(Line line, string why)
        {
            if (_line != line) return;
            _line = null;
            line.NextLook.Dispose();
            var error = line.Refusal ?? (Exception)new StreamConnectionException(why);
            if (line.Id == null)
            {
                Failed(error, line.Token);
                return;
            }
            _log.Warn($"the connection was lost: {error.Message}");
            // A network that comes and goes must not be met like a server that is down: it had let us in.
            var wasHealthy = _clock.Now - line.OpenedAt >= HealthyAfter;
            _failures = wasHealthy ? 0 : Math.Min(_failures, FailuresAfterSuccess);
            if (IsFinal(line.Refusal))
            {
                GiveUp(line.Refusal);
                return;
            }
            var isSoon = line.Socket.CloseCode == RestartCode || line.Socket.CloseCode == TokenExpiredCode;
            var soon = TimeSpan.FromTicks((long)(Backoff.First.Ticks * _clock.Chance()));
            DialAfter(isSoon ? soon : NextBackoff(), IsExpired(line.Refusal) ? line.Token : null);
        }

        /// <summary>An attempt came to nothing.</summary>
        private void Failed(Exception error, string token)
        {
            if (_isOver) return;
            if (IsExpired(error) && _tokens.CanRenew) Dial(token);
            else if (!_hasBeenUp || IsFinal(error)) GiveUp(error);
            else DialAfter(NextBackoff(), null);
        }

        private void DialAfter(TimeSpan wait, string expired)
        {
            Become(ConnectionState.WaitToReconnect);
            _log.Info($"another attempt follows in {wait.TotalMilliseconds:0} ms");
            _attempt?.Dispose();
            _attempt = _clock.After(wait, () => _pump.Post(() =>
            {
                if (!_isOver) Dial(expired);
            }));
        }

        private TimeSpan NextBackoff() => Backoff.Before(_failures++, _clock.Chance());

        private void GiveUp(Exception error)
        {
            _log.Error("the connection is given up", error);
            // Whoever hears of the end may connect anew at once.
            _listener.GivenUp(error);
            End(error);
        }

        private void End(Exception why)
        {
            _isOver = true;
            _line?.NextLook.Dispose();
            _line = null;
            _attempt?.Dispose();
            if (State != ConnectionState.Closing) Become(ConnectionState.Disconnected);
            _opening.TrySetException(why);
            foreach (var each in _waiting.ToArray()) each.TrySetException(why);
        }

        /// <summary>A provider's own error passes: its backend may be down together with the server.</summary>
        private bool IsFinal(Exception error)
        {
            if (error is StreamApiException refusal) return IsExpired(refusal) ? !_tokens.CanRenew : !refusal.MayPass;
            return error is TokenProviderException provided && provided.IsFinal;
        }

        private static bool IsExpired(Exception error) => error is StreamApiException refusal && refusal.IsTokenExpiredError();

        private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

        private void Become(ConnectionState next)
        {
            if (State == next) return;
            var previous = State;
            State = next;
            _listener.StateChanged(previous, next);
        }

        /// <summary>One socket, and what is known of it.</summary>
        private sealed class Line
        {
            public Socket Socket;
            public string Token;
            public string Id;
            public DateTimeOffset OpenedAt;
            public DateTimeOffset HeardAt;
            public DateTimeOffset PingedAt;
            public IDisposable NextLook;

            /// <summary>The error frame that came before the close.</summary>
            public StreamApiException Refusal;
        }
    }
}
