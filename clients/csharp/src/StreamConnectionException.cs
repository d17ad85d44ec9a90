using System;

namespace StreamChat.Core
{
    /// <summary>No answer came: the network or the server is down, or the client was disconnected meanwhile.</summary>
    public sealed class StreamConnectionException : Exception
    {
        internal StreamConnectionException(string message, Exception cause = null) : base($"StreamChat error: {message}", cause)
        {
        }
    }
}
