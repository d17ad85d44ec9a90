import type { ChannelMute, FullUser, OwnUser, User, UserMute, UserWithPrivacy } from '@parley-chat/protocol'
import type { World } from '../../core/world.ts'
import { customOf, forever, isUntil, privacyOf, teamRolesOf, teamsOf, type UserRow } from './user-row.ts'

/** Who looks at a user: the app's backend, the user themself, or anybody else. */
export type Onlooker = 'server' | 'self' | 'other'

/** What `me` holds that only later features know. */
export interface OwnParts {
  /** Unread messages over all channels, channels that have some, threads that have some. */
  readonly unread: { readonly total: number; readonly channels: number; readonly threads: number }
  /** The total split by team, where the app knows teams. */
  readonly total_by_team?: Record<string, number>
  readonly channel_mutes: ChannelMute[]
}

export const noOwnParts: OwnParts = { unread: { total: 0, channels: 0, threads: 0 }, channel_mutes: [] }

/** A user as everybody may see them. */
export function toUser(row: UserRow, world: World): User {
  const user: User = {
    id: row.id,
    role: row.role,
    language: row.language,
    teams: [...teamsOf(row)],
    banned: isUntil(row.ban_until, world.now),
    online: isShownOnline(row, world),
    blocked_user_ids: [],
    created_at: row.created_at,
    updated_at: row.updated_at,
    custom: customOf(row),
  }
  if (row.name !== null) user.name = row.name
  if (row.image !== null) user.image = row.image
  if (row.teams_role !== null) user.teams_role = teamRolesOf(row)!
  if (row.last_active !== null) user.last_active = row.last_active
  if (row.deactivated_at !== null) user.deactivated_at = row.deactivated_at
  if (row.deleted_at !== null) user.deleted_at = row.deleted_at
  return user
}

const isShownOnline = (row: UserRow, world: World): boolean =>
  row.invisible === 0 && row.deleted_at === null && world.isOnline(row.app_pk, row.id)

/** What is shown of a user who is no more: messages and members may outlive them (spec/20 §5.2). */
export const erasedUser = (id: string): User => ({
  id,
  role: 'user',
  language: '',
  teams: [],
  banned: false,
  online: false,
  blocked_user_ids: [],
  created_at: 0,
  updated_at: 0,
  deleted_at: 0,
  custom: {},
})

/** The user of `user.updated`. */
export function toUserWithPrivacy(row: UserRow, world: World): UserWithPrivacy {
  const privacy_settings = privacyOf(row)
  return { ...toUser(row, world), ...(privacy_settings && { privacy_settings }) }
}

/** A user as queries and updates answer it: what is private shows only to the user themself and to the backend. */
export function toFullUser(row: UserRow, world: World, onlooker: Onlooker, mutes: UserMute[] = []): FullUser {
  const isPrivate = onlooker !== 'other'
  const privacy_settings = isPrivate ? privacyOf(row) : undefined
  return {
    ...toUser(row, world),
    ...(onlooker === 'self' && { online: world.isOnline(row.app_pk, row.id) }),
    invisible: isPrivate && row.invisible === 1,
    ...(privacy_settings && { privacy_settings }),
    devices: [],
    mutes,
    channel_mutes: [],
    total_unread_count: 0,
    unread_count: 0,
    unread_channels: 0,
    unread_threads: 0,
    // Who is banned in silence must not learn of it.
    shadow_banned: onlooker === 'server' && isUntil(row.shadow_ban_until, world.now),
    ...(isUntil(row.ban_until, world.now) && row.ban_until !== forever && { ban_expires: row.ban_until! }),
    ...(isPrivate &&
      row.revoke_tokens_issued_before !== null && { revoke_tokens_issued_before: row.revoke_tokens_issued_before }),
  }
}

/** A user as they see themself: `me`. Invisible users are online to themselves. */
export function toOwnUser(row: UserRow, world: World, mutes: UserMute[], parts: OwnParts): OwnUser {
  const { shadow_banned: _, ban_expires: __, ...own } = toFullUser(row, world, 'self', mutes)
  const { total, channels, threads } = parts.unread
  return {
    ...own,
    channel_mutes: parts.channel_mutes,
    total_unread_count: total,
    unread_count: total,
    unread_channels: channels,
    unread_threads: threads,
    ...(parts.total_by_team && { total_unread_count_by_team: parts.total_by_team }),
  }
}
