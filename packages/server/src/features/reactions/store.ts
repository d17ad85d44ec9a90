import sql, { bulk, join, type Sql } from 'sql-template-tag'
import { forRows, padded } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'

/** A row of `reactions`: one user's reaction of one type to one message. */
export interface ReactionRow {
  readonly app_pk: number
  readonly message_id: string
  readonly user_id: string
  readonly type: string
  readonly score: number
  /** JSON text. */
  readonly custom: string
  readonly created_at: number
  readonly updated_at: number
}

export interface Reactor {
  readonly message_id: string
  readonly user_id: string
}

/** All reactions of these users to these messages, newest first. Those of the last pair may come several times. */
export async function selectReactionsOf(q: Queries, app_pk: number, pairs: readonly Reactor[]): Promise<ReactionRow[]> {
  if (pairs.length === 0) return []
  return q.all(sql`
    SELECT r.* FROM (SELECT column1 AS message_id, column2 AS user_id
      FROM (VALUES ${bulk(padded(pairs).map(({ message_id, user_id }) => [message_id, user_id]))}) AS given) AS v
    JOIN reactions AS r ON r.app_pk = ${app_pk} AND r.message_id = v.message_id AND r.user_id = v.user_id
    ORDER BY r.created_at DESC, r.type`)
}

export async function saveReactions(q: Queries, rows: readonly ReactionRow[]): Promise<void> {
  await forRows(rows, (some) => {
    const values = some.map((r) => [
      r.app_pk,
      r.message_id,
      r.user_id,
      r.type,
      r.score,
      r.custom,
      r.created_at,
      r.updated_at,
    ])
    return q.run(sql`
      INSERT INTO reactions (app_pk, message_id, user_id, type, score, custom, created_at, updated_at)
      VALUES ${bulk(values)}
      ON CONFLICT (app_pk, message_id, user_id, type)
      DO UPDATE SET score = excluded.score, custom = excluded.custom, updated_at = excluded.updated_at`)
  })
}

export type ReactionKey = Pick<ReactionRow, 'app_pk' | 'message_id' | 'user_id' | 'type'>

export async function deleteReactions(q: Queries, keys: readonly ReactionKey[]): Promise<void> {
  for (const [app_pk, some] of Map.groupBy(keys, (key) => key.app_pk)) {
    const values = some.map(({ message_id, user_id, type }) => [message_id, user_id, type])
    await q.run(sql`
      DELETE FROM reactions WHERE app_pk = ${app_pk} AND (message_id, user_id, type) IN (VALUES ${bulk(values)})`)
  }
}

/** The newest reactions to a message, of one type or of all. */
export function selectNewest(
  q: Queries,
  { app_pk, message_id }: Pick<ReactionRow, 'app_pk' | 'message_id'>,
  type: string | undefined,
  page: { readonly limit: number; readonly offset?: number },
): Promise<ReactionRow[]> {
  const ofType = type === undefined ? sql`` : sql`AND type = ${type}`
  return q.all(sql`
    SELECT * FROM reactions WHERE app_pk = ${app_pk} AND message_id = ${message_id} ${ofType}
    ORDER BY created_at DESC, user_id DESC, type DESC LIMIT ${page.limit} OFFSET ${page.offset ?? 0}`)
}

export function selectReactions(q: Queries, condition: Sql, order: Sql, limit: number): Promise<ReactionRow[]> {
  return q.all(sql`SELECT r.* FROM reactions AS r WHERE ${condition} ORDER BY ${order} LIMIT ${limit}`)
}

/** Some of the reactions of a user, wherever they are. */
export function selectSomeOfUser(q: Queries, app_pk: number, user_id: string, limit: number): Promise<ReactionRow[]> {
  // The keys come from the user's index; asked for whole rows, SQLite would rather look through the app's.
  return q.all(sql`
    SELECT * FROM reactions WHERE (app_pk, message_id, user_id, type) IN (
      SELECT app_pk, message_id, user_id, type FROM reactions
      WHERE app_pk = ${app_pk} AND user_id = ${user_id} LIMIT ${limit})`)
}

/** Removes reactions to messages, whoever's they are; answers how many. */
export function deleteReactionsTo(
  q: Queries,
  app_pk: number,
  message_ids: readonly string[],
  limit?: number,
): Promise<number> {
  const to = sql`app_pk = ${app_pk} AND message_id IN (${join(message_ids)})`
  if (limit === undefined) return q.run(sql`DELETE FROM reactions WHERE ${to}`)
  return q.run(sql`
    DELETE FROM reactions WHERE app_pk = ${app_pk} AND (message_id, user_id, type) IN (
      SELECT message_id, user_id, type FROM reactions WHERE ${to} LIMIT ${limit})`)
}
