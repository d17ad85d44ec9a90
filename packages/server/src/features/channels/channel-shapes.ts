import type { Capability, Channel, ChannelConfig, User } from '@parley-chat/protocol'
import type { AppConfig } from '../../core/app-config.ts'
import type { EventChannel } from '../../core/events.ts'
import { type Rules, rulesOf } from '../permissions/permissions.ts'
import { toCommands } from '../settings/settings.ts'
import type { ChannelRow } from './channel-row.ts'

/** What depends on who looks at a channel. */
export interface ChannelViewer {
  readonly own_capabilities: Capability[]
  readonly member?: { readonly hidden: number; readonly hide_messages_before: number | null } | undefined
  readonly mute?: { readonly expires: number | null } | undefined
}

/** The users whom a channel names. */
export const usersOfChannel = ({ created_by_id, truncated_by_id }: ChannelRow): string[] =>
  truncated_by_id === null ? [created_by_id] : [created_by_id, truncated_by_id]

/** A channel as the wire shows it; without a viewer as events carry it, the same for all. */
export function toChannel(
  row: ChannelRow,
  config: AppConfig,
  users: ReadonlyMap<string, User>,
  viewer?: ChannelViewer,
): Channel {
  const rules = rulesOf(config, row)
  const creator = users.get(row.created_by_id)
  const truncater = row.truncated_by_id === null ? undefined : users.get(row.truncated_by_id)
  return {
    id: row.id,
    type: row.type,
    cid: row.cid,
    ...(row.team !== null && { team: row.team }),
    config: wireConfig(rules),
    ...(creator && { created_by: creator }),
    frozen: row.frozen === 1,
    disabled: row.disabled === 1,
    ...(row.cooldown > 0 && { cooldown: row.cooldown }),
    member_count: row.member_count,
    ...(rules.config.count_messages && { message_count: row.message_count }),
    ...(row.filter_tags !== null && { filter_tags: JSON.parse(row.filter_tags) as string[] }),
    auto_translation_enabled: row.auto_translation_enabled === 1,
    ...(row.auto_translation_language !== null && { auto_translation_language: row.auto_translation_language }),
    ...(row.last_message_at !== null && { last_message_at: row.last_message_at }),
    ...(row.truncated_at !== null && { truncated_at: row.truncated_at }),
    ...(truncater && { truncated_by: truncater }),
    created_at: row.created_at,
    updated_at: row.updated_at,
    ...(row.deleted_at !== null && { deleted_at: row.deleted_at }),
    ...(viewer && seenBy(viewer)),
    custom: customOf(row),
  }
}

function seenBy({ own_capabilities, member, mute }: ChannelViewer): Partial<Channel> {
  return {
    own_capabilities,
    ...(member && { hidden: member.hidden === 1 }),
    ...(member?.hide_messages_before != null && { hide_messages_before: member.hide_messages_before }),
    muted: mute !== undefined,
    ...(mute?.expires != null && { mute_expires_at: mute.expires }),
  }
}

/** What every event says of the channel it happened in. */
export function eventChannel(row: ChannelRow, config: AppConfig): EventChannel {
  return {
    app_pk: row.app_pk,
    pk: row.pk,
    cid: row.cid,
    type: row.type,
    id: row.id,
    ...(row.team !== null && { team: row.team }),
    custom: customOf(row),
    member_count: row.member_count,
    ...(rulesOf(config, row).config.count_messages && { message_count: row.message_count }),
    ...(row.last_message_at !== null && { last_message_at: row.last_message_at }),
  }
}

const customOf = ({ custom }: ChannelRow): Record<string, unknown> =>
  custom === '{}' ? {} : (JSON.parse(custom) as Record<string, unknown>)

const wireConfigs = new WeakMap<Rules, ChannelConfig>()

function wireConfig(rules: Rules): ChannelConfig {
  const known = wireConfigs.get(rules)
  if (known) return known
  const { grants: _, commands, ...settings } = rules.config
  const made = { ...settings, commands: toCommands(commands), ...(rules.modifiers && { grants: rules.modifiers }) }
  wireConfigs.set(rules, made as ChannelConfig)
  return made as ChannelConfig
}
