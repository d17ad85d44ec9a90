import sql, { type Sql } from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'
import { unreadableMessages, wanted } from '../unread/unread.ts'
import type { MessageAt } from './rules.ts'

// A shadowed reply has no place of its own in its thread: it stands where the one before it does.
const threadPos = sql`CASE WHEN p.parent_id IS NULL OR p.thread_pos IS NOT NULL THEN p.thread_pos ELSE (
  SELECT b.thread_pos FROM messages AS b
  WHERE b.app_pk = p.app_pk AND b.parent_id = p.parent_id AND b.created_at < p.created_at AND b.thread_pos IS NOT NULL
  ORDER BY b.created_at DESC, b.id DESC LIMIT 1) END AS thread_pos`

const columns = sql`p.id, p.channel_pk, p.user_id, p.parent_id, p.show_in_channel, p.shadowed, p.n, p.pos, p.thread_n,
  ${threadPos}, p.created_at`

/** Messages by id. */
export async function selectMessagesAt(
  q: Queries,
  app_pk: number,
  ids: readonly string[],
): Promise<Map<string, MessageAt>> {
  if (ids.length === 0) return new Map()
  const rows = await q.all<MessageAt>(
    sql`SELECT ${columns} FROM messages AS p WHERE p.app_pk = ${app_pk} AND p.id IN (${list(ids)})`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Where messages are looked for: a channel or a thread, as one user sees it, after the beginning of their history. */
export interface Place {
  readonly app_pk: number
  readonly channel_pk: number
  readonly parent_id?: string | undefined
  readonly user_id: string
  readonly cut: number
}

const inPlace = ({ app_pk, channel_pk, parent_id }: Place): Sql =>
  parent_id === undefined
    ? sql`p.channel_pk = ${channel_pk} AND (p.parent_id IS NULL OR p.show_in_channel = 1)`
    : sql`p.app_pk = ${app_pk} AND p.parent_id = ${parent_id}`

const seen = (place: Place): Sql =>
  sql`${inPlace(place)} AND p.created_at > ${place.cut} AND (p.shadowed = 0 OR p.user_id = ${place.user_id})`

const oldestFirst = sql`ORDER BY p.created_at, p.id`
const newestFirst = sql`ORDER BY p.created_at DESC, p.id DESC`

/** The newest messages. */
export const listNewest = (q: Queries, place: Place, limit: number): Promise<MessageAt[]> =>
  q.all(sql`SELECT ${columns} FROM messages AS p WHERE ${seen(place)} ${newestFirst} LIMIT ${limit}`)

/** The first message of a moment or later. */
export const findFirstSince = (q: Queries, place: Place, moment: number): Promise<MessageAt | undefined> =>
  q.get(sql`
    SELECT ${columns} FROM messages AS p WHERE ${seen(place)} AND p.created_at >= ${moment} ${oldestFirst} LIMIT 1`)

/** The message right before another one. */
export const findBefore = (q: Queries, place: Place, { created_at, id }: MessageAt): Promise<MessageAt | undefined> =>
  q.get(sql`
    SELECT ${columns} FROM messages AS p WHERE ${seen(place)} AND (p.created_at, p.id) < (${created_at}, ${id})
    ${newestFirst} LIMIT 1`)

/** The oldest of those messages that can be marked unread: undefined where all can. */
export const findOldestUnreadable = (
  q: Queries,
  place: Place,
): Promise<Pick<MessageAt, 'created_at' | 'id'> | undefined> =>
  q.get(sql`
    SELECT p.created_at, p.id FROM messages AS p WHERE ${inPlace(place)}
    ${newestFirst} LIMIT 1 OFFSET ${unreadableMessages - 1}`)

/** The ordinals of a user's own messages from one on. */
export async function selectOwnSince(q: Queries, place: Place, { created_at, id }: MessageAt): Promise<number[]> {
  const ordinal = place.parent_id === undefined ? sql`p.n` : sql`p.thread_n`
  const rows = await q.all<{ n: number }>(sql`
    SELECT ${ordinal} AS n FROM messages AS p
    WHERE ${inPlace(place)} AND (p.created_at, p.id) >= (${created_at}, ${id}) AND p.user_id = ${place.user_id}
      AND ${ordinal} IS NOT NULL ${oldestFirst} LIMIT ${unreadableMessages}`)
  return rows.map(({ n }) => n)
}

/** What a thread shows of itself beside its row. */
export const findThreadParent = (q: Queries, app_pk: number, parent_id: string) =>
  q.get<{
    text: string
    user_id: string
    reply_count: number
    created_at: number
    deleted_at: number | null
    participants: number
    active: number
  }>(sql`
    SELECT p.text, p.user_id, p.reply_count, p.created_at, p.deleted_at, COUNT(t.user_id) AS participants,
      COUNT(CASE WHEN t.left_at IS NULL THEN 1 END) AS active
    FROM messages AS p LEFT JOIN thread_reads AS t ON t.app_pk = p.app_pk AND t.parent_id = p.id
    WHERE p.app_pk = ${app_pk} AND p.id = ${parent_id} GROUP BY p.app_pk, p.id, p.text, p.user_id, p.reply_count,
      p.created_at, p.deleted_at`)

/** A channel of a user in which there is something to mark read. */
export interface ReadableChannel {
  readonly channel_pk: number
  readonly cid: string
  readonly type: string
}

/** The user's channels with something unread, or something newer than what they have read, in slices. */
export const selectReadable = (
  q: Queries,
  app_pk: number,
  user_id: string,
  after: number,
  limit: number,
): Promise<ReadableChannel[]> =>
  q.all(sql`
    SELECT m.channel_pk, c.cid, c.type FROM members AS m
    JOIN channels AS c ON c.pk = m.channel_pk
    JOIN reads AS r ON r.channel_pk = m.channel_pk AND r.user_id = m.user_id
    WHERE m.app_pk = ${app_pk} AND m.user_id = ${user_id} AND m.channel_pk > ${after} AND m.status = 'member'
      AND c.deleted_at IS NULL
      AND (c.counted > r.read_n OR r.marked_unread = 1 OR COALESCE(c.last_message_at, 0) > r.last_read)
    ORDER BY m.channel_pk LIMIT ${limit}`)

/** What reading depends on of these members. */
export const selectMembers = (
  q: Queries,
  pairs: readonly { readonly channel_pk: number; readonly user_id: string }[],
): Promise<
  { channel_pk: number; user_id: string; status: string; channel_role: string; hide_messages_before: number | null }[]
> =>
  q.all(sql`
    WITH wanted (channel_pk, user_id) AS (${wanted(pairs.map((pair) => [pair.channel_pk, pair.user_id]))})
    SELECT m.channel_pk, m.user_id, m.status, m.channel_role, m.hide_messages_before FROM wanted AS w
    JOIN members AS m ON m.channel_pk = w.channel_pk AND m.user_id = w.user_id`)
