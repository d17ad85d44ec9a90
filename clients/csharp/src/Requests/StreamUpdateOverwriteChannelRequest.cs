using System.Collections.Generic;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core.Requests
{
    /// <summary>A channel's data from now on. What is left out is removed.</summary>
    public sealed class StreamUpdateOverwriteChannelRequest
    {
        /// <summary>A request that changes nothing yet.</summary>
        public StreamUpdateOverwriteChannelRequest()
        {
        }

        /// <summary>A request with the data that a channel has: change what is to be changed.</summary>
        /// <param name="channel">The channel.</param>
        public StreamUpdateOverwriteChannelRequest(IStreamChannel channel)
        {
            Name = channel.Name;
            Frozen = channel.Frozen;
            Cooldown = channel.Cooldown;
            CustomData = new Dictionary<string, object>();
            foreach (var key in channel.CustomData.Keys) CustomData[key] = channel.CustomData.Get<object>(key);
        }

        /// <summary>The channel's name.</summary>
        public string Name { get; set; }

        /// <summary>Whether nobody may write in it.</summary>
        public bool? Frozen { get; set; }

        /// <summary>For how many seconds a member has to wait between two messages.</summary>
        public int? Cooldown { get; set; }

        /// <summary>Fields of the app's own.</summary>
        public IDictionary<string, object> CustomData { get; set; }
    }
}
