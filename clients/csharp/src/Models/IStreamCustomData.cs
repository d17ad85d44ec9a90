using System.Collections.Generic;

namespace StreamChat.Core.Models
{
    /// <summary>The fields that an app has added to a channel, a message, a user, a member, a reaction or an event.</summary>
    /// <example>var level = user.CustomData.TryGet&lt;int&gt;("level", out var value) ? value : 1;</example>
    public interface IStreamCustomData
    {
        /// <summary>How many fields there are.</summary>
        int Count { get; }

        /// <summary>The names of the fields.</summary>
        IReadOnlyCollection<string> Keys { get; }

        /// <summary>Whether there is such a field.</summary>
        /// <param name="key">The name of the field.</param>
        bool ContainsKey(string key);

        /// <summary>The value of a field.</summary>
        /// <typeparam name="TType">What it is to be read as: a text, a number, true or false, a list, or a class of yours.</typeparam>
        /// <param name="key">The name of the field.</param>
        /// <exception cref="KeyNotFoundException">There is no such field.</exception>
        TType Get<TType>(string key);

        /// <summary>The value of a field, if there is such a field and it can be read so.</summary>
        /// <typeparam name="TType">What it is to be read as.</typeparam>
        /// <param name="key">The name of the field.</param>
        /// <param name="value">The value; the type's default if there is none.</param>
        bool TryGet<TType>(string key, out TType value);
    }
}
