using System.Threading.Tasks;

namespace StreamChat.Libs.Auth
{
    /// <summary>
    /// Fetches a user's token from wherever your backend makes them. It is asked when the user connects, and again whenever the
    /// token has expired.
    /// </summary>
    /// <example>
    /// <code>
    /// public class TokenProvider : ITokenProvider
    /// {
    ///     public Task&lt;string&gt; GetTokenAsync(string userId) => _backend.TokenForAsync(userId);
    /// }
    /// </code>
    /// </example>
    public interface ITokenProvider
    {
        /// <summary>A token for this user that has not expired.</summary>
        Task<string> GetTokenAsync(string userId);
    }
}
