using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>A channel's own data and history.</summary>
    internal static class Channels
    {
        /// <summary>The channel's data changed. A system message sent along comes as its own <c>message.new</c>.</summary>
        public static ChannelModel Updated(ChannelModel model, WireEvent told, Viewer viewer) => model.WithChannel(told.Channel);

        /// <summary>The channel is gone; also for members who were not watching.</summary>
        public static ChannelModel Deleted(ChannelModel model, WireEvent told, Viewer viewer) => null;

        /// <summary>History up to a moment is gone for everybody. The message that says so comes as its own <c>message.new</c>.</summary>
        public static ChannelModel Truncated(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var cleared = ClearHistory(model.WithChannel(told.Channel), told.Channel.TruncatedAt ?? told.CreatedAt.Value);
            return Unread.IsNews(model, told) ? cleared.WithUnread(viewer, Unread.Recount(cleared, viewer)) : cleared;
        }

        /// <summary>The viewer has hidden the channel, perhaps with everything in it so far.</summary>
        public static ChannelModel Hidden(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var hidden = model.With(copy => copy.Hidden = true);
            if (told.ClearHistory != true) return hidden;
            var before = told.Channel?.HideMessagesBefore ?? told.CreatedAt.Value;
            var named = hidden.With(copy => copy.Channel = hidden.Channel.With(channel => channel.HideMessagesBefore = before));
            var cleared = ClearHistory(named, before);
            return cleared.WithToldUnread(viewer, told.UnreadMessages ?? Unread.Recount(cleared, viewer));
        }

        /// <summary>The viewer sees the channel again: they showed it, or a message brought it back.</summary>
        public static ChannelModel Visible(ChannelModel model, WireEvent told, Viewer viewer) =>
            model.Hidden ? model.With(copy => copy.Hidden = false) : model;

        /// <summary>
        /// Takes the channel as an event or an answer prints it: a custom field that was unset is gone, the viewer's own fields stay.
        /// </summary>
        public static ChannelModel WithChannel(this ChannelModel model, Channel channel)
        {
            // These belong to the viewer, so events for everybody leave them out; or they never become absent, so an event that leaves
            // them out abbreviates.
            return model.With(copy => copy.Channel = channel.With(taken =>
            {
                taken.HideMessagesBefore = channel.HideMessagesBefore ?? model.Channel.HideMessagesBefore;
                taken.Blocked = channel.Blocked ?? model.Channel.Blocked;
                taken.Config = channel.Config ?? model.Channel.Config;
                taken.CreatedBy = channel.CreatedBy ?? model.Channel.CreatedBy;
                taken.MemberCount = channel.MemberCount ?? model.Channel.MemberCount;
            }));
        }

        public static ChannelModel WithMemberCount(this ChannelModel model, int? count) =>
            model.WithCounts(count, null, null);

        public static ChannelModel WithCounts(this ChannelModel model, int? members, int? messages, DateTimeOffset? lastMessageAt)
        {
            var channel = model.Channel;
            var isSame = (members ?? channel.MemberCount) == channel.MemberCount
                && (messages ?? channel.MessageCount) == channel.MessageCount
                && (lastMessageAt ?? channel.LastMessageAt) == channel.LastMessageAt;
            return isSame ? model : model.With(copy => copy.Channel = channel.With(changed =>
            {
                changed.MemberCount = members ?? channel.MemberCount;
                changed.MessageCount = messages ?? channel.MessageCount;
                changed.LastMessageAt = lastMessageAt ?? channel.LastMessageAt;
            }));
        }

        /// <summary>Drops what is as old as the moment or older; a thread goes with its parent. What was not sent yet stays.</summary>
        public static ChannelModel ClearHistory(ChannelModel model, DateTimeOffset moment)
        {
            Func<LocalMessage, bool> survives = message => message.IsLocalOnly || message.Data.CreatedAt > moment;
            Func<LocalMessage[], LocalMessage[]> remaining = list => list.MapMessages(message => survives(message) ? message : null);
            var gone = new HashSet<string>(model.Messages.Where(message => !survives(message)).Select(message => message.Id));
            return model.With(copy =>
            {
                copy.Messages = remaining(model.Messages);
                copy.Pinned = remaining(model.Pinned);
                copy.Threads = model.Threads.MapEach((parent, replies) =>
                {
                    var left = remaining(replies);
                    return gone.Contains(parent) || (left.Length == 0 && replies.Length > 0) ? null : left;
                });
            });
        }
    }
}
