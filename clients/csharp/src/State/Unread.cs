using System;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>The local user's unread number of a channel.</summary>
    internal static class Unread
    {
        private static readonly string[] CountedTypes = { "regular", "reply", "system", "deleted" };

        /// <summary>
        /// Whether a message is of the kind that raises this viewer's number. A soft-deleted one still is: deletion does not lower the
        /// number, so a replay that knows the message as deleted already must raise it as the first telling did.
        /// </summary>
        public static bool IsCountable(Message message, ChannelModel model, Viewer viewer)
        {
            return model.Channel.Config?.ReadEvents != false
                && message.User.Id != viewer.Id
                && !message.Silent
                && !message.Shadowed
                && CountedTypes.Contains(message.Type)
                && (message.ParentId == null || message.ShowInChannel == true)
                && !viewer.Mutes.Any(mute => mute.Target.Id == message.User.Id && WasMuted(mute.CreatedAt, mute.Expires, message.CreatedAt))
                && !viewer.ChannelMutes.Any(mute => mute.Channel.Cid == model.Cid && WasMuted(mute.CreatedAt, mute.Expires, message.CreatedAt));
        }

        /// <summary>Whether a message is part of the number: by what was decided when it arrived, and newer than what is read.</summary>
        public static bool IsUnread(LocalMessage message, ChannelModel model, Viewer viewer)
        {
            var isCounted = message.Counted == null ? IsCountable(message.Data, model, viewer) : message.Counted > 0;
            var row = model.Read.At(viewer.Id);
            return isCounted && IsFullMember(model) && (row == null || message.Data.CreatedAt > row.LastRead);
        }

        /// <summary>The number as the loaded messages tell it: exact as long as all unread ones are loaded.</summary>
        public static int Recount(ChannelModel model, Viewer viewer) =>
            model.Messages.Count(message => IsUnread(message, model, viewer));

        /// <summary>True unless the number already includes this event.</summary>
        public static bool IsNews(ChannelModel model, WireEvent told) => told.Parley?.Seq == null || told.Parley.Seq > model.UnreadSeq;

        /// <summary>Sets the number, also in the viewer's read row.</summary>
        public static ChannelModel WithUnread(this ChannelModel model, Viewer viewer, int unread)
        {
            var number = Math.Max(0, unread);
            var row = model.Read.At(viewer.Id);
            if (number == model.Unread && (row == null || row.UnreadMessages == number)) return model;
            return model.With(copy =>
            {
                copy.Unread = number;
                copy.Read = row == null ? model.Read : model.Read.Put(viewer.Id, row.With(changed => changed.UnreadMessages = number));
            });
        }

        /// <summary>Sets the number to what the server itself has told.</summary>
        public static ChannelModel WithToldUnread(this ChannelModel model, Viewer viewer, int unread) =>
            model.WithUnread(viewer, unread).With(copy => copy.IsUnreadTold = true);

        // Muting leaves out what arrives while muted; it takes nothing back and adds nothing later.
        private static bool WasMuted(DateTimeOffset from, DateTimeOffset? to, DateTimeOffset moment) =>
            from <= moment && (to == null || to > moment);

        private static bool IsFullMember(ChannelModel model) =>
            model.Membership != null && model.Membership.Status != "pending" && model.Membership.Status != "rejected";
    }
}
