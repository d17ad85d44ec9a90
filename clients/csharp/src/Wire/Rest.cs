using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;

namespace StreamChat.Core.Wire
{
    /// <summary>Calls the server as one user. Any thread may call; whoever awaits the answer goes on outside of the pump.</summary>
    internal sealed class Rest : IDisposable
    {
        public const string Agent = "parley-csharp";

        private const int TriesWithoutAnswer = 2;
        private const int ShownCharacters = 200;
        private const int ParallelCalls = 16;

        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(6);
        private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

        private readonly HttpClient _http = new HttpClient { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        private readonly CancellationTokenSource _end = new CancellationTokenSource();
        private readonly Uri _server;
        private readonly string _apiKey;
        private readonly Tokens _tokens;
        private readonly Clock _clock;
        private readonly Log _log;

        public Rest(Uri server, string apiKey, Tokens tokens, Clock clock, Log log)
        {
            _server = server;
            _apiKey = apiKey;
            _tokens = tokens;
            _clock = clock;
            _log = log;
            // Two is the platform's own limit: a slow call would keep others waiting.
            ServicePointManager.FindServicePoint(server).ConnectionLimit = ParallelCalls;
        }

        /// <summary>A path with its parts made safe: <c>Rest.Path($"/channels/{type}/{id}/query")</c>.</summary>
        public static string Path(FormattableString path) =>
            string.Format(path.Format, path.GetArguments().Select(part => (object)Uri.EscapeDataString((string)part)).ToArray());

        /// <summary>
        /// Calls the first generation of the wire. Texts of the query go as they are, all else as JSON; what is null is left out.
        /// </summary>
        /// <param name="mayRepeat">A reading POST: it may be repeated when no answer came, as every GET is.</param>
        /// <exception cref="StreamApiException">The server refused.</exception>
        /// <exception cref="StreamConnectionException">No answer came.</exception>
        public async Task<T> CallAsync<T>(
            HttpMethod method, string path, object body = null, object query = null, bool mayRepeat = false)
        {
            var token = await _tokens.GetAsync().ConfigureAwait(false);
            var tries = 1;
            var hasWaited = false;
            while (true)
            {
                try
                {
                    var answer = await CallOnceAsync<T>(method, path, body, query, token).ConfigureAwait(false);
                    _tokens.Accepted(token);
                    return answer;
                }
                catch (StreamApiException error) when (error.IsTokenExpiredError() && _tokens.CanRenew)
                {
                    token = await _tokens.RenewAsync(token).ConfigureAwait(false);
                }
                catch (StreamApiException error) when (error.IsRateLimitExceededError() && !hasWaited && Wait(error) <= LongestWait)
                {
                    hasWaited = true;
                    await Task.Delay(_clock.Real(Wait(error))).ConfigureAwait(false);
                }
                catch (StreamConnectionException) when (
                    (mayRepeat || method == HttpMethod.Get) && tries < TriesWithoutAnswer && !_end.IsCancellationRequested)
                {
                    tries++;
                }
            }
        }

        /// <summary>The user leaves: what is under way comes to nothing.</summary>
        public void Dispose()
        {
            _end.Cancel();
            _http.Dispose();
        }

        private async Task<T> CallOnceAsync<T>(HttpMethod method, string path, object body, object query, string token)
        {
            _log.Debug($"{method} {path}");
            using (var request = new HttpRequestMessage(method, Address(path, query)))
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token))
            {
                request.Headers.TryAddWithoutValidation("Authorization", token);
                request.Headers.Add("Stream-Auth-Type", "jwt");
                request.Headers.Add("X-Stream-Client", Agent);
                request.Headers.ExpectContinue = false;
                if (method != HttpMethod.Get && method != HttpMethod.Delete)
                {
                    request.Content = new StringContent(Json.Write(body ?? new object()), Encoding.UTF8, "application/json");
                }
                patience.CancelAfter(_clock.Real(Timeout));
                try
                {
                    using (var answer = await _http.SendAsync(request, patience.Token).ConfigureAwait(false))
                    {
                        var text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
                        if (!answer.IsSuccessStatusCode) throw Refusal(answer, text);
                        return Read<T>(answer, text);
                    }
                }
                catch (Exception error) when (!(error is StreamApiException))
                {
                    if (_end.IsCancellationRequested) throw new StreamConnectionException("the client was disconnected", error);
                    var why = error is OperationCanceledException ? $" within {Timeout.TotalSeconds} s" : "";
                    throw new StreamConnectionException($"{method} {path} got no answer{why}", error);
                }
            }
        }

        private Uri Address(string path, object query)
        {
            var text = new StringBuilder(_server.AbsoluteUri.TrimEnd('/')).Append(path);
            text.Append("?api_key=").Append(Uri.EscapeDataString(_apiKey));
            foreach (var field in query?.GetType().GetProperties() ?? new PropertyInfo[0])
            {
                var value = field.GetValue(query);
                if (value == null) continue;
                text.Append('&').Append(field.Name).Append('=').Append(Uri.EscapeDataString(value as string ?? Json.Write(value)));
            }
            return new Uri(text.ToString());
        }

        private static T Read<T>(HttpResponseMessage answer, string text)
        {
            try
            {
                return Json.Read<T>(text);
            }
            catch (JsonException)
            {
                throw new StreamApiException(Strange(text), (int)answer.StatusCode);
            }
        }

        private static StreamApiException Refusal(HttpResponseMessage answer, string text)
        {
            var status = (int)answer.StatusCode;
            return new StreamApiException(Known(text) ?? Strange(text), status, ResetOf(answer.Headers));
        }

        private static APIError Known(string text)
        {
            try
            {
                var error = Json.Read<APIError>(text);
                return error == null || error.Code == 0 ? null : error;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        /// <summary>Something between here and the server answered in its own words.</summary>
        private static APIError Strange(string text)
        {
            var shown = text.Length > ShownCharacters ? text.Substring(0, ShownCharacters) : text;
            return new APIError { Code = StreamApiException.InternalCode, Message = $"the answer is not one of the API: {shown}" };
        }

        private static DateTimeOffset? ResetOf(HttpHeaders headers)
        {
            var isTold = headers.TryGetValues("X-RateLimit-Reset", out var values);
            return isTold && long.TryParse(values.First(), out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        }

        private TimeSpan Wait(StreamApiException error)
        {
            if (error.RetryAt == null) return TimeSpan.MaxValue;
            var wait = error.RetryAt.Value - _clock.Now;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }
}
