namespace StreamChat.Core
{
    /// <summary>How much the client writes to its log: each level includes those before it.</summary>
    public enum StreamLogLevel
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>What went wrong and will not be tried again.</summary>
        Error,

        /// <summary>What went wrong and is made good, such as a lost connection.</summary>
        Warning,

        /// <summary>What the connection does.</summary>
        Info,

        /// <summary>Every call and every event.</summary>
        Debug
    }
}
