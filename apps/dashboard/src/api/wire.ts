// Printed from packages/protocol by `npm run print`. Do not edit.

/** A moment: RFC 3339 text in UTC. */
export type Time = string

export interface APNState {
  enabled: boolean
  development: boolean
}

export interface Admin {
  id: string
  email: string
  created_at: Time
}

export interface AdminApp {
  id: number
  name: string
  /** The app that /demo runs in. */
  is_demo: boolean
  /** Oldest first. */
  keys: AppKey[]
  created_at: Time
  updated_at: Time
}

export interface AdminEvent {
  type: string
  at: Time
  cid?: string
  /** Whose doing it is, or whom it concerns. */
  user_id?: string
  /** Who hears of it: those in the channel, the user alone, or whoever follows their presence. */
  audience: 'channel' | 'user' | 'followers'
  /** The event as clients of v1 hear it, without what is only for one of them. */
  event: Record<string, unknown>
}

export interface AdminSession {
  /** Nobody is an administrator yet: the first one is made with AdminSetup. */
  needs_setup: boolean
  /** AdminSetup asks for the one-time code that the server printed at its start. */
  needs_code: boolean
  /** Who is signed in. */
  admin: Admin | null
  /** What X-CSRF-Token must say in every request but GET of whoever is signed in. Holds as long as the session. */
  csrf_token: string | null
  /** When the session ends at the latest. */
  expires_at: Time | null
  /** The version of the server. */
  version: string
  /** Where clients reach the server: the base URL to show and to copy. */
  public_url: string
  /** Whether /demo is open. */
  demo: boolean
}

export interface App {
  id: number
  name: string
  placement: string
  file_upload_config: FileUploadConfig
  image_upload_config: FileUploadConfig
  auto_translation_enabled: boolean
  async_url_enrich_enabled: boolean
  geofences?: Record<string, unknown>[]
  organization: string
  suspended: boolean
  suspended_explanation: string
  disable_auth_checks: boolean
  disable_permissions_checks: boolean
  multi_tenant_enabled: boolean
  guest_user_creation_disabled: boolean
  channel_hide_members_only: boolean
  user_search_disallowed_roles: string[]
  enforce_unique_usernames: 'no' | 'app' | 'team'
  revoke_tokens_issued_before?: Time
  permission_version: 'v1' | 'v2'
  grants: Record<string, string[]>
  policies: Record<string, AppPolicy[]>
  channel_configs: Record<string, AppChannelConfig>
  push_notifications: PushNotificationFields
  event_hooks: Record<string, unknown>[]
  webhook_url: string
  webhook_events: string[]
  sqs_url: string
  sqs_key: string
  sqs_secret: string
  sns_topic_arn: string
  sns_key: string
  sns_secret: string
  use_hook_v2: boolean
  before_message_send_hook_url?: string
  custom_action_handler_url: string
  moderation_webhook_url: string
  moderation_enabled: boolean
  moderation_audio_call_moderation_enabled: boolean
  moderation_llm_configurability_enabled: boolean
  moderation_multitenant_blocklist_enabled: boolean
  moderation_video_call_moderation_enabled: boolean
  image_moderation_enabled: boolean
  allowed_flag_reasons?: string[]
  image_moderation_labels?: string[]
  allow_multi_user_devices: boolean
  campaign_enabled: boolean
  cdn_expiration_seconds: number
  feed_audit_logs_enabled: boolean
  max_aggregated_activities_length: number
  member_custom_on_messages_enabled: boolean
  reminders_interval: number
  user_response_time_enabled: boolean
  call_types: Record<string, Record<string, unknown>>
}

export interface AppChannelConfig {
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
  commands: string[]
}

export interface AppCounts {
  users: number
  channels: number
  /** Of the channels that are counted. */
  messages: number
  /** Open right now. */
  connections: number
  /** False: there are more users or channels than are counted (100,000). */
  is_complete: boolean
}

export interface AppKey {
  key: string
  created_at: Time
  /** Since when nothing that was signed with its secret is accepted. */
  disabled_at: Time | null
  /** The oldest key that is not disabled: the one to show and to sign with. */
  primary: boolean
}

export interface AppPolicy {
  name: string
  action: number
  owner: boolean
  priority: number
  resources: string[]
  roles: string[]
  created_at: Time
  updated_at: Time
}

export interface AuditEntry {
  /** Later entries have greater ids. */
  id: number
  at: Time
  /** null: the server itself, at its start, or a sign-in that failed. */
  admin_id: string | null
  /** As it was then. */
  admin_email: string | null
  /** `session.opened`, `app.created`, `secret.revealed` …; `api.UpdateUsers` for a call of the API. */
  action: string
  app_id: number | null
  /** As it was then. */
  app_name: string | null
  /** To what: a key, an e-mail address, a path. */
  target: string | null
  /** How a call of the API was answered. null: it was not a call, or the server stopped before the answer. */
  status: number | null
  ip: string | null
}

export interface BlockListOptions {
  blocklist: string
  behavior: 'flag' | 'block' | 'shadow_block'
}

export interface ChannelType {
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
  permissions: Policy[]
  grants: Record<string, string[]>
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

export interface FileUploadConfig {
  size_limit: number
  allowed_file_extensions: string[]
  blocked_file_extensions: string[]
  allowed_mime_types: string[]
  blocked_mime_types: string[]
}

export interface LabelThresholds {
  flag?: number
  block?: number
}

export interface Policy {
  name: string
  action: string
  owner: boolean
  priority: number
  resources: string[]
  roles: string[]
}

export interface PushNotificationFields {
  version: string
  offline_only: boolean
  apn: APNState
  firebase: PushProviderState
  huawei: PushProviderState
  xiaomi: PushProviderState
  providers?: Record<string, unknown>[]
}

export interface PushProviderState {
  enabled: boolean
}

export interface Thresholds {
  explicit?: LabelThresholds
  spam?: LabelThresholds
  toxic?: LabelThresholds
}
