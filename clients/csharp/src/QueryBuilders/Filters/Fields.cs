using System;
using System.Collections.Generic;

namespace StreamChat.Core.QueryBuilders.Filters
{
    /// <summary>A field that a query can be about.</summary>
    public abstract class FilterField
    {
        internal FilterField(string name)
        {
            Name = name;
        }

        /// <summary>The field, as the server names it.</summary>
        public string Name { get; }

        internal IFieldFilterRule Rule(string operatorName, object value) => new FieldFilterRule(Name, operatorName, value);
    }

    /// <summary>A field that is true or false.</summary>
    public sealed class BoolField : FilterField
    {
        internal BoolField(string name) : base(name)
        {
        }

        /// <summary>The field is this.</summary>
        /// <param name="isIt">True or false.</param>
        public IFieldFilterRule EqualsTo(bool isIt) => Rule("$eq", isIt);
    }

    /// <summary>A field with a text or an id, which must match exactly.</summary>
    public class IdField : FilterField
    {
        internal IdField(string name) : base(name)
        {
        }

        /// <summary>The field is this.</summary>
        /// <param name="value">The text or id.</param>
        public IFieldFilterRule EqualsTo(string value) => Rule("$eq", value);

        /// <summary>The field is one of these.</summary>
        /// <param name="values">The texts or ids.</param>
        public IFieldFilterRule In(IEnumerable<string> values) => Rule("$in", new List<string>(values));

        /// <summary>The field is one of these.</summary>
        /// <param name="values">The texts or ids.</param>
        public IFieldFilterRule In(params string[] values) => In((IEnumerable<string>)values);
    }

    /// <summary>A field with a name, which can also be searched by its beginning.</summary>
    public sealed class NameField : IdField
    {
        internal NameField(string name) : base(name)
        {
        }

        /// <summary>A word of the field begins like this, in any case of letters.</summary>
        /// <param name="beginning">What has been typed so far.</param>
        public IFieldFilterRule Autocomplete(string beginning) => Rule("$autocomplete", beginning);
    }

    /// <summary>A field with a list of ids.</summary>
    public class ListField : FilterField
    {
        internal ListField(string name) : base(name)
        {
        }

        /// <summary>At least one of these is in the list.</summary>
        /// <param name="ids">The ids.</param>
        public IFieldFilterRule In(IEnumerable<string> ids) => Rule("$in", new List<string>(ids));

        /// <summary>At least one of these is in the list.</summary>
        /// <param name="ids">The ids.</param>
        public IFieldFilterRule In(params string[] ids) => In((IEnumerable<string>)ids);
    }

    /// <summary>The users of a channel.</summary>
    public sealed class MembersField : ListField
    {
        internal MembersField(string name) : base(name)
        {
        }

        /// <summary>At least one of these users is among them.</summary>
        /// <param name="users">The users.</param>
        public IFieldFilterRule In(IEnumerable<StatefulModels.IStreamUser> users)
        {
            var ids = new List<string>();
            foreach (var user in users) ids.Add(user.Id);
            return In(ids);
        }

        /// <summary>Exactly these users, and nobody else.</summary>
        /// <param name="userIds">The ids of the users.</param>
        public IFieldFilterRule EqualsTo(IEnumerable<string> userIds) => Rule("$eq", new List<string>(userIds));
    }

    /// <summary>A field with a number.</summary>
    public sealed class NumberField : FilterField
    {
        internal NumberField(string name) : base(name)
        {
        }

        /// <summary>The number is this.</summary>
        /// <param name="number">The number.</param>
        public IFieldFilterRule EqualsTo(long number) => Rule("$eq", number);

        /// <summary>The number is greater.</summary>
        /// <param name="number">The number.</param>
        public IFieldFilterRule GreaterThan(long number) => Rule("$gt", number);

        /// <summary>The number is this or greater.</summary>
        /// <param name="number">The number.</param>
        public IFieldFilterRule GreaterThanOrEquals(long number) => Rule("$gte", number);

        /// <summary>The number is less.</summary>
        /// <param name="number">The number.</param>
        public IFieldFilterRule LessThan(long number) => Rule("$lt", number);

        /// <summary>The number is this or less.</summary>
        /// <param name="number">The number.</param>
        public IFieldFilterRule LessThanOrEquals(long number) => Rule("$lte", number);
    }

    /// <summary>A field with a moment.</summary>
    public sealed class DateField : FilterField
    {
        internal DateField(string name) : base(name)
        {
        }

        /// <summary>It was at this moment.</summary>
        /// <param name="moment">The moment.</param>
        public IFieldFilterRule EqualsTo(DateTimeOffset moment) => Rule("$eq", moment);

        /// <summary>It was later.</summary>
        /// <param name="moment">The moment.</param>
        public IFieldFilterRule GreaterThan(DateTimeOffset moment) => Rule("$gt", moment);

        /// <summary>It was then or later.</summary>
        /// <param name="moment">The moment.</param>
        public IFieldFilterRule GreaterThanOrEquals(DateTimeOffset moment) => Rule("$gte", moment);

        /// <summary>It was earlier.</summary>
        /// <param name="moment">The moment.</param>
        public IFieldFilterRule LessThan(DateTimeOffset moment) => Rule("$lt", moment);

        /// <summary>It was then or earlier.</summary>
        /// <param name="moment">The moment.</param>
        public IFieldFilterRule LessThanOrEquals(DateTimeOffset moment) => Rule("$lte", moment);
    }

    /// <summary>A field that the app has added.</summary>
    public sealed class CustomField : FilterField
    {
        internal CustomField(string name) : base(name)
        {
        }

        /// <summary>The field is this.</summary>
        /// <param name="value">A text, a number, true or false, or a list.</param>
        public IFieldFilterRule EqualsTo(object value) => Rule("$eq", value);

        /// <summary>The field is one of these.</summary>
        /// <param name="values">The values.</param>
        public IFieldFilterRule In(params object[] values) => Rule("$in", values);

        /// <summary>The field has a value, or has none.</summary>
        /// <param name="isIt">Whether it has one.</param>
        public IFieldFilterRule Exists(bool isIt) => Rule("$exists", isIt);

        /// <summary>The list in the field has this in it.</summary>
        /// <param name="value">The value.</param>
        public IFieldFilterRule Contains(object value) => Rule("$contains", value);

        /// <summary>The field is greater.</summary>
        /// <param name="value">A number or a text.</param>
        public IFieldFilterRule GreaterThan(object value) => Rule("$gt", value);

        /// <summary>The field is less.</summary>
        /// <param name="value">A number or a text.</param>
        public IFieldFilterRule LessThan(object value) => Rule("$lt", value);
    }
}
