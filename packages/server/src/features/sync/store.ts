import sql from 'sql-template-tag'
import type { EventRow } from '../../core/hydrate.ts'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'

interface StoredRow extends Omit<EventRow, 'data'> {
  readonly data: string
}

const toRow = (row: StoredRow): EventRow => ({ ...row, data: JSON.parse(row.data) as EventRow['data'] })

/** The stored events of a channel, both ends included, in order. */
export async function eventsBetween(
  queries: Queries,
  channel_pk: number,
  from: number,
  to: number,
): Promise<EventRow[]> {
  const rows = await queries.all<StoredRow>(sql`
    SELECT channel_pk, seq, app_pk, type, user_id, data, created_at FROM events
    WHERE channel_pk = ${channel_pk} AND seq BETWEEN ${from} AND ${to} ORDER BY seq`)
  return rows.map(toRow)
}

/** The newest events of a channel, newest first: whoever looks for those since a time stops at the first older one. */
export async function newestEvents(queries: Queries, channel_pk: number, limit: number): Promise<EventRow[]> {
  const rows = await queries.all<StoredRow>(sql`
    SELECT channel_pk, seq, app_pk, type, user_id, data, created_at FROM events
    WHERE channel_pk = ${channel_pk} ORDER BY seq DESC LIMIT ${limit}`)
  return rows.map(toRow)
}

/** When a stored event happened; undefined if there is none with this seq. */
export async function timeOfEvent(queries: Queries, channel_pk: number, seq: number): Promise<number | undefined> {
  const row = await queries.get<{ created_at: number }>(
    sql`SELECT created_at FROM events WHERE channel_pk = ${channel_pk} AND seq = ${seq}`,
  )
  return row?.created_at
}

export async function headOf(queries: Queries, channel_pk: number): Promise<number> {
  const row = await queries.get<{ seq: number }>(sql`SELECT seq FROM channels WHERE pk = ${channel_pk}`)
  return row?.seq ?? 0
}

export interface ChangedRead {
  readonly user_id: string
  readonly parent_id: string | null
  readonly last_read: number
  readonly last_read_message_id: string | null
  readonly rev: number
}

/** Who has read the channel, or a thread of it, since then, the latest first; who marked something unread tells nobody (core §3.2). */
export async function readsSince(queries: Queries, channel_pk: number, since: number): Promise<ChangedRead[]> {
  return queries.all<ChangedRead>(sql`
    SELECT user_id, NULL AS parent_id, last_read, last_read_message_id, rev, changed_at FROM reads
    WHERE channel_pk = ${channel_pk} AND changed_at > ${since} AND marked_unread = 0
    UNION ALL
    SELECT user_id, parent_id, last_read, last_read_message_id, rev, changed_at FROM thread_reads
    WHERE channel_pk = ${channel_pk} AND changed_at > ${since} AND marked_unread = 0 AND left_at IS NULL
    ORDER BY changed_at DESC LIMIT 200`)
}

export interface UserEventRow {
  readonly pk: number
  readonly type: string
  readonly channel_pk: number | null
  readonly data: Record<string, unknown>
  readonly created_at: number
}

/** What has happened to a user's own state since then, of these types, oldest first. */
export async function userEventsSince(
  queries: Queries,
  app_pk: number,
  user_id: string,
  since: number,
  types: readonly string[],
  limit: number,
): Promise<UserEventRow[]> {
  const rows = await queries.all<Omit<UserEventRow, 'data'> & { data: string }>(sql`
    SELECT pk, type, channel_pk, data, created_at FROM user_events
    WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND created_at >= ${since} AND type IN (${list([...types])})
    ORDER BY pk LIMIT ${limit}`)
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as UserEventRow['data'] }))
}

/** Where these channels stand. */
export async function headsOf(queries: Queries, pks: readonly number[]): Promise<Map<number, number>> {
  if (pks.length === 0) return new Map()
  const rows = await queries.all<{ pk: number; seq: number }>(
    sql`SELECT pk, seq FROM channels WHERE pk IN (${list(pks)})`,
  )
  return new Map(rows.map(({ pk, seq }) => [pk, seq]))
}

/** What was stored of these users' own state between two moments. */
export async function userEventsBetween(
  queries: Queries,
  app_pk: number,
  user_ids: readonly string[],
  from: number,
  to: number,
): Promise<{ user_id: string; type: string; created_at: number }[]> {
  if (user_ids.length === 0) return []
  return queries.all(sql`
    SELECT user_id, type, created_at FROM user_events
    WHERE app_pk = ${app_pk} AND user_id IN (${list(user_ids)}) AND created_at > ${from} AND created_at <= ${to}`)
}
