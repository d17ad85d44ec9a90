import sql, { bulk } from 'sql-template-tag'
import { forRows } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'
import { wanted } from './wanted.ts'

/** A row of `reads`: how far one member has read a channel. */
export interface ReadRow {
  readonly app_pk: number
  readonly channel_pk: number
  readonly user_id: string
  readonly read_n: number
  readonly floor_n: number
  readonly last_read: number
  readonly last_read_message_id: string | null
  readonly marked_unread: number
  readonly rev: number
  readonly last_delivered_at: number | null
  readonly last_delivered_message_id: string | null
}

/** A row of `thread_reads`: how far one participant has read a thread. */
export interface ThreadReadRow {
  readonly app_pk: number
  readonly parent_id: string
  readonly user_id: string
  readonly channel_pk: number
  readonly read_n: number
  readonly last_read: number
  readonly last_read_message_id: string | null
  readonly marked_unread: number
  readonly rev: number
}

/** Messages of a channel, or replies of a thread, that can be marked unread: so many of the newest (spec/11 §4.2). */
export const unreadableMessages = 100

/** The read rows of these members. A member who has just been written may be answered twice. */
export async function selectReadRows(
  queries: Queries,
  pairs: readonly { readonly channel_pk: number; readonly user_id: string }[],
): Promise<ReadRow[]> {
  if (pairs.length === 0) return []
  return queries.all(sql`
    WITH wanted (channel_pk, user_id) AS (${wanted(pairs.map((pair) => [pair.channel_pk, pair.user_id]))})
    SELECT r.* FROM wanted AS w JOIN reads AS r ON r.channel_pk = w.channel_pk AND r.user_id = w.user_id
    ${queries.lock({ table: sql`r`, order: sql`r.channel_pk, r.user_id` })}`)
}

/** Rows in the order of their keys: whoever locks several does it in this order, so that no two wait for each other. */
export const inOrder = <Row extends { readonly channel_pk: number; readonly user_id: string }>(
  rows: readonly Row[],
): Row[] => [...rows].sort((a, b) => a.channel_pk - b.channel_pk || (a.user_id < b.user_id ? -1 : 1))

/** Writes rows as they are now: what a member has read, or that they marked something unread. */
export async function writeReadRows(write: Write, rows: readonly ReadRow[]): Promise<void> {
  const values = inOrder(rows).map((row) => [
    row.app_pk,
    row.channel_pk,
    row.user_id,
    row.read_n,
    row.floor_n,
    row.last_read,
    row.last_read_message_id,
    row.marked_unread,
    row.rev,
    write.now,
    row.last_delivered_at,
    row.last_delivered_message_id,
  ])
  await forRows(values, (some) =>
    write.run(sql`
      INSERT INTO reads (app_pk, channel_pk, user_id, read_n, floor_n, last_read, last_read_message_id, marked_unread,
        rev, changed_at, last_delivered_at, last_delivered_message_id)
      VALUES ${bulk(some)}
      ON CONFLICT (channel_pk, user_id) DO UPDATE SET read_n = excluded.read_n, last_read = excluded.last_read,
        last_read_message_id = excluded.last_read_message_id, marked_unread = excluded.marked_unread,
        rev = excluded.rev, changed_at = excluded.changed_at, last_delivered_at = excluded.last_delivered_at,
        last_delivered_message_id = excluded.last_delivered_message_id`),
  )
}

/** Writes what has reached a member's devices. It is no reading: neither `rev` nor `changed_at` moves. */
export async function writeDelivered(write: Write, row: ReadRow): Promise<void> {
  await write.run(sql`
    UPDATE reads SET last_delivered_at = ${row.last_delivered_at},
      last_delivered_message_id = ${row.last_delivered_message_id}
    WHERE channel_pk = ${row.channel_pk} AND user_id = ${row.user_id}`)
}

export async function findThreadRead(
  queries: Queries,
  app_pk: number,
  parent_id: string,
  user_id: string,
): Promise<ThreadReadRow | undefined> {
  return queries.get(sql`
    SELECT * FROM thread_reads WHERE app_pk = ${app_pk} AND parent_id = ${parent_id} AND user_id = ${user_id} ${queries.lock()}`)
}

export async function writeThreadRead(write: Write, row: ThreadReadRow): Promise<void> {
  await write.run(sql`
    UPDATE thread_reads SET read_n = ${row.read_n}, last_read = ${row.last_read},
      last_read_message_id = ${row.last_read_message_id}, marked_unread = ${row.marked_unread}, rev = ${row.rev},
      changed_at = ${write.now}
    WHERE app_pk = ${row.app_pk} AND parent_id = ${row.parent_id} AND user_id = ${row.user_id}`)
}

/** A member's own messages among these are never unread for them, now that they have read less than they have sent. */
export async function exceptOwn(
  write: Write,
  channel_pk: number,
  user_id: string,
  ns: readonly number[],
): Promise<void> {
  if (ns.length === 0) return
  await write.run(sql`
    INSERT INTO unread_exceptions (channel_pk, user_id, n) VALUES ${bulk(ns.map((n) => [channel_pk, user_id, n]))}
    ON CONFLICT DO NOTHING`)
}

/** The same of a participant's own replies. */
export async function exceptOwnReplies(
  write: Write,
  { app_pk, parent_id, user_id }: ThreadReadRow,
  ns: readonly number[],
): Promise<void> {
  if (ns.length === 0) return
  await write.run(sql`
    INSERT INTO thread_exceptions (app_pk, parent_id, user_id, n)
    VALUES ${bulk(ns.map((n) => [app_pk, parent_id, user_id, n]))} ON CONFLICT DO NOTHING`)
}

/** What is known of who is excepted has been given up below this ordinal of a channel: nothing can be unread again there. */
export async function prunedOf(queries: Queries, channel_pk: number): Promise<number> {
  const row = await queries.get<{ pruned_n: number }>(
    sql`SELECT pruned_n FROM unread_marks WHERE channel_pk = ${channel_pk}`,
  )
  return row?.pruned_n ?? 0
}

export interface ThreadRow {
  readonly app_pk: number
  readonly parent_id: string
  readonly channel_pk: number
  readonly counted: number
  readonly pruned_n: number
  readonly created_by_id: string
  readonly created_at: number
  readonly last_reply_at: number
}

export async function findThreadRow(
  queries: Queries,
  app_pk: number,
  parent_id: string,
): Promise<ThreadRow | undefined> {
  return queries.get(sql`SELECT * FROM threads WHERE app_pk = ${app_pk} AND parent_id = ${parent_id}`)
}
