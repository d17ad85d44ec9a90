using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace StreamChat.Core.Wire
{
    /// <summary>Reads what comes over the socket.</summary>
    internal static class Frames
    {
        /// <summary>What the server writes into an app's own event. All else is the app's, whatever it is called.</summary>
        private static readonly HashSet<string> OfAnyEvent = new HashSet<string>
        {
            "type", "cid", "channel_id", "channel_type", "team", "channel_member_count", "channel_message_count",
            "channel_last_message_at", "parent_id", "user_id", "user", "created_at", "received_at"
        };

        public static WireEvent Read(string text)
        {
            // A field may be told twice, in the body that all hear and in the tail of this user: the last one holds. A JObject refuses that.
            var type = Json.Read<Typed>(text).Type;
            if (type == null || EventTypes.All.Contains(type)) return Json.Read<WireEvent>(text);
            var frame = Json.Read<JObject>(text);
            var fields = frame.Properties().ToLookup(field => OfAnyEvent.Contains(field.Name));
            var told = Json.FromToken<WireEvent>(new JObject(fields[true]));
            told.Custom = fields[false].ToDictionary(field => field.Name, field => field.Value);
            return told;
        }

        private sealed class Typed
        {
            [JsonProperty("type")] public string Type { get; set; }
        }
    }
}
