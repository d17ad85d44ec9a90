import type { Member, User } from '@parley-chat/protocol'
import type { Caller } from '../../core/context.ts'
import type { ChannelRow } from '../channels/channels.ts'
import type { MemberDetails, MemberRow } from './member-row.ts'

/** Whether the member is banned from the channel, not in silence. */
export const isBannedHere = (row: MemberDetails | undefined, now: number): boolean =>
  row?.ban_shadow === 0 && isInForce(row.ban_expires, now)

/** Whether the member has muted the channel, as of now. */
export const isMutedHere = (row: MemberDetails | undefined, now: number): boolean =>
  row?.muted_at != null && isInForce(row.mute_expires, now)

const isInForce = (expires: number | null, now: number): boolean => expires === null || expires > now

/** A member as the wire shows it. Of a ban in silence only the backend learns: whoever else is told may be its target. */
export function toMember(
  row: MemberDetails,
  channel: ChannelRow,
  users: ReadonlyMap<string, User>,
  now: number,
  onlooker?: Caller['kind'],
): Member {
  const user = users.get(row.user_id)
  const isShadowed = onlooker === 'server' && row.ban_shadow === 1 && isInForce(row.ban_expires, now)
  const isBanned = isBannedHere(row, now)
  return {
    user_id: row.user_id,
    ...(user && { user }),
    channel_role: row.channel_role,
    role: rankOf(row, channel, user),
    ...(row.channel_role === 'channel_moderator' && { is_moderator: true }),
    status: row.status,
    ...(row.invited === 1 && { invited: true }),
    ...(row.invite_accepted_at !== null && { invite_accepted_at: row.invite_accepted_at }),
    ...(row.invite_rejected_at !== null && { invite_rejected_at: row.invite_rejected_at }),
    banned: isBanned,
    ...((isBanned || isShadowed) && row.ban_expires !== null && { ban_expires: row.ban_expires }),
    shadow_banned: isShadowed,
    notifications_muted: isMutedHere(row, now),
    ...(row.pinned_at !== null && { pinned_at: row.pinned_at }),
    ...(row.archived_at !== null && { archived_at: row.archived_at }),
    created_at: row.created_at,
    updated_at: row.updated_at,
    custom: row.custom === '{}' ? {} : (JSON.parse(row.custom) as Record<string, unknown>),
  }
}

/** The rank by its older names (spec/30 §2.2). */
function rankOf(row: MemberRow, channel: ChannelRow, user: User | undefined): Member['role'] {
  if (user?.role === 'admin') return 'admin'
  if (row.user_id === channel.created_by_id) return 'owner'
  return row.channel_role === 'channel_moderator' ? 'moderator' : 'member'
}
