using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>Lays what a query has answered into what events have told.</summary>
    internal static class Loading
    {
        /// <summary>
        /// The model of a channel by an answer with its state. The answered page replaces the newest messages; older loaded ones stay if the
        /// page reaches back to them, and go if a gap would open. What is still being sent stays.
        /// </summary>
        public static ChannelModel FromAnswer(ChannelModel known, ChannelState answer, Viewer viewer)
        {
            var channel = answer.Channel;
            var isGoingOn = known != null && !known.IsStale && known.Position?.Epoch == answer.Parley?.Epoch;
            var local = known?.Messages ?? MessageLists.None;
            var rows = (answer.Read ?? new List<ReadState>())
                .Select(row => Reads.NewerRow(known?.Read.At(row.User.Id), ReadRow.Of(row)))
                .ToList();
            var read = rows.IndexBy(row => row.User.Id);
            var fresh = new ChannelModel
            {
                Channel = channel,
                OwnCapabilities = channel.OwnCapabilities ?? new List<string>(),
                Hidden = answer.Hidden ?? channel.Hidden ?? false,
                Messages = isGoingOn ? local : local.MapMessages(message => message.IsLocalOnly ? message : null),
                Threads = isGoingOn ? known.Threads : new Dictionary<string, LocalMessage[]>(),
                Pinned = MessageLists.None,
                Members = answer.Members.IndexBy(member => member.UserId),
                Membership = answer.Membership,
                Read = read,
                Watchers = answer.Watchers?.IndexBy(user => user.Id) ?? known?.Watchers ?? new Dictionary<string, User>(),
                WatcherCount = answer.WatcherCount ?? 0,
                Typing = known?.Typing ?? new Dictionary<string, Typing>(),
                Unread = read.At(viewer.Id)?.UnreadMessages ?? 0,
                UnreadSeq = answer.Parley?.Seq ?? 0,
                Position = answer.Parley
            };
            var begins = answer.HideMessagesBefore ?? channel.HideMessagesBefore;
            var visible = fresh.With(copy => copy.Channel = channel.With(taken => taken.HideMessagesBefore = begins));
            foreach (var start in new[] { channel.TruncatedAt, begins })
            {
                if (start != null) visible = Channels.ClearHistory(visible, start.Value);
            }
            var loaded = visible.With(copy =>
            {
                copy.Messages = MessageLists.MergePage(visible.Messages, answer.Messages);
                copy.Pinned = answer.PinnedMessages.Select(message => new LocalMessage(message)).ToArray();
            });
            // A row that is newer than the answer has a number that goes with newer messages than the answer's.
            var own = read.At(viewer.Id);
            var isNewer = own != null && own == known?.Read.At(viewer.Id);
            return isNewer ? loaded.WithUnread(viewer, Unread.Recount(loaded, viewer)) : loaded;
        }

        /// <summary>Lays remembered events over an answer; those it includes are known to it by their seq.</summary>
        public static ChannelModel Replay(ChannelModel loaded, IEnumerable<Remembered> events)
        {
            var model = loaded;
            foreach (var remembered in events)
            {
                if (model == null || remembered.Told.Cid != loaded.Cid) continue;
                model = Rules.Apply(model, remembered.Told, remembered.Viewer, out _);
            }
            return model;
        }

        /// <summary>
        /// Takes an answer about replies or older messages. It bears no seq, so every remembered event is laid over it: whatever an event
        /// says of a message it says absolutely. All else in the channel includes those events already.
        /// </summary>
        public static ChannelModel ChangeLists(ChannelModel model, IEnumerable<Remembered> events, Func<ChannelModel, ChannelModel> change)
        {
            var loaded = change(model);
            var fromStart = loaded.Position == null
                ? loaded
                : loaded.With(copy => copy.Position = loaded.Position.With(position => position.Seq = 0));
            var replayed = Replay(fromStart, events) ?? loaded;
            return loaded.With(copy =>
            {
                copy.Messages = replayed.Messages;
                copy.Threads = replayed.Threads;
                copy.Pinned = replayed.Pinned;
            });
        }

        public static ChannelModel WithOlder(ChannelModel model, IReadOnlyList<Message> page) =>
            model.With(copy => copy.Messages = MessageLists.AddPage(model.Messages, page));

        /// <summary>
        /// Takes a page of replies; the thread is loaded from now on, and events keep it right. Pages merge like those of a channel.
        /// </summary>
        /// <param name="isOlder">Whether the page was asked for as that before those loaded; else it has the newest.</param>
        public static ChannelModel WithReplies(ChannelModel model, string parentId, IReadOnlyList<Message> page, bool isOlder)
        {
            var local = model.Threads.At(parentId) ?? MessageLists.None;
            var merged = isOlder ? MessageLists.AddPage(local, page) : MessageLists.MergePage(local, page);
            return model.With(copy => copy.Threads = model.Threads.Put(parentId, merged));
        }
    }

    /// <summary>
    /// An event that was heard while a query was under way, with the viewer of its time: whom they had muted then decides what counts.
    /// </summary>
    internal sealed class Remembered
    {
        public Remembered(WireEvent told, Viewer viewer)
        {
            Told = told;
            Viewer = viewer;
        }

        public WireEvent Told { get; }

        public Viewer Viewer { get; }
    }
}
