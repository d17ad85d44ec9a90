using System;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace StreamChat.Libs.Auth
{
    /// <summary>Asks a route of your backend, such as the one in examples/token-server.</summary>
    internal sealed class UrlTokenProvider : ITokenProvider
    {
        private const int ShownCharacters = 200;
        private const int MaxAnswerBytes = 64 * 1024;
        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
        private static readonly Regex Token = new Regex(@"^[\w-]+\.[\w-]+\.[\w-]*$", RegexOptions.ECMAScript);
        private static readonly HttpClient Http = new HttpClient
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = MaxAnswerBytes
        };

        private readonly Func<string, Uri> _urlFactory;

        public UrlTokenProvider(Func<string, Uri> urlFactory)
        {
            _urlFactory = urlFactory ?? throw new ArgumentNullException(nameof(urlFactory));
        }

        public async Task<string> GetTokenAsync(string userId)
        {
            var url = _urlFactory(userId) ?? throw new TokenProviderException($"No token: there is no URL for {userId}");
            var text = (await AskAsync(url).ConfigureAwait(false)).Trim();
            var token = text.StartsWith("{") || text.StartsWith("\"") ? FromJson(text) : text;
            if (token != null && Token.IsMatch(token)) return token;
            throw new TokenProviderException(
                $"No token: {url} should answer {{\"token\": \"<token>\"}}, {{\"payload\": \"<token>\"}} or the token as plain text");
        }

        private static async Task<string> AskAsync(Uri url)
        {
            try
            {
                using (var answer = await Http.GetAsync(url).ConfigureAwait(false))
                {
                    var text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
                    if (answer.IsSuccessStatusCode) return text;
                    var shown = text.Length > ShownCharacters ? text.Substring(0, ShownCharacters) : text;
                    throw new TokenProviderException($"No token: {url} answered {(int)answer.StatusCode} {shown}".Trim());
                }
            }
            catch (OperationCanceledException cause)
            {
                throw new TokenProviderException($"No token: {url} has not answered within {Timeout.TotalSeconds} s", cause);
            }
            catch (HttpRequestException cause)
            {
                throw new TokenProviderException($"No token: {url} could not be reached", cause);
            }
        }

        private static string FromJson(string text)
        {
            try
            {
                var value = JToken.Parse(text);
                if (value is JObject answer) value = answer["payload"] ?? answer["token"];
                return value?.Type == JTokenType.String ? (string)value : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
