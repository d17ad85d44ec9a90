using System;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core.Models
{
    /// <summary>An event of the app's own.</summary>
    public sealed class StreamCustomEvent
    {
        internal StreamCustomEvent(Wire.WireEvent told, Users users)
        {
            Type = told.Type;
            User = users.Of(told.User);
            CreatedAt = told.CreatedAt;
            CustomData = new StreamCustomData(told.Custom);
        }

        /// <summary>Its type.</summary>
        public string Type { get; }

        /// <summary>Who has sent it; null if the app's own server has.</summary>
        public IStreamUser User { get; }

        /// <summary>When it was sent.</summary>
        public DateTimeOffset? CreatedAt { get; }

        /// <summary>What it carries.</summary>
        public IStreamCustomData CustomData { get; }
    }
}
