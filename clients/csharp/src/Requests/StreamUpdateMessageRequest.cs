using System.Collections.Generic;
using StreamChat.Core.Models;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core.Requests
{
    /// <summary>What a message says from now on. What is left out is removed.</summary>
    public sealed class StreamUpdateMessageRequest
    {
        /// <summary>What the message says.</summary>
        public string Text { get; set; }

        /// <summary>Pictures, files and links that go with it.</summary>
        public List<StreamAttachment> Attachments { get; set; }

        /// <summary>Who is mentioned.</summary>
        public List<IStreamUser> MentionedUsers { get; set; }

        /// <summary>Fields of the app's own.</summary>
        public IDictionary<string, object> CustomData { get; set; }
    }
}
