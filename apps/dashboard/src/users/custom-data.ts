import type { FullUser } from '../api/users.ts'

const known: ReadonlySet<string> = new Set([
  'id',
  'name',
  'image',
  'role',
  'language',
  'teams',
  'teams_role',
  'banned',
  'online',
  'blocked_user_ids',
  'created_at',
  'updated_at',
  'last_active',
  'deactivated_at',
  'deleted_at',
  'invisible',
  'privacy_settings',
  'devices',
  'mutes',
  'channel_mutes',
  'total_unread_count',
  'unread_count',
  'unread_channels',
  'unread_threads',
  'latest_hidden_channels',
  'revoke_tokens_issued_before',
  'shadow_banned',
  'ban_expires',
])

/** The app's own fields, which the wire lays beside the built-in ones; undefined where there are none. */
export function customOf(user: FullUser): Record<string, unknown> | undefined {
  const custom = Object.entries(user).filter(([name]) => !known.has(name))
  return custom.length > 0 ? Object.fromEntries(custom) : undefined
}
