import sql, { empty } from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { ChannelNumbers, ThreadNumbers } from '../../core/realtime/numbers.ts'
import type { Queries } from '../../ports/database.ts'
import { forever } from '../users/users.ts'
import { greater, readsAreOn, readUpTo, unreadMessages, unreadReplies } from './counting.ts'

interface NumbersRow {
  readonly channel_pk: number
  readonly counted: number
  readonly unread: number
  readonly is_muted: number
  readonly muted_until: number | null
  readonly hidden_before: number | null
}

/**
 * The unread numbers of one channel or of all the user's channels, with one query. Channels where reads are off and
 * invitations that are open or were declined are absent.
 */
export async function numbersOf(
  queries: Queries,
  app_pk: number,
  user_id: string,
  channel_pk?: number,
): Promise<Map<number, ChannelNumbers>> {
  const one = channel_pk === undefined ? empty : sql`AND m.channel_pk = ${channel_pk}`
  const rows = await queries.all<NumbersRow>(sql`
    SELECT s.channel_pk, s.counted, s.hidden_before, ${unreadMessages} AS unread,
      w.user_id IS NOT NULL AS is_muted, w.ends_at AS muted_until
    FROM (
      SELECT m.channel_pk, m.user_id, m.hide_messages_before AS hidden_before, c.counted, ${readUpTo} AS r
      FROM members AS m
      JOIN channels AS c ON c.pk = m.channel_pk
      JOIN reads AS r ON r.channel_pk = m.channel_pk AND r.user_id = m.user_id
      WHERE m.app_pk = ${app_pk} AND m.user_id = ${user_id} ${one} AND m.status = 'member' AND c.deleted_at IS NULL
        ${await readsAreOn(queries, app_pk)}
    ) AS s
    LEFT JOIN unread_mute_windows AS w ON w.channel_pk = s.channel_pk AND w.user_id = s.user_id AND w.to_n IS NULL`)
  return new Map(
    rows.map(({ channel_pk, counted, unread, is_muted, muted_until, hidden_before }) => [
      channel_pk,
      {
        counted,
        unread,
        ...(is_muted && { mutedUntil: muted_until ?? forever }),
        ...(hidden_before !== null && { hiddenBefore: hidden_before }),
      },
    ]),
  )
}

/** An unread channel of a user. */
export interface UnreadChannelRow {
  readonly user_id: string
  readonly cid: string
  readonly type: string
  readonly team: string | null
  readonly unread: number
  readonly last_read: number
  readonly last_at: number
}

/** The channels in which these users have unread messages, those with the newest messages first. */
export async function selectUnreadChannels(
  queries: Queries,
  app_pk: number,
  user_ids: readonly string[],
): Promise<UnreadChannelRow[]> {
  const rows = await queries.all<UnreadChannelRow>(sql`
    SELECT s.user_id, s.cid, s.type, s.team, s.last_read, s.last_at, ${unreadMessages} AS unread
    FROM (
      SELECT m.channel_pk, m.user_id, c.cid, c.type, c.team, c.counted, r.last_read,
        COALESCE(c.last_message_at, c.created_at) AS last_at, ${readUpTo} AS r
      FROM members AS m
      JOIN channels AS c ON c.pk = m.channel_pk
      JOIN reads AS r ON r.channel_pk = m.channel_pk AND r.user_id = m.user_id
      WHERE m.app_pk = ${app_pk} AND m.user_id IN (${list(user_ids)}) AND m.status = 'member'
        AND c.deleted_at IS NULL AND c.counted > r.read_n ${await readsAreOn(queries, app_pk)}
    ) AS s ORDER BY s.last_at DESC, s.cid`)
  return rows.filter(({ unread }) => unread > 0)
}

/** An unread thread of a user. */
export interface UnreadThreadRow {
  readonly user_id: string
  readonly parent_id: string
  readonly unread: number
  readonly last_read: number
  readonly last_read_message_id: string | null
}

/**
 * The threads in which these users have unread replies, those with the newest replies first. A thread counts while the
 * user is a member and can see its parent.
 */
export async function selectUnreadThreads(
  queries: Queries,
  app_pk: number,
  user_ids: readonly string[],
): Promise<UnreadThreadRow[]> {
  const rows = await queries.all<UnreadThreadRow>(sql`
    SELECT s.user_id, s.parent_id, s.last_read, s.last_read_message_id, ${unreadReplies} AS unread
    FROM (
      SELECT t.app_pk, t.parent_id, t.user_id, t.last_read, t.last_read_message_id, h.counted, h.last_reply_at,
        ${greater(sql`t.read_n`, sql`t.floor_n`)} AS r
      FROM members AS m
      JOIN channels AS c ON c.pk = m.channel_pk
      JOIN thread_reads AS t ON t.channel_pk = m.channel_pk AND t.user_id = m.user_id
      JOIN threads AS h ON h.app_pk = t.app_pk AND h.parent_id = t.parent_id
      JOIN messages AS p ON p.app_pk = t.app_pk AND p.id = t.parent_id
      WHERE m.app_pk = ${app_pk} AND m.user_id IN (${list(user_ids)}) AND m.status = 'member'
        AND c.deleted_at IS NULL AND h.counted > t.read_n
        AND p.created_at > COALESCE(c.truncated_at, 0) AND p.created_at > COALESCE(m.hide_messages_before, 0)
        ${await readsAreOn(queries, app_pk)}
    ) AS s ORDER BY s.last_reply_at DESC, s.parent_id`)
  return rows.filter(({ unread }) => unread > 0)
}

/** A user's totals over all threads. */
export async function threadNumbersOf(queries: Queries, app_pk: number, user_id: string): Promise<ThreadNumbers> {
  const threads = await selectUnreadThreads(queries, app_pk, [user_id])
  return {
    unread_threads: threads.length,
    unread_thread_messages: threads.reduce((sum, { unread }) => sum + unread, 0),
  }
}

/** What a member's number is counted from, and what it comes to: for recounting it in another way. */
interface MemberNumber {
  readonly user_id: string
  /** The ordinal up to which they have read, or which is before their history. */
  readonly r: number
  readonly unread: number
}

/** The numbers of a channel's members, in pages by user id. */
export const numbersOfMembers = (
  queries: Queries,
  channel_pk: number,
  after: string,
  limit: number,
): Promise<MemberNumber[]> =>
  queries.all(sql`
    SELECT s.user_id, s.r, ${unreadMessages} AS unread
    FROM (
      SELECT m.channel_pk, m.user_id, c.counted, ${readUpTo} AS r
      FROM members AS m
      JOIN channels AS c ON c.pk = m.channel_pk
      JOIN reads AS r ON r.channel_pk = m.channel_pk AND r.user_id = m.user_id
      WHERE m.channel_pk = ${channel_pk} AND m.user_id > ${after} AND m.status = 'member'
      ORDER BY m.user_id LIMIT ${limit}
    ) AS s ORDER BY s.user_id`)

/** The numbers of a thread's participants, whether or not they are members. */
export const numbersOfParticipants = (queries: Queries, app_pk: number, parent_id: string): Promise<MemberNumber[]> =>
  queries.all(sql`
    SELECT s.user_id, s.r, ${unreadReplies} AS unread
    FROM (
      SELECT t.app_pk, t.parent_id, t.user_id, h.counted, ${greater(sql`t.read_n`, sql`t.floor_n`)} AS r
      FROM thread_reads AS t JOIN threads AS h ON h.app_pk = t.app_pk AND h.parent_id = t.parent_id
      WHERE t.app_pk = ${app_pk} AND t.parent_id = ${parent_id}
    ) AS s`)
