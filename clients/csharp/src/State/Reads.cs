using System;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>Who has read how far.</summary>
    internal static class Reads
    {
        /// <summary>Somebody has read the channel up to the moment of the event.</summary>
        public static ChannelModel Read(ChannelModel model, WireEvent told, Viewer viewer)
        {
            if (told.User == null || told.Thread != null) return model;
            var row = model.Read.At(told.User.Id);
            if (!IsNewer(told, row) || GoesBack(told, row)) return model;
            var read = WithRead(model, viewer, NewRow(told.Parley?.ReadRev, row, told.User, told.CreatedAt.Value, told.LastReadMessageId));
            // Counted, and not told: what a server whose clock was put back has stored since is older than the reading, and unread.
            return told.User.Id == viewer.Id && read.IsUnreadTold ? read.With(copy => copy.IsUnreadTold = false) : read;
        }

        /// <summary>
        /// The own user has read the channel, maybe on another device. Clients that watch hear <c>message.read</c> as well, which tells the
        /// row to the digit: whichever comes first, this form gives way to it.
        /// </summary>
        public static ChannelModel MarkedRead(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var row = model.Read.At(viewer.Id);
            var user = row?.User ?? told.User;
            if (user == null || told.ThreadId != null || told.Thread != null || !IsNewer(told, row)) return model;
            var isTold = told.LastReadMessageId != null && told.LastReadMessageId == row?.LastReadMessageId;
            if (!isTold && GoesBack(told, row)) return model;
            var next = isTold ? row : NewRow(null, row, user, told.CreatedAt.Value, told.LastReadMessageId);
            var read = WithRead(model, viewer, next);
            return told.UnreadMessages == null ? read : read.WithToldUnread(viewer, told.UnreadMessages.Value);
        }

        /// <summary>The own user marked messages unread: the row goes back, and the number is the event's.</summary>
        public static ChannelModel MarkedUnread(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var row = model.Read.At(viewer.Id);
            if (told.ThreadId != null || row == null || !IsNewer(told, row)) return model;
            var next = NewRow(told.Parley?.ReadRev, row, row.User, told.LastReadAt ?? row.LastRead, told.LastReadMessageId);
            var read = WithRead(model, viewer, next);
            return told.UnreadMessages == null ? read : read.WithToldUnread(viewer, told.UnreadMessages.Value);
        }

        /// <summary>Everything is read, in every channel. Channels that are watched hear their exact rows by <c>message.read</c>.</summary>
        public static ChannelModel AllMarkedRead(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var row = model.Read.At(viewer.Id);
            if (told.ThreadId != null || told.Thread != null || row == null || told.CreatedAt <= row.LastRead) return model;
            return WithRead(model, viewer, row.With(copy => copy.LastRead = told.CreatedAt.Value));
        }

        /// <summary>Messages have reached somebody's device.</summary>
        public static ChannelModel Delivered(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var row = model.Read.At(told.User.Id);
            if (row == null || row.LastDeliveredAt >= told.LastDeliveredAt) return model;
            var next = row.With(copy =>
            {
                copy.LastDeliveredAt = told.LastDeliveredAt;
                copy.LastDeliveredMessageId = told.LastDeliveredMessageId;
            });
            return model.With(copy => copy.Read = model.Read.Put(told.User.Id, next));
        }

        /// <summary>Whoever sends has read: their row moves to what they sent, and nothing before it is unread for them.</summary>
        public static ChannelModel ReadOwnSend(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var message = told.Message;
            var row = model.Read.At(message.User.Id);
            var isElsewhere = message.ParentId != null && message.ShowInChannel != true;
            if (row == null || isElsewhere || message.Type == "ephemeral" || message.Type == "error" || !IsNewer(told, row))
            {
                return model;
            }
            // After a resume the viewer's row is known further than the events heard so far, and may have been marked unread since.
            var seq = told.Parley?.Seq;
            var isKnown = !Unread.IsNews(model, told) || row.SentSeq >= (seq ?? long.MaxValue);
            if (message.User.Id == viewer.Id && isKnown) return model;
            if (message.CreatedAt <= row.LastRead) return PointAt(model, row, message, viewer);
            var read = NewRow(told.Parley?.ReadRev, row, row.User, message.CreatedAt, message.Id);
            read.SentSeq = seq ?? 0;
            return WithRead(model, viewer, read);
        }

        /// <summary>The row that an answer gave, unless events have told of a newer one.</summary>
        public static ReadRow NewerRow(ReadRow known, ReadRow answered) =>
            known != null && known.Revision > answered.Revision ? known : answered;

        /// <summary>Puts a row in its place; if it is the viewer's own, their unread number follows.</summary>
        public static ChannelModel WithRead(ChannelModel model, Viewer viewer, ReadRow row)
        {
            var next = model.With(copy => copy.Read = model.Read.Put(row.User.Id, row));
            return row.User.Id == viewer.Id ? next.WithUnread(viewer, Unread.Recount(next, viewer)) : next;
        }

        /// <summary>The row of somebody who has just joined: nothing before that moment is unread for them.</summary>
        public static ReadRow RowOfJoining(User user, DateTimeOffset joined) => new ReadRow { User = user, LastRead = joined };

        // On a server whose clock was put back, what the viewer sends after reading bears an earlier time than the reading.
        private static ChannelModel PointAt(ChannelModel model, ReadRow row, Message message, Viewer viewer)
        {
            var last = model.Messages.Find(row.LastReadMessageId);
            // What is still being sent has no place yet: its time is this client's own.
            var isPlaced = last != null && !last.IsLocalOnly;
            var isBehind = message.User.Id == viewer.Id && isPlaced && MessageLists.Compare(last, new LocalMessage(message)) < 0;
            return isBehind ? WithRead(model, viewer, row.With(copy => copy.LastReadMessageId = message.Id)) : model;
        }

        private static ReadRow NewRow(long? revision, ReadRow row, User user, DateTimeOffset lastRead, string lastReadMessageId) => new ReadRow
        {
            User = user,
            LastRead = lastRead,
            LastReadMessageId = lastReadMessageId,
            LastDeliveredAt = row?.LastDeliveredAt,
            LastDeliveredMessageId = row?.LastDeliveredMessageId,
            Revision = revision ?? row?.Revision,
        };

        private static bool IsNewer(WireEvent told, ReadRow row)
        {
            var before = row?.Revision;
            var after = told.Parley?.ReadRev;
            return before == null || after == null || after > before;
        }

        // Without a revision the moment alone tells the order: reading never goes back, only marking unread does.
        private static bool GoesBack(WireEvent told, ReadRow row) =>
            told.Parley?.ReadRev == null && row != null && told.CreatedAt < row.LastRead;
    }
}
