using System;

namespace StreamChat.Libs.Auth
{
    /// <summary>There is no token: the provider gave none, or what it asked has not answered with one that holds.</summary>
    public sealed class TokenProviderException : Exception
    {
        internal TokenProviderException(string message, Exception cause = null) : base(message, cause)
        {
        }

        /// <summary>Asking on would never end.</summary>
        internal bool IsFinal { get; set; }
    }
}
