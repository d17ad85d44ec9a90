import { z } from 'zod'
import { input, resource } from '../resource.ts'
import { Count, Custom, Time, UserId } from '../scalars.ts'
import { ChannelConfig, ConfigOverrides } from './channel-config.ts'
import { Member, MemberList } from './member.ts'
import { User, UserRequest } from './user.ts'

const capabilities = [
  'ban-channel-members',
  'cast-poll-vote',
  'connect-events',
  'create-attachment',
  'create-mention',
  'delete-any-message',
  'delete-channel',
  'delete-own-message',
  'delivery-events',
  'flag-message',
  'freeze-channel',
  'join-channel',
  'leave-channel',
  'mute-channel',
  'notify-channel',
  'notify-group',
  'notify-here',
  'notify-role',
  'pin-message',
  'query-poll-votes',
  'quote-message',
  'read-events',
  'search-messages',
  'send-custom-events',
  'send-links',
  'send-message',
  'send-poll',
  'send-reaction',
  'send-reply',
  'send-restricted-visibility-message',
  'send-typing-events',
  'set-channel-cooldown',
  'share-location',
  'skip-slow-mode',
  'slow-mode',
  'typing-events',
  'update-any-message',
  'update-channel',
  'update-channel-members',
  'update-own-message',
  'update-thread',
  'upload-file',
] as const

/** What a user may do in a channel, as clients ask it (spec/60 §7). */
export const Capability = z.enum(capabilities).meta({ id: 'Capability' })
export type Capability = z.infer<typeof Capability>

/** A channel. What depends on who looks (`hidden`, `muted`, `own_capabilities` …) is absent from events. */
export const Channel = resource('Channel', {
  id: z.string().describe('Of a distinct channel: !members-<hash>.'),
  type: z.string(),
  cid: z.string().describe('type:id'),
  team: z.string().optional(),
  config: ChannelConfig.optional(),
  created_by: User.optional(),
  frozen: z.boolean(),
  disabled: z.boolean(),
  cooldown: z.int().optional().describe('Slow mode: seconds between the messages of one user.'),
  member_count: Count.optional(),
  message_count: Count.optional().describe('Only where the type counts messages.'),
  members: z.array(Member).optional(),
  filter_tags: z.array(z.string()).optional(),
  own_capabilities: z.array(Capability).optional(),
  hidden: z.boolean().optional(),
  hide_messages_before: Time.optional(),
  muted: z.boolean().optional(),
  mute_expires_at: Time.optional(),
  blocked: z.boolean().optional(),
  auto_translation_enabled: z.boolean().optional(),
  auto_translation_language: z.string().optional(),
  last_message_at: Time.optional(),
  truncated_at: Time.optional(),
  truncated_by: User.optional(),
  created_at: Time,
  updated_at: Time,
  deleted_at: Time.optional(),
  custom: Custom,
})
export type Channel = z.infer<typeof Channel>

const FilterTags = z.array(z.string().min(1).max(255)).max(100)

const updatable = {
  team: z.string().min(1).max(100).optional(),
  frozen: z.boolean().optional(),
  disabled: z.boolean().optional().meta({ server: 'drop' }),
  auto_translation_enabled: z.boolean().optional(),
  auto_translation_language: z.string().max(255).optional(),
  filter_tags: FilterTags.optional(),
  config_overrides: ConfigOverrides.optional().meta({ server: 'refuse' }),
  custom: Custom.optional(),
}

/** A channel as the request that creates it describes it. */
export const ChannelRequest = input(
  'ChannelRequest',
  {
    ...updatable,
    created_by_id: UserId.optional().meta({ server: 'drop', description: 'Server-side: who creates it.' }),
    created_by: UserRequest.optional().meta({ server: 'drop' }),
    members: MemberList.optional(),
    invites: MemberList.optional(),
  },
  { of: Channel, reserved: ['truncated_by_id', 'last_updated'] },
)
export type ChannelRequest = z.infer<typeof ChannelRequest>

/** The new data of a channel: custom data is replaced as a whole, the other fields change only when given (spec/30 §4.1). */
export const ChannelUpdate = input(
  'ChannelUpdate',
  {
    ...updatable,
    team: updatable.team.meta({ server: 'drop' }),
    cooldown: z.int().min(0).max(120).optional(),
  },
  { of: Channel, reserved: ['created_by_id', 'truncated_by_id', 'invites', 'last_updated'] },
)
export type ChannelUpdate = z.infer<typeof ChannelUpdate>

export { FilterTags }
