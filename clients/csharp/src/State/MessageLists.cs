using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>Lists of messages in order of time, then of id, as on the server.</summary>
    internal static class MessageLists
    {
        public static readonly LocalMessage[] None = new LocalMessage[0];

        public static int Compare(LocalMessage a, LocalMessage b)
        {
            var byTime = a.Data.CreatedAt.CompareTo(b.Data.CreatedAt);
            if (byTime != 0) return byTime;
            // Of the same instant, what is still being sent comes last.
            var bySending = (a.Status != SendStatus.Stored).CompareTo(b.Status != SendStatus.Stored);
            return bySending != 0 ? bySending : string.CompareOrdinal(a.Id, b.Id);
        }

        public static LocalMessage Find(this LocalMessage[] list, string id) =>
            list == null || id == null ? null : Array.Find(list, message => message.Id == id);

        /// <summary>
        /// A newer telling of a known message: events leave out the viewer's own reactions, and nobody else knows our marks.
        /// </summary>
        public static LocalMessage Retold(Message message, LocalMessage known)
        {
            if (known == null) return new LocalMessage(message);
            if (known.AnsweredAt > message.UpdatedAt) return known;
            var own = message.With(copy => copy.OwnReactions = known.Data.OwnReactions);
            return new LocalMessage(own) { Counted = known.Counted };
        }

        /// <summary>Puts a message at its place, instead of the one with its id.</summary>
        public static LocalMessage[] Upsert(this LocalMessage[] list, LocalMessage message)
        {
            var others = list.Where(each => each.Id != message.Id).ToList();
            var place = others.Count;
            while (place > 0 && Compare(others[place - 1], message) > 0) place--;
            others.Insert(place, message);
            return others.ToArray();
        }

        /// <summary>Changes some messages; the same list if none changed. One that becomes null is dropped.</summary>
        public static LocalMessage[] MapMessages(this LocalMessage[] list, Func<LocalMessage, LocalMessage> change)
        {
            var isTouched = false;
            var next = new List<LocalMessage>(list.Length);
            foreach (var message in list)
            {
                var changed = change(message);
                isTouched |= !ReferenceEquals(changed, message);
                if (changed != null) next.Add(changed);
            }
            return isTouched ? next.ToArray() : list;
        }

        /// <summary>
        /// Joins a page from the server with what was loaded before. The page replaces its stretch; older messages stay if the page reaches
        /// back to them, and are dropped if a gap would open. What exists on this client only always stays.
        /// </summary>
        public static LocalMessage[] MergePage(LocalMessage[] local, IReadOnlyList<Message> page)
        {
            var inPage = new HashSet<string>(page.Select(message => message.Id));
            var fresh = page.Select(message => FromPage(message, local)).ToList();
            fresh.Sort(Compare);
            var others = local.Where(message => !inPage.Contains(message.Id)).ToList();
            var newestStored = local.LastOrDefault(message => !message.IsLocalOnly);
            var first = fresh.FirstOrDefault();
            var isReaching = first != null && newestStored != null && Compare(newestStored, first) >= 0;
            var older = others.Where(message => isReaching && !message.IsLocalOnly && Compare(message, first) < 0);
            return Sorted(older.Concat(fresh).Concat(others.Where(message => message.IsLocalOnly)));
        }

        /// <summary>Puts a page of messages among those loaded, without touching these.</summary>
        public static LocalMessage[] AddPage(LocalMessage[] local, IReadOnlyList<Message> page)
        {
            var known = new HashSet<string>(local.Select(message => message.Id));
            var added = page.Where(message => !known.Contains(message.Id)).Select(message => new LocalMessage(message)).ToList();
            return added.Count == 0 ? local : Sorted(added.Concat(local));
        }

        public static LocalMessage[] Sorted(IEnumerable<LocalMessage> messages)
        {
            var list = messages.ToArray();
            Array.Sort(list, Compare);
            return list;
        }

        // A page answers this viewer: its own reactions are the truth, unlike those of events.
        private static LocalMessage FromPage(Message message, LocalMessage[] local) =>
            new LocalMessage(message) { Counted = local.Find(message.Id)?.Counted };
    }
}
