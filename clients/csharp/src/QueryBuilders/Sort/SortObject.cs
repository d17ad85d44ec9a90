using System.Collections.Generic;
using StreamChat.Core.Wire;

namespace StreamChat.Core.QueryBuilders.Sort
{
    /// <summary>In what order a query answers.</summary>
    public abstract class SortObject
    {
        internal SortObject()
        {
        }

        internal List<SortParam> Params { get; } = new List<SortParam>();

        internal void Add(string field, int direction) => Params.Add(new SortParam { Field = field, Direction = direction });
    }
}
