import { z } from 'zod'
import { resource } from '../resource.ts'
import { Count, JsonObject, Text, Time } from '../scalars.ts'
import { AppChannelConfig, Grants } from './channel-config.ts'

/** What may be uploaded; an empty list forbids or allows nothing. */
export const FileUploadConfig = resource('FileUploadConfig', {
  size_limit: Count,
  allowed_file_extensions: z.array(z.string()),
  blocked_file_extensions: z.array(z.string()),
  allowed_mime_types: z.array(z.string()),
  blocked_mime_types: z.array(z.string()),
})
export type FileUploadConfig = z.infer<typeof FileUploadConfig>

const PushProviderState = resource('PushProviderState', { enabled: z.boolean() })

/** The push settings of an app, without their secrets. */
export const PushNotificationFields = resource('PushNotificationFields', {
  version: z.string(),
  offline_only: z.boolean(),
  apn: resource('APNState', { enabled: z.boolean(), development: z.boolean() }),
  firebase: PushProviderState,
  huawei: PushProviderState,
  xiaomi: PushProviderState,
  providers: z.array(JsonObject).optional(),
})

/** An older permission policy of the app: always an empty list by type. */
const AppPolicy = resource('AppPolicy', {
  name: z.string(),
  action: z.int(),
  owner: z.boolean(),
  priority: z.int(),
  resources: z.array(z.string()),
  roles: z.array(z.string()),
  created_at: Time,
  updated_at: Time,
})

/** What a client may know of its app. */
const publicFields = {
  id: z.int(),
  name: z.string(),
  placement: z.string(),
  file_upload_config: FileUploadConfig,
  image_upload_config: FileUploadConfig,
  auto_translation_enabled: z.boolean(),
  async_url_enrich_enabled: z.boolean(),
  geofences: z.array(JsonObject).optional(),
}

/** The app as its clients see it. */
export const ClientApp = resource('ClientApp', publicFields)
export type ClientApp = z.infer<typeof ClientApp>

/** The settings of an app, as callers with the secret see them. */
export const App = resource('App', {
  ...publicFields,
  organization: Text,
  suspended: z.boolean(),
  suspended_explanation: Text,
  disable_auth_checks: z.boolean(),
  disable_permissions_checks: z.boolean(),
  multi_tenant_enabled: z.boolean(),
  guest_user_creation_disabled: z.boolean(),
  channel_hide_members_only: z.boolean(),
  user_search_disallowed_roles: z.array(z.string()),
  enforce_unique_usernames: z.enum(['no', 'app', 'team']),
  revoke_tokens_issued_before: Time.optional(),
  permission_version: z.enum(['v1', 'v2']),
  grants: Grants,
  policies: z.record(z.string(), z.array(AppPolicy)),
  channel_configs: z.record(z.string(), AppChannelConfig),
  push_notifications: PushNotificationFields,
  event_hooks: z.array(JsonObject),
  webhook_url: Text,
  webhook_events: z.array(z.string()),
  sqs_url: Text,
  sqs_key: Text,
  sqs_secret: Text,
  sns_topic_arn: Text,
  sns_key: Text,
  sns_secret: Text,
  use_hook_v2: z.boolean(),
  before_message_send_hook_url: Text.optional(),
  custom_action_handler_url: Text,
  moderation_webhook_url: Text,
  moderation_enabled: z.boolean(),
  moderation_audio_call_moderation_enabled: z.boolean(),
  moderation_llm_configurability_enabled: z.boolean(),
  moderation_multitenant_blocklist_enabled: z.boolean(),
  moderation_video_call_moderation_enabled: z.boolean(),
  image_moderation_enabled: z.boolean(),
  allowed_flag_reasons: z.array(z.string()).optional(),
  image_moderation_labels: z.array(z.string()).optional(),
  allow_multi_user_devices: z.boolean(),
  campaign_enabled: z.boolean(),
  cdn_expiration_seconds: z.int(),
  feed_audit_logs_enabled: z.boolean(),
  max_aggregated_activities_length: z.int(),
  member_custom_on_messages_enabled: z.boolean(),
  reminders_interval: z.int(),
  user_response_time_enabled: z.boolean(),
  call_types: z.record(z.string(), JsonObject),
})
export type App = z.infer<typeof App>

/** How many calls of one endpoint are left. */
export const LimitInfo = resource('LimitInfo', {
  limit: Count,
  remaining: z.int(),
  reset: z.int().describe('Unix seconds.'),
})
export type LimitInfo = z.infer<typeof LimitInfo>
