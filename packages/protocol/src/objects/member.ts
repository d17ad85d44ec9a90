import { z } from 'zod'
import { input, resource } from '../resource.ts'
import { Custom, Time, UserId } from '../scalars.ts'
import { User } from './user.ts'

/** A user's belonging to a channel. `pinned_at` and `archived_at` are absent, never null, when unset (spec/95 §22). */
export const Member = resource('Member', {
  user_id: z.string(),
  user: User.optional(),
  channel_role: z.string().describe('channel_member, channel_moderator or a custom role.'),
  role: z.enum(['owner', 'moderator', 'admin', 'member']).describe('Older name of the rank, derived.'),
  is_moderator: z.boolean().optional(),
  status: z.enum(['member', 'pending', 'accepted', 'rejected']),
  invited: z.boolean().optional(),
  invite_accepted_at: Time.optional(),
  invite_rejected_at: Time.optional(),
  banned: z.boolean(),
  ban_expires: Time.optional(),
  shadow_banned: z.boolean(),
  ban_from_future_channels: z.boolean().optional(),
  future_channel_ban_expires: Time.optional(),
  notifications_muted: z.boolean(),
  pinned_at: Time.optional(),
  archived_at: Time.optional(),
  deleted_messages: z.array(z.string()).optional().describe('Messages that this member deleted for themself.'),
  created_at: Time,
  updated_at: Time,
  deleted_at: Time.optional(),
  custom: Custom,
})
export type Member = z.infer<typeof Member>

/** The sender's belonging to the channel, on a message. */
export const MessageMember = resource('MessageMember', {
  channel_role: z.string(),
  notifications_muted: z.boolean(),
  custom: Custom.optional().describe('Only the keys that the request named in member_custom_include.'),
})
export type MessageMember = z.infer<typeof MessageMember>

/** A member as a request describes one; a bare user id stands for it. */
export const MemberRequest = input(
  'MemberRequest',
  {
    user_id: UserId,
    channel_role: z.string().min(1).max(64).optional().meta({ server: 'drop' }),
    custom: Custom.optional(),
  },
  { of: Member, reserved: ['pinned', 'archived'], wire: 'id_or_object' },
)
export type MemberRequest = z.infer<typeof MemberRequest>

/** Up to a hundred members of a request. */
export const MemberList = z.array(MemberRequest).max(100)
