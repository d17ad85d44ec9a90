namespace StreamChat.Core.Models
{
    /// <summary>What a channel's type allows.</summary>
    public sealed class StreamChannelConfig
    {
        internal StreamChannelConfig(Wire.ChannelConfig data)
        {
            Name = data.Name;
            TypingEvents = data.TypingEvents;
            ReadEvents = data.ReadEvents;
            CustomEvents = data.CustomEvents;
            Reactions = data.Reactions;
            Replies = data.Replies;
            Quotes = data.Quotes;
            Mutes = data.Mutes;
            Uploads = data.Uploads;
            MaxMessageLength = data.MaxMessageLength;
        }

        /// <summary>The name of the type.</summary>
        public string Name { get; }

        /// <summary>Whether others are told who types.</summary>
        public bool TypingEvents { get; }

        /// <summary>Whether it is noted who has read how far.</summary>
        public bool ReadEvents { get; }

        /// <summary>Whether events of the app's own can be sent.</summary>
        public bool CustomEvents { get; }

        /// <summary>Whether messages can be reacted to.</summary>
        public bool Reactions { get; }

        /// <summary>Whether messages have threads.</summary>
        public bool Replies { get; }

        /// <summary>Whether messages can quote others.</summary>
        public bool Quotes { get; }

        /// <summary>Whether the channel can be muted.</summary>
        public bool Mutes { get; }

        /// <summary>Whether files can be uploaded.</summary>
        public bool Uploads { get; }

        /// <summary>How many characters a message may have.</summary>
        public int MaxMessageLength { get; }
    }
}
