using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>How an event changes the channel it belongs to; null once the channel is gone.</summary>
    internal delegate ChannelModel ChannelRule(ChannelModel model, WireEvent told, Viewer viewer);

    /// <summary>What a client believes of a channel after an event. Pure: nothing is changed in place.</summary>
    internal static class Rules
    {
        private static readonly Dictionary<string, ChannelRule> InChannel = new Dictionary<string, ChannelRule>
        {
            { EventTypes.MessageNew, Messages.New },
            { EventTypes.MessageUpdated, Messages.Updated },
            { EventTypes.MessageUndeleted, Messages.Undeleted },
            { EventTypes.MessageDeleted, Messages.Deleted },
            { EventTypes.MessageRead, Reads.Read },
            { EventTypes.MessageDelivered, Reads.Delivered },
            { EventTypes.ReactionNew, Messages.ReactionNew },
            { EventTypes.ReactionUpdated, Messages.ReactionUpdated },
            { EventTypes.ReactionDeleted, Messages.ReactionDeleted },
            { EventTypes.ChannelUpdated, Channels.Updated },
            { EventTypes.ChannelTruncated, Channels.Truncated },
            { EventTypes.ChannelDeleted, Channels.Deleted },
            { EventTypes.ChannelHidden, Channels.Hidden },
            { EventTypes.ChannelVisible, Channels.Visible },
            { EventTypes.MemberAdded, Members.Added },
            { EventTypes.MemberUpdated, Members.Updated },
            { EventTypes.MemberRemoved, Members.Removed },
            { EventTypes.UserBanned, Members.Banned },
            { EventTypes.UserUnbanned, Members.Unbanned },
            { EventTypes.UserMessagesDeleted, Messages.OfUserDeleted },
            { EventTypes.UserWatchingStart, Members.WatchingStart },
            { EventTypes.UserWatchingStop, Members.WatchingStop },
            { EventTypes.TypingStart, Members.TypingStart },
            { EventTypes.TypingStop, Members.TypingStop },
            { EventTypes.NotificationMessageNew, Channels.Updated },
            { EventTypes.NotificationChannelTruncated, Channels.Truncated },
            { EventTypes.NotificationChannelDeleted, Channels.Deleted },
            { EventTypes.NotificationMarkRead, Reads.MarkedRead },
            { EventTypes.NotificationMarkUnread, Reads.MarkedUnread },
            { EventTypes.NotificationAddedToChannel, Members.OwnMembership },
            { EventTypes.NotificationInvited, Members.OwnMembership },
            { EventTypes.NotificationInviteAccepted, Members.OwnMembership },
            { EventTypes.NotificationInviteRejected, Members.OwnMembership },
            { EventTypes.NotificationRemovedFromChannel, Members.OwnRemoval },
        };

        /// <summary>
        /// Applies an event to the channel that it names. <paramref name="isKnown"/> tells that the model included it already, or that it
        /// belongs to another life of the channel: then it changes nothing and nobody is to hear of it.
        /// </summary>
        public static ChannelModel Apply(ChannelModel model, WireEvent told, Viewer viewer, out bool isKnown)
        {
            isKnown = false;
            if (IsStored(told) && model.Position != null)
            {
                isKnown = told.Parley.Epoch != model.Position.Epoch || told.Parley.Seq <= model.Position.Seq;
                if (isKnown)
                {
                    var isOther = told.Parley.Epoch != model.Position.Epoch;
                    return isOther && !model.IsStale ? model.With(copy => copy.IsStale = true) : model;
                }
            }
            ChannelRule rule;
            var isRuled = InChannel.TryGetValue(told.Type, out rule) && !IsIncluded(model, told);
            var changed = isRuled ? rule(model, told, viewer) : model;
            return changed == null ? null : WithTail(changed, told, viewer);
        }

        /// <summary>True of an event that has its place in the channel's order; one that was lost can be noticed and replayed.</summary>
        // A notification tells of a stored event to those who do not watch: it says nothing of what else they missed.
        public static bool IsStored(WireEvent told) =>
            told.Parley?.Seq != null && !told.Type.StartsWith("notification.", StringComparison.Ordinal);

        /// <summary>
        /// Whether an answer has told already what a notification tells of a stored event: the channel that it shows is an older one.
        /// </summary>
        public static bool IsIncluded(ChannelModel model, WireEvent told)
        {
            var position = told.Parley;
            return position?.Epoch != null && position.Epoch == model.Position?.Epoch && (position.Seq ?? 0) <= model.Position.Seq;
        }

        // What events of any type may carry: the viewer's capabilities and unread number, the channel's counts, their own place.
        private static ChannelModel WithTail(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var capabilities = told.OwnCapabilities ?? model.OwnCapabilities;
            var watchers = told.WatcherCount ?? model.WatcherCount;
            var isSame = watchers == model.WatcherCount && capabilities.SequenceEqual(model.OwnCapabilities);
            var next = isSame ? model : model.With(copy =>
            {
                copy.OwnCapabilities = capabilities;
                copy.WatcherCount = watchers;
            });
            // What passes without a place in the order may be older than what is known.
            if (!IsStored(told)) return model.Position == null ? Counted(next, told) : next;
            var counted = Counted(next, told);
            if (told.UnreadMessages != null && Unread.IsNews(model, told))
            {
                counted = counted.WithToldUnread(viewer, told.UnreadMessages.Value);
            }
            return counted.With(copy =>
            {
                copy.Position = new ChannelPosition
                {
                    Epoch = told.Parley.Epoch,
                    Seq = told.Parley.Seq.Value,
                    At = told.Parley.At ?? default(DateTimeOffset)
                };
                copy.UnreadSeq = Math.Max(next.UnreadSeq, told.Parley.Seq.Value);
            });
        }

        private static ChannelModel Counted(ChannelModel model, WireEvent told) =>
            model.WithCounts(told.ChannelMemberCount, told.ChannelMessageCount, told.ChannelLastMessageAt);
    }
}
