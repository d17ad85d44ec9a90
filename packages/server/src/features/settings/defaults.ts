import type { Policy } from '@parley-chat/protocol'
import type { AppSettings, ChannelTypeConfig } from '../../core/app-config.ts'
import { builtInCommands } from './commands.ts'

export const defaultSettings: AppSettings = {
  disable_auth_checks: false,
  disable_permissions_checks: false,
  multi_tenant_enabled: false,
  guest_user_creation_disabled: false,
  user_search_disallowed_roles: [],
  enforce_unique_usernames: 'no',
  channel_hide_members_only: false,
}

/** What a channel type has until somebody says otherwise (spec/30 §1.2). */
const defaultChannelType: Omit<ChannelTypeConfig, 'name' | 'created_at' | 'updated_at'> = {
  typing_events: true,
  read_events: true,
  connect_events: true,
  delivery_events: true,
  custom_events: true,
  search: true,
  reactions: true,
  replies: true,
  quotes: true,
  mutes: true,
  uploads: true,
  url_enrichment: true,
  push_notifications: true,
  polls: false,
  reminders: false,
  user_message_reminders: false,
  shared_locations: false,
  mark_messages_pending: false,
  count_messages: false,
  skip_last_msg_update_for_system_msgs: false,
  max_message_length: 5000,
  message_retention: 'infinite',
  automod: 'disabled',
  automod_behavior: 'flag',
  commands: [],
}

/** The five types that every app has, and where they differ (spec/30 §1.3). */
export const builtInChannelTypes: Readonly<Record<string, Partial<ChannelTypeConfig>>> = {
  messaging: { commands: builtInCommands },
  team: { commands: builtInCommands, count_messages: true },
  livestream: { commands: builtInCommands, url_enrichment: false },
  gaming: { commands: builtInCommands },
  commerce: { commands: builtInCommands },
}

/** What the row of a type holds: what differs from a new type, and settings that only later features act on. */
export interface StoredType {
  readonly commands?: readonly string[]
  readonly grants?: Readonly<Record<string, readonly string[]>>
  readonly permissions?: readonly Partial<Policy>[]
  readonly [setting: string]: unknown
}

export type TypeTimes = Pick<ChannelTypeConfig, 'name' | 'created_at' | 'updated_at'>

/** A type with all its settings. */
export const completeType = (stored: StoredType, row: TypeTimes): ChannelTypeConfig => ({
  ...defaultChannelType,
  ...(stored as Partial<ChannelTypeConfig>),
  ...row,
})
