namespace StreamChat.Core.QueryBuilders.Sort
{
    /// <summary>What users can be ordered by.</summary>
    public enum UserSortFieldName
    {
        /// <summary>The user's id.</summary>
        Id,

        /// <summary>The user's name.</summary>
        Name,

        /// <summary>The user's role.</summary>
        Role,

        /// <summary>When the user was created.</summary>
        CreatedAt,

        /// <summary>When the user was last changed.</summary>
        UpdatedAt,

        /// <summary>When the user was last connected.</summary>
        LastActive
    }

    /// <summary>In what order users are answered: begin with one of these, and go on with <c>ThenBy…</c>.</summary>
    public static class UserSort
    {
        /// <summary>The smallest or earliest first.</summary>
        /// <param name="field">What to order by.</param>
        public static UserSortObject OrderByAscending(UserSortFieldName field) => new UserSortObject().ThenByAscending(field);

        /// <summary>The greatest or latest first.</summary>
        /// <param name="field">What to order by.</param>
        public static UserSortObject OrderByDescending(UserSortFieldName field) => new UserSortObject().ThenByDescending(field);
    }

    /// <summary>The order of a query of users. See <see cref="UserSort"/>.</summary>
    public sealed class UserSortObject : SortObject
    {
        internal UserSortObject()
        {
        }

        /// <summary>What is the same so far: the smallest or earliest first.</summary>
        /// <param name="field">What to order by.</param>
        public UserSortObject ThenByAscending(UserSortFieldName field)
        {
            Add(NameOf(field), 1);
            return this;
        }

        /// <summary>What is the same so far: the greatest or latest first.</summary>
        /// <param name="field">What to order by.</param>
        public UserSortObject ThenByDescending(UserSortFieldName field)
        {
            Add(NameOf(field), -1);
            return this;
        }

        private static string NameOf(UserSortFieldName field)
        {
            switch (field)
            {
                case UserSortFieldName.Id: return "id";
                case UserSortFieldName.Name: return "name";
                case UserSortFieldName.Role: return "role";
                case UserSortFieldName.CreatedAt: return "created_at";
                case UserSortFieldName.UpdatedAt: return "updated_at";
                default: return "last_active";
            }
        }
    }
}
