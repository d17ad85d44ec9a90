import { z } from 'zod'
import { input, resource } from '../resource.ts'
import { Custom, Text, Time, UserId } from '../scalars.ts'

const Switch = resource('Switch', { enabled: z.boolean() })

/** What others may see of a user; an absent part is enabled. */
export const PrivacySettings = resource('PrivacySettings', {
  typing_indicators: Switch.optional(),
  read_receipts: Switch.optional(),
  delivery_receipts: Switch.optional(),
})
export type PrivacySettings = z.infer<typeof PrivacySettings>

/** What everybody may see of a user; the larger shapes of a user add to it. */
export const publicUserFields = {
  id: z.string(),
  name: Text.optional(),
  image: Text.optional(),
  role: z.string().describe('App-level role.'),
  language: Text.describe('ISO code, empty when unset.'),
  teams: z.array(z.string()),
  teams_role: z.record(z.string(), z.string()).optional().describe('Role by team.'),
  banned: z.boolean().describe('Banned from the whole app, not in silence.'),
  online: z.boolean().describe('Has an open, visible connection.'),
  blocked_user_ids: z.array(z.string()).describe('Only filled for the user itself and for server-side callers.'),
  created_at: Time,
  updated_at: Time,
  last_active: Time.optional(),
  deactivated_at: Time.optional(),
  deleted_at: Time.optional(),
  custom: Custom,
}

/** A user as others see it: inside messages, members, reactions and events. */
export const User = resource('User', publicUserFields)
export type User = z.infer<typeof User>

/** The user of `user.updated`. */
export const UserWithPrivacy = resource('UserWithPrivacy', {
  ...publicUserFields,
  invisible: z.boolean().optional(),
  privacy_settings: PrivacySettings.optional(),
})
export type UserWithPrivacy = z.infer<typeof UserWithPrivacy>

/** Keys of a user that only the server sets, beside those that `User` itself shows (spec/20 §1.2). */
const serverManaged = [
  'shadow_banned',
  'ban_expires',
  'bypass_moderation',
  'cid',
  'unread_count',
  'total_unread_count',
  'total_unread_count_by_team',
  'unread_channels',
  'unread_threads',
  'mutes',
  'channel_mutes',
  'devices',
  'latest_hidden_channels',
  'avg_response_time',
  'push_preferences',
  'push_notifications',
  'revoke_tokens_issued_before',
  'duration',
]

const updatable = {
  id: UserId,
  name: Text.max(5000).optional(),
  image: Text.max(5000).optional(),
  role: z.string().max(64).optional(),
  teams: z.array(z.string().min(1).max(100)).max(250).optional(),
  teams_role: z.record(z.string(), z.string()).optional(),
  language: Text.max(16).optional(),
  invisible: z.boolean().optional(),
  privacy_settings: PrivacySettings.optional(),
  custom: Custom.optional(),
}

/** A user as a request describes it. */
export const UserRequest = input('UserRequest', updatable, { of: User, reserved: serverManaged })
export type UserRequest = z.infer<typeof UserRequest>

/** The user details of a connecting client or guest: their role and teams stay as they are. */
export const ConnectUserDetails = input(
  'ConnectUserDetails',
  {
    id: z.string().min(1).max(255),
    name: updatable.name,
    image: updatable.image,
    language: updatable.language,
    invisible: updatable.invisible,
    privacy_settings: updatable.privacy_settings,
    custom: updatable.custom,
  },
  { of: User, reserved: serverManaged },
)
export type ConnectUserDetails = z.infer<typeof ConnectUserDetails>

/** Who acts, in the requests of callers with the secret: an id, or an object that is upserted first (spec/20 §2.2). */
export const actingUser = {
  user_id: UserId.optional().meta({ acting: true, description: 'Server-side: the acting user.' }),
  user: UserRequest.optional().meta({ acting: true, description: 'Server-side: the acting user, upserted first.' }),
}

/** The acting user where a query string names it. */
export const actingUserId = { user_id: actingUser.user_id }
