import type { ChannelUpdate, ConfigOverrides } from '@parley-chat/protocol'
import type { AppConfig } from '../../core/app-config.ts'
import { fail, failField } from '../../core/errors.ts'
import { findGrantsFault, rulesOf } from '../permissions/permissions.ts'
import { readCommands } from '../settings/settings.ts'
import type { ChannelRow } from './channel-row.ts'
import type { ChannelChange } from './store.ts'

/** A channel's custom data may be this long, as JSON (spec/00 §10). */
const customLimit = 5 * 1024
const tagLimit = 100

/** Custom data as it is stored; refused where it is too long. */
export function channelCustom(custom: Record<string, unknown>): string {
  const text = JSON.stringify(custom)
  if (Buffer.byteLength(text) > customLimit) fail('payload_too_big', 'channel.custom size exceeds the limit of 5KB')
  return text
}

/** The columns that the fields of a request become, custom data aside. */
export function columnsOf(
  fields: Omit<ChannelUpdate, 'custom'>,
  type: string,
  config: AppConfig,
): Omit<ChannelChange, 'custom'> {
  const { team, frozen, disabled, cooldown, filter_tags, config_overrides } = fields
  const { auto_translation_enabled, auto_translation_language } = fields
  return {
    ...(team !== undefined && { team }),
    ...(frozen !== undefined && { frozen: Number(frozen) }),
    ...(disabled !== undefined && { disabled: Number(disabled) }),
    ...(cooldown !== undefined && { cooldown }),
    ...(filter_tags !== undefined && { filter_tags: tagsText(filter_tags) }),
    ...(config_overrides !== undefined && { config_overrides: overridesText(config_overrides, type, config) }),
    ...(auto_translation_enabled !== undefined && { auto_translation_enabled: Number(auto_translation_enabled) }),
    ...(auto_translation_language !== undefined && { auto_translation_language }),
  }
}

/** Tags as they are stored: each once; null for none. */
export function tagsText(tags: readonly string[]): string | null {
  const distinct = [...new Set(tags)]
  if (distinct.length > tagLimit) failField('filter_tags', `must contain at maximum ${tagLimit} items`)
  return distinct.length === 0 ? null : JSON.stringify(distinct)
}

export const tagsOf = ({ filter_tags }: ChannelRow): string[] =>
  filter_tags === null ? [] : (JSON.parse(filter_tags) as string[])

/** Overrides as they are stored; null where nothing is overridden. */
function overridesText(overrides: ConfigOverrides, type: string, config: AppConfig): string | null {
  const { commands, grants } = overrides
  const { scope } = rulesOf(config, { type, config_overrides: null })
  const fault = grants && findGrantsFault(grants, new Set(scope.grants.keys()), 'modifiers')
  if (fault) fail('input', fault)
  if (Object.keys(overrides).length === 0) return null
  return JSON.stringify({ ...overrides, ...(commands && { commands: readCommands(commands) }) })
}

/** A change without what is so already. */
export function realChange(row: ChannelRow, change: ChannelChange): ChannelChange {
  return Object.fromEntries(
    Object.entries(change).filter(([name, value]) => value !== undefined && row[name as keyof ChannelRow] !== value),
  )
}
