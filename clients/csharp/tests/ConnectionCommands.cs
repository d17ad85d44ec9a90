using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using StreamChat.Core;
using StreamChat.Core.Wire;
using StreamChat.Libs.Auth;

namespace StreamChat.TestDriver
{
    public sealed partial class Driver
    {
        private readonly Dictionary<string, TaskCompletionSource<string>> _asked = new Dictionary<string, TaskCompletionSource<string>>();
        private IStreamChatClient _client;
        private Clock _clock;
        private int _timesAsked;

        private void AddConnectionCommands()
        {
            _commands["create"] = request => Done(Create(request));
            _commands["connect"] = async request => Own(await ConnectAsync(request));
            _commands["disconnect"] = async _ =>
            {
                await _client.DisconnectUserAsync();
                return null;
            };
            _commands["dispose"] = _ => Done(Disposed());
            _commands["state"] = _ => Done(new
            {
                state = _client.ConnectionState.ToString(),
                isConnected = _client.IsConnected,
                userId = _client.LocalUserData?.UserId,
                lastError = _client.LastConnectionError == null ? null : Describe(_client.LastConnectionError)
            });
            _commands["hurry"] = request => Done(Hurry((double)request["clockSpeed"]));
            _commands["giveToken"] = request => Done(Give(request));
            _commands["askUrl"] = async request =>
            {
                var url = (string)request["url"];
                return await StreamChatClient.CreateDefaultTokenProvider(id => url == null ? null : new Uri(url + id))
                    .GetTokenAsync((string)request["userId"]);
            };
            _commands["developerToken"] = request => Done(StreamChatClient.CreateDeveloperAuthToken((string)request["userId"]));
            _commands["sanitize"] = request => Done(StreamChatClient.SanitizeUserId((string)request["userId"]));
        }

        private object Create(JObject request)
        {
            var config = ConfigOf(request);
            _clock = config.Clock;
            _client = StreamChatClient.CreateDefaultClient(config);
            _client.Connected += me => Tell("Connected", Own(me));
            _client.Disconnected += () => Tell("Disconnected");
            _client.ConnectionStateChanged += (previous, current) =>
                Tell("ConnectionStateChanged", new { previous = previous.ToString(), current = current.ToString() });
            ListenToChats();
            return null;
        }

        private static StreamClientConfig ConfigOf(JObject request) => new StreamClientConfig
        {
            ServerUri = new Uri((string)request["url"]),
            LogLevel = StreamLogLevel.Debug,
            Logger = (level, line) => Console.Error.WriteLine($"{level}: {line}"),
            OptimisticMessageInsert = (bool?)request["optimistic"] ?? true,
            Clock = new Clock { Speed = (double?)request["clockSpeed"] ?? 1 }
        };

        private Task<IStreamLocalUserData> ConnectAsync(JObject request)
        {
            string apiKey = (string)request["apiKey"], userId = (string)request["userId"], token = (string)request["token"];
            switch ((string)request["with"])
            {
                case "provider":
                    return _client.ConnectUserAsync(apiKey, userId, new AskingProvider(this));
                case "url":
                    var url = (string)request["tokenUrl"];
                    var provider = StreamChatClient.CreateDefaultTokenProvider(id => new Uri($"{url}?user_id={id}"));
                    return _client.ConnectUserAsync(apiKey, userId, provider);
                case "credentials":
                    return _client.ConnectUserAsync(new AuthCredentials(apiKey, userId, token));
                default:
                    return _client.ConnectUserAsync(apiKey, userId, token);
            }
        }

        private object Hurry(double clockSpeed)
        {
            _clock.Speed = clockSpeed;
            return null;
        }

        private object Disposed()
        {
            _client.Dispose();
            return null;
        }

        /// <summary>Answers what a provider has asked.</summary>
        private object Give(JObject request)
        {
            var asked = _asked[(string)request["question"]];
            if (request["refusal"] != null) asked.SetException(new InvalidOperationException((string)request["refusal"]));
            else asked.SetResult((string)request["token"]);
            return null;
        }

        private static object Own(IStreamLocalUserData me) => new { userId = me.UserId, totalUnreadCount = me.TotalUnreadCount };

        private static Task<object> Done(object result) => Task.FromResult(result);

        /// <summary>Asks the test for each token.</summary>
        private sealed class AskingProvider : ITokenProvider
        {
            private readonly Driver _driver;

            public AskingProvider(Driver driver)
            {
                _driver = driver;
            }

            public Task<string> GetTokenAsync(string userId)
            {
                var question = (++_driver._timesAsked).ToString();
                var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                _driver._asked[question] = answer;
                _driver.Tell("TokenAsked", new { userId, question });
                return answer.Task;
            }
        }
    }
}
