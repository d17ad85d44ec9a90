using System;
using System.Collections.Generic;
using StreamChat.Core.Models;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core.Requests
{
    /// <summary>A message to send.</summary>
    public sealed class StreamSendMessageRequest
    {
        /// <summary>The message's id; null lets the client choose one. Give that of a failed message to try it again.</summary>
        public string Id { get; set; }

        /// <summary>What the message says.</summary>
        public string Text { get; set; }

        /// <summary>Pictures, files and links that go with it.</summary>
        public List<StreamAttachment> Attachments { get; set; }

        /// <summary>Who is mentioned.</summary>
        public List<IStreamUser> MentionedUsers { get; set; }

        /// <summary>The message whose thread it belongs to.</summary>
        public string ParentId { get; set; }

        /// <summary>Whether a reply is shown in the channel as well.</summary>
        public bool? ShowInChannel { get; set; }

        /// <summary>The message it quotes.</summary>
        public IStreamMessage QuotedMessage { get; set; }

        /// <summary>Whether it is pinned at once.</summary>
        public bool? Pinned { get; set; }

        /// <summary>When the pin ends; null if it stays.</summary>
        public DateTimeOffset? PinExpires { get; set; }

        /// <summary>Whether it raises nobody's unread number.</summary>
        public bool? Silent { get; set; }

        /// <summary>Whether nobody is to be notified on their phone.</summary>
        public bool? SkipPush { get; set; }

        /// <summary>Fields of the app's own.</summary>
        public IDictionary<string, object> CustomData { get; set; }
    }
}
