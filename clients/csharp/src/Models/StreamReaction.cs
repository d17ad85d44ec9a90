using System;
using StreamChat.Core.StatefulModels;

namespace StreamChat.Core.Models
{
    /// <summary>A user's reaction to a message.</summary>
    public sealed class StreamReaction
    {
        internal StreamReaction(Wire.Reaction data, Users users)
        {
            MessageId = data.MessageId;
            Type = data.Type;
            Score = data.Score;
            UserId = data.UserId;
            User = users.Of(data.User);
            CreatedAt = data.CreatedAt;
            UpdatedAt = data.UpdatedAt;
            CustomData = new StreamCustomData(data.Custom);
        }

        /// <summary>The id of the message.</summary>
        public string MessageId { get; }

        /// <summary>The type, such as <c>like</c>.</summary>
        public string Type { get; }

        /// <summary>How often, as in claps.</summary>
        public int Score { get; }

        /// <summary>The id of who has reacted.</summary>
        public string UserId { get; }

        /// <summary>Who has reacted.</summary>
        public IStreamUser User { get; }

        /// <summary>When the reaction was sent.</summary>
        public DateTimeOffset CreatedAt { get; }

        /// <summary>When the reaction last changed.</summary>
        public DateTimeOffset UpdatedAt { get; }

        /// <summary>The fields that the app has added.</summary>
        public IStreamCustomData CustomData { get; }
    }
}
