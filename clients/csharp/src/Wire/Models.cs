// Printed from packages/protocol/openapi.json by `npm run print`. Do not edit.

using System;
using System.Collections.Generic;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace StreamChat.Core.Wire
{
    /// <summary>The types of events.</summary>
    internal static class EventTypes
    {
        public const string AIIndicatorClear = "ai_indicator.clear";
        public const string AIIndicatorStop = "ai_indicator.stop";
        public const string AIIndicatorUpdate = "ai_indicator.update";
        public const string ChannelCreated = "channel.created";
        public const string ChannelDeleted = "channel.deleted";
        public const string ChannelFrozen = "channel.frozen";
        public const string ChannelHidden = "channel.hidden";
        public const string ChannelMuted = "channel.muted";
        public const string ChannelTruncated = "channel.truncated";
        public const string ChannelUnfrozen = "channel.unfrozen";
        public const string ChannelUnmuted = "channel.unmuted";
        public const string ChannelUpdated = "channel.updated";
        public const string ChannelVisible = "channel.visible";
        public const string ConnectionError = "connection.error";
        public const string ConnectionOk = "connection.ok";
        public const string HealthCheck = "health.check";
        public const string MemberAdded = "member.added";
        public const string MemberRemoved = "member.removed";
        public const string MemberUpdated = "member.updated";
        public const string MessageDeleted = "message.deleted";
        public const string MessageDelivered = "message.delivered";
        public const string MessageNew = "message.new";
        public const string MessageRead = "message.read";
        public const string MessageUndeleted = "message.undeleted";
        public const string MessageUpdated = "message.updated";
        public const string NotificationAddedToChannel = "notification.added_to_channel";
        public const string NotificationChannelDeleted = "notification.channel_deleted";
        public const string NotificationChannelMutesUpdated = "notification.channel_mutes_updated";
        public const string NotificationChannelTruncated = "notification.channel_truncated";
        public const string NotificationInviteAccepted = "notification.invite_accepted";
        public const string NotificationInviteRejected = "notification.invite_rejected";
        public const string NotificationInvited = "notification.invited";
        public const string NotificationMarkRead = "notification.mark_read";
        public const string NotificationMarkUnread = "notification.mark_unread";
        public const string NotificationMessageNew = "notification.message_new";
        public const string NotificationMutesUpdated = "notification.mutes_updated";
        public const string NotificationRemovedFromChannel = "notification.removed_from_channel";
        public const string NotificationThreadMessageNew = "notification.thread_message_new";
        public const string ReactionDeleted = "reaction.deleted";
        public const string ReactionNew = "reaction.new";
        public const string ReactionUpdated = "reaction.updated";
        public const string TypingStart = "typing.start";
        public const string TypingStop = "typing.stop";
        public const string UserBanned = "user.banned";
        public const string UserDeactivated = "user.deactivated";
        public const string UserDeleted = "user.deleted";
        public const string UserMessagesDeleted = "user.messages.deleted";
        public const string UserMuted = "user.muted";
        public const string UserPresenceChanged = "user.presence.changed";
        public const string UserReactivated = "user.reactivated";
        public const string UserUnbanned = "user.unbanned";
        public const string UserUnmuted = "user.unmuted";
        public const string UserUpdated = "user.updated";
        public const string UserWatchingStart = "user.watching.start";
        public const string UserWatchingStop = "user.watching.stop";

        public static readonly HashSet<string> All = new HashSet<string>
        {
            AIIndicatorClear,
            AIIndicatorStop,
            AIIndicatorUpdate,
            ChannelCreated,
            ChannelDeleted,
            ChannelFrozen,
            ChannelHidden,
            ChannelMuted,
            ChannelTruncated,
            ChannelUnfrozen,
            ChannelUnmuted,
            ChannelUpdated,
            ChannelVisible,
            ConnectionError,
            ConnectionOk,
            HealthCheck,
            MemberAdded,
            MemberRemoved,
            MemberUpdated,
            MessageDeleted,
            MessageDelivered,
            MessageNew,
            MessageRead,
            MessageUndeleted,
            MessageUpdated,
            NotificationAddedToChannel,
            NotificationChannelDeleted,
            NotificationChannelMutesUpdated,
            NotificationChannelTruncated,
            NotificationInviteAccepted,
            NotificationInviteRejected,
            NotificationInvited,
            NotificationMarkRead,
            NotificationMarkUnread,
            NotificationMessageNew,
            NotificationMutesUpdated,
            NotificationRemovedFromChannel,
            NotificationThreadMessageNew,
            ReactionDeleted,
            ReactionNew,
            ReactionUpdated,
            TypingStart,
            TypingStop,
            UserBanned,
            UserDeactivated,
            UserDeleted,
            UserMessagesDeleted,
            UserMuted,
            UserPresenceChanged,
            UserReactivated,
            UserUnbanned,
            UserUnmuted,
            UserUpdated,
            UserWatchingStart,
            UserWatchingStop
        };
    }

    /// <summary>Any event: each has the fields that its type is documented with.</summary>
    internal sealed class WireEvent
    {
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("cid")] public string Cid { get; set; }
        [JsonProperty("channel_id")] public string ChannelId { get; set; }
        [JsonProperty("channel_type")] public string ChannelType { get; set; }
        [JsonProperty("team")] public string Team { get; set; }
        [JsonProperty("channel_member_count")] public int? ChannelMemberCount { get; set; }
        [JsonProperty("channel_message_count")] public int? ChannelMessageCount { get; set; }
        [JsonProperty("channel_last_message_at")] public DateTimeOffset? ChannelLastMessageAt { get; set; }
        [JsonProperty("message_id")] public string MessageId { get; set; }
        [JsonProperty("message")] public Message Message { get; set; }
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("watcher_count")] public int? WatcherCount { get; set; }
        /// <summary>Id of the author of the parent message.</summary>
        [JsonProperty("parent_author")] public string ParentAuthor { get; set; }
        [JsonProperty("thread_participants")] public List<User> ThreadParticipants { get; set; }
        [JsonProperty("total_unread_count")] public int? TotalUnreadCount { get; set; }
        /// <summary>The same number under its older name: not that of the channel.</summary>
        [JsonProperty("unread_count")] public int? UnreadCount { get; set; }
        [JsonProperty("unread_channels")] public int? UnreadChannels { get; set; }
        /// <summary>Unread in the channel of the event.</summary>
        [JsonProperty("unread_messages")] public int? UnreadMessages { get; set; }
        [JsonProperty("unread_threads")] public int? UnreadThreads { get; set; }
        [JsonProperty("unread_thread_messages")] public int? UnreadThreadMessages { get; set; }
        [JsonProperty("parley")] public EventPosition Parley { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset? CreatedAt { get; set; }
        [JsonProperty("received_at")] public DateTimeOffset? ReceivedAt { get; set; }
        [JsonProperty("thread_id")] public string ThreadId { get; set; }
        [JsonProperty("message_update")] public MessageUpdate MessageUpdate { get; set; }
        [JsonProperty("hard_delete")] public bool? HardDelete { get; set; }
        [JsonProperty("deleted_for_me")] public bool? DeletedForMe { get; set; }
        [JsonProperty("last_read_message_id")] public string LastReadMessageId { get; set; }
        [JsonProperty("thread")] public MessageThread Thread { get; set; }
        [JsonProperty("last_delivered_at")] public DateTimeOffset? LastDeliveredAt { get; set; }
        [JsonProperty("last_delivered_message_id")] public string LastDeliveredMessageId { get; set; }
        [JsonProperty("reaction")] public Reaction Reaction { get; set; }
        [JsonProperty("own_capabilities")] public List<string> OwnCapabilities { get; set; }
        [JsonProperty("clear_history")] public bool? ClearHistory { get; set; }
        [JsonProperty("mute")] public ChannelMute Mute { get; set; }
        [JsonProperty("mutes")] public List<ChannelMute> Mutes { get; set; }
        [JsonProperty("member")] public Member Member { get; set; }
        [JsonProperty("first_unread_message_id")] public string FirstUnreadMessageId { get; set; }
        [JsonProperty("last_read_at")] public DateTimeOffset? LastReadAt { get; set; }
        [JsonProperty("me")] public OwnUser Me { get; set; }
        [JsonProperty("created_by")] public User CreatedBy { get; set; }
        [JsonProperty("shadow")] public bool? Shadow { get; set; }
        [JsonProperty("reason")] public string Reason { get; set; }
        [JsonProperty("expiration")] public DateTimeOffset? Expiration { get; set; }
        [JsonProperty("total_bans")] public int? TotalBans { get; set; }
        [JsonProperty("soft_delete")] public bool? SoftDelete { get; set; }
        /// <summary>One of: empty, soft, pruning, hard.</summary>
        [JsonProperty("delete_user")] public string DeleteUser { get; set; }
        /// <summary>One of: empty, soft, pruning, hard.</summary>
        [JsonProperty("delete_messages")] public string DeleteMessages { get; set; }
        /// <summary>One of: empty, soft, pruning, hard.</summary>
        [JsonProperty("delete_conversation")] public string DeleteConversation { get; set; }
        [JsonProperty("delete_conversation_channels")] public bool? DeleteConversationChannels { get; set; }
        [JsonProperty("mark_messages_deleted")] public bool? MarkMessagesDeleted { get; set; }
        [JsonProperty("target_user")] public User TargetUser { get; set; }
        [JsonProperty("target_users")] public List<User> TargetUsers { get; set; }
        /// <summary>The thread typed in.</summary>
        [JsonProperty("parent_id")] public string ParentId { get; set; }
        [JsonProperty("ai_state")] public string AIState { get; set; }
        [JsonProperty("ai_message")] public string AIMessage { get; set; }
        [JsonProperty("connection_id")] public string ConnectionId { get; set; }
        [JsonProperty("error")] public APIError Error { get; set; }
        [JsonProperty("user_id")] public string UserId { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class APIError
    {
        [JsonProperty("code")] public int Code { get; set; }
        [JsonProperty("message")] public string Message { get; set; }
        [JsonProperty("StatusCode")] public int StatusCode { get; set; }
        [JsonProperty("more_info")] public string MoreInfo { get; set; }
        [JsonProperty("details")] public List<int> Details { get; set; } = new List<int>();
        /// <summary>What is wrong, field by field.</summary>
        [JsonProperty("exception_fields")] public Dictionary<string, string> ExceptionFields { get; set; }
        /// <summary>The same request can never succeed.</summary>
        [JsonProperty("unrecoverable")] public bool? Unrecoverable { get; set; }
    }

    internal sealed class AttachmentAction
    {
        [JsonProperty("name")] public string Name { get; set; }
        [JsonProperty("text")] public string Text { get; set; }
        /// <summary>button or text</summary>
        [JsonProperty("type")] public string Type { get; set; }
        /// <summary>default, primary or danger</summary>
        [JsonProperty("style")] public string Style { get; set; }
        [JsonProperty("value")] public string Value { get; set; }
    }

    internal sealed class Attachment
    {
        /// <summary>image, video, audio, file, giphy, voiceRecording, or a word of the app.</summary>
        [JsonProperty("type")] public string Type { get; set; }
        /// <summary>Plain text for clients that cannot show it.</summary>
        [JsonProperty("fallback")] public string Fallback { get; set; }
        [JsonProperty("color")] public string Color { get; set; }
        [JsonProperty("pretext")] public string Pretext { get; set; }
        [JsonProperty("author_name")] public string AuthorName { get; set; }
        [JsonProperty("author_link")] public string AuthorLink { get; set; }
        [JsonProperty("author_icon")] public string AuthorIcon { get; set; }
        [JsonProperty("title")] public string Title { get; set; }
        [JsonProperty("title_link")] public string TitleLink { get; set; }
        [JsonProperty("text")] public string Text { get; set; }
        [JsonProperty("image_url")] public string ImageUrl { get; set; }
        [JsonProperty("thumb_url")] public string ThumbUrl { get; set; }
        /// <summary>URL of the audio, video or file.</summary>
        [JsonProperty("asset_url")] public string AssetUrl { get; set; }
        [JsonProperty("footer")] public string Footer { get; set; }
        [JsonProperty("footer_icon")] public string FooterIcon { get; set; }
        /// <summary>The URL that a link preview was made from.</summary>
        [JsonProperty("og_scrape_url")] public string OgScrapeUrl { get; set; }
        /// <summary>Pixels before resizing.</summary>
        [JsonProperty("original_width")] public int? OriginalWidth { get; set; }
        /// <summary>Pixels before resizing.</summary>
        [JsonProperty("original_height")] public int? OriginalHeight { get; set; }
        [JsonProperty("actions")] public List<AttachmentAction> Actions { get; set; }
        [JsonProperty("fields")] public List<Field> Fields { get; set; }
        [JsonProperty("giphy")] public Images Giphy { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class AttachmentRequest
    {
        /// <summary>image, video, audio, file, giphy, voiceRecording, or a word of the app.</summary>
        [JsonProperty("type")] public string Type { get; set; }
        /// <summary>Plain text for clients that cannot show it.</summary>
        [JsonProperty("fallback")] public string Fallback { get; set; }
        [JsonProperty("color")] public string Color { get; set; }
        [JsonProperty("pretext")] public string Pretext { get; set; }
        [JsonProperty("author_name")] public string AuthorName { get; set; }
        [JsonProperty("author_link")] public string AuthorLink { get; set; }
        [JsonProperty("author_icon")] public string AuthorIcon { get; set; }
        [JsonProperty("title")] public string Title { get; set; }
        [JsonProperty("title_link")] public string TitleLink { get; set; }
        [JsonProperty("text")] public string Text { get; set; }
        [JsonProperty("image_url")] public string ImageUrl { get; set; }
        [JsonProperty("thumb_url")] public string ThumbUrl { get; set; }
        /// <summary>URL of the audio, video or file.</summary>
        [JsonProperty("asset_url")] public string AssetUrl { get; set; }
        [JsonProperty("footer")] public string Footer { get; set; }
        [JsonProperty("footer_icon")] public string FooterIcon { get; set; }
        /// <summary>The URL that a link preview was made from.</summary>
        [JsonProperty("og_scrape_url")] public string OgScrapeUrl { get; set; }
        /// <summary>Pixels before resizing.</summary>
        [JsonProperty("original_width")] public int? OriginalWidth { get; set; }
        /// <summary>Pixels before resizing.</summary>
        [JsonProperty("original_height")] public int? OriginalHeight { get; set; }
        [JsonProperty("actions")] public List<AttachmentAction> Actions { get; set; }
        [JsonProperty("fields")] public List<Field> Fields { get; set; }
        [JsonProperty("giphy")] public ImagesRequest Giphy { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class Ban
    {
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("banned_by")] public User BannedBy { get; set; }
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("reason")] public string Reason { get; set; }
        [JsonProperty("shadow")] public bool Shadow { get; set; }
        [JsonProperty("expires")] public DateTimeOffset? Expires { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
    }

    /// <summary>The body of <c>POST /moderation/ban</c>: Ban a user from a channel or from the app.</summary>
    internal sealed class BanRequest
    {
        [JsonProperty("target_user_id")] public string TargetUserId { get; set; }
        [JsonProperty("channel_cid")] public string ChannelCid { get; set; }
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("banned_by_id")] public string BannedById { get; set; }
        [JsonProperty("banned_by")] public UserRequest BannedBy { get; set; }
        /// <summary>Minutes from now; absent or 0: for good.</summary>
        [JsonProperty("timeout")] public int? Timeout { get; set; }
        [JsonProperty("reason")] public string Reason { get; set; }
        [JsonProperty("shadow")] public bool? Shadow { get; set; }
        [JsonProperty("ip_ban")] public bool? IpBan { get; set; }
        [JsonProperty("ban_from_future_channels")] public bool? BanFromFutureChannels { get; set; }
        [JsonProperty("delete_messages")] public string DeleteMessages { get; set; }
    }

    /// <summary>The answer to <c>POST /moderation/ban</c>.</summary>
    internal sealed class BanResponse
    {

    }

    internal sealed class BlockListOptions
    {
        [JsonProperty("blocklist")] public string Blocklist { get; set; }
        /// <summary>One of: flag, block, shadow_block.</summary>
        [JsonProperty("behavior")] public string Behavior { get; set; }
    }

    internal sealed class Channel
    {
        /// <summary>Of a distinct channel: !members-&lt;hash>.</summary>
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("type")] public string Type { get; set; }
        /// <summary>type:id</summary>
        [JsonProperty("cid")] public string Cid { get; set; }
        [JsonProperty("team")] public string Team { get; set; }
        [JsonProperty("config")] public ChannelConfig Config { get; set; }
        [JsonProperty("created_by")] public User CreatedBy { get; set; }
        [JsonProperty("frozen")] public bool Frozen { get; set; }
        [JsonProperty("disabled")] public bool Disabled { get; set; }
        /// <summary>Slow mode: seconds between the messages of one user.</summary>
        [JsonProperty("cooldown")] public int? Cooldown { get; set; }
        [JsonProperty("member_count")] public int? MemberCount { get; set; }
        /// <summary>Only where the type counts messages.</summary>
        [JsonProperty("message_count")] public int? MessageCount { get; set; }
        [JsonProperty("members")] public List<Member> Members { get; set; }
        [JsonProperty("filter_tags")] public List<string> FilterTags { get; set; }
        [JsonProperty("own_capabilities")] public List<string> OwnCapabilities { get; set; }
        [JsonProperty("hidden")] public bool? Hidden { get; set; }
        [JsonProperty("hide_messages_before")] public DateTimeOffset? HideMessagesBefore { get; set; }
        [JsonProperty("muted")] public bool? Muted { get; set; }
        [JsonProperty("mute_expires_at")] public DateTimeOffset? MuteExpiresAt { get; set; }
        [JsonProperty("blocked")] public bool? Blocked { get; set; }
        [JsonProperty("auto_translation_enabled")] public bool? AutoTranslationEnabled { get; set; }
        [JsonProperty("auto_translation_language")] public string AutoTranslationLanguage { get; set; }
        [JsonProperty("last_message_at")] public DateTimeOffset? LastMessageAt { get; set; }
        [JsonProperty("truncated_at")] public DateTimeOffset? TruncatedAt { get; set; }
        [JsonProperty("truncated_by")] public User TruncatedBy { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonProperty("deleted_at")] public DateTimeOffset? DeletedAt { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class ChannelConfig
    {
        [JsonProperty("name")] public string Name { get; set; }
        [JsonProperty("typing_events")] public bool TypingEvents { get; set; }
        [JsonProperty("read_events")] public bool ReadEvents { get; set; }
        [JsonProperty("connect_events")] public bool ConnectEvents { get; set; }
        [JsonProperty("delivery_events")] public bool DeliveryEvents { get; set; }
        [JsonProperty("custom_events")] public bool CustomEvents { get; set; }
        [JsonProperty("search")] public bool Search { get; set; }
        [JsonProperty("reactions")] public bool Reactions { get; set; }
        [JsonProperty("replies")] public bool Replies { get; set; }
        [JsonProperty("quotes")] public bool Quotes { get; set; }
        [JsonProperty("mutes")] public bool Mutes { get; set; }
        [JsonProperty("uploads")] public bool Uploads { get; set; }
        [JsonProperty("url_enrichment")] public bool UrlEnrichment { get; set; }
        [JsonProperty("push_notifications")] public bool PushNotifications { get; set; }
        [JsonProperty("polls")] public bool Polls { get; set; }
        [JsonProperty("reminders")] public bool Reminders { get; set; }
        [JsonProperty("user_message_reminders")] public bool UserMessageReminders { get; set; }
        [JsonProperty("shared_locations")] public bool SharedLocations { get; set; }
        [JsonProperty("mark_messages_pending")] public bool MarkMessagesPending { get; set; }
        [JsonProperty("count_messages")] public bool CountMessages { get; set; }
        [JsonProperty("skip_last_msg_update_for_system_msgs")] public bool SkipLastMsgUpdateForSystemMsgs { get; set; }
        [JsonProperty("max_message_length")] public int MaxMessageLength { get; set; }
        [JsonProperty("message_retention")] public string MessageRetention { get; set; }
        /// <summary>One of: disabled, simple, AI.</summary>
        [JsonProperty("automod")] public string Automod { get; set; }
        /// <summary>One of: flag, block, shadow_block.</summary>
        [JsonProperty("automod_behavior")] public string AutomodBehavior { get; set; }
        [JsonProperty("automod_thresholds")] public Thresholds AutomodThresholds { get; set; }
        [JsonProperty("blocklist")] public string Blocklist { get; set; }
        /// <summary>One of: flag, block, shadow_block.</summary>
        [JsonProperty("blocklist_behavior")] public string BlocklistBehavior { get; set; }
        [JsonProperty("blocklists")] public List<BlockListOptions> Blocklists { get; set; }
        [JsonProperty("partition_size")] public int? PartitionSize { get; set; }
        /// <summary>A duration such as 3h0m0s.</summary>
        [JsonProperty("partition_ttl")] public string PartitionTtl { get; set; }
        /// <summary>One of: all, all_mentions, mentions, direct_mentions, none.</summary>
        [JsonProperty("push_level")] public string PushLevel { get; set; }
        [JsonProperty("chat_preferences")] public ChatPreferences ChatPreferences { get; set; }
        [JsonProperty("allowed_flag_reasons")] public List<string> AllowedFlagReasons { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonProperty("commands")] public List<Command> Commands { get; set; } = new List<Command>();
        /// <summary>Only where the channel overrides grants.</summary>
        [JsonProperty("grants")] public Dictionary<string, List<string>> Grants { get; set; }
    }

    internal sealed class ChannelContext
    {
        [JsonProperty("cid")] public string Cid { get; set; }
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("created_by")] public User CreatedBy { get; set; }
    }

    internal sealed class ChannelMute
    {
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonProperty("expires")] public DateTimeOffset? Expires { get; set; }
    }

    internal sealed class ChannelPosition
    {
        /// <summary>Another epoch is another history: nothing of the old one continues.</summary>
        [JsonProperty("epoch")] public string Epoch { get; set; }
        [JsonProperty("seq")] public long Seq { get; set; }
        /// <summary>The time of the stored event with this number.</summary>
        [JsonProperty("at")] public DateTimeOffset At { get; set; }
    }

    internal sealed class ChannelRequest
    {
        [JsonProperty("team")] public string Team { get; set; }
        [JsonProperty("frozen")] public bool? Frozen { get; set; }
        [JsonProperty("auto_translation_enabled")] public bool? AutoTranslationEnabled { get; set; }
        [JsonProperty("auto_translation_language")] public string AutoTranslationLanguage { get; set; }
        [JsonProperty("filter_tags")] public List<string> FilterTags { get; set; }
        [JsonProperty("members")] public List<MemberRequest> Members { get; set; }
        [JsonProperty("invites")] public List<MemberRequest> Invites { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/query</c>.</summary>
    internal sealed class ChannelState
    {
        [JsonProperty("channel")] public Channel Channel { get; set; }
        /// <summary>Oldest first.</summary>
        [JsonProperty("messages")] public List<Message> Messages { get; set; } = new List<Message>();
        /// <summary>The ten pinned most recently.</summary>
        [JsonProperty("pinned_messages")] public List<Message> PinnedMessages { get; set; } = new List<Message>();
        [JsonProperty("members")] public List<Member> Members { get; set; } = new List<Member>();
        /// <summary>The viewer’s own; absent if not a member.</summary>
        [JsonProperty("membership")] public Member Membership { get; set; }
        /// <summary>At most a hundred; the viewer’s own always.</summary>
        [JsonProperty("read")] public List<ReadState> Read { get; set; }
        [JsonProperty("watchers")] public List<User> Watchers { get; set; }
        [JsonProperty("watcher_count")] public int? WatcherCount { get; set; }
        [JsonProperty("threads")] public List<ThreadState> Threads { get; set; } = new List<ThreadState>();
        [JsonProperty("hidden")] public bool? Hidden { get; set; }
        [JsonProperty("hide_messages_before")] public DateTimeOffset? HideMessagesBefore { get; set; }
        [JsonProperty("parley")] public ChannelPosition Parley { get; set; }
    }

    internal sealed class ChannelUpdate
    {
        [JsonProperty("frozen")] public bool? Frozen { get; set; }
        [JsonProperty("auto_translation_enabled")] public bool? AutoTranslationEnabled { get; set; }
        [JsonProperty("auto_translation_language")] public string AutoTranslationLanguage { get; set; }
        [JsonProperty("filter_tags")] public List<string> FilterTags { get; set; }
        [JsonProperty("cooldown")] public int? Cooldown { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class ChatPreferences
    {
        [JsonProperty("default_preference")] public string DefaultPreference { get; set; }
        [JsonProperty("direct_mentions")] public string DirectMentions { get; set; }
        [JsonProperty("channel_mentions")] public string ChannelMentions { get; set; }
        [JsonProperty("here_mentions")] public string HereMentions { get; set; }
        [JsonProperty("role_mentions")] public string RoleMentions { get; set; }
        [JsonProperty("group_mentions")] public string GroupMentions { get; set; }
        [JsonProperty("thread_replies")] public string ThreadReplies { get; set; }
        [JsonProperty("distinct_channel_messages")] public string DistinctChannelMessages { get; set; }
    }

    internal sealed class Command
    {
        [JsonProperty("name")] public string Name { get; set; }
        [JsonProperty("description")] public string Description { get; set; }
        /// <summary>How its arguments are written, for autocompletion.</summary>
        [JsonProperty("args")] public string Args { get; set; }
        /// <summary>Grouping label: fun_set, moderation_set.</summary>
        [JsonProperty("set")] public string Set { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset? CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset? UpdatedAt { get; set; }
    }

    internal sealed class ConnectPayload
    {
        [JsonProperty("user_id")] public string UserId { get; set; }
        [JsonProperty("user_details")] public ConnectUserDetails UserDetails { get; set; }
        [JsonProperty("user_token")] public string UserToken { get; set; }
        [JsonProperty("server_determines_connection_id")] public bool? ServerDeterminesConnectionId { get; set; }
    }

    internal sealed class ConnectUserDetails
    {
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("name")] public string Name { get; set; }
        [JsonProperty("image")] public string Image { get; set; }
        [JsonProperty("language")] public string Language { get; set; }
        [JsonProperty("invisible")] public bool? Invisible { get; set; }
        [JsonProperty("privacy_settings")] public PrivacySettings PrivacySettings { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    /// <summary>The answer to <c>DELETE /channels/{type}/{id}</c>.</summary>
    internal sealed class DeleteChannelResponse
    {
        [JsonProperty("channel")] public Channel Channel { get; set; }
    }

    /// <summary>The answer to <c>DELETE /messages/{id}</c>.</summary>
    internal sealed class DeleteMessageResponse
    {
        [JsonProperty("message")] public Message Message { get; set; }
    }

    /// <summary>The answer to <c>DELETE /messages/{id}/reaction/{type}</c>.</summary>
    internal sealed class DeleteReactionResponse
    {
        [JsonProperty("message")] public Message Message { get; set; }
        [JsonProperty("reaction")] public Reaction Reaction { get; set; }
    }

    internal sealed class Device
    {
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("user_id")] public string UserId { get; set; }
        /// <summary>apn, firebase, huawei, xiaomi</summary>
        [JsonProperty("push_provider")] public string PushProvider { get; set; }
        [JsonProperty("push_provider_name")] public string PushProviderName { get; set; }
        [JsonProperty("disabled")] public bool? Disabled { get; set; }
        [JsonProperty("disabled_reason")] public string DisabledReason { get; set; }
        [JsonProperty("hardware_id")] public string HardwareId { get; set; }
        [JsonProperty("voip")] public bool? Voip { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
    }

    internal sealed class ErrorFrame
    {
        [JsonProperty("error")] public APIError Error { get; set; }
    }

    internal sealed class EventPosition
    {
        /// <summary>Another epoch is another history: nothing of the old one continues.</summary>
        [JsonProperty("epoch")] public string Epoch { get; set; }
        [JsonProperty("seq")] public long? Seq { get; set; }
        /// <summary>The time of the stored event with this number.</summary>
        [JsonProperty("at")] public DateTimeOffset? At { get; set; }
        [JsonProperty("read_rev")] public long? ReadRev { get; set; }
    }

    internal sealed class EventRequest
    {
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("parent_id")] public string ParentId { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class Field
    {
        [JsonProperty("title")] public string Title { get; set; }
        [JsonProperty("value")] public string Value { get; set; }
        /// <summary>May stand beside another field.</summary>
        [JsonProperty("short")] public bool Short { get; set; }
    }

    internal sealed class FullUser : User
    {
        /// <summary>Appears offline to everybody else.</summary>
        [JsonProperty("invisible")] public bool Invisible { get; set; }
        [JsonProperty("privacy_settings")] public PrivacySettings PrivacySettings { get; set; }
        [JsonProperty("devices")] public List<Device> Devices { get; set; } = new List<Device>();
        [JsonProperty("mutes")] public List<UserMute> Mutes { get; set; } = new List<UserMute>();
        [JsonProperty("channel_mutes")] public List<ChannelMute> ChannelMutes { get; set; } = new List<ChannelMute>();
        [JsonProperty("total_unread_count")] public int TotalUnreadCount { get; set; }
        /// <summary>The same number under its older name.</summary>
        [JsonProperty("unread_count")] public int UnreadCount { get; set; }
        [JsonProperty("unread_channels")] public int UnreadChannels { get; set; }
        [JsonProperty("unread_threads")] public int UnreadThreads { get; set; }
        /// <summary>Cids hidden most recently.</summary>
        [JsonProperty("latest_hidden_channels")] public List<string> LatestHiddenChannels { get; set; }
        [JsonProperty("revoke_tokens_issued_before")] public DateTimeOffset? RevokeTokensIssuedBefore { get; set; }
        [JsonProperty("shadow_banned")] public bool ShadowBanned { get; set; }
        [JsonProperty("ban_expires")] public DateTimeOffset? BanExpires { get; set; }
    }

    /// <summary>The answer to <c>GET /messages/{id}</c>.</summary>
    internal sealed class GetMessageResponse
    {
        [JsonProperty("message")] public MessageWithChannel Message { get; set; }
        [JsonProperty("pending_message_metadata")] public Dictionary<string, string> PendingMessageMetadata { get; set; }
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}/query</c>: Open a channel, made if it does not exist, and perhaps watch it.</summary>
    internal sealed class GetOrCreateChannelRequest
    {
        /// <summary>What to create it with.</summary>
        [JsonProperty("data")] public ChannelRequest Data { get; set; }
        /// <summary>Answer messages, members and reads; absent: yes.</summary>
        [JsonProperty("state")] public bool? State { get; set; }
        /// <summary>Hear the channel from now on; needs connection_id.</summary>
        [JsonProperty("watch")] public bool? Watch { get; set; }
        /// <summary>Follow the presence of its people; needs connection_id.</summary>
        [JsonProperty("presence")] public bool? Presence { get; set; }
        [JsonProperty("messages")] public MessagePage Messages { get; set; }
        [JsonProperty("members")] public PeoplePage Members { get; set; }
        [JsonProperty("watchers")] public PeoplePage Watchers { get; set; }
        [JsonProperty("hide_for_creator")] public bool? HideForCreator { get; set; }
        [JsonProperty("thread_unread_counts")] public bool? ThreadUnreadCounts { get; set; }
        [JsonProperty("member_custom_include")] public List<string> MemberCustomInclude { get; set; }
    }

    /// <summary>The body of <c>POST /channels/{type}/query</c>: Open the one channel of exactly these members.</summary>
    internal sealed class GetOrCreateDistinctChannelRequest
    {
        /// <summary>What to create it with.</summary>
        [JsonProperty("data")] public ChannelRequest Data { get; set; }
        /// <summary>Answer messages, members and reads; absent: yes.</summary>
        [JsonProperty("state")] public bool? State { get; set; }
        /// <summary>Hear the channel from now on; needs connection_id.</summary>
        [JsonProperty("watch")] public bool? Watch { get; set; }
        /// <summary>Follow the presence of its people; needs connection_id.</summary>
        [JsonProperty("presence")] public bool? Presence { get; set; }
        [JsonProperty("messages")] public MessagePage Messages { get; set; }
        [JsonProperty("members")] public PeoplePage Members { get; set; }
        [JsonProperty("watchers")] public PeoplePage Watchers { get; set; }
        [JsonProperty("hide_for_creator")] public bool? HideForCreator { get; set; }
        [JsonProperty("thread_unread_counts")] public bool? ThreadUnreadCounts { get; set; }
        [JsonProperty("member_custom_include")] public List<string> MemberCustomInclude { get; set; }
    }

    /// <summary>The answer to <c>GET /messages/{parent_id}/replies</c>.</summary>
    internal sealed class GetRepliesResponse
    {
        [JsonProperty("messages")] public List<Message> Messages { get; set; } = new List<Message>();
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}/hide</c>: Hide a channel until its next message.</summary>
    internal sealed class HideChannelRequest
    {
        [JsonProperty("clear_history")] public bool? ClearHistory { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/hide</c>.</summary>
    internal sealed class HideChannelResponse
    {

    }

    internal sealed class ImageData
    {
        [JsonProperty("url")] public string Url { get; set; }
        [JsonProperty("width")] public string Width { get; set; }
        [JsonProperty("height")] public string Height { get; set; }
        [JsonProperty("size")] public string Size { get; set; }
        [JsonProperty("frames")] public string Frames { get; set; }
    }

    internal sealed class Images
    {
        [JsonProperty("original")] public ImageData Original { get; set; }
        [JsonProperty("fixed_height")] public ImageData FixedHeight { get; set; }
        [JsonProperty("fixed_height_still")] public ImageData FixedHeightStill { get; set; }
        [JsonProperty("fixed_height_downsampled")] public ImageData FixedHeightDownsampled { get; set; }
        [JsonProperty("fixed_width")] public ImageData FixedWidth { get; set; }
        [JsonProperty("fixed_width_still")] public ImageData FixedWidthStill { get; set; }
        [JsonProperty("fixed_width_downsampled")] public ImageData FixedWidthDownsampled { get; set; }
    }

    internal sealed class ImagesRequest
    {
        [JsonProperty("original")] public Dictionary<string, JToken> Original { get; set; }
        [JsonProperty("fixed_height")] public Dictionary<string, JToken> FixedHeight { get; set; }
        [JsonProperty("fixed_height_still")] public Dictionary<string, JToken> FixedHeightStill { get; set; }
        [JsonProperty("fixed_height_downsampled")] public Dictionary<string, JToken> FixedHeightDownsampled { get; set; }
        [JsonProperty("fixed_width")] public Dictionary<string, JToken> FixedWidth { get; set; }
        [JsonProperty("fixed_width_still")] public Dictionary<string, JToken> FixedWidthStill { get; set; }
        [JsonProperty("fixed_width_downsampled")] public Dictionary<string, JToken> FixedWidthDownsampled { get; set; }
    }

    internal sealed class LabelThresholds
    {
        [JsonProperty("flag")] public double? Flag { get; set; }
        [JsonProperty("block")] public double? Block { get; set; }
    }

    internal sealed class MarkReadEvent
    {
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("cid")] public string Cid { get; set; }
        [JsonProperty("channel_id")] public string ChannelId { get; set; }
        [JsonProperty("channel_type")] public string ChannelType { get; set; }
        [JsonProperty("team")] public string Team { get; set; }
        [JsonProperty("channel_last_message_at")] public DateTimeOffset? ChannelLastMessageAt { get; set; }
        [JsonProperty("last_read_message_id")] public string LastReadMessageId { get; set; }
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("thread")] public MessageThread Thread { get; set; }
        [JsonProperty("user")] public User User { get; set; }
        /// <summary>Is the new last_read.</summary>
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("parley")] public ReadPosition Parley { get; set; }
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}/read</c>: Mark a channel or a thread as read.</summary>
    internal sealed class MarkReadRequest
    {
        [JsonProperty("message_id")] public string MessageId { get; set; }
        [JsonProperty("thread_id")] public string ThreadId { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/read</c>.</summary>
    internal sealed class MarkReadResponse
    {
        [JsonProperty("event")] public MarkReadEvent Event { get; set; }
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}/unread</c>: Mark a message, and all after it, as unread.</summary>
    internal sealed class MarkUnreadRequest
    {
        [JsonProperty("message_id")] public string MessageId { get; set; }
        [JsonProperty("thread_id")] public string ThreadId { get; set; }
        [JsonProperty("message_timestamp")] public DateTimeOffset? MessageTimestamp { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/unread</c>.</summary>
    internal sealed class MarkUnreadResponse
    {

    }

    internal sealed class Member
    {
        [JsonProperty("user_id")] public string UserId { get; set; }
        [JsonProperty("user")] public User User { get; set; }
        /// <summary>channel_member, channel_moderator or a custom role.</summary>
        [JsonProperty("channel_role")] public string ChannelRole { get; set; }
        /// <summary>Older name of the rank, derived. One of: owner, moderator, admin, member.</summary>
        [JsonProperty("role")] public string Role { get; set; }
        [JsonProperty("is_moderator")] public bool? IsModerator { get; set; }
        /// <summary>One of: member, pending, accepted, rejected.</summary>
        [JsonProperty("status")] public string Status { get; set; }
        [JsonProperty("invited")] public bool? Invited { get; set; }
        [JsonProperty("invite_accepted_at")] public DateTimeOffset? InviteAcceptedAt { get; set; }
        [JsonProperty("invite_rejected_at")] public DateTimeOffset? InviteRejectedAt { get; set; }
        [JsonProperty("banned")] public bool Banned { get; set; }
        [JsonProperty("ban_expires")] public DateTimeOffset? BanExpires { get; set; }
        [JsonProperty("shadow_banned")] public bool ShadowBanned { get; set; }
        [JsonProperty("ban_from_future_channels")] public bool? BanFromFutureChannels { get; set; }
        [JsonProperty("future_channel_ban_expires")] public DateTimeOffset? FutureChannelBanExpires { get; set; }
        [JsonProperty("notifications_muted")] public bool NotificationsMuted { get; set; }
        [JsonProperty("pinned_at")] public DateTimeOffset? PinnedAt { get; set; }
        [JsonProperty("archived_at")] public DateTimeOffset? ArchivedAt { get; set; }
        /// <summary>Messages that this member deleted for themself.</summary>
        [JsonProperty("deleted_messages")] public List<string> DeletedMessages { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonProperty("deleted_at")] public DateTimeOffset? DeletedAt { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class MemberRequest
    {
        [JsonProperty("user_id")] public string UserId { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal class Message
    {
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("cid")] public string Cid { get; set; }
        /// <summary>One of: regular, reply, system, ephemeral, error, deleted.</summary>
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("text")] public string Text { get; set; }
        [JsonProperty("html")] public string Html { get; set; }
        [JsonProperty("mml")] public string Mml { get; set; }
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("attachments")] public List<Attachment> Attachments { get; set; } = new List<Attachment>();
        [JsonProperty("mentioned_users")] public List<User> MentionedUsers { get; set; } = new List<User>();
        [JsonProperty("mentioned_channel")] public bool MentionedChannel { get; set; }
        [JsonProperty("mentioned_here")] public bool MentionedHere { get; set; }
        [JsonProperty("mentioned_roles")] public List<string> MentionedRoles { get; set; }
        [JsonProperty("mentioned_group_ids")] public List<string> MentionedGroupIds { get; set; }
        /// <summary>The ten newest.</summary>
        [JsonProperty("latest_reactions")] public List<Reaction> LatestReactions { get; set; } = new List<Reaction>();
        /// <summary>The viewer’s own; always empty in events.</summary>
        [JsonProperty("own_reactions")] public List<Reaction> OwnReactions { get; set; } = new List<Reaction>();
        [JsonProperty("reaction_counts")] public Dictionary<string, int> ReactionCounts { get; set; }
        [JsonProperty("reaction_scores")] public Dictionary<string, int> ReactionScores { get; set; }
        [JsonProperty("reaction_groups")] public Dictionary<string, ReactionGroup> ReactionGroups { get; set; }
        [JsonProperty("parent_id")] public string ParentId { get; set; }
        [JsonProperty("show_in_channel")] public bool? ShowInChannel { get; set; }
        /// <summary>Replies, those deleted softly included.</summary>
        [JsonProperty("reply_count")] public int ReplyCount { get; set; }
        /// <summary>Replies deleted softly.</summary>
        [JsonProperty("deleted_reply_count")] public int DeletedReplyCount { get; set; }
        [JsonProperty("thread_participants")] public List<User> ThreadParticipants { get; set; }
        [JsonProperty("quoted_message_id")] public string QuotedMessageId { get; set; }
        [JsonProperty("command")] public string Command { get; set; }
        [JsonProperty("args")] public string Args { get; set; }
        [JsonProperty("silent")] public bool Silent { get; set; }
        [JsonProperty("shadowed")] public bool Shadowed { get; set; }
        [JsonProperty("pinned")] public bool Pinned { get; set; }
        [JsonProperty("pinned_at")] public DateTimeOffset? PinnedAt { get; set; }
        [JsonProperty("pinned_by")] public User PinnedBy { get; set; }
        [JsonProperty("pin_expires")] public DateTimeOffset? PinExpires { get; set; }
        /// <summary>Only these users and the author see it; empty: everybody.</summary>
        [JsonProperty("restricted_visibility")] public List<string> RestrictedVisibility { get; set; } = new List<string>();
        [JsonProperty("poll_id")] public string PollId { get; set; }
        [JsonProperty("member")] public MessageMember Member { get; set; }
        [JsonProperty("i18n")] public Dictionary<string, string> I18n { get; set; }
        [JsonProperty("image_labels")] public Dictionary<string, List<string>> ImageLabels { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        /// <summary>The last change of the text.</summary>
        [JsonProperty("message_text_updated_at")] public DateTimeOffset? MessageTextUpdatedAt { get; set; }
        [JsonProperty("deleted_at")] public DateTimeOffset? DeletedAt { get; set; }
        [JsonProperty("deleted_for_me")] public bool? DeletedForMe { get; set; }
        [JsonProperty("quoted_message")] public Message QuotedMessage { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class MessageChangeSet
    {
        [JsonProperty("attachments")] public bool Attachments { get; set; }
        [JsonProperty("custom")] public bool Custom { get; set; }
        [JsonProperty("html")] public bool Html { get; set; }
        [JsonProperty("mentioned_user_ids")] public bool MentionedUserIds { get; set; }
        [JsonProperty("mml")] public bool Mml { get; set; }
        [JsonProperty("pin")] public bool Pin { get; set; }
        [JsonProperty("quoted_message_id")] public bool QuotedMessageId { get; set; }
        [JsonProperty("silent")] public bool Silent { get; set; }
        [JsonProperty("text")] public bool Text { get; set; }
    }

    internal sealed class MessageMember
    {
        [JsonProperty("channel_role")] public string ChannelRole { get; set; }
        [JsonProperty("notifications_muted")] public bool NotificationsMuted { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class MessagePage
    {
        [JsonProperty("limit")] public int? Limit { get; set; }
        [JsonProperty("offset")] public int? Offset { get; set; }
        [JsonProperty("id_lt")] public string IdLt { get; set; }
        [JsonProperty("id_lte")] public string IdLte { get; set; }
        [JsonProperty("id_gt")] public string IdGt { get; set; }
        [JsonProperty("id_gte")] public string IdGte { get; set; }
        [JsonProperty("id_around")] public string IdAround { get; set; }
        [JsonProperty("created_at_before")] public DateTimeOffset? CreatedAtBefore { get; set; }
        [JsonProperty("created_at_before_or_equal")] public DateTimeOffset? CreatedAtBeforeOrEqual { get; set; }
        [JsonProperty("created_at_after")] public DateTimeOffset? CreatedAtAfter { get; set; }
        [JsonProperty("created_at_after_or_equal")] public DateTimeOffset? CreatedAtAfterOrEqual { get; set; }
        [JsonProperty("created_at_around")] public DateTimeOffset? CreatedAtAround { get; set; }
    }

    internal sealed class MessageRequest
    {
        /// <summary>Chosen by the client, so that a retry never sends twice.</summary>
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("text")] public string Text { get; set; }
        /// <summary>One of: regular, system.</summary>
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("attachments")] public List<AttachmentRequest> Attachments { get; set; }
        [JsonProperty("mentioned_users")] public List<string> MentionedUsers { get; set; }
        [JsonProperty("mentioned_channel")] public bool? MentionedChannel { get; set; }
        [JsonProperty("mentioned_here")] public bool? MentionedHere { get; set; }
        [JsonProperty("mentioned_roles")] public List<string> MentionedRoles { get; set; }
        [JsonProperty("mentioned_group_ids")] public List<string> MentionedGroupIds { get; set; }
        [JsonProperty("parent_id")] public string ParentId { get; set; }
        [JsonProperty("show_in_channel")] public bool? ShowInChannel { get; set; }
        [JsonProperty("quoted_message_id")] public string QuotedMessageId { get; set; }
        [JsonProperty("silent")] public bool? Silent { get; set; }
        [JsonProperty("pinned")] public bool? Pinned { get; set; }
        [JsonProperty("pin_expires")] public DateTimeOffset? PinExpires { get; set; }
        [JsonProperty("restricted_visibility")] public List<string> RestrictedVisibility { get; set; }
        [JsonProperty("poll_id")] public string PollId { get; set; }
        [JsonProperty("shared_location")] public SharedLocationRequest SharedLocation { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class MessageUpdate
    {
        [JsonProperty("old_text")] public string OldText { get; set; }
        [JsonProperty("change_set")] public MessageChangeSet ChangeSet { get; set; }
    }

    internal sealed class MessageWithChannel : Message
    {
        [JsonProperty("channel")] public Channel Channel { get; set; }
    }

    /// <summary>The body of <c>POST /moderation/mute/channel</c>: Mute channels for oneself.</summary>
    internal sealed class MuteChannelRequest
    {
        [JsonProperty("channel_cid")] public string ChannelCid { get; set; }
        [JsonProperty("channel_cids")] public List<string> ChannelCids { get; set; }
        /// <summary>Milliseconds from now; absent or 0: for good.</summary>
        [JsonProperty("expiration")] public long? Expiration { get; set; }
    }

    /// <summary>The answer to <c>POST /moderation/mute/channel</c>.</summary>
    internal sealed class MuteChannelResponse
    {
        /// <summary>The only one, where one was asked for.</summary>
        [JsonProperty("channel_mute")] public ChannelMute ChannelMute { get; set; }
        [JsonProperty("channel_mutes")] public List<ChannelMute> ChannelMutes { get; set; }
        [JsonProperty("own_user")] public OwnUser OwnUser { get; set; }
    }

    /// <summary>The body of <c>POST /moderation/mute</c>: Mute users for oneself.</summary>
    internal sealed class MuteRequest
    {
        [JsonProperty("target_id")] public string TargetId { get; set; }
        [JsonProperty("target_ids")] public List<string> TargetIds { get; set; }
        /// <summary>Minutes from now; absent or 0: for good.</summary>
        [JsonProperty("timeout")] public int? Timeout { get; set; }
    }

    /// <summary>The answer to <c>POST /moderation/mute</c>.</summary>
    internal sealed class MuteResponse
    {
        /// <summary>The only one, where one was asked for.</summary>
        [JsonProperty("mute")] public UserMute Mute { get; set; }
        [JsonProperty("mutes")] public List<UserMute> Mutes { get; set; }
        [JsonProperty("own_user")] public OwnUser OwnUser { get; set; }
        [JsonProperty("non_existing_users")] public List<string> NonExistingUsers { get; set; }
    }

    internal sealed class OwnUser : User
    {
        /// <summary>Appears offline to everybody else.</summary>
        [JsonProperty("invisible")] public bool Invisible { get; set; }
        [JsonProperty("privacy_settings")] public PrivacySettings PrivacySettings { get; set; }
        [JsonProperty("devices")] public List<Device> Devices { get; set; } = new List<Device>();
        [JsonProperty("mutes")] public List<UserMute> Mutes { get; set; } = new List<UserMute>();
        [JsonProperty("channel_mutes")] public List<ChannelMute> ChannelMutes { get; set; } = new List<ChannelMute>();
        [JsonProperty("total_unread_count")] public int TotalUnreadCount { get; set; }
        /// <summary>The same number under its older name.</summary>
        [JsonProperty("unread_count")] public int UnreadCount { get; set; }
        [JsonProperty("unread_channels")] public int UnreadChannels { get; set; }
        [JsonProperty("unread_threads")] public int UnreadThreads { get; set; }
        /// <summary>Cids hidden most recently.</summary>
        [JsonProperty("latest_hidden_channels")] public List<string> LatestHiddenChannels { get; set; }
        [JsonProperty("revoke_tokens_issued_before")] public DateTimeOffset? RevokeTokensIssuedBefore { get; set; }
        [JsonProperty("total_unread_count_by_team")] public Dictionary<string, int> TotalUnreadCountByTeam { get; set; }
    }

    internal sealed class PeoplePage
    {
        [JsonProperty("limit")] public int? Limit { get; set; }
        [JsonProperty("offset")] public int? Offset { get; set; }
        [JsonProperty("id_lt")] public string IdLt { get; set; }
        [JsonProperty("id_lte")] public string IdLte { get; set; }
        [JsonProperty("id_gt")] public string IdGt { get; set; }
        [JsonProperty("id_gte")] public string IdGte { get; set; }
    }

    internal sealed class PrivacySettings
    {
        [JsonProperty("typing_indicators")] public Switch TypingIndicators { get; set; }
        [JsonProperty("read_receipts")] public Switch ReadReceipts { get; set; }
        [JsonProperty("delivery_receipts")] public Switch DeliveryReceipts { get; set; }
    }

    /// <summary>The payload of <c>GET /query_banned_users</c>: Find bans.</summary>
    internal sealed class QueryBannedUsersPayload
    {
        [JsonProperty("filter_conditions")] public Dictionary<string, JToken> FilterConditions { get; set; }
        [JsonProperty("exclude_expired_bans")] public bool? ExcludeExpiredBans { get; set; }
        [JsonProperty("sort")] public List<SortParam> Sort { get; set; }
        [JsonProperty("limit")] public int? Limit { get; set; }
        [JsonProperty("offset")] public int? Offset { get; set; }
        [JsonProperty("created_at_before")] public DateTimeOffset? CreatedAtBefore { get; set; }
        [JsonProperty("created_at_before_or_equal")] public DateTimeOffset? CreatedAtBeforeOrEqual { get; set; }
        [JsonProperty("created_at_after")] public DateTimeOffset? CreatedAtAfter { get; set; }
        [JsonProperty("created_at_after_or_equal")] public DateTimeOffset? CreatedAtAfterOrEqual { get; set; }
    }

    /// <summary>The answer to <c>GET /query_banned_users</c>.</summary>
    internal sealed class QueryBannedUsersResponse
    {
        [JsonProperty("bans")] public List<Ban> Bans { get; set; } = new List<Ban>();
    }

    /// <summary>The body of <c>POST /channels</c>: Find channels, and perhaps watch them.</summary>
    internal sealed class QueryChannelsRequest
    {
        [JsonProperty("filter_conditions")] public Dictionary<string, JToken> FilterConditions { get; set; }
        [JsonProperty("sort")] public List<SortParam> Sort { get; set; }
        [JsonProperty("limit")] public int? Limit { get; set; }
        [JsonProperty("offset")] public int? Offset { get; set; }
        [JsonProperty("message_limit")] public int? MessageLimit { get; set; }
        [JsonProperty("member_limit")] public int? MemberLimit { get; set; }
        /// <summary>Answer messages, members and reads; absent: yes.</summary>
        [JsonProperty("state")] public bool? State { get; set; }
        /// <summary>Hear the channel from now on; needs connection_id.</summary>
        [JsonProperty("watch")] public bool? Watch { get; set; }
        /// <summary>Follow the presence of its people; needs connection_id.</summary>
        [JsonProperty("presence")] public bool? Presence { get; set; }
        [JsonProperty("predefined_filter")] public string PredefinedFilter { get; set; }
        [JsonProperty("filter_values")] public Dictionary<string, JToken> FilterValues { get; set; }
        [JsonProperty("sort_values")] public Dictionary<string, JToken> SortValues { get; set; }
        [JsonProperty("member_custom_include")] public List<string> MemberCustomInclude { get; set; }
    }

    /// <summary>The answer to <c>POST /channels</c>.</summary>
    internal sealed class QueryChannelsResponse
    {
        [JsonProperty("channels")] public List<ChannelState> Channels { get; set; } = new List<ChannelState>();
    }

    /// <summary>The payload of <c>GET /members</c>: Find members of a channel.</summary>
    internal sealed class QueryMembersPayload
    {
        [JsonProperty("type")] public string Type { get; set; }
        /// <summary>Absent for a distinct channel that `members` name.</summary>
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("members")] public List<MemberRequest> Members { get; set; }
        [JsonProperty("filter_conditions")] public Dictionary<string, JToken> FilterConditions { get; set; }
        [JsonProperty("sort")] public List<SortParam> Sort { get; set; }
        [JsonProperty("limit")] public int? Limit { get; set; }
        [JsonProperty("offset")] public int? Offset { get; set; }
        [JsonProperty("user_id_lt")] public string UserIdLt { get; set; }
        [JsonProperty("user_id_lte")] public string UserIdLte { get; set; }
        [JsonProperty("user_id_gt")] public string UserIdGt { get; set; }
        [JsonProperty("user_id_gte")] public string UserIdGte { get; set; }
        [JsonProperty("created_at_before")] public DateTimeOffset? CreatedAtBefore { get; set; }
        [JsonProperty("created_at_before_or_equal")] public DateTimeOffset? CreatedAtBeforeOrEqual { get; set; }
        [JsonProperty("created_at_after")] public DateTimeOffset? CreatedAtAfter { get; set; }
        [JsonProperty("created_at_after_or_equal")] public DateTimeOffset? CreatedAtAfterOrEqual { get; set; }
    }

    /// <summary>The answer to <c>GET /members</c>.</summary>
    internal sealed class QueryMembersResponse
    {
        [JsonProperty("members")] public List<Member> Members { get; set; } = new List<Member>();
    }

    /// <summary>The payload of <c>GET /users</c>: Find users.</summary>
    internal sealed class QueryUsersPayload
    {
        [JsonProperty("filter_conditions")] public Dictionary<string, JToken> FilterConditions { get; set; }
        [JsonProperty("sort")] public List<SortParam> Sort { get; set; }
        [JsonProperty("limit")] public int? Limit { get; set; }
        [JsonProperty("offset")] public int? Offset { get; set; }
        [JsonProperty("id_lt")] public string IdLt { get; set; }
        [JsonProperty("id_lte")] public string IdLte { get; set; }
        [JsonProperty("id_gt")] public string IdGt { get; set; }
        [JsonProperty("id_gte")] public string IdGte { get; set; }
        /// <summary>Follow the presence of the users found; needs connection_id.</summary>
        [JsonProperty("presence")] public bool? Presence { get; set; }
        [JsonProperty("include_deactivated_users")] public bool? IncludeDeactivatedUsers { get; set; }
    }

    /// <summary>The answer to <c>GET /users</c>.</summary>
    internal sealed class QueryUsersResponse
    {
        [JsonProperty("users")] public List<FullUser> Users { get; set; } = new List<FullUser>();
    }

    internal sealed class Reaction
    {
        [JsonProperty("message_id")] public string MessageId { get; set; }
        [JsonProperty("user_id")] public string UserId { get; set; }
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("score")] public int Score { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class ReactionGroup
    {
        [JsonProperty("count")] public int Count { get; set; }
        [JsonProperty("sum_scores")] public int SumScores { get; set; }
        /// <summary>Survives the removal of every reaction of the type, so that the order stays.</summary>
        [JsonProperty("first_reaction_at")] public DateTimeOffset FirstReactionAt { get; set; }
        [JsonProperty("last_reaction_at")] public DateTimeOffset LastReactionAt { get; set; }
        [JsonProperty("latest_reactions_by")] public List<ReactionGroupUser> LatestReactionsBy { get; set; } = new List<ReactionGroupUser>();
    }

    internal sealed class ReactionGroupUser
    {
        [JsonProperty("user_id")] public string UserId { get; set; }
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
    }

    internal sealed class ReactionRequest
    {
        [JsonProperty("type")] public string Type { get; set; }
        [JsonProperty("score")] public int? Score { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class ReadPosition
    {
        [JsonProperty("read_rev")] public long ReadRev { get; set; }
    }

    internal sealed class ReadState
    {
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("last_read")] public DateTimeOffset LastRead { get; set; }
        [JsonProperty("unread_messages")] public int UnreadMessages { get; set; }
        [JsonProperty("last_read_message_id")] public string LastReadMessageId { get; set; }
        [JsonProperty("last_delivered_at")] public DateTimeOffset? LastDeliveredAt { get; set; }
        [JsonProperty("last_delivered_message_id")] public string LastDeliveredMessageId { get; set; }
        [JsonProperty("parley")] public ReadPosition Parley { get; set; }
    }

    internal sealed class ResetChannel
    {
        [JsonProperty("cid")] public string Cid { get; set; }
        /// <summary>One of: epoch, pruned, ahead, restored, too_many, no_access.</summary>
        [JsonProperty("reason")] public string Reason { get; set; }
    }

    /// <summary>The body of <c>POST /parley/v1/resume</c>: Watch channels again, with all that was missed sent down the socket in order.</summary>
    internal sealed class ResumeRequest
    {
        [JsonProperty("channels")] public Dictionary<string, ChannelPosition> Channels { get; set; }
    }

    /// <summary>The answer to <c>POST /parley/v1/resume</c>.</summary>
    internal sealed class ResumeResponse
    {
        [JsonProperty("resumed")] public List<ResumedChannel> Resumed { get; set; } = new List<ResumedChannel>();
        [JsonProperty("reset")] public List<ResetChannel> Reset { get; set; } = new List<ResetChannel>();
    }

    internal sealed class ResumedChannel
    {
        [JsonProperty("cid")] public string Cid { get; set; }
        /// <summary>All stored events up to this one have been sent down the socket.</summary>
        [JsonProperty("seq")] public long Seq { get; set; }
        /// <summary>The viewer’s own.</summary>
        [JsonProperty("read")] public ReadState Read { get; set; }
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}/event</c>: Tell all who watch a channel that something happens: typing, or what an app invents.</summary>
    internal sealed class SendEventRequest
    {
        [JsonProperty("event")] public EventRequest Event { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/event</c>.</summary>
    internal sealed class SendEventResponse
    {
        [JsonProperty("event")] public WireEvent Event { get; set; }
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}/message</c>: Send a message or a reply.</summary>
    internal sealed class SendMessageRequest
    {
        [JsonProperty("message")] public MessageRequest Message { get; set; }
        [JsonProperty("skip_push")] public bool? SkipPush { get; set; }
        [JsonProperty("skip_enrich_url")] public bool? SkipEnrichUrl { get; set; }
        [JsonProperty("keep_channel_hidden")] public bool? KeepChannelHidden { get; set; }
        [JsonProperty("pending_message_metadata")] public Dictionary<string, string> PendingMessageMetadata { get; set; }
        [JsonProperty("include_channel_context")] public bool? IncludeChannelContext { get; set; }
        [JsonProperty("include_mentioned_members")] public bool? IncludeMentionedMembers { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/message</c>.</summary>
    internal sealed class SendMessageResponse
    {
        [JsonProperty("message")] public Message Message { get; set; }
        [JsonProperty("pending_message_metadata")] public Dictionary<string, string> PendingMessageMetadata { get; set; }
        [JsonProperty("channel_context")] public ChannelContext ChannelContext { get; set; }
        [JsonProperty("mentioned_members")] public Dictionary<string, bool> MentionedMembers { get; set; }
    }

    /// <summary>The body of <c>POST /messages/{id}/reaction</c>: React to a message.</summary>
    internal sealed class SendReactionRequest
    {
        [JsonProperty("reaction")] public ReactionRequest Reaction { get; set; }
        /// <summary>Drop the user’s other reactions to this message.</summary>
        [JsonProperty("enforce_unique")] public bool? EnforceUnique { get; set; }
        [JsonProperty("skip_push")] public bool? SkipPush { get; set; }
    }

    /// <summary>The answer to <c>POST /messages/{id}/reaction</c>.</summary>
    internal sealed class SendReactionResponse
    {
        [JsonProperty("message")] public Message Message { get; set; }
        [JsonProperty("reaction")] public Reaction Reaction { get; set; }
    }

    internal sealed class SharedLocationRequest
    {
        [JsonProperty("latitude")] public double Latitude { get; set; }
        [JsonProperty("longitude")] public double Longitude { get; set; }
        [JsonProperty("created_by_device_id")] public string CreatedByDeviceId { get; set; }
        [JsonProperty("end_at")] public DateTimeOffset? EndAt { get; set; }
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}/show</c>: Show a hidden channel again.</summary>
    internal sealed class ShowChannelRequest
    {

    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/show</c>.</summary>
    internal sealed class ShowChannelResponse
    {

    }

    internal sealed class SortParam
    {
        /// <summary>Field name, or the path of custom data.</summary>
        [JsonProperty("field")] public string Field { get; set; }
        /// <summary>1 ascending (default), -1 descending.</summary>
        [JsonProperty("direction")] public double? Direction { get; set; }
        /// <summary>How to compare a custom field; absent: as text. One of: number, boolean.</summary>
        [JsonProperty("type")] public string Type { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/stop-watching</c>.</summary>
    internal sealed class StopWatchingChannelResponse
    {

    }

    internal sealed class Switch
    {
        [JsonProperty("enabled")] public bool Enabled { get; set; }
    }

    /// <summary>The body of <c>POST /sync</c>: What a client has missed since it last heard something.</summary>
    internal sealed class SyncRequest
    {
        [JsonProperty("channel_cids")] public List<string> ChannelCids { get; set; } = new List<string>();
        [JsonProperty("last_sync_at")] public DateTimeOffset LastSyncAt { get; set; }
        [JsonProperty("watch")] public bool? Watch { get; set; }
    }

    /// <summary>The answer to <c>POST /sync</c>.</summary>
    internal sealed class SyncResponse
    {
        /// <summary>Oldest first.</summary>
        [JsonProperty("events")] public List<WireEvent> Events { get; set; } = new List<WireEvent>();
        [JsonProperty("inaccessible_cids")] public List<string> InaccessibleCids { get; set; }
    }

    internal sealed class MessageThread
    {
        [JsonProperty("channel_cid")] public string ChannelCid { get; set; }
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("parent_message_id")] public string ParentMessageId { get; set; }
        [JsonProperty("parent_message")] public Message ParentMessage { get; set; }
        /// <summary>The author of the first reply.</summary>
        [JsonProperty("created_by_user_id")] public string CreatedByUserId { get; set; }
        [JsonProperty("created_by")] public User CreatedBy { get; set; }
        [JsonProperty("title")] public string Title { get; set; }
        [JsonProperty("reply_count")] public int ReplyCount { get; set; }
        [JsonProperty("participant_count")] public int ParticipantCount { get; set; }
        [JsonProperty("active_participant_count")] public int ActiveParticipantCount { get; set; }
        [JsonProperty("thread_participants")] public List<ThreadParticipant> ThreadParticipants { get; set; }
        [JsonProperty("last_message_at")] public DateTimeOffset? LastMessageAt { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonProperty("deleted_at")] public DateTimeOffset? DeletedAt { get; set; }
        [JsonProperty("custom")] public Dictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class ThreadParticipant
    {
        [JsonProperty("channel_cid")] public string ChannelCid { get; set; }
        [JsonProperty("thread_id")] public string ThreadId { get; set; }
        [JsonProperty("user_id")] public string UserId { get; set; }
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("last_read_at")] public DateTimeOffset LastReadAt { get; set; }
        [JsonProperty("last_thread_message_at")] public DateTimeOffset? LastThreadMessageAt { get; set; }
        [JsonProperty("left_thread_at")] public DateTimeOffset? LeftThreadAt { get; set; }
        [JsonProperty("custom")] public Dictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class ThreadState
    {
        [JsonProperty("channel_cid")] public string ChannelCid { get; set; }
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("parent_message_id")] public string ParentMessageId { get; set; }
        [JsonProperty("parent_message")] public Message ParentMessage { get; set; }
        /// <summary>The author of the first reply.</summary>
        [JsonProperty("created_by_user_id")] public string CreatedByUserId { get; set; }
        [JsonProperty("created_by")] public User CreatedBy { get; set; }
        [JsonProperty("title")] public string Title { get; set; }
        [JsonProperty("reply_count")] public int ReplyCount { get; set; }
        [JsonProperty("participant_count")] public int ParticipantCount { get; set; }
        [JsonProperty("active_participant_count")] public int ActiveParticipantCount { get; set; }
        [JsonProperty("thread_participants")] public List<ThreadParticipant> ThreadParticipants { get; set; }
        [JsonProperty("last_message_at")] public DateTimeOffset? LastMessageAt { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonProperty("deleted_at")] public DateTimeOffset? DeletedAt { get; set; }
        [JsonProperty("custom")] public Dictionary<string, JToken> Custom { get; set; }
        [JsonProperty("latest_replies")] public List<Message> LatestReplies { get; set; } = new List<Message>();
        [JsonProperty("read")] public List<ReadState> Read { get; set; }
    }

    internal sealed class Thresholds
    {
        [JsonProperty("explicit")] public LabelThresholds Explicit { get; set; }
        [JsonProperty("spam")] public LabelThresholds Spam { get; set; }
        [JsonProperty("toxic")] public LabelThresholds Toxic { get; set; }
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}/truncate</c>: Take away the history of a channel.</summary>
    internal sealed class TruncateChannelRequest
    {
        [JsonProperty("hard_delete")] public bool? HardDelete { get; set; }
        [JsonProperty("skip_push")] public bool? SkipPush { get; set; }
        /// <summary>Messages up to then; absent: all.</summary>
        [JsonProperty("truncated_at")] public DateTimeOffset? TruncatedAt { get; set; }
        /// <summary>Only hides the history for these.</summary>
        [JsonProperty("member_ids")] public List<string> MemberIds { get; set; }
        /// <summary>A system message that stays.</summary>
        [JsonProperty("message")] public MessageRequest Message { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}/truncate</c>.</summary>
    internal sealed class TruncateChannelResponse
    {
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("message")] public Message Message { get; set; }
    }

    /// <summary>The body of <c>DELETE /moderation/ban</c>: Lift a ban.</summary>
    internal sealed class UnbanRequest
    {
        [JsonProperty("unbanned_by_id")] public string UnbannedById { get; set; }
        [JsonProperty("unbanned_by")] public UserRequest UnbannedBy { get; set; }
    }

    /// <summary>The answer to <c>DELETE /moderation/ban</c>.</summary>
    internal sealed class UnbanResponse
    {

    }

    /// <summary>The body of <c>POST /moderation/unmute/channel</c>: Hear channels again.</summary>
    internal sealed class UnmuteChannelRequest
    {
        [JsonProperty("channel_cid")] public string ChannelCid { get; set; }
        [JsonProperty("channel_cids")] public List<string> ChannelCids { get; set; }
    }

    /// <summary>The answer to <c>POST /moderation/unmute/channel</c>.</summary>
    internal sealed class UnmuteChannelResponse
    {
        [JsonProperty("non_existing_users")] public List<string> NonExistingUsers { get; set; }
    }

    /// <summary>The body of <c>POST /moderation/unmute</c>: Hear users again.</summary>
    internal sealed class UnmuteRequest
    {
        [JsonProperty("target_id")] public string TargetId { get; set; }
        [JsonProperty("target_ids")] public List<string> TargetIds { get; set; }
    }

    /// <summary>The answer to <c>POST /moderation/unmute</c>.</summary>
    internal sealed class UnmuteResponse
    {
        [JsonProperty("non_existing_users")] public List<string> NonExistingUsers { get; set; }
    }

    /// <summary>The body of <c>PATCH /channels/{type}/{id}</c>: Change single fields of a channel.</summary>
    internal sealed class UpdateChannelPartialRequest
    {
        [JsonProperty("set")] public Dictionary<string, JToken> Set { get; set; }
        [JsonProperty("unset")] public List<string> Unset { get; set; }
    }

    /// <summary>The answer to <c>PATCH /channels/{type}/{id}</c>.</summary>
    internal sealed class UpdateChannelPartialResponse
    {
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("members")] public List<Member> Members { get; set; } = new List<Member>();
    }

    /// <summary>The body of <c>POST /channels/{type}/{id}</c>: Replace the data of a channel, or change its members.</summary>
    internal sealed class UpdateChannelRequest
    {
        /// <summary>Replaces the custom data; absent: it stays.</summary>
        [JsonProperty("data")] public ChannelUpdate Data { get; set; }
        /// <summary>A system message about the change.</summary>
        [JsonProperty("message")] public MessageRequest Message { get; set; }
        [JsonProperty("add_members")] public List<MemberRequest> AddMembers { get; set; }
        [JsonProperty("remove_members")] public List<string> RemoveMembers { get; set; }
        [JsonProperty("invites")] public List<MemberRequest> Invites { get; set; }
        [JsonProperty("accept_invite")] public bool? AcceptInvite { get; set; }
        [JsonProperty("reject_invite")] public bool? RejectInvite { get; set; }
        /// <summary>New members see no older messages.</summary>
        [JsonProperty("hide_history")] public bool? HideHistory { get; set; }
        [JsonProperty("hide_history_before")] public DateTimeOffset? HideHistoryBefore { get; set; }
        [JsonProperty("cooldown")] public int? Cooldown { get; set; }
        [JsonProperty("add_filter_tags")] public List<string> AddFilterTags { get; set; }
        [JsonProperty("remove_filter_tags")] public List<string> RemoveFilterTags { get; set; }
        [JsonProperty("skip_push")] public bool? SkipPush { get; set; }
    }

    /// <summary>The answer to <c>POST /channels/{type}/{id}</c>.</summary>
    internal sealed class UpdateChannelResponse
    {
        [JsonProperty("channel")] public Channel Channel { get; set; }
        [JsonProperty("members")] public List<Member> Members { get; set; } = new List<Member>();
        [JsonProperty("message")] public Message Message { get; set; }
    }

    /// <summary>The body of <c>PUT /messages/{id}</c>: Change single fields of a message; pin it, unpin it.</summary>
    internal sealed class UpdateMessagePartialRequest
    {
        [JsonProperty("set")] public Dictionary<string, JToken> Set { get; set; }
        [JsonProperty("unset")] public List<string> Unset { get; set; }
        [JsonProperty("skip_push")] public bool? SkipPush { get; set; }
        [JsonProperty("skip_enrich_url")] public bool? SkipEnrichUrl { get; set; }
    }

    /// <summary>The answer to <c>PUT /messages/{id}</c>.</summary>
    internal sealed class UpdateMessagePartialResponse
    {
        [JsonProperty("message")] public Message Message { get; set; }
    }

    /// <summary>The body of <c>POST /messages/{id}</c>: Replace a message.</summary>
    internal sealed class UpdateMessageRequest
    {
        [JsonProperty("message")] public MessageRequest Message { get; set; }
        [JsonProperty("skip_push")] public bool? SkipPush { get; set; }
        [JsonProperty("skip_enrich_url")] public bool? SkipEnrichUrl { get; set; }
    }

    /// <summary>The answer to <c>POST /messages/{id}</c>.</summary>
    internal sealed class UpdateMessageResponse
    {
        [JsonProperty("message")] public Message Message { get; set; }
    }

    /// <summary>The body of <c>PATCH /users</c>: Change single fields of users.</summary>
    internal sealed class UpdateUsersPartialRequest
    {
        [JsonProperty("users")] public List<UserPatch> Users { get; set; } = new List<UserPatch>();
    }

    /// <summary>The answer to <c>PATCH /users</c>.</summary>
    internal sealed class UpdateUsersPartialResponse
    {
        [JsonProperty("users")] public Dictionary<string, FullUser> Users { get; set; }
        [JsonProperty("membership_deletion_task_id")] public string MembershipDeletionTaskId { get; set; }
    }

    /// <summary>The body of <c>POST /users</c>: Create users or replace their data.</summary>
    internal sealed class UpdateUsersRequest
    {
        [JsonProperty("users")] public Dictionary<string, UserRequest> Users { get; set; }
    }

    /// <summary>The answer to <c>POST /users</c>.</summary>
    internal sealed class UpdateUsersResponse
    {
        [JsonProperty("users")] public Dictionary<string, FullUser> Users { get; set; }
        /// <summary>Empty unless teams were taken away.</summary>
        [JsonProperty("membership_deletion_task_id")] public string MembershipDeletionTaskId { get; set; }
    }

    internal class User
    {
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("name")] public string Name { get; set; }
        [JsonProperty("image")] public string Image { get; set; }
        /// <summary>App-level role.</summary>
        [JsonProperty("role")] public string Role { get; set; }
        /// <summary>ISO code, empty when unset.</summary>
        [JsonProperty("language")] public string Language { get; set; }
        [JsonProperty("teams")] public List<string> Teams { get; set; } = new List<string>();
        /// <summary>Role by team.</summary>
        [JsonProperty("teams_role")] public Dictionary<string, string> TeamsRole { get; set; }
        /// <summary>Banned from the whole app, not in silence.</summary>
        [JsonProperty("banned")] public bool Banned { get; set; }
        /// <summary>Has an open, visible connection.</summary>
        [JsonProperty("online")] public bool Online { get; set; }
        /// <summary>Only filled for the user itself and for server-side callers.</summary>
        [JsonProperty("blocked_user_ids")] public List<string> BlockedUserIds { get; set; } = new List<string>();
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonProperty("last_active")] public DateTimeOffset? LastActive { get; set; }
        [JsonProperty("deactivated_at")] public DateTimeOffset? DeactivatedAt { get; set; }
        [JsonProperty("deleted_at")] public DateTimeOffset? DeletedAt { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }

    internal sealed class UserMute
    {
        [JsonProperty("user")] public User User { get; set; }
        [JsonProperty("target")] public User Target { get; set; }
        [JsonProperty("created_at")] public DateTimeOffset CreatedAt { get; set; }
        [JsonProperty("updated_at")] public DateTimeOffset UpdatedAt { get; set; }
        [JsonProperty("expires")] public DateTimeOffset? Expires { get; set; }
    }

    internal sealed class UserPatch
    {
        [JsonProperty("id")] public string Id { get; set; }
        /// <summary>Dot paths reach into custom data.</summary>
        [JsonProperty("set")] public Dictionary<string, JToken> Set { get; set; }
        [JsonProperty("unset")] public List<string> Unset { get; set; }
    }

    internal sealed class UserRequest
    {
        [JsonProperty("id")] public string Id { get; set; }
        [JsonProperty("name")] public string Name { get; set; }
        [JsonProperty("image")] public string Image { get; set; }
        [JsonProperty("role")] public string Role { get; set; }
        [JsonProperty("teams")] public List<string> Teams { get; set; }
        [JsonProperty("teams_role")] public Dictionary<string, string> TeamsRole { get; set; }
        [JsonProperty("language")] public string Language { get; set; }
        [JsonProperty("invisible")] public bool? Invisible { get; set; }
        [JsonProperty("privacy_settings")] public PrivacySettings PrivacySettings { get; set; }
        [JsonExtensionData] public IDictionary<string, JToken> Custom { get; set; }
    }
}
