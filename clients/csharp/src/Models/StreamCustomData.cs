using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.Models
{
    internal sealed class StreamCustomData : IStreamCustomData
    {
        private readonly Dictionary<string, JToken> _fields;

        public StreamCustomData(IEnumerable<KeyValuePair<string, JToken>> fields)
        {
            // The JSON library takes the nulls of known fields for custom ones.
            var given = (fields ?? Enumerable.Empty<KeyValuePair<string, JToken>>()).Where(field => field.Value.Type != JTokenType.Null);
            _fields = given.ToDictionary(field => field.Key, field => field.Value);
        }

        public int Count => _fields.Count;

        public IReadOnlyCollection<string> Keys => _fields.Keys.ToList();

        public bool ContainsKey(string key) => _fields.ContainsKey(key);

        public TType Get<TType>(string key)
        {
            if (!_fields.TryGetValue(key, out var value)) throw new KeyNotFoundException($"There is no field {key}");
            return Json.FromToken<TType>(value);
        }

        public bool TryGet<TType>(string key, out TType value)
        {
            value = default(TType);
            if (!_fields.TryGetValue(key, out var field)) return false;
            try
            {
                value = Json.FromToken<TType>(field);
                return true;
            }
            catch (Exception error) when (
                error is JsonException || error is FormatException || error is InvalidCastException || error is OverflowException)
            {
                return false;
            }
        }
    }
}
