namespace StreamChat.Core.QueryBuilders.Filters.Members
{
    /// <summary>The fields of members that <see cref="StatefulModels.IStreamChannel.QueryMembersAsync"/> can ask about.</summary>
    public static class MemberFilter
    {
        /// <summary>The id of the member's user.</summary>
        public static IdField UserId { get; } = new IdField("id");

        /// <summary>The name of the member's user.</summary>
        public static NameField Name { get; } = new NameField("name");

        /// <summary>The member's role in the channel.</summary>
        public static IdField ChannelRole { get; } = new IdField("channel_role");

        /// <summary>Whether the member is banned from the channel.</summary>
        public static BoolField Banned { get; } = new BoolField("banned");

        /// <summary>Whether the user has joined, so that an invitation is not open any more.</summary>
        public static BoolField Joined { get; } = new BoolField("joined");

        /// <summary>The invitation: <c>pending</c>, <c>accepted</c> or <c>rejected</c>.</summary>
        public static IdField Invite { get; } = new IdField("invite");

        /// <summary>When the user was added.</summary>
        public static DateField CreatedAt { get; } = new DateField("created_at");

        /// <summary>When the user was last connected.</summary>
        public static DateField LastActive { get; } = new DateField("last_active");

        /// <summary>A field that the app has added.</summary>
        /// <param name="name">Its name.</param>
        public static CustomField Custom(string name) => new CustomField(name);
    }
}
