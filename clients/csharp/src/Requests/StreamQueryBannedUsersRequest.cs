namespace StreamChat.Core.Requests
{
    /// <summary>Which bans to find.</summary>
    public sealed class StreamQueryBannedUsersRequest
    {
        /// <summary>The channel, as <c>type:id</c>. Whoever is no administrator asks about channels they moderate.</summary>
        public string ChannelCid { get; set; }

        /// <summary>The ids of users; null for all.</summary>
        public string[] UserIds { get; set; }

        /// <summary>How many at most, up to 100.</summary>
        public int Limit { get; set; } = 30;

        /// <summary>How many are left out at the beginning.</summary>
        public int Offset { get; set; }
    }
}
