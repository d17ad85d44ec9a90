using System;

namespace StreamChat.Core.Models
{
    /// <summary>
    /// What kind of channel it is: its type decides what members may do there. The server knows five by itself; an app adds its own.
    /// </summary>
    public struct ChannelType : IEquatable<ChannelType>
    {
        private readonly string _name;

        private ChannelType(string name)
        {
            _name = name;
        }

        /// <summary>Conversations among people who know each other.</summary>
        public static ChannelType Messaging => new ChannelType("messaging");

        /// <summary>Work in teams.</summary>
        public static ChannelType Team => new ChannelType("team");

        /// <summary>Chat inside a game.</summary>
        public static ChannelType Gaming => new ChannelType("gaming");

        /// <summary>Many who watch a stream.</summary>
        public static ChannelType Livestream => new ChannelType("livestream");

        /// <summary>Customers and those who serve them.</summary>
        public static ChannelType Commerce => new ChannelType("commerce");

        /// <summary>A type that the app has defined.</summary>
        /// <param name="channelTypeKey">Its name on the server.</param>
        public static ChannelType Custom(string channelTypeKey)
        {
            if (string.IsNullOrEmpty(channelTypeKey))
            {
                throw new ArgumentException("A channel type has a name", nameof(channelTypeKey));
            }
            return new ChannelType(channelTypeKey);
        }

        /// <inheritdoc />
        public bool Equals(ChannelType other) => _name == other._name;

        /// <inheritdoc />
        public override bool Equals(object obj) => obj is ChannelType && Equals((ChannelType)obj);

        /// <inheritdoc />
        public override int GetHashCode() => _name == null ? 0 : _name.GetHashCode();

        /// <summary>The name of the type on the server.</summary>
        public override string ToString() => _name;

        /// <summary>The name of the type on the server.</summary>
        /// <param name="type">The type.</param>
        public static implicit operator string(ChannelType type) => type._name;

        /// <summary>Whether both are the same type.</summary>
        /// <param name="left">One type.</param>
        /// <param name="right">The other.</param>
        public static bool operator ==(ChannelType left, ChannelType right) => left.Equals(right);

        /// <summary>Whether the types differ.</summary>
        /// <param name="left">One type.</param>
        /// <param name="right">The other.</param>
        public static bool operator !=(ChannelType left, ChannelType right) => !left.Equals(right);
    }
}
