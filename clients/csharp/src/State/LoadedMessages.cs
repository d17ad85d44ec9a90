using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>Changes to all copies of a message: in the channel, in its thread, among the pinned.</summary>
    internal static class LoadedMessages
    {
        public static LocalMessage FindLoaded(this ChannelModel model, Message message) =>
            model.Messages.Find(message.Id) ?? model.Threads.At(message.ParentId).Find(message.Id);

        /// <summary>Puts a message wherever it belongs, instead of any copy with its id.</summary>
        public static ChannelModel Add(this ChannelModel model, LocalMessage message)
        {
            var parent = message.Data.ParentId;
            var replies = model.Threads.At(parent);
            var next = model.With(copy =>
            {
                copy.Messages = message.IsInChannel ? model.Messages.Upsert(message) : model.Messages;
                copy.Threads = replies == null ? model.Threads : model.Threads.Put(parent, replies.Upsert(message));
                copy.Pinned = PinnedWith(model.Pinned, message);
                copy.Typing = model.Typing.Without(message.Data.User.Id);
            });
            if (!MovesLastMessage(message, model.Channel)) return next;
            var last = model.Channel.LastMessageAt;
            return last >= message.Data.CreatedAt ? next : WithLastMessageAt(next, message.Data.CreatedAt);
        }

        /// <summary>Changes every loaded copy of the messages that a change touches.</summary>
        public static ChannelModel ChangeMessages(this ChannelModel model, Func<LocalMessage, LocalMessage> change)
        {
            var messages = model.Messages.MapMessages(change);
            var threads = model.Threads.MapEach((parent, replies) => replies.MapMessages(change));
            var pinned = model.Pinned.MapMessages(message =>
            {
                var changed = change(message);
                return changed != null && changed.IsDeleted ? null : changed;
            });
            if (messages == model.Messages && threads == model.Threads && pinned == model.Pinned) return model;
            return model.With(copy =>
            {
                copy.Messages = messages;
                copy.Threads = threads;
                copy.Pinned = pinned;
            });
        }

        /// <summary>
        /// Replaces a message wherever it is loaded or quoted. One that is not loaded is not added, but for the pinned list.
        /// </summary>
        public static ChannelModel Replace(this ChannelModel model, Message message, Func<Message, Message> finish = null)
        {
            var known = model.FindLoaded(message) ?? model.Pinned.Find(message.Id);
            // Everybody else still sees it and may go on changing it; for this viewer it stays deleted.
            if (known?.Data.DeletedForMe == true && message.DeletedForMe != true) return model;
            var local = MessageLists.Retold(message, known);
            if (local == known) return model;
            if (finish != null) local = local.With(copy => copy.Data = finish(local.Data));
            var quote = message.QuotedMessage == null ? message : message.With(copy => copy.QuotedMessage = null);
            var changed = model.ChangeMessages(each =>
            {
                if (each.Id == message.Id) return local;
                return each.Data.QuotedMessageId == message.Id
                    ? each.With(copy => copy.Data = each.Data.With(data => data.QuotedMessage = quote))
                    : each;
            });
            var pinned = PinnedWith(changed.Pinned, local);
            return pinned == changed.Pinned ? changed : changed.With(copy => copy.Pinned = pinned);
        }

        /// <summary>After removals, the newest message that is left tells the channel's last message, if the newest was removed.</summary>
        public static ChannelModel WithoutLastMessages(this ChannelModel model, IEnumerable<Message> removed)
        {
            var last = model.Channel.LastMessageAt;
            if (last == null || !removed.Any(message => message.CreatedAt >= last)) return model;
            return WithLastMessageAt(model, model.Messages.LastOrDefault(each => MovesLastMessage(each, model.Channel))?.Data.CreatedAt);
        }

        private static LocalMessage[] PinnedWith(LocalMessage[] pinned, LocalMessage message)
        {
            var others = pinned.MapMessages(each => each.Id == message.Id ? null : each);
            if (!message.Data.Pinned || message.IsDeleted || message.IsLocalOnly) return others;
            var list = others.Concat(new[] { message }).ToArray();
            Array.Sort(list, ByPinning);
            return list;
        }

        private static int ByPinning(LocalMessage a, LocalMessage b)
        {
            var byTime = (b.Data.PinnedAt ?? b.Data.CreatedAt).CompareTo(a.Data.PinnedAt ?? a.Data.CreatedAt);
            return byTime != 0 ? byTime : MessageLists.Compare(a, b);
        }

        private static bool MovesLastMessage(LocalMessage message, Channel channel)
        {
            if (!message.IsInChannel || message.IsLocalOnly || message.Data.Shadowed || message.Data.RestrictedVisibility?.Count > 0)
            {
                return false;
            }
            return message.Data.Type != "system" || channel.Config?.SkipLastMsgUpdateForSystemMsgs != true;
        }

        private static ChannelModel WithLastMessageAt(ChannelModel model, DateTimeOffset? last) =>
            model.With(copy => copy.Channel = model.Channel.With(channel => channel.LastMessageAt = last));
    }
}
