using System;
using System.Threading.Tasks;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>Tells others that the user types, no more often than needed, and that they stopped when nothing came for a while.</summary>
    internal sealed class Typist
    {
        private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(2);
        private static readonly TimeSpan StopAfter = TimeSpan.FromSeconds(15);

        private readonly object _lock = new object();
        private readonly StreamChannel _channel;
        private readonly Clock _clock;
        private DateTimeOffset _lastStart;
        private IDisposable _stop;

        public Typist(StreamChannel channel, Clock clock)
        {
            _channel = channel;
            _clock = clock;
        }

        public Task StartAsync()
        {
            lock (_lock)
            {
                var isTyping = _stop != null;
                _stop?.Dispose();
                _stop = _clock.After(StopAfter, StopByItself);
                var now = _clock.Now;
                if (isTyping && now - _lastStart < RepeatAfter) return Task.CompletedTask;
                _lastStart = now;
            }
            return _channel.SendTypingAsync(EventTypes.TypingStart);
        }

        public Task StopAsync() => Clear() ? _channel.SendTypingAsync(EventTypes.TypingStop) : Task.CompletedTask;

        /// <summary>Forgets that the user types: what they have sent tells it already. False if they did not.</summary>
        public bool Clear()
        {
            lock (_lock)
            {
                if (_stop == null) return false;
                _stop.Dispose();
                _stop = null;
                return true;
            }
        }

        private async void StopByItself()
        {
            try
            {
                await StopAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Whoever sees the user type forgets it by themselves.
            }
        }
    }
}
