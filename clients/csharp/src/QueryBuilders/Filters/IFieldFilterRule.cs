namespace StreamChat.Core.QueryBuilders.Filters
{
    /// <summary>One condition of a query, about one field. All conditions of a query must hold.</summary>
    /// <example>ChannelFilter.Members.In("ann"), UserFilter.Name.Autocomplete("an")</example>
    public interface IFieldFilterRule
    {
        /// <summary>The field, as the server names it.</summary>
        string Field { get; }

        /// <summary>The operator, such as <c>$in</c>.</summary>
        string Operator { get; }

        /// <summary>What the field is compared with.</summary>
        object Value { get; }
    }
}
