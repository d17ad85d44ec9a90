import { z } from 'zod'
import { resource } from '../resource.ts'
import { Text, Time } from '../scalars.ts'

/** A slash command. */
export const Command = resource('Command', {
  name: z.string(),
  description: Text,
  args: Text.describe('How its arguments are written, for autocompletion.'),
  set: Text.describe('Grouping label: fun_set, moderation_set.'),
  created_at: Time.optional(),
  updated_at: Time.optional(),
})
export type Command = z.infer<typeof Command>

/** A blocklist in force on a channel type, and what a hit does. */
export const BlockListOptions = resource('BlockListOptions', {
  blocklist: z.string(),
  behavior: z.enum(['flag', 'block', 'shadow_block']),
})

const LabelThresholds = resource('LabelThresholds', { flag: z.number().optional(), block: z.number().optional() })

/** Scores from which the older automatic moderation acts. */
export const Thresholds = resource('Thresholds', {
  explicit: LabelThresholds.optional(),
  spam: LabelThresholds.optional(),
  toxic: LabelThresholds.optional(),
})

const PushLevel = z.enum(['all', 'all_mentions', 'mentions', 'direct_mentions', 'none'])

/** Push levels by the kind of mention. */
export const ChatPreferences = resource('ChatPreferences', {
  default_preference: z.string().optional(),
  direct_mentions: z.string().optional(),
  channel_mentions: z.string().optional(),
  here_mentions: z.string().optional(),
  role_mentions: z.string().optional(),
  group_mentions: z.string().optional(),
  thread_replies: z.string().optional(),
  distinct_channel_messages: z.string().optional(),
})

/** Role -> permission ids. In the overrides of one channel an id after `!` revokes. */
export const Grants = z.record(z.string(), z.array(z.string()))
export type Grants = Record<string, string[]>

/** An older permission policy: stored and echoed, never evaluated (spec/60 §4.4). */
export const Policy = resource('Policy', {
  name: z.string(),
  action: z.string(),
  owner: z.boolean(),
  priority: z.int(),
  resources: z.array(z.string()),
  roles: z.array(z.string()),
})
export type Policy = z.infer<typeof Policy>

/** Feature switches of a channel type, each on or off (spec/30 §1.2). */
export const channelSwitches = {
  typing_events: z.boolean(),
  read_events: z.boolean(),
  connect_events: z.boolean(),
  delivery_events: z.boolean(),
  custom_events: z.boolean(),
  search: z.boolean(),
  reactions: z.boolean(),
  replies: z.boolean(),
  quotes: z.boolean(),
  mutes: z.boolean(),
  uploads: z.boolean(),
  url_enrichment: z.boolean(),
  push_notifications: z.boolean(),
  polls: z.boolean(),
  reminders: z.boolean(),
  user_message_reminders: z.boolean(),
  shared_locations: z.boolean(),
  mark_messages_pending: z.boolean(),
  count_messages: z.boolean(),
  skip_last_msg_update_for_system_msgs: z.boolean(),
}

const settings = {
  name: z.string(),
  ...channelSwitches,
  max_message_length: z.int(),
  message_retention: z.string().meta({ v2: 'omit' }),
  automod: z.enum(['disabled', 'simple', 'AI']),
  automod_behavior: z.enum(['flag', 'block', 'shadow_block']),
  automod_thresholds: Thresholds.optional(),
  blocklist: z.string().optional(),
  blocklist_behavior: z.enum(['flag', 'block', 'shadow_block']).optional(),
  blocklists: z.array(BlockListOptions).optional(),
  partition_size: z.int().optional(),
  partition_ttl: z.string().optional().describe('A duration such as 3h0m0s.'),
  push_level: PushLevel.optional(),
  chat_preferences: ChatPreferences.optional(),
  allowed_flag_reasons: z.array(z.string()).optional(),
  created_at: Time,
  updated_at: Time,
}

/** The settings in force on a channel: its type's, with the channel's own overrides. */
export const ChannelConfig = resource('ChannelConfig', {
  ...settings,
  commands: z.array(Command),
  grants: Grants.optional().describe('Only where the channel overrides grants.'),
})
export type ChannelConfig = z.infer<typeof ChannelConfig>

/** A channel type, with its commands as objects: GET and list. */
export const ChannelType = resource('ChannelType', {
  ...settings,
  commands: z.array(Command),
  permissions: z.array(Policy),
  grants: Grants,
})
export type ChannelType = z.infer<typeof ChannelType>

/** A channel type, with its commands as names: the answer to create and update. */
export const ChannelTypeWithNames = resource('ChannelTypeWithNames', {
  ...ChannelType.shape,
  commands: z.array(z.string()),
})
export type ChannelTypeWithNames = z.infer<typeof ChannelTypeWithNames>

/** The settings of a type in `GET /app`: commands as names, no grants. */
export const AppChannelConfig = resource('AppChannelConfig', { ...settings, commands: z.array(z.string()) })

/** What one channel may set otherwise than its type; server-side only. A new value replaces the whole (spec/30 §1.6). */
export const ConfigOverrides = z
  .object({
    typing_events: z.boolean().optional(),
    reactions: z.boolean().optional(),
    replies: z.boolean().optional(),
    quotes: z.boolean().optional(),
    uploads: z.boolean().optional(),
    url_enrichment: z.boolean().optional(),
    commands: z.array(z.string()).optional(),
    max_message_length: z.int().min(1).max(20_000).optional(),
    blocklist: z.string().optional(),
    blocklist_behavior: z.enum(['flag', 'block']).optional(),
    grants: Grants.optional(),
    user_message_reminders: z.boolean().optional(),
    shared_locations: z.boolean().optional(),
    count_messages: z.boolean().optional(),
    push_level: PushLevel.optional(),
    chat_preferences: ChatPreferences.optional(),
  })
  .meta({ id: 'ConfigOverrides', unknown: 'refuse' })
export type ConfigOverrides = z.infer<typeof ConfigOverrides>

/** The settings of a type in a request: what is left out stays, or is as in a new type. */
export const channelTypeFields = {
  ...z.object(channelSwitches).partial().shape,
  max_message_length: z.int().min(0).max(20_000).optional().describe('0 on update: unchanged.'),
  message_retention: z
    .string()
    .regex(/^(infinite|[1-9]\d{0,5})$/, 'must be infinite or a number of days')
    .optional(),
  automod: settings.automod.optional(),
  automod_behavior: settings.automod_behavior.optional(),
  automod_thresholds: settings.automod_thresholds,
  blocklist: settings.blocklist,
  blocklist_behavior: settings.blocklist_behavior,
  blocklists: settings.blocklists,
  partition_size: z.int().min(10).nullable().optional(),
  partition_ttl: z
    .string()
    .regex(/^(\d+(\.\d+)?(h|m|s))+$/, 'must be a duration such as 3h0m0s')
    .nullable()
    .optional(),
  push_level: settings.push_level,
  chat_preferences: settings.chat_preferences,
  allowed_flag_reasons: settings.allowed_flag_reasons,
  commands: z.array(z.string().min(1).max(64)).max(100).optional().describe('Names; ["all"] means every built-in.'),
  permissions: z.array(Policy.partial()).optional().meta({ description: 'Older policies, stored and echoed.' }),
  grants: Grants.optional(),
}
