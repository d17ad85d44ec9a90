using System;
using System.Threading.Tasks;
using StreamChat.Libs.Auth;

namespace StreamChat.Core
{
    /// <summary>
    /// A client of the chat, for the one person who sits there. Events are raised one after another, where the client was made on a
    /// thread with a context (such as Unity's main thread) on that thread, elsewhere on a background thread. A handler that blocks
    /// holds up all that follow: await instead.
    /// </summary>
    public partial interface IStreamChatClient : IDisposable
    {
        /// <summary>A connection is up: the first one, or another after one was lost.</summary>
        event Action<IStreamLocalUserData> Connected;

        /// <summary>The connection was lost, or the user was disconnected.</summary>
        event Action Disconnected;

        /// <summary>The connection went from the first state to the second.</summary>
        event Action<ConnectionState, ConnectionState> ConnectionStateChanged;

        /// <summary>Where the connection stands.</summary>
        ConnectionState ConnectionState { get; }

        /// <summary>Whether events arrive.</summary>
        bool IsConnected { get; }

        /// <summary>
        /// Why the connection was given up, if it was: a <see cref="StreamApiException"/> or what the token provider threw.
        /// </summary>
        Exception LastConnectionError { get; }

        /// <summary>The connected user; null while nobody is.</summary>
        IStreamLocalUserData LocalUserData { get; }

        /// <summary>Connects with a token that is not renewed: once it has expired, the user is disconnected.</summary>
        /// <exception cref="StreamApiException">The server refused, such as a token that is not the user's.</exception>
        /// <exception cref="StreamConnectionException">The server could not be reached; it is not tried again.</exception>
        /// <example><code>var me = await client.ConnectUserAsync(apiKey, "ann", token);</code></example>
        Task<IStreamLocalUserData> ConnectUserAsync(string apiKey, string userId, string userToken);

        /// <summary>Connects with a provider of tokens, which is asked now and whenever a token has expired.</summary>
        /// <exception cref="StreamApiException">The server refused.</exception>
        /// <exception cref="StreamConnectionException">The server could not be reached; it is not tried again.</exception>
        /// <exception cref="TokenProviderException">The provider gave no token. What it throws itself passes as it is.</exception>
        /// <example><code>var me = await client.ConnectUserAsync(apiKey, "ann", tokenProvider);</code></example>
        Task<IStreamLocalUserData> ConnectUserAsync(string apiKey, string userId, ITokenProvider tokenProvider);

        /// <summary>Connects with a token that is not renewed.</summary>
        /// <example><code>var me = await client.ConnectUserAsync(new AuthCredentials(apiKey, "ann", token));</code></example>
        Task<IStreamLocalUserData> ConnectUserAsync(AuthCredentials userAuthCredentials);

        /// <summary>Ends the connection and forgets the user. Without one it does nothing.</summary>
        Task DisconnectUserAsync();

        /// <summary>
        /// Raises what is waiting, on this thread. It is called for you; call it once a frame where events have to come at that moment.
        /// </summary>
        void Update();
    }
}
