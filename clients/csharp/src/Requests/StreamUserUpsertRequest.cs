using System.Collections.Generic;

namespace StreamChat.Core.Requests
{
    /// <summary>A user to create or replace.</summary>
    public sealed class StreamUserUpsertRequest
    {
        /// <summary>The user's id.</summary>
        public string Id { get; set; }

        /// <summary>The name to show.</summary>
        public string Name { get; set; }

        /// <summary>The address of the user's picture.</summary>
        public string Image { get; set; }

        /// <summary>The user's role. Only the app's own server may set it.</summary>
        public string Role { get; set; }

        /// <summary>Fields of the app's own.</summary>
        public IDictionary<string, object> CustomData { get; set; }
    }
}
