using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.State;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>
    /// One object for each message, as long as somebody holds it: a channel where it is loaded, or the app. Any thread may ask.
    /// </summary>
    internal sealed class MessageMap
    {
        private const int FirstSweep = 1000;

        private readonly Dictionary<string, WeakReference<StreamMessage>> _known = new Dictionary<string, WeakReference<StreamMessage>>();
        private readonly Chat _chat;
        private int _sweepAt = FirstSweep;

        public MessageMap(Chat chat)
        {
            _chat = chat;
        }

        /// <summary>The message's object, made from this if there is none yet.</summary>
        public StreamMessage Of(LocalMessage data)
        {
            lock (_known)
            {
                if (_known.TryGetValue(data.Id, out var reference) && reference.TryGetTarget(out var message)) return message;
                message = new StreamMessage(_chat, data);
                _known[data.Id] = new WeakReference<StreamMessage>(message);
                if (_known.Count > _sweepAt) Sweep();
                return message;
            }
        }

        public StreamMessage Of(Message data) => Of(new LocalMessage(data));

        private void Sweep()
        {
            foreach (var id in _known.Where(each => !each.Value.TryGetTarget(out _)).Select(each => each.Key).ToList()) _known.Remove(id);
            _sweepAt = Math.Max(FirstSweep, 2 * _known.Count);
        }
    }
}
