namespace StreamChat.Core.QueryBuilders.Filters.Channels
{
    /// <summary>The fields of channels that <see cref="IStreamChatClient.QueryChannelsAsync"/> can ask about.</summary>
    public static class ChannelFilter
    {
        /// <summary>The channel's type and id, as in <c>messaging:general</c>.</summary>
        public static IdField Cid { get; } = new IdField("cid");

        /// <summary>The id within the type.</summary>
        public static IdField Id { get; } = new IdField("id");

        /// <summary>The type's name.</summary>
        public static IdField Type { get; } = new IdField("type");

        /// <summary>Who belongs to the channel. Ask for channels of the local user unless everybody may read them.</summary>
        public static MembersField Members { get; } = new MembersField("members");

        /// <summary>The channel's name.</summary>
        public static CustomField Name { get; } = new CustomField("name");

        /// <summary>Who created the channel.</summary>
        public static IdField CreatedById { get; } = new IdField("created_by_id");

        /// <summary>When it was created.</summary>
        public static DateField CreatedAt { get; } = new DateField("created_at");

        /// <summary>When its data last changed.</summary>
        public static DateField UpdatedAt { get; } = new DateField("updated_at");

        /// <summary>When its newest message was sent.</summary>
        public static DateField LastMessageAt { get; } = new DateField("last_message_at");

        /// <summary>When its newest message was sent, or it was created.</summary>
        public static DateField LastUpdated { get; } = new DateField("last_updated");

        /// <summary>How many belong to it.</summary>
        public static NumberField MemberCount { get; } = new NumberField("member_count");

        /// <summary>The team it belongs to.</summary>
        public static IdField Team { get; } = new IdField("team");

        /// <summary>Whether nobody may write there.</summary>
        public static BoolField Frozen { get; } = new BoolField("frozen");

        /// <summary>Whether it is switched off.</summary>
        public static BoolField Disabled { get; } = new BoolField("disabled");

        /// <summary>Whether the local user has hidden it. Without this condition hidden channels are left out.</summary>
        public static BoolField Hidden { get; } = new BoolField("hidden");

        /// <summary>Whether the local user has muted it.</summary>
        public static BoolField Muted { get; } = new BoolField("muted");

        /// <summary>Whether the local user is a member.</summary>
        public static BoolField Joined { get; } = new BoolField("joined");

        /// <summary>The local user's invitation: <c>pending</c>, <c>accepted</c> or <c>rejected</c>.</summary>
        public static IdField Invite { get; } = new IdField("invite");

        /// <summary>A field that the app has added.</summary>
        /// <param name="name">Its name.</param>
        public static CustomField Custom(string name) => new CustomField(name);
    }
}
