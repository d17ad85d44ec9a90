import sql, { bulk } from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'

/** A row of `user_mutes`. */
export interface MuteRow {
  readonly app_pk: number
  readonly user_id: string
  readonly target_id: string
  readonly created_at: number
  readonly updated_at: number
  /** Absent where the mute has no end. */
  readonly expires: number | null
}

/** What these users mute as of now, the newest first. A mute that has run out is none. */
export async function selectMutes(
  q: Queries,
  app_pk: number,
  user_ids: readonly string[],
  now: number,
): Promise<MuteRow[]> {
  return q.all<MuteRow>(sql`
    SELECT * FROM user_mutes
    WHERE app_pk = ${app_pk} AND user_id IN (${list(user_ids)}) AND (expires IS NULL OR expires > ${now})
    ORDER BY user_id, updated_at DESC, target_id`)
}

/** Stores mutes; one that is still in force keeps its beginning. */
export async function saveMutes(q: Queries, rows: readonly MuteRow[], now: number): Promise<void> {
  const values = rows.map((row) => [
    row.app_pk,
    row.user_id,
    row.target_id,
    row.created_at,
    row.updated_at,
    row.expires,
  ])
  await q.run(sql`
    INSERT INTO user_mutes (app_pk, user_id, target_id, created_at, updated_at, expires) VALUES ${bulk(values)}
    ON CONFLICT (app_pk, user_id, target_id) DO UPDATE SET
      created_at = CASE WHEN user_mutes.expires <= ${now} THEN excluded.created_at ELSE user_mutes.created_at END,
      updated_at = excluded.updated_at, expires = excluded.expires`)
}

/** Ends mutes, and clears away those of the same user that have run out. Answers how many were ended. */
export async function deleteMutes(
  q: Queries,
  app_pk: number,
  user_id: string,
  targets: readonly string[],
  now: number,
): Promise<void> {
  await q.run(sql`
    DELETE FROM user_mutes
    WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND (target_id IN (${list(targets)}) OR expires <= ${now})`)
}

export async function countMutes(q: Queries, app_pk: number, user_id: string, now: number): Promise<number> {
  const row = await q.get<{ count: number }>(sql`
    SELECT count(*) AS count FROM user_mutes
    WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND (expires IS NULL OR expires > ${now})`)
  return Number(row!.count)
}

/** Takes a user out of all mutes, their own and those of others. Answers how many are gone; `limit` at a time. */
export async function eraseMutes(q: Queries, app_pk: number, user_id: string, limit: number): Promise<number> {
  const own = await q.run(sql`DELETE FROM user_mutes WHERE app_pk = ${app_pk} AND user_id = ${user_id}
    AND target_id IN (SELECT target_id FROM user_mutes WHERE app_pk = ${app_pk} AND user_id = ${user_id} LIMIT ${limit})`)
  const others = await q.run(sql`DELETE FROM user_mutes WHERE app_pk = ${app_pk} AND target_id = ${user_id}
    AND user_id IN (SELECT user_id FROM user_mutes WHERE app_pk = ${app_pk} AND target_id = ${user_id} LIMIT ${limit})`)
  return own + others
}
