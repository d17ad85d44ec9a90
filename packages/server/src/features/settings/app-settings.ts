import type { App, ClientApp, FileUploadConfig, UpdateAppRequest } from '@parley-chat/protocol'
import type { AppConfig, AppSettings } from '../../core/app-config.ts'
import type { Context } from '../../core/context.ts'
import { appScope, effectiveGrants } from '../permissions/permissions.ts'
import { toAppChannelConfig, toGrants } from './channel-type-shapes.ts'
import { defaultSettings } from './defaults.ts'
import { putInForce } from './force.ts'
import { changeGrants, checkGrants } from './granting.ts'
import { endRevoked, endUnsigned } from './revocation.ts'
import { saveSettings } from './store.ts'

/** Where the data lies; a server that one hosts oneself knows no regions. */
const placement = 'self-hosted'
const cdnSeconds = 14 * 24 * 60 * 60
const reminderSeconds = 300

const anyFile: FileUploadConfig = {
  size_limit: 0,
  allowed_file_extensions: [],
  blocked_file_extensions: [],
  allowed_mime_types: [],
  blocked_mime_types: [],
}

/** The settings of the app. Clients see what they need in order to offer the right things. */
export async function getApp(context: Context): Promise<App | ClientApp> {
  return context.read(async ({ access }) =>
    access.caller.kind === 'server' ? toApp(access.config) : toClientApp(access.config),
  )
}

/**
 * Changes settings of the app. What holds from the next request on also holds for those who are connected: whoever may
 * not read any more stops hearing, and tokens that are not good any more end their sockets.
 */
export async function updateApp(context: Context, input: UpdateAppRequest): Promise<void> {
  await context.reconfiguration(async (tx) => {
    const { settings } = tx.access.config
    const changed = changeSettings(settings, input)
    if (changed === settings) return
    const version = await saveSettings(tx, context.app_pk, ownSettings(changed), tx.now)
    await putInForce(tx, context, version)
    const { hub } = context.services
    const { revoke_tokens_issued_before: since } = changed
    if (since !== undefined && since !== settings.revoke_tokens_issued_before) {
      tx.afterCommit(() => endRevoked(hub, context.app_pk, since, tx.now))
    }
    const isCheckedNow = settings.disable_auth_checks && !changed.disable_auth_checks
    if (isCheckedNow) tx.afterCommit(() => endUnsigned(hub, context.app_pk, tx.now))
  })
}

/** The settings after a request; the same object if it changes nothing. */
export function changeSettings(settings: AppSettings, input: UpdateAppRequest): AppSettings {
  const { grants, revoke_tokens_issued_before: _, ...plain } = input
  checkGrants(Object.fromEntries((plain.user_search_disallowed_roles ?? []).map((role) => [role, []])))
  const { revoke_tokens_issued_before: before, ...kept } = settings
  const since = revokedSince(before, input)
  const changed = {
    ...kept,
    ...(Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)) as Partial<AppSettings>),
    ...(since !== undefined && { revoke_tokens_issued_before: since }),
    ...(grants && { grants: changeGrants(appScope, settings.grants ?? {}, grants) }),
  }
  return JSON.stringify(sorted(changed)) === JSON.stringify(sorted(settings)) ? settings : changed
}

/** Some clients send null along with whatever they change: it lifts a revocation only when it comes alone (spec/95 §1.8). */
function revokedSince(before: number | undefined, input: UpdateAppRequest): number | undefined {
  const { revoke_tokens_issued_before: revoked } = input
  if (revoked === undefined) return before
  if (revoked !== null) return revoked
  return Object.keys(input).length === 1 ? undefined : before
}

const sorted = (settings: AppSettings) => Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))

/** What differs from the defaults: a default that a later version changes reaches whoever never chose. */
function ownSettings(settings: AppSettings): Partial<AppSettings> {
  const defaults = new Map<string, unknown>(Object.entries(defaultSettings))
  const own = Object.entries(settings).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(name)),
  )
  return Object.fromEntries(own) as Partial<AppSettings>
}

const toClientApp = ({ pk, name }: AppConfig): ClientApp => ({
  id: pk,
  name,
  placement,
  file_upload_config: anyFile,
  image_upload_config: anyFile,
  auto_translation_enabled: false,
  async_url_enrich_enabled: false,
  geofences: [],
})

/** The whole app. Where a setting stands for something that is not offered, its value says so. */
function toApp(config: AppConfig): App {
  const { settings } = config
  const { revoke_tokens_issued_before: revoked } = settings
  return {
    ...toClientApp(config),
    organization: '',
    suspended: config.suspended,
    suspended_explanation: '',
    disable_auth_checks: settings.disable_auth_checks,
    disable_permissions_checks: settings.disable_permissions_checks,
    multi_tenant_enabled: settings.multi_tenant_enabled,
    guest_user_creation_disabled: settings.guest_user_creation_disabled,
    channel_hide_members_only: settings.channel_hide_members_only,
    user_search_disallowed_roles: [...settings.user_search_disallowed_roles],
    enforce_unique_usernames: settings.enforce_unique_usernames,
    ...(revoked !== undefined && { revoke_tokens_issued_before: revoked }),
    permission_version: 'v2',
    grants: toGrants(effectiveGrants(appScope, settings.grants)),
    policies: {},
    channel_configs: Object.fromEntries(
      Array.from(config.channel_types.values(), (type) => [type.name, toAppChannelConfig(type)]),
    ),
    push_notifications: {
      version: 'v3',
      offline_only: false,
      apn: { enabled: false, development: false },
      firebase: { enabled: false },
      huawei: { enabled: false },
      xiaomi: { enabled: false },
      providers: [],
    },
    event_hooks: [],
    webhook_url: '',
    webhook_events: [],
    sqs_url: '',
    sqs_key: '',
    sqs_secret: '',
    sns_topic_arn: '',
    sns_key: '',
    sns_secret: '',
    use_hook_v2: true,
    custom_action_handler_url: '',
    moderation_webhook_url: '',
    moderation_enabled: false,
    moderation_audio_call_moderation_enabled: false,
    moderation_llm_configurability_enabled: false,
    moderation_multitenant_blocklist_enabled: false,
    moderation_video_call_moderation_enabled: false,
    image_moderation_enabled: false,
    allow_multi_user_devices: false,
    campaign_enabled: false,
    cdn_expiration_seconds: cdnSeconds,
    feed_audit_logs_enabled: false,
    max_aggregated_activities_length: 0,
    member_custom_on_messages_enabled: false,
    reminders_interval: reminderSeconds,
    user_response_time_enabled: false,
    call_types: {},
  }
}
