using System;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>Goes on where the state stood when a connection was lost.</summary>
    internal static class Resuming
    {
        /// <summary>
        /// Takes the own row that a resume answers for a channel. It may overtake the events it announces or come after them; it includes
        /// everything up to its seq, so those events raise the unread number no more.
        /// </summary>
        public static ChannelModel WithOwnRow(ChannelModel model, Viewer viewer, ReadState answered, long seq)
        {
            var known = model.Read.At(viewer.Id);
            // The answer was overtaken by what the viewer has sent since, which moved the row already.
            if (known?.SentSeq > seq) return model;
            var row = ReadRow.Of(answered);
            var newest = Reads.NewerRow(known, row);
            if (newest == known) return model;
            // Its number may be older than what events have told, and so may the row, unless its revision says otherwise.
            if (model.IsUnreadTold)
            {
                var isLate = known?.Revision != null && row.Revision == known.Revision;
                // In either case what the viewer has sent up to there has moved the row already, or was taken back since.
                var moved = (isLate ? known : newest).With(copy => copy.SentSeq = seq);
                return model.With(copy => copy.Read = model.Read.Put(viewer.Id, moved)).WithUnread(viewer, model.Unread);
            }
            var next = model.With(copy =>
            {
                copy.Read = model.Read.Put(viewer.Id, newest);
                copy.UnreadSeq = Math.Max(model.UnreadSeq, seq);
            });
            var since = next.Messages.Count(message => (message.Counted ?? 0) > seq && Unread.IsUnread(message, next, viewer));
            return next.WithUnread(viewer, row.UnreadMessages + since);
        }
    }
}
