using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace StreamChat.Core.State
{
    /// <summary>What the state holds is never changed in place: whoever changes it takes a copy.</summary>
    internal static class Copying
    {
        private static readonly Func<object, object> Clone = (Func<object, object>)Delegate.CreateDelegate(
            typeof(Func<object, object>),
            typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic));

        public static T With<T>(this T original, Action<T> change)
            where T : class
        {
            var copy = (T)Clone(original);
            change(copy);
            return copy;
        }

        public static T At<T>(this IReadOnlyDictionary<string, T> map, string id)
            where T : class
        {
            T value;
            return id != null && map.TryGetValue(id, out value) ? value : null;
        }

        /// <summary>The map with this entry; the same map if it held that very value.</summary>
        public static Dictionary<string, T> Put<T>(this Dictionary<string, T> map, string id, T value)
            where T : class
        {
            return ReferenceEquals(map.At(id), value) ? map : new Dictionary<string, T>(map) { [id] = value };
        }

        /// <summary>The map without this entry; the same map if it had none.</summary>
        public static Dictionary<string, T> Without<T>(this Dictionary<string, T> map, string id)
        {
            if (!map.ContainsKey(id)) return map;
            var left = new Dictionary<string, T>(map);
            left.Remove(id);
            return left;
        }

        /// <summary>The map with every value changed; the same map if no value changed. What becomes null is dropped.</summary>
        public static Dictionary<string, T> MapEach<T>(this Dictionary<string, T> map, Func<string, T, T> change)
            where T : class
        {
            var changed = new Dictionary<string, T>();
            var isTouched = false;
            foreach (var entry in map)
            {
                var next = change(entry.Key, entry.Value);
                isTouched |= !ReferenceEquals(next, entry.Value);
                if (next != null) changed[entry.Key] = next;
            }
            return isTouched ? changed : map;
        }

        /// <summary>The items by id, the last one of an id winning.</summary>
        public static Dictionary<string, T> IndexBy<T>(this IEnumerable<T> items, Func<T, string> id)
        {
            var map = new Dictionary<string, T>();
            foreach (var item in items ?? Enumerable.Empty<T>()) map[id(item)] = item;
            return map;
        }
    }
}
