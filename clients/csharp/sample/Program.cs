using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using StreamChat.Core;
using StreamChat.Core.QueryBuilders.Filters.Channels;
using StreamChat.Core.QueryBuilders.Sort;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Sample
{
    /// <summary>
    /// Chats with the demo from a console: <c>mono Sample.exe ben http://127.0.0.1:3030</c>. Open <c>/demo/</c> in a browser beside it.
    /// </summary>
    internal sealed class Program
    {
        private const string Help = "Write and press enter to send. /rooms lists, /room 2 enters, /older, /like, /read, /who, /quit";

        private readonly IStreamChatClient _client;
        private IReadOnlyList<IStreamChannel> _channels;
        private IStreamChannel _channel;

        private Program(IStreamChatClient client)
        {
            _client = client;
        }

        // Mono's own way out of Main may wait for a thread of its pool for ever, in any program that has used it.
        private static void Main(string[] args) => Environment.Exit(StartAsync(args).GetAwaiter().GetResult());

        private static async Task<int> StartAsync(string[] args)
        {
            var server = new Uri(args.Length > 1 ? args[1] : "http://127.0.0.1:3030");
            try
            {
                var (apiKey, userId, token) = await FindPersonAsync(server, args.FirstOrDefault());
                var client = StreamChatClient.CreateDefaultClient(new StreamClientConfig { ServerUri = server });
                await client.ConnectUserAsync(apiKey, userId, token);
                await new Program(client).RunAsync();
                await client.DisconnectUserAsync();
                return 0;
            }
            catch (Exception error) when (error is StreamApiException || error is StreamConnectionException || error is HttpRequestException)
            {
                Console.Error.WriteLine($"{server} could not be reached, or has no demo: {error.Message}");
                return 1;
            }
        }

        /// <summary>In the demo whoever reaches the server may be anybody. An app's own backend gives tokens to those who have signed in.</summary>
        private static async Task<(string ApiKey, string UserId, string Token)> FindPersonAsync(Uri server, string name)
        {
            using (var http = new HttpClient())
            {
                // As the demo's own page does: what a page of another site asks for is refused.
                http.DefaultRequestHeaders.Add("Origin", server.GetLeftPart(UriPartial.Authority));
                var answer = await http.PostAsync(new Uri(server, "/parley/v1/demo/session"), new StringContent("{}"));
                answer.EnsureSuccessStatusCode();
                var demo = JObject.Parse(await answer.Content.ReadAsStringAsync());
                var person = demo["people"].FirstOrDefault(each => (string)each["id"] == name) ?? demo["people"].First();
                return ((string)demo["api_key"], (string)person["id"], (string)person["token"]);
            }
        }

        private async Task RunAsync()
        {
            _client.ConnectionStateChanged += (previous, current) => Console.WriteLine($"* {current}");
            _channels = await _client.QueryChannelsAsync(
                new[] { ChannelFilter.Members.In(_client.LocalUserData.UserId) },
                ChannelSort.OrderByDescending(ChannelSortFieldName.LastMessageAt));
            Console.WriteLine($"You are {_client.LocalUserData.User.Name}. {Help}");
            foreach (var channel in _channels) Listen(channel);
            Enter(_channels.FirstOrDefault(channel => channel.Id == "general") ?? _channels.First());
            string line;
            while ((line = await Console.In.ReadLineAsync()) != null && line != "/quit") await ObeyAsync(line);
        }

        private void Listen(IStreamChannel channel)
        {
            channel.MessageReceived += (where, message) => Console.WriteLine(where == _channel ? Line(message) : $"({where.Name}) {Line(message)}");
            channel.MessageUpdated += (_, message) => Console.WriteLine($"* changed: {Line(message)}");
            channel.MessageDeleted += (_, message, __) => Console.WriteLine($"* {message.User.Name} has deleted a message");
            channel.ReactionAdded += (_, message, reaction) => Console.WriteLine($"* {reaction.User.Name}: {reaction.Type} to \"{message.Text}\"");
            channel.UserStartedTyping += (_, user) => Console.WriteLine($"* {user.Name} types …");
            channel.ReadChanged += (_, read) => Console.WriteLine($"* {read.User.Name} has read up to {read.LastRead.LocalDateTime:T}");
        }

        private void Enter(IStreamChannel channel)
        {
            _channel = channel;
            Console.WriteLine($"== {channel.Name}: {string.Join(", ", channel.Members.Select(member => member.User.Name))}");
            foreach (var message in channel.Messages) Console.WriteLine(Line(message));
        }

        private async Task ObeyAsync(string line)
        {
            try
            {
                await ActAsync(line);
            }
            catch (StreamApiException error)
            {
                Console.WriteLine($"! {error.ErrorMessage}");
            }
        }

        private Task ActAsync(string line)
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "": return _channel.SendTypingStartedEventAsync();
                case "/rooms": return Say(_channels.Select((channel, index) => $"{index + 1} {channel.Name}, {channel.UnreadCount} unread"));
                case "/room": return EnterAsync(words.ElementAtOrDefault(1));
                case "/older": return ShowOlderAsync();
                case "/like": return _channel.Messages.Last().SendReactionAsync("like");
                case "/read": return _channel.MarkChannelReadAsync();
                case "/who": return Say(_channel.Watchers.Select(user => user.Name));
                default: return words[0].StartsWith("/") ? Say(new[] { Help }) : _channel.SendNewMessageAsync(line);
            }
        }

        private Task EnterAsync(string number)
        {
            if (!int.TryParse(number, out var place) || place < 1 || place > _channels.Count) return Say(new[] { "no such room" });
            Enter(_channels[place - 1]);
            return _channel.MarkChannelReadAsync();
        }

        private async Task ShowOlderAsync()
        {
            var older = await _channel.LoadOlderMessagesAsync();
            await Say(older.Count == 0 ? new[] { "that was the beginning" } : older.Select(Line));
        }

        private static Task Say(IEnumerable<string> lines)
        {
            foreach (var line in lines) Console.WriteLine(line);
            return Task.CompletedTask;
        }

        private static string Line(IStreamMessage message)
        {
            var reactions = string.Concat(message.ReactionCounts.Select(each => $" [{each.Key} {each.Value}]"));
            return $"{message.User.Name}: {(message.IsDeleted ? "(deleted)" : message.Text)}{reactions}";
        }
    }
}
