using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.QueryBuilders.Filters
{
    internal sealed class FieldFilterRule : IFieldFilterRule
    {
        public FieldFilterRule(string field, string operatorName, object value)
        {
            Field = field;
            Operator = operatorName;
            Value = value;
        }

        public string Field { get; }

        public string Operator { get; }

        public object Value { get; }

        /// <summary>The conditions as the server reads them, by field.</summary>
        public static Dictionary<string, JToken> ToFields(IEnumerable<IFieldFilterRule> rules)
        {
            var conditions = new Dictionary<string, JToken>();
            var repeated = new JArray();
            foreach (var rule in rules ?? Enumerable.Empty<IFieldFilterRule>())
            {
                var value = Json.ToToken(rule.Value);
                if (!conditions.TryGetValue(rule.Field, out var known))
                {
                    conditions[rule.Field] = new JObject(new JProperty(rule.Operator, value));
                }
                else if (known[rule.Operator] == null)
                {
                    known[rule.Operator] = value;
                }
                else
                {
                    repeated.Add(new JObject(new JProperty(rule.Field, new JObject(new JProperty(rule.Operator, value)))));
                }
            }
            if (repeated.Count > 0) conditions["$and"] = repeated;
            return conditions;
        }
    }
}
