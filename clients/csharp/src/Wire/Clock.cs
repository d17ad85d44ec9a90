using System;
using System.Threading;

namespace StreamChat.Core.Wire
{
    /// <summary>Time and chance. A test's clock runs faster than the machine's.</summary>
    internal sealed class Clock
    {
        private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
        private readonly Random _random = new Random(Guid.NewGuid().GetHashCode());
        private readonly double _speed;

        public Clock(double speed = 1)
        {
            _speed = speed;
        }

        public DateTimeOffset Now => _start + TimeSpan.FromTicks((long)((DateTimeOffset.UtcNow - _start).Ticks * _speed));

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
