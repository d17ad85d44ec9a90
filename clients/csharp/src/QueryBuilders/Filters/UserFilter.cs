namespace StreamChat.Core.QueryBuilders.Filters.Users
{
    /// <summary>The fields of users that <see cref="IStreamChatClient.QueryUsersAsync"/> can ask about.</summary>
    public static class UserFilter
    {
        /// <summary>The user's id.</summary>
        public static NameField Id { get; } = new NameField("id");

        /// <summary>The user's name.</summary>
        public static NameField Name { get; } = new NameField("name");

        /// <summary>The user's role in the app.</summary>
        public static IdField Role { get; } = new IdField("role");

        /// <summary>Whether the user is banned from the whole app.</summary>
        public static BoolField Banned { get; } = new BoolField("banned");

        /// <summary>The teams the user belongs to.</summary>
        public static ListField Teams { get; } = new ListField("teams");

        /// <summary>When the user was created.</summary>
        public static DateField CreatedAt { get; } = new DateField("created_at");

        /// <summary>When the user was last changed.</summary>
        public static DateField UpdatedAt { get; } = new DateField("updated_at");

        /// <summary>When the user was last connected.</summary>
        public static DateField LastActive { get; } = new DateField("last_active");

        /// <summary>A field that the app has added.</summary>
        /// <param name="name">Its name.</param>
        public static CustomField Custom(string name) => new CustomField(name);
    }
}
