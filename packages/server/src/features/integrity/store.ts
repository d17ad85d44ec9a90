import sql from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'

/** The numbers that a channel keeps, and what tells whether it has changed since. */
export interface ChannelNumbers {
  readonly pk: number
  readonly cid: string
  readonly type: string
  readonly seq: number
  readonly member_count: number
  readonly message_count: number
  readonly counted: number
  readonly floor_n: number
  readonly truncated_at: number | null
}

/** The living channels of an app, in pages by key. */
export const selectChannels = (q: Queries, app_pk: number, after: number, limit: number): Promise<ChannelNumbers[]> =>
  q.all(sql`
    SELECT pk, cid, type, seq, member_count, message_count, counted, floor_n, truncated_at FROM channels
    WHERE app_pk = ${app_pk} AND pk > ${after} AND deleted_at IS NULL ORDER BY pk LIMIT ${limit}`)

export const findChannel = (q: Queries, pk: number): Promise<ChannelNumbers | undefined> =>
  q.get(sql`
    SELECT pk, cid, type, seq, member_count, message_count, counted, floor_n, truncated_at FROM channels
    WHERE pk = ${pk} AND deleted_at IS NULL`)

/** A message, as far as numbers depend on it. */
export interface CountedMessage {
  readonly id: string
  readonly user_id: string
  readonly parent_id: string | null
  readonly shadowed: number
  readonly n: number | null
  readonly thread_n: number | null
  readonly reactions: string | null
  readonly reply_count: number
  readonly deleted_reply_count: number
  readonly created_at: number
  readonly deleted_at: number | null
}

const columns = sql`id, user_id, parent_id, shadowed, n, thread_n, reactions, reply_count, deleted_reply_count, created_at,
  deleted_at`

/** Where a page of messages ends. */
export type Cursor = Pick<CountedMessage, 'created_at' | 'id'>

/** The messages of a channel, oldest first; replies only if the channel shows them. */
export const selectMessages = (q: Queries, pk: number, after: Cursor, limit: number): Promise<CountedMessage[]> =>
  q.all(sql`
    SELECT ${columns} FROM messages
    WHERE channel_pk = ${pk} AND (parent_id IS NULL OR show_in_channel = 1)
      AND (created_at, id) > (${after.created_at}, ${after.id})
    ORDER BY created_at, id LIMIT ${limit}`)

/** The replies of a thread, oldest first. */
export const selectReplies = (
  q: Queries,
  app_pk: number,
  parent_id: string,
  after: Cursor,
  limit: number,
): Promise<CountedMessage[]> =>
  q.all(sql`
    SELECT ${columns} FROM messages
    WHERE app_pk = ${app_pk} AND parent_id = ${parent_id} AND (created_at, id) > (${after.created_at}, ${after.id})
    ORDER BY created_at, id LIMIT ${limit}`)

/** Which of these messages have replies, or anything that is kept of a thread. Most have none. */
export async function findThreads(q: Queries, app_pk: number, ids: readonly string[]): Promise<Set<string>> {
  const rows = await q.all<{ parent_id: string }>(sql`
    SELECT parent_id FROM messages WHERE app_pk = ${app_pk} AND parent_id IN (${list(ids)})
    UNION SELECT parent_id FROM threads WHERE app_pk = ${app_pk} AND parent_id IN (${list(ids)})`)
  return new Set(rows.map(({ parent_id }) => parent_id))
}

/** The reactions of messages, counted. */
export const countReactions = (
  q: Queries,
  app_pk: number,
  ids: readonly string[],
): Promise<{ message_id: string; type: string; count: number; sum_scores: number }[]> =>
  q.all(sql`
    SELECT message_id, type, COUNT(*) AS count, CAST(SUM(score) AS BIGINT) AS sum_scores FROM reactions
    WHERE app_pk = ${app_pk} AND message_id IN (${list(ids)}) GROUP BY message_id, type ORDER BY message_id, type`)

/** Those who belong to a channel; who declined an invitation does not. */
export async function countMembers(q: Queries, pk: number): Promise<number> {
  const row = await q.get<{ count: number }>(
    sql`SELECT COUNT(*) AS count FROM members WHERE channel_pk = ${pk} AND status <> 'rejected'`,
  )
  return row!.count
}

/** Members without a read row, of whom nothing can be counted. */
export const selectUncounted = (q: Queries, pk: number): Promise<{ user_id: string }[]> =>
  q.all(sql`
    SELECT m.user_id FROM members AS m LEFT JOIN reads AS r ON r.channel_pk = m.channel_pk AND r.user_id = m.user_id
    WHERE m.channel_pk = ${pk} AND m.status = 'member' AND r.user_id IS NULL LIMIT 100`)

export async function selectHoles(q: Queries, pk: number): Promise<Set<number>> {
  const rows = await q.all<{ n: number }>(sql`SELECT n FROM unread_holes WHERE channel_pk = ${pk}`)
  return new Set(rows.map(({ n }) => n))
}

export async function selectThreadHoles(q: Queries, app_pk: number, parent_id: string): Promise<Set<number>> {
  const rows = await q.all<{ n: number }>(
    sql`SELECT n FROM thread_holes WHERE app_pk = ${app_pk} AND parent_id = ${parent_id}`,
  )
  return new Set(rows.map(({ n }) => n))
}

/** For whom which messages of a channel do not count. */
export const selectExceptions = (
  q: Queries,
  pk: number,
  user_ids: readonly string[],
): Promise<{ user_id: string; n: number }[]> =>
  q.all(sql`
    SELECT user_id, n FROM unread_exceptions WHERE channel_pk = ${pk} AND user_id IN (${list(user_ids)})`)

export const selectThreadExceptions = (
  q: Queries,
  app_pk: number,
  parent_id: string,
): Promise<{ user_id: string; n: number }[]> =>
  q.all(sql`SELECT user_id, n FROM thread_exceptions WHERE app_pk = ${app_pk} AND parent_id = ${parent_id}`)

/** While a member had the channel muted. */
export interface MuteWindow {
  readonly user_id: string
  readonly from_n: number
  readonly to_n: number | null
  readonly ends_at: number | null
}

export const selectWindows = (q: Queries, pk: number, user_ids: readonly string[]): Promise<MuteWindow[]> =>
  q.all(sql`
    SELECT user_id, from_n, to_n, ends_at FROM unread_mute_windows
    WHERE channel_pk = ${pk} AND user_id IN (${list(user_ids)})`)

export async function findThreadCounted(q: Queries, app_pk: number, parent_id: string): Promise<number | undefined> {
  const row = await q.get<{ counted: number }>(
    sql`SELECT counted FROM threads WHERE app_pk = ${app_pk} AND parent_id = ${parent_id}`,
  )
  return row?.counted
}

/** The users of an app, in pages by id. */
export async function selectUserIds(q: Queries, app_pk: number, after: string, limit: number): Promise<string[]> {
  const rows = await q.all<{ id: string }>(
    sql`SELECT id FROM users WHERE app_pk = ${app_pk} AND id > ${after} ORDER BY id LIMIT ${limit}`,
  )
  return rows.map(({ id }) => id)
}
