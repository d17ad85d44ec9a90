using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>What becomes of messages and their reactions.</summary>
    internal static class Messages
    {
        /// <summary>A message or reply was stored: it stands at its place and counts once, however often it is told.</summary>
        public static ChannelModel New(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var known = model.FindLoaded(told.Message);
            var next = known == null
                ? AddCounted(model, told, viewer)
                : model.Add(MessageLists.Retold(told.Message, known));
            return Reads.ReadOwnSend(next, told, viewer);
        }

        /// <summary>Adds a message that has just become known, raising the unread number if it is to.</summary>
        private static ChannelModel AddCounted(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var message = told.Message;
            var counted = Unread.IsCountable(message, model, viewer) ? told.Parley?.Seq ?? 1 : 0;
            var local = new LocalMessage(message) { Counted = counted };
            var next = model.Add(local);
            var isRaised = Unread.IsNews(model, told) && Unread.IsUnread(local, model, viewer);
            return isRaised ? next.WithUnread(viewer, model.Unread + 1) : next;
        }

        /// <summary>A message changed: replaced wherever it is loaded.</summary>
        public static ChannelModel Updated(ChannelModel model, WireEvent told, Viewer viewer) => model.Replace(told.Message);

        /// <summary>A soft-deleted message is back, and with it the viewer's own reactions.</summary>
        public static ChannelModel Undeleted(ChannelModel model, WireEvent told, Viewer viewer) =>
            model.Replace(told.Message, data => data.With(copy => copy.OwnReactions = ReactionsOf(viewer.Id, told.Message) ?? data.OwnReactions));

        /// <summary>Deleted: gone with its replies (hard), or kept as a stub (soft, or for this viewer alone).</summary>
        public static ChannelModel Deleted(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var message = told.Message;
            if (told.HardDelete == true) return Remove(model, told, viewer, each => each.Id == message.Id, message);
            return model.Replace(message.With(copy =>
            {
                copy.Type = "deleted";
                copy.DeletedForMe = told.DeletedForMe == true ? true : message.DeletedForMe;
            }));
        }

        /// <summary>All messages of a user were deleted.</summary>
        public static ChannelModel OfUserDeleted(ChannelModel model, WireEvent told, Viewer viewer)
        {
            Func<Message, bool> isTheirs = message => message.User.Id == told.User.Id;
            if (told.HardDelete == true) return Remove(model, told, viewer, isTheirs, null);
            return model.ChangeMessages(message => isTheirs(message.Data) ? Stub(message, told) : message);
        }

        /// <summary>
        /// A reaction came: the counts are the event's; the viewer's own reactions are kept here, for no event carries them.
        /// </summary>
        public static ChannelModel ReactionNew(ChannelModel model, WireEvent told, Viewer viewer) =>
            React(model, told, viewer, before => before.OwnReactions.Where(IsOther(told.Reaction)).Concat(new[] { told.Reaction }));

        /// <summary>A reaction was removed.</summary>
        public static ChannelModel ReactionDeleted(ChannelModel model, WireEvent told, Viewer viewer) =>
            React(model, told, viewer, before => before.OwnReactions.Where(IsOther(told.Reaction)));

        /// <summary>
        /// A reaction got another score, or took the place of the user's other ones: of those whose count went down with this event.
        /// </summary>
        public static ChannelModel ReactionUpdated(ChannelModel model, WireEvent told, Viewer viewer)
        {
            return React(model, told, viewer, before => before.OwnReactions
                .Where(IsOther(told.Reaction))
                .Where(each => CountOf(told.Message, each.Type) >= Math.Max(1, CountOf(before, each.Type)))
                .Concat(new[] { told.Reaction }));
        }

        private static ChannelModel React(ChannelModel model, WireEvent told, Viewer viewer, Func<Message, IEnumerable<Reaction>> change)
        {
            var before = model.FindLoaded(told.Message) ?? model.Pinned.Find(told.Message.Id);
            if (before == null || told.Reaction.UserId != viewer.Id) return model.Replace(told.Message);
            var own = ReactionsOf(viewer.Id, told.Message) ?? change(before.Data).ToList();
            return model.Replace(told.Message, data => data.With(copy => copy.OwnReactions = own));
        }

        /// <summary>Somebody's reactions as far as a message lists all of its reactions; null if it lists only the latest.</summary>
        private static List<Reaction> ReactionsOf(string userId, Message message)
        {
            var total = message.ReactionCounts?.Values.Sum() ?? 0;
            return message.LatestReactions.Count < total
                ? null
                : message.LatestReactions.Where(reaction => reaction.UserId == userId).ToList();
        }

        private static Func<Reaction, bool> IsOther(Reaction reaction) => other => other.Type != reaction.Type;

        private static int CountOf(Message message, string type)
        {
            int count;
            return message.ReactionCounts != null && message.ReactionCounts.TryGetValue(type, out count) ? count : 0;
        }

        /// <summary>Removes messages with their replies; those that counted as unread no longer do.</summary>
        private static ChannelModel Remove(ChannelModel model, WireEvent told, Viewer viewer, Func<Message, bool> isRemoved, Message named)
        {
            var gone = new HashSet<string>(model.Messages.Where(each => isRemoved(each.Data)).Select(each => each.Id));
            if (named != null) gone.Add(named.Id);
            Func<Message, bool> isGone = message =>
                isRemoved(message) || gone.Contains(message.Id) || (message.ParentId != null && gone.Contains(message.ParentId));
            var removed = model.Messages.Where(each => isGone(each.Data)).ToList();
            var left = model
                .With(copy => copy.Threads = model.Threads.MapEach((parent, replies) => gone.Contains(parent) ? null : replies))
                .ChangeMessages(each => isGone(each.Data) ? null : WithoutQuote(each, isGone));
            var all = removed.Select(each => each.Data).Concat(named == null ? new Message[0] : new[] { named });
            var next = left.WithoutLastMessages(all);
            if (!Unread.IsNews(model, told)) return next;
            // A message beyond the loaded ones is judged by its event alone, if that has a seq and so is told only once.
            if (named != null && told.Parley?.Seq != null && model.FindLoaded(named) == null)
            {
                removed.Add(new LocalMessage(named));
            }
            return next.WithUnread(viewer, model.Unread - removed.Count(each => Unread.IsUnread(each, model, viewer)));
        }

        private static LocalMessage WithoutQuote(LocalMessage message, Func<Message, bool> isGone)
        {
            var quote = message.Data.QuotedMessage;
            return quote == null || !isGone(quote)
                ? message
                : message.With(copy => copy.Data = message.Data.With(data => data.QuotedMessage = null));
        }

        // When a deleted user's messages go, each channel tells the moment in an event of its own.
        private static LocalMessage Stub(LocalMessage message, WireEvent told)
        {
            if (message.Data.DeletedAt != null) return message;
            return message.With(copy => copy.Data = message.Data.With(data =>
            {
                data.Type = "deleted";
                data.Text = "";
                data.Html = "";
                data.Attachments = new List<Attachment>();
                data.MentionedUsers = new List<User>();
                if (told.Cid != null)
                {
                    data.DeletedAt = told.CreatedAt;
                    data.UpdatedAt = told.CreatedAt.Value;
                }
            }));
        }
    }
}
