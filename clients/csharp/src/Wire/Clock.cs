using System;
using System.Threading;

namespace StreamChat.Core.Wire
{
    /// <summary>Time and chance. A test's clock runs faster than the machine's.</summary>
    internal sealed class Clock
    {
        private readonly Random _random = new Random(Guid.NewGuid().GetHashCode());
        private readonly object _change = new object();
        private DateTimeOffset _since = DateTimeOffset.UtcNow;
        private DateTimeOffset _then = DateTimeOffset.UtcNow;
        private double _speed = 1;

        /// <summary>How many of its seconds pass in a real one; what waits already goes on as it began.</summary>
        public double Speed
        {
            set
            {
                lock (_change)
                {
                    _then = Now;
                    _since = DateTimeOffset.UtcNow;
                    _speed = value;
                }
            }
        }

        public DateTimeOffset Now
        {
            get
            {
                lock (_change) return _then + TimeSpan.FromTicks((long)((DateTimeOffset.UtcNow - _since).Ticks * _speed));
            }
        }

        /// <summary>From 0 up to 1.</summary>
        public double Chance()
        {
            lock (_random) return _random.NextDouble();
        }

        public TimeSpan Real(TimeSpan time) => TimeSpan.FromTicks((long)(time.Ticks / _speed));

        /// <summary>Calls back later, on any thread; disposing calls it off.</summary>
        public IDisposable After(TimeSpan wait, Action work) => new Timer(_ => work(), null, Real(wait), Timeout.InfiniteTimeSpan);
    }
}
