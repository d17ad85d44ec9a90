using System;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>What this client changes. Whatever comes first, the answer or the event, settles it.</summary>
    internal static class Sending
    {
        /// <summary>Shows a message before the server has it.</summary>
        public static ChannelModel Begin(ChannelModel model, Message draft)
        {
            var known = model.FindLoaded(draft);
            if (known != null && known.Status == SendStatus.Stored) return model;
            // A slow clock must not put the new message among the old ones.
            var newest = model.Messages.LastOrDefault(message => message.Status == SendStatus.Stored)?.Data.CreatedAt;
            var placed = newest > draft.CreatedAt ? draft.With(copy => copy.CreatedAt = newest.Value) : draft;
            return model.Add(new LocalMessage(placed) { Status = SendStatus.Sending });
        }

        /// <summary>The server's answer to a send. If the event was here first it is at least as new, and stays.</summary>
        public static ChannelModel Sent(ChannelModel model, Message message)
        {
            var known = model.FindLoaded(message);
            var isWaiting = known != null && known.Status != SendStatus.Stored;
            return isWaiting ? model.Add(new LocalMessage(message) { Counted = 0 }) : model;
        }

        /// <summary>The server's answer to a change, with the viewer's own reactions as they are then.</summary>
        public static ChannelModel Changed(ChannelModel model, Message message)
        {
            var changed = model.Replace(message, data => data.With(copy => copy.OwnReactions = message.OwnReactions));
            return changed.ChangeMessages(each => each.Id == message.Id && each.Data.UpdatedAt == message.UpdatedAt
                ? each.With(copy => copy.AnsweredAt = message.UpdatedAt)
                : each);
        }

        /// <summary>The send was refused, or nobody knows what became of it; beginning the same message again is the retry.</summary>
        public static ChannelModel Failed(ChannelModel model, string id)
        {
            return model.ChangeMessages(message => message.Id == id && message.Status == SendStatus.Sending
                ? message.With(copy => copy.Status = SendStatus.Failed)
                : message);
        }

        /// <summary>Takes back a message that was never stored.</summary>
        public static ChannelModel Discard(ChannelModel model, string id) =>
            model.ChangeMessages(message => message.Id == id && message.Status != SendStatus.Stored ? null : message);
    }
}
