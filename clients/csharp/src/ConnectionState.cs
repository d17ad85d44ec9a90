namespace StreamChat.Core
{
    /// <summary>Where a client's connection stands.</summary>
    public enum ConnectionState
    {
        /// <summary>Nobody is connected, and nothing is tried.</summary>
        Disconnected,

        /// <summary>A connection is being made.</summary>
        Connecting,

        /// <summary>The connection was lost, and is made again in a moment.</summary>
        WaitToReconnect,

        /// <summary>Connected: events arrive.</summary>
        Connected,

        /// <summary>The user is being disconnected.</summary>
        Closing
    }
}
