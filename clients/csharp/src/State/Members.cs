using System;
using StreamChat.Core.Wire;

namespace StreamChat.Core.State
{
    /// <summary>Who belongs to a channel, who watches it, who types.</summary>
    internal static class Members
    {
        /// <summary>How long somebody is believed to be typing without saying so again.</summary>
        public static readonly TimeSpan TypingExpires = TimeSpan.FromSeconds(7);

        /// <summary>Somebody became a member, maybe the viewer. Nothing of before is unread for them.</summary>
        public static ChannelModel Added(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var next = WithMember(model.WithMemberCount(told.Channel?.MemberCount), told.Member, viewer);
            return Joined(next, told.Member, told.Member.CreatedAt, viewer);
        }

        /// <summary>A member's role, ban or invite changed. Whoever accepts an invite begins to read then.</summary>
        public static ChannelModel Updated(ChannelModel model, WireEvent told, Viewer viewer)
        {
            var member = told.Member;
            var isOwn = member.UserId == viewer.Id;
            var before = model.Members.At(member.UserId) ?? (isOwn ? model.Membership : null);
            var next = WithMember(model.WithMemberCount(told.Channel?.MemberCount), member, viewer);
            if (member.InviteAcceptedAt == null || before?.InviteAcceptedAt == member.InviteAcceptedAt) return next;
            // A resume may have told the own row of after that already.
            if (isOwn && !Unread.IsNews(model, told)) return next;
            return Joined(next.With(copy => copy.Read = next.Read.Without(member.UserId)), member, member.InviteAcceptedAt.Value, viewer);
        }

        /// <summary>Somebody left or was removed. The viewer keeps what is loaded, but counts no more.</summary>
        public static ChannelModel Removed(ChannelModel model, WireEvent told, Viewer viewer) =>
            Leave(model.WithMemberCount(told.Channel?.MemberCount), told.Member.UserId, viewer, told);

        /// <summary>The viewer was added or invited, or answered an invite: told to clients that do not watch.</summary>
        public static ChannelModel OwnMembership(ChannelModel model, WireEvent told, Viewer viewer)
        {
            if (told.Member.UserId != viewer.Id) return model;
            return model.Membership == null ? Added(model, told, viewer) : Updated(model, told, viewer);
        }

        /// <summary>The viewer was removed or lost access.</summary>
        public static ChannelModel OwnRemoval(ChannelModel model, WireEvent told, Viewer viewer) => Leave(model, viewer.Id, viewer, told);

        /// <summary>A ban in this channel.</summary>
        public static ChannelModel Banned(ChannelModel model, WireEvent told, Viewer viewer)
        {
            return Change(model, told.User.Id, viewer, member =>
            {
                if (told.Shadow == true)
                {
                    member.ShadowBanned = true;
                }
                else
                {
                    member.Banned = true;
                    member.BanExpires = told.Expiration ?? member.BanExpires;
                }
            });
        }

        /// <summary>The end of a ban in this channel.</summary>
        public static ChannelModel Unbanned(ChannelModel model, WireEvent told, Viewer viewer)
        {
            return Change(model, told.User.Id, viewer, member =>
            {
                member.BanExpires = null;
                if (told.Shadow == true)
                {
                    member.ShadowBanned = false;
                }
                else
                {
                    member.Banned = false;
                }
            });
        }

        /// <summary>Somebody began to watch. Anonymous users share one id: they are only counted.</summary>
        public static ChannelModel WatchingStart(ChannelModel model, WireEvent told, Viewer viewer) =>
            told.User.Id == "!anon" ? model : model.With(copy => copy.Watchers = model.Watchers.Put(told.User.Id, told.User));

        /// <summary>Somebody's last connection stopped watching.</summary>
        public static ChannelModel WatchingStop(ChannelModel model, WireEvent told, Viewer viewer) =>
            model.With(copy => copy.Watchers = model.Watchers.Without(told.User.Id));

        /// <summary>Somebody types, in the channel or in one of its threads.</summary>
        public static ChannelModel TypingStart(ChannelModel model, WireEvent told, Viewer viewer)
        {
            if (told.User.Id == viewer.Id) return model;
            var typing = new Typing(told.User, viewer.Now + TypingExpires);
            return model.With(copy => copy.Typing = model.Typing.Put(told.User.Id, typing));
        }

        /// <summary>Somebody stopped typing.</summary>
        public static ChannelModel TypingStop(ChannelModel model, WireEvent told, Viewer viewer) =>
            model.With(copy => copy.Typing = model.Typing.Without(told.User.Id));

        /// <summary>Lets time pass: forgets those who stopped typing without saying so.</summary>
        public static ChannelModel Tick(ChannelModel model, DateTimeOffset now)
        {
            var typing = model.Typing.MapEach((id, each) => each.ExpiresAt <= now ? null : each);
            return typing == model.Typing ? model : model.With(copy => copy.Typing = typing);
        }

        private static ChannelModel Change(ChannelModel model, string userId, Viewer viewer, Action<Member> ban)
        {
            var member = model.Members.At(userId);
            return model.With(copy =>
            {
                copy.Members = member == null ? model.Members : model.Members.Put(userId, member.With(ban));
                copy.Membership = userId == viewer.Id ? model.Membership?.With(ban) : model.Membership;
            });
        }

        private static ChannelModel WithMember(ChannelModel model, Member member, Viewer viewer)
        {
            return model.With(copy =>
            {
                copy.Members = model.Members.Put(member.UserId, member);
                copy.Membership = member.UserId == viewer.Id ? member : model.Membership;
            });
        }

        private static ChannelModel Joined(ChannelModel model, Member member, DateTimeOffset moment, Viewer viewer)
        {
            // An invitation begins nothing until it is accepted.
            var isRead = model.Read.ContainsKey(member.UserId) || model.Channel.Config?.ReadEvents == false;
            if (member.Status != "member" || isRead || member.User == null) return model;
            return Reads.WithRead(model, viewer, Reads.RowOfJoining(member.User, moment));
        }

        /// <summary>Ends what only a member has: the place among the members, the read row, the unread number.</summary>
        private static ChannelModel Leave(ChannelModel model, string userId, Viewer viewer, WireEvent told)
        {
            var isOwn = userId == viewer.Id;
            // A resume may have told the own row of after coming back already.
            var isEnded = !isOwn || Unread.IsNews(model, told);
            return model.With(copy =>
            {
                copy.Members = model.Members.Without(userId);
                copy.Typing = model.Typing.Without(userId);
                copy.Read = isEnded ? model.Read.Without(userId) : model.Read;
                if (isOwn)
                {
                    copy.Unread = isEnded ? 0 : model.Unread;
                    copy.Membership = null;
                    // Hiding is a member's own; whoever still reads the channel sees it as anybody does.
                    copy.Hidden = false;
                }
            });
        }
    }
}
