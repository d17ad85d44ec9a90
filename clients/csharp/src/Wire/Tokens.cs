using System;
using System.Threading.Tasks;
using StreamChat.Libs.Auth;

namespace StreamChat.Core.Wire
{
    /// <summary>Holds a user's token, and asks the provider for another when it has expired. Any thread may ask.</summary>
    internal sealed class Tokens
    {
        /// <summary>More expired tokens in a row than this are not bad luck.</summary>
        private const int MaxRenewals = 3;

        private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

        private readonly object _lock = new object();
        private readonly string _userId;
        private readonly ITokenProvider _provider;
        private readonly Pump _pump;
        private readonly Clock _clock;
        private string _token;
        private Task<string> _loading;
        private int _renewals;

        public Tokens(string userId, string token, ITokenProvider provider, Pump pump, Clock clock)
        {
            _userId = userId;
            _token = token;
            _provider = provider;
            _pump = pump;
            _clock = clock;
        }

        /// <summary>Whether there is anybody to ask for another token.</summary>
        public bool CanRenew => _provider != null;

        /// <summary>The token, fetched if there is none yet.</summary>
        public Task<string> GetAsync()
        {
            lock (_lock) return _token != null ? Task.FromResult(_token) : _loading ?? Load(TimeSpan.Zero, false);
        }

        /// <summary>A token instead of the one that has expired. Whoever asks meanwhile gets the same: the provider is asked once.</summary>
        public Task<string> RenewAsync(string expired)
        {
            lock (_lock)
            {
                if (_loading != null) return _loading;
                if (_token != null && _token != expired) return Task.FromResult(_token);
                if (_renewals >= MaxRenewals) return Task.FromException<string>(OnlyExpired());
                var pause = _renewals == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(FirstPause.Ticks << (_renewals - 1));
                return Load(pause, true);
            }
        }

        /// <summary>The server took this token.</summary>
        public void Accepted(string token)
        {
            lock (_lock)
            {
                if (token == _token) _renewals = 0;
            }
        }

        private Task<string> Load(TimeSpan pause, bool isRenewal)
        {
            // The lock is held: what comes at once must not end before it is noted as under way.
            var loading = Task.Run(() => LoadAsync(pause, isRenewal));
            _loading = loading;
            return loading;
        }

        private async Task<string> LoadAsync(TimeSpan pause, bool isRenewal)
        {
            try
            {
                await Task.Delay(_clock.Real(pause)).ConfigureAwait(false);
                // On the app's own thread, where it may use what is bound to that.
                var asked = await _pump.RunAsync(() => _provider.GetTokenAsync(_userId)).ConfigureAwait(false);
                var token = await asked.ConfigureAwait(false);
                if (string.IsNullOrEmpty(token)) throw new TokenProviderException("The token provider gave no token");
                lock (_lock)
                {
                    _token = token;
                    // Only a token that came counts as one that the server may not take: a provider may be down for a while.
                    if (isRenewal) _renewals++;
                }
                return token;
            }
            finally
            {
                lock (_lock) _loading = null;
            }
        }

        private static TokenProviderException OnlyExpired()
        {
            var text = $"The last {MaxRenewals} tokens of the provider had expired already: is its clock right?";
            return new TokenProviderException(text) { IsFinal = true };
        }
    }
}
