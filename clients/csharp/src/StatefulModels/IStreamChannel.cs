using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using StreamChat.Core.Models;
using StreamChat.Core.QueryBuilders.Filters;
using StreamChat.Core.Requests;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>
    /// A channel. There is one object per channel; its properties follow what the server tells while the channel is watched, and a
    /// handler of one of its events finds in them what the event tells.
    /// </summary>
    public interface IStreamChannel
    {
        /// <summary>A message was sent, in the channel or in one of its threads: told once for each.</summary>
        event StreamChannelMessageHandler MessageReceived;

        /// <summary>A message was changed, pinned or unpinned.</summary>
        event StreamChannelMessageHandler MessageUpdated;

        /// <summary>A message was deleted.</summary>
        event StreamChannelMessageDeletedHandler MessageDeleted;

        /// <summary>Somebody has reacted to a message.</summary>
        event StreamChannelReactionHandler ReactionAdded;

        /// <summary>Somebody has replaced a reaction.</summary>
        event StreamChannelReactionHandler ReactionUpdated;

        /// <summary>Somebody has taken a reaction back.</summary>
        event StreamChannelReactionHandler ReactionRemoved;

        /// <summary>Somebody became a member, or was invited.</summary>
        event StreamChannelMemberHandler MemberAdded;

        /// <summary>Somebody left, or was removed.</summary>
        event StreamChannelMemberHandler MemberRemoved;

        /// <summary>A member's role, ban or invitation changed.</summary>
        event StreamChannelMemberHandler MemberUpdated;

        /// <summary>Any of the three above.</summary>
        event StreamChannelMembersChangedHandler MembersChanged;

        /// <summary>The local user has hidden the channel, or sees it again.</summary>
        event StreamChannelVisibilityHandler VisibilityChanged;

        /// <summary>The local user has muted the channel, or unmuted it.</summary>
        event StreamChannelMuteHandler MuteChanged;

        /// <summary>The channel's messages were removed.</summary>
        event StreamChannelChangeHandler Truncated;

        /// <summary>The channel's data changed. After a lost connection that could not be resumed: everything may have changed.</summary>
        event StreamChannelChangeHandler Updated;

        /// <summary>Somebody began to watch the channel.</summary>
        event StreamChannelUserHandler WatcherAdded;

        /// <summary>Somebody stopped watching the channel.</summary>
        event StreamChannelUserHandler WatcherRemoved;

        /// <summary>Somebody types.</summary>
        event StreamChannelUserHandler UserStartedTyping;

        /// <summary>Somebody types no more.</summary>
        event StreamChannelUserHandler UserStoppedTyping;

        /// <summary>Any of the two above.</summary>
        event StreamChannelChangeHandler TypingUsersChanged;

        /// <summary>Somebody has read the channel, or marked it unread.</summary>
        event StreamChannelReadHandler ReadChanged;

        /// <summary>An event of the app's own was sent with <see cref="SendCustomEventAsync"/>.</summary>
        event StreamChannelCustomEventHandler CustomEventReceived;

        /// <summary>Type and id, as in <c>messaging:general</c>.</summary>
        string Cid { get; }

        /// <summary>The id within the type.</summary>
        string Id { get; }

        /// <summary>The channel's type.</summary>
        ChannelType Type { get; }

        /// <summary>The channel's name; null if none was set.</summary>
        string Name { get; }

        /// <summary>When the channel was created.</summary>
        DateTimeOffset CreatedAt { get; }

        /// <summary>When the channel's data last changed.</summary>
        DateTimeOffset UpdatedAt { get; }

        /// <summary>Who created the channel; null if that is not known.</summary>
        IStreamUser CreatedBy { get; }

        /// <summary>What the channel's type allows.</summary>
        StreamChannelConfig Config { get; }

        /// <summary>What the local user may do here, such as <c>send-message</c>.</summary>
        IReadOnlyList<string> OwnCapabilities { get; }

        /// <summary>The newest messages without a gap, oldest first; <see cref="LoadOlderMessagesAsync"/> adds to them.</summary>
        IReadOnlyList<IStreamMessage> Messages { get; }

        /// <summary>The messages that are pinned, the last pinned first.</summary>
        IReadOnlyList<IStreamMessage> PinnedMessages { get; }

        /// <summary>
        /// The local user's messages that the server has not stored yet, or has refused. They stand among <see cref="Messages"/> too.
        /// </summary>
        IReadOnlyList<IStreamMessage> UnsentMessages { get; }

        /// <summary>
        /// The members that are loaded: up to a hundred, those who came since, and the local user. For others ask <see
        /// cref="QueryMembersAsync"/>.
        /// </summary>
        IReadOnlyList<IStreamChannelMember> Members { get; }

        /// <summary>How many members the channel has.</summary>
        int MemberCount { get; }

        /// <summary>Who watches the channel, as far as the server tells it.</summary>
        IReadOnlyList<IStreamUser> Watchers { get; }

        /// <summary>How many watch the channel.</summary>
        int WatcherCount { get; }

        /// <summary>How far the members have read.</summary>
        IReadOnlyList<StreamRead> Read { get; }

        /// <summary>Who types at this moment.</summary>
        IReadOnlyList<IStreamUser> TypingUsers { get; }

        /// <summary>The local user's unread messages here.</summary>
        int UnreadCount { get; }

        /// <summary>Whether the local user has muted the channel.</summary>
        bool Muted { get; }

        /// <summary>Whether the local user has hidden the channel.</summary>
        bool Hidden { get; }

        /// <summary>Whether nobody may write here.</summary>
        bool Frozen { get; }

        /// <summary>Whether the channel is switched off.</summary>
        bool Disabled { get; }

        /// <summary>For how many seconds a member has to wait between two messages; 0 for no wait.</summary>
        int Cooldown { get; }

        /// <summary>When the newest message was sent; null if there is none.</summary>
        DateTimeOffset? LastMessageAt { get; }

        /// <summary>The team the channel belongs to; null if it belongs to none.</summary>
        string Team { get; }

        /// <summary>Up to when the channel's messages were removed; null if they never were.</summary>
        DateTimeOffset? TruncatedAt { get; }

        /// <summary>The fields that the app has added.</summary>
        IStreamCustomData CustomData { get; }

        /// <summary>The local user's membership; null if they are no member.</summary>
        IStreamChannelMember Membership { get; }

        /// <summary>Whether the channel is watched, so that its properties follow what the server tells.</summary>
        bool IsWatched { get; }

        /// <summary>Whether the channel is made for exactly the members it was created with.</summary>
        bool IsDirectMessage { get; }

        /// <summary>Sends a message.</summary>
        /// <param name="message">What it says.</param>
        /// <returns>The message as the server has stored it.</returns>
        Task<IStreamMessage> SendNewMessageAsync(string message);

        /// <summary>
        /// Sends a message. It is tried again while the connection is lost, for up to half a minute, and stored once however often it was tried.
        /// </summary>
        /// <param name="sendMessageRequest">The message.</param>
        /// <returns>The message as the server has stored it.</returns>
        /// <exception cref="StreamApiException">The server has refused it. The message stays in <see cref="UnsentMessages"/> as failed.</exception>
        Task<IStreamMessage> SendNewMessageAsync(StreamSendMessageRequest sendMessageRequest);

        /// <summary>Takes back a message that the server has never stored.</summary>
        /// <param name="message">A message of <see cref="UnsentMessages"/>.</param>
        void DiscardFailedMessage(IStreamMessage message);

        /// <summary>Loads the next older page into <see cref="Messages"/>.</summary>
        /// <returns>The messages that were added; none once the beginning is reached.</returns>
        Task<IReadOnlyList<IStreamMessage>> LoadOlderMessagesAsync();

        /// <summary>Adds members.</summary>
        /// <param name="users">Who is added.</param>
        Task AddMembersAsync(params IStreamUser[] users);

        /// <summary>Adds members.</summary>
        /// <param name="userIds">Who is added.</param>
        /// <param name="hideHistory">Whether they see only what is sent from now on.</param>
        Task AddMembersAsync(IEnumerable<string> userIds, bool hideHistory = false);

        /// <summary>Removes members.</summary>
        /// <param name="members">Who is removed.</param>
        Task RemoveMembersAsync(params IStreamChannelMember[] members);

        /// <summary>Removes members.</summary>
        /// <param name="userIds">Who is removed.</param>
        Task RemoveMembersAsync(IEnumerable<string> userIds);

        /// <summary>Asks for members, loaded or not.</summary>
        /// <param name="filters">Which; see <c>MemberFilter</c>. Null for all.</param>
        /// <param name="limit">How many at most, up to 100.</param>
        /// <param name="offset">How many are left out at the beginning.</param>
        Task<IReadOnlyList<IStreamChannelMember>> QueryMembersAsync(IEnumerable<IFieldFilterRule> filters = null, int limit = 30, int offset = 0);

        /// <summary>Invites users to become members.</summary>
        /// <param name="users">Who is invited.</param>
        Task InviteMembersAsync(params IStreamUser[] users);

        /// <summary>Invites users to become members.</summary>
        /// <param name="userIds">Who is invited.</param>
        Task InviteMembersAsync(IEnumerable<string> userIds);

        /// <summary>Accepts the local user's invitation.</summary>
        Task AcceptInviteAsync();

        /// <summary>Declines the local user's invitation.</summary>
        Task RejectInviteAsync();

        /// <summary>Makes the local user a member.</summary>
        Task JoinAsMemberAsync();

        /// <summary>Ends the local user's membership.</summary>
        Task LeaveAsMemberChannelAsync();

        /// <summary>Changes some of the channel's data and leaves the rest.</summary>
        /// <param name="setFields">What is set, by the field's name; null for nothing.</param>
        /// <param name="unsetFields">The names of fields that are removed; null for none.</param>
        Task UpdatePartialAsync(IDictionary<string, object> setFields = null, IEnumerable<string> unsetFields = null);

        /// <summary>Replaces all of the channel's data. What the request leaves out is removed.</summary>
        /// <param name="updateOverwriteRequest">The channel's data from now on.</param>
        Task UpdateOverwriteAsync(StreamUpdateOverwriteChannelRequest updateOverwriteRequest);

        /// <summary>Gives the channel a name.</summary>
        /// <param name="name">The name.</param>
        Task UpdateNameAsync(string name);

        /// <summary>Lets nobody write here any more.</summary>
        Task FreezeAsync();

        /// <summary>Lets people write here again.</summary>
        Task UnfreezeAsync();

        /// <summary>Removes the channel's messages; the channel and its members stay.</summary>
        /// <param name="truncatedAt">Up to when; null for all.</param>
        /// <param name="systemMessage">What a message says that tells of it; null for none.</param>
        /// <param name="skipPushNotifications">Whether nobody is to be notified on their phone.</param>
        /// <param name="isHardDelete">Whether the messages are erased from the server.</param>
        Task TruncateAsync(
            DateTimeOffset? truncatedAt = null, string systemMessage = null, bool skipPushNotifications = false, bool isHardDelete = false);

        /// <summary>Deletes the channel for everybody.</summary>
        /// <param name="isHardDelete">Whether it is erased from the server. Usually only the app's own server may.</param>
        Task DeleteAsync(bool isHardDelete = false);

        /// <summary>Hides the channel from the local user's lists until a new message comes.</summary>
        /// <param name="isClearHistory">Whether the local user loses sight of all messages so far.</param>
        Task HideAsync(bool isClearHistory = false);

        /// <summary>Shows the channel again.</summary>
        Task ShowAsync();

        /// <summary>Mutes the channel for the local user: its new messages are not unread and notify nobody.</summary>
        /// <param name="milliseconds">For how long; null until unmuted.</param>
        Task MuteChannelAsync(int? milliseconds = null);

        /// <summary>Takes the mute back.</summary>
        Task UnmuteChannelAsync();

        /// <summary>Marks everything in the channel as read.</summary>
        Task MarkChannelReadAsync();

        /// <summary>Marks a message and all after it as unread.</summary>
        /// <param name="messageId">The first message that is unread then.</param>
        Task MarkChannelAsUnreadAsync(string messageId);

        /// <summary>
        /// Tells others that the local user types. Call it at every key: it is sent every two seconds at most, and ends by itself when it was
        /// not called for 15 seconds.
        /// </summary>
        Task SendTypingStartedEventAsync();

        /// <summary>Tells others that the local user types no more. Sending a message does so by itself.</summary>
        Task SendTypingStoppedEventAsync();

        /// <summary>Sends an event of the app's own to everybody who watches the channel. It is not stored.</summary>
        /// <param name="type">Its type, which no event of the server has.</param>
        /// <param name="data">What it carries; null for nothing.</param>
        Task SendCustomEventAsync(string type, IDictionary<string, object> data = null);

        /// <summary>Loads the channel and lets its properties follow what the server tells.</summary>
        Task WatchAsync();

        /// <summary>Lets the channel stay as it is: nothing more is told of it.</summary>
        Task StopWatchingAsync();

        /// <summary>Bans a user from the channel: they may read but not write.</summary>
        /// <param name="user">The user.</param>
        /// <param name="reason">Why; null for no reason.</param>
        /// <param name="timeoutMinutes">For how long; null until unbanned.</param>
        /// <param name="isIpBan">Whether the user's address is banned too. Only the app's own server may.</param>
        Task BanUserAsync(IStreamUser user, string reason = "", int? timeoutMinutes = null, bool isIpBan = false);

        /// <summary>Bans a member from the channel: they may read but not write.</summary>
        /// <param name="member">The member.</param>
        /// <param name="reason">Why; null for no reason.</param>
        /// <param name="timeoutMinutes">For how long; null until unbanned.</param>
        /// <param name="isIpBan">Whether the user's address is banned too. Only the app's own server may.</param>
        Task BanMemberAsync(IStreamChannelMember member, string reason = "", int? timeoutMinutes = null, bool isIpBan = false);

        /// <summary>Lets a user write what nobody else sees.</summary>
        /// <param name="user">The user.</param>
        /// <param name="reason">Why; null for no reason.</param>
        /// <param name="timeoutMinutes">For how long; null until unbanned.</param>
        Task ShadowBanUserAsync(IStreamUser user, string reason = "", int? timeoutMinutes = null);

        /// <summary>Lets a member write what nobody else sees.</summary>
        /// <param name="member">The member.</param>
        /// <param name="reason">Why; null for no reason.</param>
        /// <param name="timeoutMinutes">For how long; null until unbanned.</param>
        Task ShadowBanMemberAsync(IStreamChannelMember member, string reason = "", int? timeoutMinutes = null);

        /// <summary>Takes a ban back.</summary>
        /// <param name="user">The user.</param>
        Task UnbanUserAsync(IStreamUser user);

        /// <summary>Takes a ban back.</summary>
        /// <param name="member">The member.</param>
        Task UnbanMemberAsync(IStreamChannelMember member);

        /// <summary>Takes a shadow ban back.</summary>
        /// <param name="user">The user.</param>
        Task RemoveUserShadowBanAsync(IStreamUser user);

        /// <summary>Takes a shadow ban back.</summary>
        /// <param name="member">The member.</param>
        Task RemoveMemberShadowBanAsync(IStreamChannelMember member);
    }
}
