using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace StreamChat.Core.Wire
{
    /// <summary>What is said and heard, as text.</summary>
    internal static class Json
    {
        private static readonly JsonSerializer Serializer = JsonSerializer.Create(new JsonSerializerSettings
        {
            // Custom data that looks like a time stays the text that it is.
            DateParseHandling = DateParseHandling.None,
            NullValueHandling = NullValueHandling.Ignore,
            Culture = CultureInfo.InvariantCulture
        });

        public static string Write(object value)
        {
            using (var text = new StringWriter(CultureInfo.InvariantCulture))
            {
                Serializer.Serialize(text, value);
                return text.ToString();
            }
        }

        public static T Read<T>(string text)
        {
            using (var reader = new JsonTextReader(new StringReader(text)))
            {
                return Serializer.Deserialize<T>(reader);
            }
        }

        public static JToken ToToken(object value) => value == null ? JValue.CreateNull() : JToken.FromObject(value, Serializer);

        public static T FromToken<T>(JToken token) => token.ToObject<T>(Serializer);

        /// <summary>Custom fields; null for none.</summary>
        public static IDictionary<string, JToken> ToTokens(IDictionary<string, object> fields) =>
            fields?.ToDictionary(field => field.Key, field => ToToken(field.Value));
    }
}
