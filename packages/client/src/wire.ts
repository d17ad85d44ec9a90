// Printed from packages/protocol by `npm run print`. Do not edit.

/** A moment: RFC 3339 text in UTC. */
export type Time = string

export interface AIIndicatorClearEvent {
  type: 'ai_indicator.clear'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  message_id?: string
  created_at: Time
  received_at?: Time
}

export interface AIIndicatorStopEvent {
  type: 'ai_indicator.stop'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  message_id?: string
  created_at: Time
  received_at?: Time
}

export interface AIIndicatorUpdateEvent {
  type: 'ai_indicator.update'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  message_id?: string
  ai_state: string
  ai_message?: string
  created_at: Time
  received_at?: Time
}

export interface APIError {
  code: number
  message: string
  StatusCode: number
  duration: string
  more_info: string
  details: number[]
  /** What is wrong, field by field. */
  exception_fields?: Record<string, string>
  /** The same request can never succeed. */
  unrecoverable?: boolean
}

export interface Action {
  name: string
  text: string
  /** button or text */
  type: string
  /** default, primary or danger */
  style?: string
  value?: string
}

export interface Attachment {
  /** image, video, audio, file, giphy, voiceRecording, or a word of the app. */
  type?: string
  /** Plain text for clients that cannot show it. */
  fallback?: string
  color?: string
  pretext?: string
  author_name?: string
  author_link?: string
  author_icon?: string
  title?: string
  title_link?: string
  text?: string
  image_url?: string
  thumb_url?: string
  /** URL of the audio, video or file. */
  asset_url?: string
  footer?: string
  footer_icon?: string
  /** The URL that a link preview was made from. */
  og_scrape_url?: string
  /** Pixels before resizing. */
  original_width?: number
  /** Pixels before resizing. */
  original_height?: number
  actions?: Action[]
  fields?: Field[]
  giphy?: Images
  [custom: string]: unknown
}

export interface Ban {
  user: User
  banned_by?: User
  channel?: Channel
  reason?: string
  shadow: boolean
  expires?: Time
  created_at: Time
}

export interface BlockListOptions {
  blocklist: string
  behavior: 'flag' | 'block' | 'shadow_block'
}

export type Capability =
  | 'ban-channel-members'
  | 'cast-poll-vote'
  | 'connect-events'
  | 'create-attachment'
  | 'create-mention'
  | 'delete-any-message'
  | 'delete-channel'
  | 'delete-own-message'
  | 'delivery-events'
  | 'flag-message'
  | 'freeze-channel'
  | 'join-channel'
  | 'leave-channel'
  | 'mute-channel'
  | 'notify-channel'
  | 'notify-group'
  | 'notify-here'
  | 'notify-role'
  | 'pin-message'
  | 'query-poll-votes'
  | 'quote-message'
  | 'read-events'
  | 'search-messages'
  | 'send-custom-events'
  | 'send-links'
  | 'send-message'
  | 'send-poll'
  | 'send-reaction'
  | 'send-reply'
  | 'send-restricted-visibility-message'
  | 'send-typing-events'
  | 'set-channel-cooldown'
  | 'share-location'
  | 'skip-slow-mode'
  | 'slow-mode'
  | 'typing-events'
  | 'update-any-message'
  | 'update-channel'
  | 'update-channel-members'
  | 'update-own-message'
  | 'update-thread'
  | 'upload-file'

export interface Channel {
  /** Of a distinct channel: !members-<hash>. */
  id: string
  type: string
  /** type:id */
  cid: string
  team?: string
  config?: ChannelConfig
  created_by?: User
  frozen: boolean
  disabled: boolean
  /** Slow mode: seconds between the messages of one user. */
  cooldown?: number
  member_count?: number
  /** Only where the type counts messages. */
  message_count?: number
  members?: Member[]
  filter_tags?: string[]
  own_capabilities?: Capability[]
  hidden?: boolean
  hide_messages_before?: Time
  muted?: boolean
  mute_expires_at?: Time
  blocked?: boolean
  auto_translation_enabled?: boolean
  auto_translation_language?: string
  last_message_at?: Time
  truncated_at?: Time
  truncated_by?: User
  created_at: Time
  updated_at: Time
  deleted_at?: Time
  [custom: string]: unknown
}

export interface ChannelConfig {
  name: string
  typing_events: boolean
  read_events: boolean
  connect_events: boolean
  delivery_events: boolean
  custom_events: boolean
  search: boolean
  reactions: boolean
  replies: boolean
  quotes: boolean
  mutes: boolean
  uploads: boolean
  url_enrichment: boolean
  push_notifications: boolean
  polls: boolean
  reminders: boolean
  user_message_reminders: boolean
  shared_locations: boolean
  mark_messages_pending: boolean
  count_messages: boolean
  skip_last_msg_update_for_system_msgs: boolean
  max_message_length: number
  message_retention: string
  automod: 'disabled' | 'simple' | 'AI'
  automod_behavior: 'flag' | 'block' | 'shadow_block'
  automod_thresholds?: Thresholds
  blocklist?: string
  blocklist_behavior?: 'flag' | 'block' | 'shadow_block'
  blocklists?: BlockListOptions[]
  partition_size?: number
  /** A duration such as 3h0m0s. */
  partition_ttl?: string
  push_level?: 'all' | 'all_mentions' | 'mentions' | 'direct_mentions' | 'none'
  chat_preferences?: ChatPreferences
  allowed_flag_reasons?: string[]
  created_at: Time
  updated_at: Time
  commands: Command[]
  /** Only where the channel overrides grants. */
  grants?: Record<string, string[]>
}

export interface ChannelCreatedEvent {
  type: 'channel.created'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  user?: User
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface ChannelDeletedEvent {
  type: 'channel.deleted'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface ChannelFrozenEvent {
  type: 'channel.frozen'
  cid: string
  channel_id: string
  channel_type: string
  created_at: Time
  received_at?: Time
}

export interface ChannelHiddenEvent {
  type: 'channel.hidden'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  user?: User
  clear_history: boolean
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface ChannelMute {
  user: User
  channel: Channel
  created_at: Time
  updated_at: Time
  expires?: Time
}

export interface ChannelMutedEvent {
  type: 'channel.muted'
  mute?: ChannelMute
  mutes?: ChannelMute[]
  user?: User
  created_at: Time
  received_at?: Time
}

export interface ChannelPosition {
  /** Another epoch is another history: nothing of the old one continues. */
  epoch: string
  seq: number
  /** The time of the stored event with this number. */
  at: Time
}

export interface ChannelState {
  channel: Channel
  /** Oldest first. */
  messages: Message[]
  /** The ten pinned most recently. */
  pinned_messages: Message[]
  members: Member[]
  /** The viewer’s own; absent if not a member. */
  membership?: Member
  /** At most a hundred; the viewer’s own always. */
  read?: ReadState[]
  watchers?: User[]
  watcher_count?: number
  threads: ThreadState[]
  hidden?: boolean
  hide_messages_before?: Time
  parley: ChannelPosition
}

export interface ChannelTruncatedEvent {
  type: 'channel.truncated'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  user?: User
  message_id?: string
  message?: Message
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface ChannelUnfrozenEvent {
  type: 'channel.unfrozen'
  cid: string
  channel_id: string
  channel_type: string
  created_at: Time
  received_at?: Time
}

export interface ChannelUnmutedEvent {
  type: 'channel.unmuted'
  mute?: ChannelMute
  mutes?: ChannelMute[]
  user?: User
  created_at: Time
  received_at?: Time
}

export interface ChannelUpdatedEvent {
  type: 'channel.updated'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  user?: User
  message_id?: string
  message?: Message
  own_capabilities?: Capability[]
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface ChannelVisibleEvent {
  type: 'channel.visible'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  user?: User
  created_at: Time
  received_at?: Time
}

export interface ChatPreferences {
  default_preference?: string
  direct_mentions?: string
  channel_mentions?: string
  here_mentions?: string
  role_mentions?: string
  group_mentions?: string
  thread_replies?: string
  distinct_channel_messages?: string
}

export interface Command {
  name: string
  description: string
  /** How its arguments are written, for autocompletion. */
  args: string
  /** Grouping label: fun_set, moderation_set. */
  set: string
  created_at?: Time
  updated_at?: Time
}

export interface ConnectionErrorEvent {
  type: 'connection.error'
  connection_id: string
  error: APIError
  created_at: Time
  received_at?: Time
}

export interface ConnectionOkEvent {
  type: 'connection.ok'
  connection_id: string
  me: OwnUser
  created_at: Time
  received_at?: Time
}

export interface CustomEvent {
  type: string
  cid?: string
  channel_id?: string
  channel_type?: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  parent_id?: string
  user_id?: string
  user?: User
  channel?: Channel
  created_at: Time
  received_at?: Time
  [custom: string]: unknown
}

export interface Device {
  id: string
  user_id: string
  /** apn, firebase, huawei, xiaomi */
  push_provider: string
  push_provider_name?: string
  disabled?: boolean
  disabled_reason?: string
  hardware_id?: string
  voip?: boolean
  created_at: Time
}

export interface Field {
  title: string
  value: string
  /** May stand beside another field. */
  short: boolean
}

export interface FullUser {
  id: string
  name?: string
  image?: string
  /** App-level role. */
  role: string
  /** ISO code, empty when unset. */
  language: string
  teams: string[]
  /** Role by team. */
  teams_role?: Record<string, string>
  /** Banned from the whole app, not in silence. */
  banned: boolean
  /** Has an open, visible connection. */
  online: boolean
  /** Only filled for the user itself and for server-side callers. */
  blocked_user_ids: string[]
  created_at: Time
  updated_at: Time
  last_active?: Time
  deactivated_at?: Time
  deleted_at?: Time
  /** Appears offline to everybody else. */
  invisible: boolean
  privacy_settings?: PrivacySettings
  devices: Device[]
  mutes: UserMute[]
  channel_mutes: ChannelMute[]
  total_unread_count: number
  /** The same number under its older name. */
  unread_count: number
  unread_channels: number
  unread_threads: number
  /** Cids hidden most recently. */
  latest_hidden_channels?: string[]
  revoke_tokens_issued_before?: Time
  shadow_banned: boolean
  ban_expires?: Time
  [custom: string]: unknown
}

export interface HealthCheckEvent {
  type: 'health.check'
  connection_id: string
  cid?: '*'
  me?: OwnUser
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface ImageData {
  url: string
  width: string
  height: string
  size: string
  frames: string
}

export interface Images {
  original: ImageData
  fixed_height: ImageData
  fixed_height_still: ImageData
  fixed_height_downsampled: ImageData
  fixed_width: ImageData
  fixed_width_still: ImageData
  fixed_width_downsampled: ImageData
}

export interface LabelThresholds {
  flag?: number
  block?: number
}

export interface MarkReadEvent {
  type: 'message.read'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_last_message_at?: Time
  last_read_message_id?: string
  channel?: Channel
  thread?: Thread
  user?: User
  /** Is the new last_read. */
  created_at: Time
  parley?: ReadPosition
}

export interface Member {
  user_id: string
  user?: User
  /** channel_member, channel_moderator or a custom role. */
  channel_role: string
  /** Older name of the rank, derived. */
  role: 'owner' | 'moderator' | 'admin' | 'member'
  is_moderator?: boolean
  status: 'member' | 'pending' | 'accepted' | 'rejected'
  invited?: boolean
  invite_accepted_at?: Time
  invite_rejected_at?: Time
  banned: boolean
  ban_expires?: Time
  shadow_banned: boolean
  ban_from_future_channels?: boolean
  future_channel_ban_expires?: Time
  notifications_muted: boolean
  pinned_at?: Time
  archived_at?: Time
  /** Messages that this member deleted for themself. */
  deleted_messages?: string[]
  created_at: Time
  updated_at: Time
  deleted_at?: Time
  [custom: string]: unknown
}

export interface MemberAddedEvent {
  type: 'member.added'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  member: Member
  user?: User
  own_capabilities?: Capability[]
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface MemberRemovedEvent {
  type: 'member.removed'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  member: Member
  user?: User
  own_capabilities?: Capability[]
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface MemberUpdatedEvent {
  type: 'member.updated'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  member: Member
  user?: User
  own_capabilities?: Capability[]
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface Message {
  id: string
  cid: string
  type: MessageType
  text: string
  html: string
  mml?: string
  user: User
  attachments: Attachment[]
  mentioned_users: User[]
  mentioned_channel: boolean
  mentioned_here: boolean
  mentioned_roles?: string[]
  mentioned_group_ids?: string[]
  /** The ten newest. */
  latest_reactions: Reaction[]
  /** The viewer’s own; always empty in events. */
  own_reactions: Reaction[]
  reaction_counts: Record<string, number>
  reaction_scores: Record<string, number>
  reaction_groups: Record<string, ReactionGroup> | null
  parent_id?: string
  show_in_channel?: boolean
  /** Replies, those deleted softly included. */
  reply_count: number
  /** Replies deleted softly. */
  deleted_reply_count: number
  thread_participants?: User[]
  quoted_message_id?: string
  command?: string
  args?: string
  silent: boolean
  shadowed: boolean
  pinned: boolean
  pinned_at: Time | null
  pinned_by: User | null
  pin_expires: Time | null
  /** Only these users and the author see it; empty: everybody. */
  restricted_visibility: string[]
  poll_id?: string
  member?: MessageMember
  i18n?: Record<string, string>
  image_labels?: Record<string, string[]>
  created_at: Time
  updated_at: Time
  /** The last change of the text. */
  message_text_updated_at?: Time
  deleted_at?: Time
  deleted_for_me?: boolean
  quoted_message?: QuotedMessage
  [custom: string]: unknown
}

export interface MessageChangeSet {
  attachments: boolean
  custom: boolean
  html: boolean
  mentioned_user_ids: boolean
  mml: boolean
  pin: boolean
  quoted_message_id: boolean
  silent: boolean
  text: boolean
}

export interface MessageDeletedEvent {
  type: 'message.deleted'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id: string
  message: Message
  user?: User
  hard_delete: boolean
  deleted_for_me?: boolean
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface MessageDeliveredEvent {
  type: 'message.delivered'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  last_delivered_at: Time
  last_delivered_message_id: string
  created_at: Time
  received_at?: Time
}

export interface MessageMember {
  channel_role: string
  notifications_muted: boolean
  [custom: string]: unknown
}

export interface MessageNewEvent {
  type: 'message.new'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id: string
  message: Message
  user?: User
  channel?: Channel
  watcher_count: number
  /** Id of the author of the parent message. */
  parent_author?: string
  thread_participants?: User[]
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface MessageReadEvent {
  type: 'message.read'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user?: User
  last_read_message_id?: string
  channel?: Channel
  thread?: Thread
  parley?: ReadPosition
  created_at: Time
  received_at?: Time
}

export type MessageType = 'regular' | 'reply' | 'system' | 'ephemeral' | 'error' | 'deleted'

export interface MessageUndeletedEvent {
  type: 'message.undeleted'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id: string
  message: Message
  user?: User
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface MessageUpdate {
  old_text?: string
  change_set?: MessageChangeSet
}

export interface MessageUpdatedEvent {
  type: 'message.updated'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id: string
  message: Message
  user?: User
  message_update?: MessageUpdate
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface MessageWithChannel {
  id: string
  cid: string
  type: MessageType
  text: string
  html: string
  mml?: string
  user: User
  attachments: Attachment[]
  mentioned_users: User[]
  mentioned_channel: boolean
  mentioned_here: boolean
  mentioned_roles?: string[]
  mentioned_group_ids?: string[]
  /** The ten newest. */
  latest_reactions: Reaction[]
  /** The viewer’s own; always empty in events. */
  own_reactions: Reaction[]
  reaction_counts: Record<string, number>
  reaction_scores: Record<string, number>
  reaction_groups: Record<string, ReactionGroup> | null
  parent_id?: string
  show_in_channel?: boolean
  /** Replies, those deleted softly included. */
  reply_count: number
  /** Replies deleted softly. */
  deleted_reply_count: number
  thread_participants?: User[]
  quoted_message_id?: string
  command?: string
  args?: string
  silent: boolean
  shadowed: boolean
  pinned: boolean
  pinned_at: Time | null
  pinned_by: User | null
  pin_expires: Time | null
  /** Only these users and the author see it; empty: everybody. */
  restricted_visibility: string[]
  poll_id?: string
  member?: MessageMember
  i18n?: Record<string, string>
  image_labels?: Record<string, string[]>
  created_at: Time
  updated_at: Time
  /** The last change of the text. */
  message_text_updated_at?: Time
  deleted_at?: Time
  deleted_for_me?: boolean
  quoted_message?: QuotedMessage
  channel: Channel
  [custom: string]: unknown
}

export interface NotificationAddedToChannelEvent {
  type: 'notification.added_to_channel'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  member: Member
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface NotificationChannelDeletedEvent {
  type: 'notification.channel_deleted'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface NotificationChannelMutesUpdatedEvent {
  type: 'notification.channel_mutes_updated'
  me: OwnUser
  created_at: Time
  received_at?: Time
}

export interface NotificationChannelTruncatedEvent {
  type: 'notification.channel_truncated'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface NotificationInviteAcceptedEvent {
  type: 'notification.invite_accepted'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  member: Member
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface NotificationInviteRejectedEvent {
  type: 'notification.invite_rejected'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  member: Member
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface NotificationInvitedEvent {
  type: 'notification.invited'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  member: Member
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface NotificationMarkReadEvent {
  type: 'notification.mark_read'
  cid?: string
  channel_id?: string
  channel_type?: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user?: User
  channel?: Channel
  last_read_message_id?: string
  thread_id?: string
  thread?: Thread
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface NotificationMarkUnreadEvent {
  type: 'notification.mark_unread'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user?: User
  channel?: Channel
  first_unread_message_id?: string
  last_read_at?: Time
  last_read_message_id?: string
  thread_id?: string
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface NotificationMessageNewEvent {
  type: 'notification.message_new'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id?: string
  message: Message
  channel: Channel
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface NotificationMutesUpdatedEvent {
  type: 'notification.mutes_updated'
  me: OwnUser
  created_at: Time
  received_at?: Time
}

export interface NotificationRemovedFromChannelEvent {
  type: 'notification.removed_from_channel'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  channel: Channel
  member?: Member
  user?: User
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  created_at: Time
  received_at?: Time
}

export interface NotificationThreadMessageNewEvent {
  type: 'notification.thread_message_new'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id: string
  thread_id: string
  message: Message
  channel: Channel
  user?: User
  watcher_count: number
  /** Id of the author of the parent message. */
  parent_author?: string
  thread_participants?: User[]
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface OwnUser {
  id: string
  name?: string
  image?: string
  /** App-level role. */
  role: string
  /** ISO code, empty when unset. */
  language: string
  teams: string[]
  /** Role by team. */
  teams_role?: Record<string, string>
  /** Banned from the whole app, not in silence. */
  banned: boolean
  /** Has an open, visible connection. */
  online: boolean
  /** Only filled for the user itself and for server-side callers. */
  blocked_user_ids: string[]
  created_at: Time
  updated_at: Time
  last_active?: Time
  deactivated_at?: Time
  deleted_at?: Time
  /** Appears offline to everybody else. */
  invisible: boolean
  privacy_settings?: PrivacySettings
  devices: Device[]
  mutes: UserMute[]
  channel_mutes: ChannelMute[]
  total_unread_count: number
  /** The same number under its older name. */
  unread_count: number
  unread_channels: number
  unread_threads: number
  /** Cids hidden most recently. */
  latest_hidden_channels?: string[]
  revoke_tokens_issued_before?: Time
  total_unread_count_by_team?: Record<string, number>
  [custom: string]: unknown
}

export interface PrivacySettings {
  typing_indicators?: Switch
  read_receipts?: Switch
  delivery_receipts?: Switch
}

export interface QuotedMessage {
  id: string
  cid: string
  type: MessageType
  text: string
  html: string
  mml?: string
  user: User
  attachments: Attachment[]
  mentioned_users: User[]
  mentioned_channel: boolean
  mentioned_here: boolean
  mentioned_roles?: string[]
  mentioned_group_ids?: string[]
  /** The ten newest. */
  latest_reactions: Reaction[]
  /** The viewer’s own; always empty in events. */
  own_reactions: Reaction[]
  reaction_counts: Record<string, number>
  reaction_scores: Record<string, number>
  reaction_groups: Record<string, ReactionGroup> | null
  parent_id?: string
  show_in_channel?: boolean
  /** Replies, those deleted softly included. */
  reply_count: number
  /** Replies deleted softly. */
  deleted_reply_count: number
  thread_participants?: User[]
  quoted_message_id?: string
  command?: string
  args?: string
  silent: boolean
  shadowed: boolean
  pinned: boolean
  pinned_at: Time | null
  pinned_by: User | null
  pin_expires: Time | null
  /** Only these users and the author see it; empty: everybody. */
  restricted_visibility: string[]
  poll_id?: string
  member?: MessageMember
  i18n?: Record<string, string>
  image_labels?: Record<string, string[]>
  created_at: Time
  updated_at: Time
  /** The last change of the text. */
  message_text_updated_at?: Time
  deleted_at?: Time
  deleted_for_me?: boolean
  [custom: string]: unknown
}

export interface Reaction {
  message_id: string
  user_id: string
  user: User
  type: string
  score: number
  created_at: Time
  updated_at: Time
  [custom: string]: unknown
}

export interface ReactionDeletedEvent {
  type: 'reaction.deleted'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id: string
  message: Message
  reaction: Reaction
  channel: Channel
  user: User
  thread_participants?: User[]
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface ReactionGroup {
  count: number
  sum_scores: number
  /** Survives the removal of every reaction of the type, so that the order stays. */
  first_reaction_at: Time
  last_reaction_at: Time
  latest_reactions_by: ReactionGroupUser[]
}

export interface ReactionGroupUser {
  user_id: string
  user?: User
  created_at: Time
}

export interface ReactionNewEvent {
  type: 'reaction.new'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id: string
  message: Message
  reaction: Reaction
  channel: Channel
  user: User
  thread_participants?: User[]
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface ReactionUpdatedEvent {
  type: 'reaction.updated'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  message_id: string
  message: Message
  reaction: Reaction
  channel: Channel
  user: User
  thread_participants?: User[]
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface ReadPosition {
  read_rev: number
}

export interface ReadState {
  user: User
  last_read: Time
  unread_messages: number
  last_read_message_id?: string
  last_delivered_at?: Time
  last_delivered_message_id?: string
  parley?: ReadPosition
}

export interface Switch {
  enabled: boolean
}

export interface Task {
  task_id: string
  status: 'waiting' | 'pending' | 'running' | 'completed' | 'failed'
  result?: Record<string, unknown>
  error?: TaskError
  created_at: Time
  updated_at: Time
}

export interface TaskError {
  type: string
  description: string
  stacktrace?: string
  version?: string
}

export interface Thread {
  channel_cid: string
  channel?: Channel
  parent_message_id: string
  parent_message?: Message
  /** The author of the first reply. */
  created_by_user_id: string
  created_by?: User
  title: string
  reply_count: number
  participant_count: number
  active_participant_count: number
  thread_participants?: ThreadParticipant[]
  last_message_at?: Time
  created_at: Time
  updated_at: Time
  deleted_at?: Time
  custom: Record<string, unknown>
}

export interface ThreadParticipant {
  channel_cid: string
  thread_id?: string
  user_id?: string
  user?: User
  created_at: Time
  last_read_at: Time
  last_thread_message_at?: Time
  left_thread_at?: Time
  custom: Record<string, unknown>
}

export interface ThreadState {
  channel_cid: string
  channel?: Channel
  parent_message_id: string
  parent_message?: Message
  /** The author of the first reply. */
  created_by_user_id: string
  created_by?: User
  title: string
  reply_count: number
  participant_count: number
  active_participant_count: number
  thread_participants?: ThreadParticipant[]
  last_message_at?: Time
  created_at: Time
  updated_at: Time
  deleted_at?: Time
  custom: Record<string, unknown>
  latest_replies: Message[]
  read?: ReadState[]
}

export interface Thresholds {
  explicit?: LabelThresholds
  spam?: LabelThresholds
  toxic?: LabelThresholds
}

export interface TypingStartEvent {
  type: 'typing.start'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  /** The thread typed in. */
  parent_id?: string
  created_at: Time
  received_at?: Time
}

export interface TypingStopEvent {
  type: 'typing.stop'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  /** The thread typed in. */
  parent_id?: string
  created_at: Time
  received_at?: Time
}

export interface UnreadChannel {
  /** The cid, in spite of its name. */
  channel_id: string
  unread_count: number
  last_read: Time
}

export interface UnreadChannelType {
  channel_type: string
  channel_count: number
  unread_count: number
}

export interface UnreadCounts {
  total_unread_count: number
  total_unread_threads_count: number
  /** The hundred unread channels with the newest messages. */
  channels: UnreadChannel[]
  channel_type: UnreadChannelType[]
  threads: UnreadThread[]
  total_unread_count_by_team?: Record<string, number>
}

export interface UnreadThread {
  parent_message_id: string
  unread_count: number
  last_read: Time
  last_read_message_id: string
}

export interface User {
  id: string
  name?: string
  image?: string
  /** App-level role. */
  role: string
  /** ISO code, empty when unset. */
  language: string
  teams: string[]
  /** Role by team. */
  teams_role?: Record<string, string>
  /** Banned from the whole app, not in silence. */
  banned: boolean
  /** Has an open, visible connection. */
  online: boolean
  /** Only filled for the user itself and for server-side callers. */
  blocked_user_ids: string[]
  created_at: Time
  updated_at: Time
  last_active?: Time
  deactivated_at?: Time
  deleted_at?: Time
  [custom: string]: unknown
}

export interface UserBannedEvent {
  type: 'user.banned'
  cid?: string
  channel_id?: string
  channel_type?: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  created_by?: User
  shadow?: boolean
  own_capabilities?: Capability[]
  reason?: string
  expiration?: Time
  total_bans?: number
  created_at: Time
  received_at?: Time
}

export interface UserDeactivatedEvent {
  type: 'user.deactivated'
  user: User
  created_by?: User
  created_at: Time
  received_at?: Time
}

export interface UserDeletedEvent {
  type: 'user.deleted'
  user: User
  delete_user: '' | 'soft' | 'pruning' | 'hard'
  delete_messages: '' | 'soft' | 'pruning' | 'hard'
  delete_conversation: '' | 'soft' | 'pruning' | 'hard'
  delete_conversation_channels: boolean
  hard_delete: boolean
  mark_messages_deleted: boolean
  created_at: Time
  received_at?: Time
}

export interface UserMessagesDeletedEvent {
  type: 'user.messages.deleted'
  cid?: string
  channel_id?: string
  channel_type?: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  soft_delete?: boolean
  hard_delete?: boolean
  total_unread_count?: number
  /** The same number under its older name: not that of the channel. */
  unread_count?: number
  unread_channels?: number
  /** Unread in the channel of the event. */
  unread_messages?: number
  unread_threads?: number
  unread_thread_messages?: number
  parley?: ChannelPosition
  created_at: Time
  received_at?: Time
}

export interface UserMute {
  user: User
  target: User
  created_at: Time
  updated_at: Time
  expires?: Time
}

export interface UserMutedEvent {
  type: 'user.muted'
  user: User
  target_user?: User
  target_users?: User[]
  created_at: Time
  received_at?: Time
}

export interface UserPresenceChangedEvent {
  type: 'user.presence.changed'
  user: User
  created_at: Time
  received_at?: Time
}

export interface UserReactivatedEvent {
  type: 'user.reactivated'
  user: User
  created_by?: User
  created_at: Time
  received_at?: Time
}

export interface UserUnbannedEvent {
  type: 'user.unbanned'
  cid?: string
  channel_id?: string
  channel_type?: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  created_by?: User
  shadow?: boolean
  own_capabilities?: Capability[]
  created_at: Time
  received_at?: Time
}

export interface UserUnmutedEvent {
  type: 'user.unmuted'
  user: User
  target_user?: User
  target_users?: User[]
  created_at: Time
  received_at?: Time
}

export interface UserUpdatedEvent {
  type: 'user.updated'
  user: UserWithPrivacy
  created_at: Time
  received_at?: Time
}

export interface UserWatchingStartEvent {
  type: 'user.watching.start'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  watcher_count: number
  created_at: Time
  received_at?: Time
}

export interface UserWatchingStopEvent {
  type: 'user.watching.stop'
  cid: string
  channel_id: string
  channel_type: string
  team?: string
  channel_member_count?: number
  channel_message_count?: number
  channel_last_message_at?: Time
  user: User
  watcher_count: number
  created_at: Time
  received_at?: Time
}

export interface UserWithPrivacy {
  id: string
  name?: string
  image?: string
  /** App-level role. */
  role: string
  /** ISO code, empty when unset. */
  language: string
  teams: string[]
  /** Role by team. */
  teams_role?: Record<string, string>
  /** Banned from the whole app, not in silence. */
  banned: boolean
  /** Has an open, visible connection. */
  online: boolean
  /** Only filled for the user itself and for server-side callers. */
  blocked_user_ids: string[]
  created_at: Time
  updated_at: Time
  last_active?: Time
  deactivated_at?: Time
  deleted_at?: Time
  invisible?: boolean
  privacy_settings?: PrivacySettings
  [custom: string]: unknown
}

/** An event that the server emits on its own account. */
export type WireEvent =
  | AIIndicatorClearEvent
  | AIIndicatorStopEvent
  | AIIndicatorUpdateEvent
  | ChannelCreatedEvent
  | ChannelDeletedEvent
  | ChannelFrozenEvent
  | ChannelHiddenEvent
  | ChannelMutedEvent
  | ChannelTruncatedEvent
  | ChannelUnfrozenEvent
  | ChannelUnmutedEvent
  | ChannelUpdatedEvent
  | ChannelVisibleEvent
  | ConnectionErrorEvent
  | ConnectionOkEvent
  | HealthCheckEvent
  | MemberAddedEvent
  | MemberRemovedEvent
  | MemberUpdatedEvent
  | MessageDeletedEvent
  | MessageDeliveredEvent
  | MessageNewEvent
  | MessageReadEvent
  | MessageUndeletedEvent
  | MessageUpdatedEvent
  | NotificationAddedToChannelEvent
  | NotificationChannelDeletedEvent
  | NotificationChannelMutesUpdatedEvent
  | NotificationChannelTruncatedEvent
  | NotificationInviteAcceptedEvent
  | NotificationInviteRejectedEvent
  | NotificationInvitedEvent
  | NotificationMarkReadEvent
  | NotificationMarkUnreadEvent
  | NotificationMessageNewEvent
  | NotificationMutesUpdatedEvent
  | NotificationRemovedFromChannelEvent
  | NotificationThreadMessageNewEvent
  | ReactionDeletedEvent
  | ReactionNewEvent
  | ReactionUpdatedEvent
  | TypingStartEvent
  | TypingStopEvent
  | UserBannedEvent
  | UserDeactivatedEvent
  | UserDeletedEvent
  | UserMessagesDeletedEvent
  | UserMutedEvent
  | UserPresenceChangedEvent
  | UserReactivatedEvent
  | UserUnbannedEvent
  | UserUnmutedEvent
  | UserUpdatedEvent
  | UserWatchingStartEvent
  | UserWatchingStopEvent

/** What arrives: an event of the server, or one that an app invented. */
export type AnyWireEvent = WireEvent | CustomEvent

/** The types that are not an app's own. */
export const wireEventTypes: readonly WireEvent['type'][] = [
  'ai_indicator.clear',
  'ai_indicator.stop',
  'ai_indicator.update',
  'channel.created',
  'channel.deleted',
  'channel.frozen',
  'channel.hidden',
  'channel.muted',
  'channel.truncated',
  'channel.unfrozen',
  'channel.unmuted',
  'channel.updated',
  'channel.visible',
  'connection.error',
  'connection.ok',
  'health.check',
  'member.added',
  'member.removed',
  'member.updated',
  'message.deleted',
  'message.delivered',
  'message.new',
  'message.read',
  'message.undeleted',
  'message.updated',
  'notification.added_to_channel',
  'notification.channel_deleted',
  'notification.channel_mutes_updated',
  'notification.channel_truncated',
  'notification.invite_accepted',
  'notification.invite_rejected',
  'notification.invited',
  'notification.mark_read',
  'notification.mark_unread',
  'notification.message_new',
  'notification.mutes_updated',
  'notification.removed_from_channel',
  'notification.thread_message_new',
  'reaction.deleted',
  'reaction.new',
  'reaction.updated',
  'typing.start',
  'typing.stop',
  'user.banned',
  'user.deactivated',
  'user.deleted',
  'user.messages.deleted',
  'user.muted',
  'user.presence.changed',
  'user.reactivated',
  'user.unbanned',
  'user.unmuted',
  'user.updated',
  'user.watching.start',
  'user.watching.stop',
]
