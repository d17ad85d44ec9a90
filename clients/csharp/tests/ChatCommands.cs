using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using StreamChat.Core;
using StreamChat.Core.QueryBuilders.Filters;
using StreamChat.Core.QueryBuilders.Filters.Channels;
using StreamChat.Core.QueryBuilders.Filters.Users;
using StreamChat.Core.QueryBuilders.Sort;
using StreamChat.Core.StatefulModels;

namespace StreamChat.TestDriver
{
    public sealed partial class Driver
    {
        private readonly Dictionary<string, IStreamChannel> _channels = new Dictionary<string, IStreamChannel>();

        private void AddChatCommands()
        {
            // Any member of the client, a channel, a message or a user, by its public name.
            _commands["invoke"] = request => InvokeAsync(Target(request), (string)request["method"], (JArray)request["args"] ?? new JArray());
            _commands["show"] = request => Done(Shown.Of(Target(request)));
            _commands["watched"] = _ => Done(_client.WatchedChannels.Select(channel => channel.Cid));
            _commands["own"] = _ => Done(Shown.Of(_client.LocalUserData));
            _commands["isOneObject"] = IsOneObjectAsync;
            _commands["showAnew"] = ShowAnewAsync;
        }

        private void ListenToChats()
        {
            _client.ChannelDeleted += (cid, id, type) => Tell("ChannelDeleted", new { cid, id, type });
            _client.AddedToChannelAsMember += (channel, member) => TellOf(channel, "AddedToChannelAsMember", new { user = member.UserId });
            _client.RemovedFromChannelAsMember += (channel, member) => TellOf(channel, "RemovedFromChannelAsMember", new { user = member.UserId });
            _client.ChannelInviteReceived += (channel, user) => TellOf(channel, "ChannelInviteReceived", new { user = user.Id });
            _client.ChannelInviteAccepted += (channel, user) => TellOf(channel, "ChannelInviteAccepted", new { user = user.Id });
            _client.ChannelInviteRejected += (channel, user) => TellOf(channel, "ChannelInviteRejected", new { user = user.Id });
        }

        private IStreamChannel Known(IStreamChannel channel)
        {
            if (_channels.TryGetValue(channel.Cid, out var known) && known == channel) return channel;
            _channels[channel.Cid] = channel;
            channel.MessageReceived += (_, message) => TellOf(channel, "MessageReceived", Shown.Of(message));
            channel.MessageUpdated += (_, message) => TellOf(channel, "MessageUpdated", Shown.Of(message));
            channel.MessageDeleted += (_, message, isHardDelete) =>
                TellOf(channel, "MessageDeleted", new { id = message.Id, isHardDelete, message.IsDeleted });
            channel.ReactionAdded += (_, message, reaction) => TellOf(channel, "ReactionAdded", Reacted(message, reaction));
            channel.ReactionUpdated += (_, message, reaction) => TellOf(channel, "ReactionUpdated", Reacted(message, reaction));
            channel.ReactionRemoved += (_, message, reaction) => TellOf(channel, "ReactionRemoved", Reacted(message, reaction));
            foreach (var member in channel.Members) Known(member.User);
            channel.MemberAdded += (_, member) => Known(member.User);
            channel.MemberAdded += (_, member) => TellOf(channel, "MemberAdded", Shown.Of(member));
            channel.MemberUpdated += (_, member) => TellOf(channel, "MemberUpdated", Shown.Of(member));
            channel.MemberRemoved += (_, member) => TellOf(channel, "MemberRemoved", Shown.Of(member));
            channel.MembersChanged += (_, member, operation) =>
                TellOf(channel, "MembersChanged", new { user = member.UserId, operation = operation.ToString() });
            channel.VisibilityChanged += (_, isHidden) => TellOf(channel, "VisibilityChanged", new { isHidden });
            channel.MuteChanged += (_, isMuted) => TellOf(channel, "MuteChanged", new { isMuted, channel.Muted });
            channel.Truncated += _ => TellOf(channel, "Truncated", new { messages = channel.Messages.Count });
            channel.Updated += _ => TellOf(channel, "Updated", new { channel.Name, channel.Frozen });
            channel.WatcherAdded += (_, user) => TellOf(channel, "WatcherAdded", new { user = user.Id, channel.WatcherCount });
            channel.WatcherRemoved += (_, user) => TellOf(channel, "WatcherRemoved", new { user = user.Id, channel.WatcherCount });
            channel.UserStartedTyping += (_, user) => TellOf(channel, "UserStartedTyping", new { user = user.Id });
            channel.UserStoppedTyping += (_, user) => TellOf(channel, "UserStoppedTyping", new { user = user.Id });
            channel.TypingUsersChanged += _ => TellOf(channel, "TypingUsersChanged", new { users = channel.TypingUsers.Select(user => user.Id) });
            channel.ReadChanged += (_, read) => TellOf(channel, "ReadChanged", Shown.Of(read));
            channel.CustomEventReceived += (_, told) =>
            {
                told.CustomData.TryGet<int>("level", out var level);
                TellOf(channel, "CustomEventReceived", new { type = told.Type, user = told.User?.Id, level });
            };
            return channel;
        }

        private void Known(IStreamUser user)
        {
            if (_users.TryGetValue(user.Id, out var known) && known == user) return;
            _users[user.Id] = user;
            user.PresenceChanged += (_, isOnline, __) => Tell("PresenceChanged", new { user = user.Id, isOnline });
        }

        private static object Reacted(IStreamMessage message, Core.Models.StreamReaction reaction) => new
        {
            id = message.Id,
            type = reaction.Type,
            user = reaction.UserId,
            score = reaction.Score,
            counts = message.ReactionCounts,
            own = message.OwnReactions.Select(each => each.Type)
        };

        private void TellOf(IStreamChannel channel, string name, object with)
        {
            var told = JObject.FromObject(with);
            told["cid"] = channel.Cid;
            Tell(name, told);
        }

        private object Target(JObject request)
        {
            var channel = request["channel"] == null ? null : _channels[(string)request["channel"]];
            if (request["message"] != null) return MessageOf((string)request["message"]);
            if (request["user"] != null) return UserOf((string)request["user"]);
            return channel ?? (object)_client;
        }

        private IStreamMessage MessageOf(string id)
        {
            var lists = _channels.Values.Select(channel => channel.Messages.Concat(channel.PinnedMessages));
            var loaded = lists.SelectMany(list => list).Concat(_channels.Values.SelectMany(each => each.Messages).SelectMany(each => each.Replies));
            return loaded.First(message => message.Id == id);
        }

        private IStreamUser UserOf(string id)
        {
            var members = _channels.Values.SelectMany(channel => channel.Members).Select(member => member.User);
            return members.Concat(_users.Values).Concat(new[] { _client.LocalUserData.User }).First(user => user.Id == id);
        }

        private readonly Dictionary<string, IStreamUser> _users = new Dictionary<string, IStreamUser>();

        private async Task<object> InvokeAsync(object target, string name, JArray args)
        {
            var contract = target.GetType().GetInterfaces().First(each => each.GetMethods().Any(method => method.Name == name));
            foreach (var method in contract.GetMethods().Where(method => method.Name == name))
            {
                object[] values;
                if (!TryConvert(method.GetParameters(), args, target as IStreamChannel, out values)) continue;
                var result = method.Invoke(target, values);
                var task = result as Task;
                if (task == null) return null;
                await task.ConfigureAwait(false);
                var isAnswered = method.ReturnType.IsGenericType;
                return isAnswered ? Shown.Of(Note(task.GetType().GetProperty("Result").GetValue(task))) : null;
            }
            throw new ArgumentException($"{name} does not take {args}");
        }

        /// <summary>Keeps what a call has answered, so that later ones can be about it.</summary>
        private object Note(object result)
        {
            var list = result as IEnumerable;
            if (result is IStreamChannel) Known((IStreamChannel)result);
            if (result is IStreamUser) Known((IStreamUser)result);
            if (list != null && !(result is string)) foreach (var each in list) Note(each);
            return result;
        }

        private bool TryConvert(ParameterInfo[] parameters, JArray args, IStreamChannel channel, out object[] values)
        {
            values = new object[parameters.Length];
            for (var index = 0; index < parameters.Length; index++)
            {
                var parameter = parameters[index];
                if (index >= args.Count)
                {
                    if (!parameter.IsOptional) return false;
                    values[index] = parameter.DefaultValue;
                }
                else if (!Arguments.TryConvert(parameter.ParameterType, args[index], this, channel, out values[index]))
                {
                    return false;
                }
            }
            return args.Count <= parameters.Length;
        }

        /// <summary>Whether a channel, its messages and its people are the same objects, whichever way they are asked for.</summary>
        private async Task<object> IsOneObjectAsync(JObject request)
        {
            var channel = _channels[(string)request["channel"]];
            var messages = channel.Messages;
            var opened = await _client.GetOrCreateChannelWithIdAsync(channel.Type, channel.Id);
            var queried = (await _client.QueryChannelsAsync(new[] { ChannelFilter.Cid.EqualsTo(channel.Cid) })).Single();
            var users = await _client.QueryUsersAsync(new[] { UserFilter.Id.In(channel.Members.Select(member => member.UserId)) });
            return new
            {
                channel = opened == channel && queried == channel && _client.WatchedChannels.Single(each => each.Cid == channel.Cid) == channel,
                messages = messages.Count > 0 && messages.SequenceEqual(queried.Messages),
                users = users.All(user => channel.Members.Any(member => member.User == user)),
                authors = messages.All(message => channel.Members.Any(member => member.User == message.User)),
                me = _client.LocalUserData.User == channel.Membership.User
            };
        }

        /// <summary>What a client shows of a channel that asks for the first time, with so many messages.</summary>
        private static async Task<object> ShowAnewAsync(JObject request)
        {
            var client = StreamChatClient.CreateDefaultClient(ConfigOf(request));
            await client.ConnectUserAsync((string)request["apiKey"], (string)request["userId"], (string)request["token"]);
            var parts = ((string)request["cid"]).Split(':');
            var channel = await client.GetOrCreateChannelWithIdAsync(Core.Models.ChannelType.Custom(parts[0]), parts[1]);
            while (channel.Messages.Count < (int)request["count"] && (await channel.LoadOlderMessagesAsync()).Count > 0)
            {
            }
            var shown = Shown.Of(channel);
            await client.DisconnectUserAsync();
            return shown;
        }

        /// <summary>Makes what a method takes of JSON.</summary>
        private static class Arguments
        {
            public static bool TryConvert(Type type, JToken given, Driver driver, IStreamChannel channel, out object value)
            {
                value = null;
                if (given.Type == JTokenType.Null) return !type.IsValueType || Nullable.GetUnderlyingType(type) != null;
                if (type == typeof(string) && given.Type != JTokenType.String) return false;
                if (type == typeof(IStreamUser)) value = driver.UserOf((string)given);
                else if (type == typeof(IStreamMessage)) value = driver.MessageOf((string)given);
                else if (type == typeof(IStreamChannelMember)) value = channel.Members.First(member => member.UserId == (string)given);
                else if (type == typeof(Core.Models.ChannelType)) value = Core.Models.ChannelType.Custom((string)given);
                else if (type == typeof(IStreamUser[]) || type == typeof(IEnumerable<IStreamUser>)) return TryUsers(given, driver, out value);
                else if (type == typeof(IStreamChannelMember[])) return TryMembers(given, channel, out value);
                else if (type == typeof(IEnumerable<IStreamChannel>)) value = given.Select(cid => driver._channels[(string)cid]).ToArray();
                else if (type == typeof(IEnumerable<string>) && given.Any(each => each.Type != JTokenType.String)) return false;
                else if (type == typeof(IEnumerable<IFieldFilterRule>)) value = given.Select(Rule).ToArray();
                else if (type == typeof(ChannelSortObject)) value = ChannelOrder(given);
                else if (type == typeof(UserSortObject)) value = UserSort.OrderByDescending(given.ToObject<UserSortFieldName>());
                else if (type == typeof(Core.Requests.StreamSendMessageRequest)) return TryMessage(given, driver, out value);
                else if (type == typeof(IDictionary<string, object>)) value = given.ToObject<Dictionary<string, object>>();
                else value = given.ToObject(type);
                return true;
            }

            // As {"users": […]}, so that ids alone mean what takes ids.
            private static bool TryUsers(JToken given, Driver driver, out object value)
            {
                value = (given as JObject)?["users"]?.Select(id => driver.UserOf((string)id)).ToArray();
                return value != null;
            }

            private static bool TryMembers(JToken given, IStreamChannel channel, out object value)
            {
                value = (given as JObject)?["members"]?.Select(id => channel.Members.First(each => each.UserId == (string)id)).ToArray();
                return value != null;
            }

            private static bool TryMessage(JToken given, Driver driver, out object value)
            {
                value = null;
                if (given.Type != JTokenType.Object) return false;
                var plain = (JObject)given.DeepClone();
                string[] mentioned = plain["MentionedUsers"]?.ToObject<string[]>();
                var quoted = (string)plain["QuotedMessage"];
                plain.Remove("MentionedUsers");
                plain.Remove("QuotedMessage");
                var request = plain.ToObject<Core.Requests.StreamSendMessageRequest>();
                request.MentionedUsers = mentioned?.Select(driver.UserOf).ToList();
                request.QuotedMessage = quoted == null ? null : driver.MessageOf(quoted);
                value = request;
                return true;
            }

            // As ["Channel.Members", "In", ["ann"]].
            private static IFieldFilterRule Rule(JToken given)
            {
                var names = ((string)given[0]).Split('.');
                var holder = typeof(ChannelFilter).Assembly.GetTypes().Single(type => type.Name == names[0] + "Filter");
                var field = names[1] == "Custom" ? ChannelFilter.Custom(names[2]) : holder.GetProperty(names[1]).GetValue(null);
                foreach (var method in field.GetType().GetMethods().Where(each => each.Name == (string)given[1]))
                {
                    var type = method.GetParameters().Single().ParameterType;
                    var isList = type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
                    if (type == typeof(IEnumerable<IStreamUser>) || given[2] is JArray != isList) continue;
                    var value = type == typeof(object) ? ((JValue)given[2]).Value : given[2].ToObject(type);
                    return (IFieldFilterRule)method.Invoke(field, new[] { value });
                }
                throw new ArgumentException($"no filter is {given}");
            }

            // As ["-LastMessageAt", "Cid"].
            private static ChannelSortObject ChannelOrder(JToken given)
            {
                ChannelSortObject order = null;
                foreach (var each in given.Select(name => (string)name))
                {
                    var field = (ChannelSortFieldName)Enum.Parse(typeof(ChannelSortFieldName), each.TrimStart('-'));
                    if (order == null) order = each[0] == '-' ? ChannelSort.OrderByDescending(field) : ChannelSort.OrderByAscending(field);
                    else order = each[0] == '-' ? order.ThenByDescending(field) : order.ThenByAscending(field);
                }
                return order;
            }
        }
    }
}
