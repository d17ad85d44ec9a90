import sql, { type Sql } from 'sql-template-tag'
import type { Queries } from '../../ports/database.ts'

/** A row of `bans`. A ban from the whole app has the channel 0. */
export interface BanRow {
  readonly app_pk: number
  readonly user_id: string
  readonly channel_pk: number
  readonly banned_by_id: string | null
  readonly reason: string | null
  readonly shadow: number
  /** Absent where the ban has no end. */
  readonly expires: number | null
  readonly created_at: number
}

/** A ban with the cid of its channel. */
export type ListedBan = BanRow & { readonly cid: string | null }

/** The channel of a ban from the whole app. */
export const wholeApp = 0

export async function selectBan(
  q: Queries,
  app_pk: number,
  user_id: string,
  channel_pk: number,
): Promise<BanRow | undefined> {
  return q.get<BanRow>(
    sql`SELECT * FROM bans WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND channel_pk = ${channel_pk}`,
  )
}

/** Stores a ban in the place of the one before. */
export async function saveBan(q: Queries, row: BanRow): Promise<void> {
  await q.run(sql`
    INSERT INTO bans (app_pk, user_id, channel_pk, banned_by_id, reason, shadow, expires, created_at)
    VALUES (${row.app_pk}, ${row.user_id}, ${row.channel_pk}, ${row.banned_by_id}, ${row.reason}, ${row.shadow},
      ${row.expires}, ${row.created_at})
    ON CONFLICT (app_pk, user_id, channel_pk) DO UPDATE SET banned_by_id = excluded.banned_by_id,
      reason = excluded.reason, shadow = excluded.shadow, expires = excluded.expires, created_at = excluded.created_at`)
}

export async function deleteBan(q: Queries, { app_pk, user_id, channel_pk }: BanRow): Promise<void> {
  await q.run(sql`DELETE FROM bans WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND channel_pk = ${channel_pk}`)
}

/** Removes all bans of a user. */
export async function deleteBansOf(q: Queries, app_pk: number, user_id: string): Promise<void> {
  await q.run(sql`DELETE FROM bans WHERE app_pk = ${app_pk} AND user_id = ${user_id}`)
}

/** Removes bans from a channel that is no more, and answers how many. */
export async function deleteBansFrom(q: Queries, app_pk: number, channel_pk: number, limit: number): Promise<number> {
  return q.run(sql`
    DELETE FROM bans WHERE app_pk = ${app_pk} AND channel_pk = ${channel_pk}
      AND user_id IN (SELECT user_id FROM bans WHERE channel_pk = ${channel_pk} LIMIT ${limit})`)
}

/** A page of bans. Those from channels that are no more are left out. */
export async function selectBanPage(
  q: Queries,
  where: Sql,
  order: Sql,
  page: { readonly limit: number; readonly offset: number },
): Promise<ListedBan[]> {
  return q.all<ListedBan>(sql`
    SELECT b.*, c.cid FROM bans AS b
    LEFT JOIN channels AS c ON c.pk = b.channel_pk AND c.deleted_at IS NULL
    WHERE ${where} AND (b.channel_pk = ${wholeApp} OR c.pk IS NOT NULL)
    ORDER BY ${order} LIMIT ${page.limit} OFFSET ${page.offset}`)
}
