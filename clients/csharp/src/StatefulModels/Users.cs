using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>All users that a client has heard of: one object for each. Any thread may ask.</summary>
    internal sealed class Users
    {
        private readonly Dictionary<string, StreamUser> _known = new Dictionary<string, StreamUser>();
        private readonly Chat _chat;

        public Users(Chat chat)
        {
            _chat = chat;
        }

        public StreamUser this[string id]
        {
            get
            {
                lock (_known) return _known.TryGetValue(id, out var user) ? user : null;
            }
        }

        /// <summary>The user whom this shows, maybe as they were a while ago; null for null.</summary>
        public StreamUser Of(User data)
        {
            if (data == null) return null;
            lock (_known)
            {
                if (_known.TryGetValue(data.Id, out var user))
                {
                    if (data.UpdatedAt > user.Data.UpdatedAt) user.Data = data;
                    return user;
                }
                return _known[data.Id] = new StreamUser(_chat, data);
            }
        }

        /// <summary>The user as they are now, online or not.</summary>
        public StreamUser Now(User data)
        {
            var user = Of(data);
            user.Data = data;
            user.TakePresence(data);
            return user;
        }

        public StreamUser[] Of(IEnumerable<User> people) => people.Select(Of).ToArray();
    }
}
