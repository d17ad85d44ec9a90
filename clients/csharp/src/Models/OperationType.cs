namespace StreamChat.Core.Models
{
    /// <summary>What happened to a member.</summary>
    public enum OperationType
    {
        /// <summary>They became one, or were invited.</summary>
        Added,

        /// <summary>They left, or were removed.</summary>
        Removed,

        /// <summary>Their role, ban or invitation changed.</summary>
        Updated
    }
}
