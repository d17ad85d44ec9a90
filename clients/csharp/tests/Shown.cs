using System.Collections;
using System.Linq;
using StreamChat.Core;
using StreamChat.Core.Models;
using StreamChat.Core.StatefulModels;

namespace StreamChat.TestDriver
{
    /// <summary>What the client shows, as a test compares it.</summary>
    internal static class Shown
    {
        public static object Of(object value)
        {
            if (value == null || value is string) return value;
            if (value is IStreamChannel channel) return Of(channel);
            if (value is IStreamMessage message) return Of(message);
            if (value is IStreamChannelMember member) return Of(member);
            if (value is IStreamUser user) return Of(user);
            if (value is IStreamLocalUserData own) return Of(own);
            if (value is StreamUserBan ban) return Of(ban);
            return ((IEnumerable)value).Cast<object>().Select(Of).ToList();
        }

        public static object Of(IStreamChannel channel) => new
        {
            cid = channel.Cid,
            type = channel.Type.ToString(),
            name = channel.Name,
            createdBy = channel.CreatedBy?.Id,
            updatedAt = channel.UpdatedAt,
            lastMessageAt = channel.LastMessageAt,
            frozen = channel.Frozen,
            hidden = channel.Hidden,
            muted = channel.Muted,
            cooldown = channel.Cooldown,
            custom = channel.CustomData.Keys.OrderBy(key => key).Select(key => new { key, value = channel.CustomData.Get<object>(key) }),
            capabilities = channel.OwnCapabilities.OrderBy(each => each),
            memberCount = channel.MemberCount,
            members = channel.Members.OrderBy(member => member.UserId).Select(Of),
            isMember = channel.Membership != null,
            unread = channel.UnreadCount,
            reads = channel.Read.OrderBy(read => read.User.Id).Select(Of),
            messages = channel.Messages.Select(Of),
            pinned = channel.PinnedMessages.Select(message => message.Id),
            unsent = channel.UnsentMessages.Select(message => message.Id),
            isWatched = channel.IsWatched,
            watchers = channel.Watchers.Select(user => user.Id).OrderBy(id => id),
            typing = channel.TypingUsers.Select(user => user.Id)
        };

        public static object Of(IStreamMessage message) => new
        {
            id = message.Id,
            text = message.Text,
            type = message.Type,
            user = message.User.Id,
            createdAt = message.CreatedAt,
            updatedAt = message.UpdatedAt,
            deletedAt = message.DeletedAt,
            isDeleted = message.IsDeleted,
            isSending = message.IsSending,
            isFailed = message.IsFailed,
            parentId = message.ParentId,
            replyCount = message.ReplyCount,
            replies = message.Replies.Select(reply => reply.Text),
            attachments = message.Attachments.Select(each => new { each.Type, each.ImageUrl, each.Title }),
            mentioned = message.MentionedUsers.Select(user => user.Id),
            quoted = message.QuotedMessage?.Text,
            counts = message.ReactionCounts,
            scores = message.ReactionScores,
            own = message.OwnReactions.Select(reaction => reaction.Type).OrderBy(type => type),
            pinned = message.Pinned,
            pinnedBy = message.PinnedBy?.Id,
            silent = message.Silent,
            custom = message.CustomData.Keys.OrderBy(key => key)
        };

        public static object Of(IStreamChannelMember member) => new
        {
            user = member.UserId,
            role = member.ChannelRole,
            invited = member.Invited,
            acceptedAt = member.InviteAcceptedAt,
            rejectedAt = member.InviteRejectedAt,
            banned = member.Banned
        };

        public static object Of(IStreamUser user) => new
        {
            id = user.Id,
            name = user.Name,
            role = user.Role,
            online = user.Online,
            banned = user.Banned,
            level = user.CustomData.TryGet<int>("level", out var level) ? level : 0
        };

        public static object Of(StreamRead read) => new
        {
            user = read.User.Id,
            lastRead = read.LastRead,
            lastReadMessageId = read.LastReadMessageId,
            unread = read.UnreadMessages
        };

        private static object Of(StreamUserBan ban) => new
        {
            user = ban.User.Id,
            by = ban.BannedBy?.Id,
            cid = ban.ChannelCid,
            reason = ban.Reason,
            shadow = ban.Shadow
        };

        private static object Of(IStreamLocalUserData own) => new
        {
            userId = own.UserId,
            totalUnreadCount = own.TotalUnreadCount,
            unreadChannels = own.UnreadChannels,
            mutes = own.Mutes.Select(mute => mute.Target.Id),
            channelMutes = own.ChannelMutes.Select(mute => mute.Cid)
        };
    }
}
