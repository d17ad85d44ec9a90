using System;

namespace StreamChat.Core.Wire
{
    /// <summary>How long to wait before another attempt.</summary>
    internal static class Backoff
    {
        public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

        /// <summary>Up to twice as long each time, and at no moment that others have chosen too.</summary>
        public static TimeSpan Before(int attempt, double chance)
        {
            var most = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, attempt));
            return TimeSpan.FromSeconds((0.25 + 0.75 * chance) * most);
        }
    }
}
