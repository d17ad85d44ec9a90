namespace StreamChat.Core.QueryBuilders.Sort
{
    /// <summary>What channels can be ordered by.</summary>
    public enum ChannelSortFieldName
    {
        /// <summary>When the newest message was sent.</summary>
        LastMessageAt,

        /// <summary>When the newest message was sent, or the channel was created.</summary>
        LastUpdated,

        /// <summary>When the channel's data last changed.</summary>
        UpdatedAt,

        /// <summary>When the channel was created.</summary>
        CreatedAt,

        /// <summary>How many belong to the channel.</summary>
        MemberCount,

        /// <summary>How many messages the local user has not read.</summary>
        UnreadCount,

        /// <summary>Whether the local user has unread messages.</summary>
        HasUnread
    }

    /// <summary>In what order channels are answered: begin with one of these, and go on with <c>ThenBy…</c>.</summary>
    public static class ChannelSort
    {
        /// <summary>The smallest or earliest first.</summary>
        /// <param name="field">What to order by.</param>
        public static ChannelSortObject OrderByAscending(ChannelSortFieldName field) => new ChannelSortObject().ThenByAscending(field);

        /// <summary>The greatest or latest first.</summary>
        /// <param name="field">What to order by.</param>
        public static ChannelSortObject OrderByDescending(ChannelSortFieldName field) => new ChannelSortObject().ThenByDescending(field);
    }

    /// <summary>The order of a query of channels. See <see cref="ChannelSort"/>.</summary>
    public sealed class ChannelSortObject : SortObject
    {
        internal ChannelSortObject()
        {
        }

        /// <summary>What is the same so far: the smallest or earliest first.</summary>
        /// <param name="field">What to order by.</param>
        public ChannelSortObject ThenByAscending(ChannelSortFieldName field)
        {
            Add(NameOf(field), 1);
            return this;
        }

        /// <summary>What is the same so far: the greatest or latest first.</summary>
        /// <param name="field">What to order by.</param>
        public ChannelSortObject ThenByDescending(ChannelSortFieldName field)
        {
            Add(NameOf(field), -1);
            return this;
        }

        private static string NameOf(ChannelSortFieldName field)
        {
            switch (field)
            {
                case ChannelSortFieldName.LastMessageAt: return "last_message_at";
                case ChannelSortFieldName.LastUpdated: return "last_updated";
                case ChannelSortFieldName.UpdatedAt: return "updated_at";
                case ChannelSortFieldName.CreatedAt: return "created_at";
                case ChannelSortFieldName.MemberCount: return "member_count";
                case ChannelSortFieldName.UnreadCount: return "unread_count";
                default: return "has_unread";
            }
        }
    }
}
