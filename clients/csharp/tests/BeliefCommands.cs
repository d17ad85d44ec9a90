using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using StreamChat.Core;
using StreamChat.Core.State;
using StreamChat.Core.Wire;

namespace StreamChat.TestDriver
{
    /// <summary>What a client comes to believe, without a server: answers and events are handed to it.</summary>
    public sealed partial class Driver
    {
        private Session _believing;
        private Chat _belief;

        private void AddBeliefCommands()
        {
            _commands["believe"] = async request =>
            {
                var config = ConfigOf(request);
                var log = new Log(config);
                var pump = new Pump(log);
                var tokens = new Tokens("ann", "token", null, pump, config.Clock);
                _believing = new Session(config, "key", "ann", tokens, new TellingListener(this), pump, log);
                _belief = new Chat(_believing, (StreamChatClient)StreamChatClient.CreateDefaultClient(config));
                await pump.RunAsync(() => _belief.Connected(Heard<OwnUser>(request["me"])));
                return null;
            };
            // Each {"load": answer}, {"hear": event}, {"me": own user}, {"resume": answer}, {"sending": draft} or {"sent": message}. Answers
            // what is believed after each group.
            _commands["learn"] = request => LearnAsync((JArray)request["groups"]);
        }

        private async Task<object> LearnAsync(JArray groups)
        {
            var beliefs = new List<object>();
            foreach (var group in groups)
            {
                await _believing.Pump.RunAsync(() =>
                {
                    foreach (var told in group) Learn((JObject)told);
                    beliefs.Add(Believed());
                });
            }
            return beliefs;
        }

        private void Learn(JObject told)
        {
            if (told["load"] != null) _belief.Load(Heard<ChannelState>(told["load"]));
            if (told["hear"] != null) _belief.Hear(Heard<WireEvent>(told["hear"]));
            if (told["me"] != null) _belief.Connected(Heard<OwnUser>(told["me"]));
            if (told["sending"] != null) Change(told["sending"], (model, draft) => Sending.Begin(model, draft));
            if (told["sent"] != null) Change(told["sent"], (model, message) => Sending.Sent(model, message));
            if (told["resume"] == null) return;
            foreach (var channel in Heard<ResumeResponse>(told["resume"]).Resumed.Where(each => each.Read != null))
            {
                _belief.TakeOwnRead(channel.Cid, channel.Read, channel.Seq);
            }
        }

        private void Change(JToken told, Func<ChannelModel, Message, ChannelModel> change)
        {
            var message = Heard<Message>(told);
            message.Type = message.Type ?? "regular";
            message.User = message.User ?? _belief.LocalUserData.Data;
            _belief.ChannelOf("messaging:general").Change(model => change(model, message));
        }

        // As text, for so it comes over the wire.
        private static T Heard<T>(JToken told) => Json.Read<T>(Json.Write(told));

        private object Believed()
        {
            var model = _belief.ChannelOf("messaging:general")?.Model;
            if (model == null) return null;
            var own = model.Read.At("ann");
            return new
            {
                total = _belief.LocalUserData.TotalUnreadCount,
                name = (string)model.Channel.Custom?["name"],
                lastMessageAt = Moment(model.Channel.LastMessageAt),
                truncatedAt = Moment(model.Channel.TruncatedAt),
                memberCount = model.Channel.MemberCount,
                messageCount = model.Channel.MessageCount,
                hidden = model.Hidden,
                capabilities = model.OwnCapabilities.OrderBy(each => each, StringComparer.Ordinal),
                messages = model.Messages.Where(each => !each.IsLocalOnly).Select(Believed),
                threads = model.Threads.ToDictionary(each => each.Key, each => each.Value.Select(Believed)),
                members = model.Members.Values.ToDictionary(
                    each => each.UserId, each => new { role = each.ChannelRole, status = each.Status, banned = each.Banned }),
                isMember = model.Membership != null,
                ownRead = own == null ? null : new { lastRead = Moment(own.LastRead), id = own.LastReadMessageId },
                reads = model.Read.Values.Where(each => each.User.Id != "ann").ToDictionary(each => each.User.Id, each => Moment(each.LastRead)),
                unread = model.Unread
            };
        }

        private static object Believed(LocalMessage message) => new
        {
            id = message.Id,
            type = message.Data.Type,
            text = message.Data.Text,
            user = message.Data.User.Id,
            parent = message.Data.ParentId,
            replies = message.Data.ReplyCount,
            createdAt = Moment(message.Data.CreatedAt),
            updatedAt = Moment(message.Data.UpdatedAt),
            deletedAt = Moment(message.Data.DeletedAt),
            counts = message.IsDeleted ? null : message.Data.ReactionCounts,
            own = message.IsDeleted ? null : message.Data.OwnReactions.ToDictionary(each => each.Type, each => each.Score),
            pinned = !message.IsDeleted && message.Data.Pinned
        };

        private static string Moment(DateTimeOffset? moment) =>
            moment?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }
}
