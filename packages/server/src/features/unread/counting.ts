import sql, { empty, type Sql } from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'

/** The greater of two numbers, as both databases write it. */
export const greater = (a: Sql, b: Sql): Sql => sql`CASE WHEN ${a} > ${b} THEN ${a} ELSE ${b} END`

/** The ordinal up to which a member has read: of rows of `reads` as `r` and `channels` as `c`. */
export const readUpTo = greater(greater(sql`r.read_n`, sql`r.floor_n`), sql`c.floor_n`)

/** Of the channel's messages, the newest at or before a moment: its `pos` is the ordinal that the channel had then. */
export const posAt = (channel_pk: Sql | number, moment: Sql | number): Sql => sql`(
  SELECT p.pos FROM messages AS p
  WHERE p.channel_pk = ${channel_pk} AND (p.parent_id IS NULL OR p.show_in_channel = 1) AND p.created_at <= ${moment}
  ORDER BY p.created_at DESC, p.id DESC LIMIT 1)`

/**
 * Where a mute window ends. One that is open and has an end time ends at the last ordinal of then: whoever looks finds
 * the same, before and after that time, so that nobody has to close it in time.
 */
const windowEnd = sql`COALESCE(w.to_n, CASE WHEN w.ends_at IS NULL THEN s.counted
  ELSE COALESCE(${posAt(sql`w.channel_pk`, sql`w.ends_at`)}, w.from_n) END)`

const windows = sql`
  SELECT w.from_n, ${windowEnd} AS end_n FROM unread_mute_windows AS w
  WHERE w.channel_pk = s.channel_pk AND w.user_id = s.user_id AND (w.to_n IS NULL OR w.to_n > s.r)`

const isMuted = (n: Sql): Sql => sql`
  EXISTS (SELECT 1 FROM (${windows}) AS v WHERE v.from_n < ${n} AND v.end_n >= ${n})`

/**
 * A member's unread messages in a channel (core §5.2), of a row `s` with `channel_pk`, `user_id`, `counted` and `r`, up to
 * where they have read: the ordinals above `r`, less those that are holes, their own exceptions or in their mute windows,
 * each once. Windows never overlap. Where there are none of these it costs three looks into an index, and nothing at all
 * for who has read everything.
 */
export const unreadMessages = sql`CASE WHEN s.counted <= s.r THEN 0 ELSE s.counted - s.r
  - (SELECT COUNT(*) FROM unread_holes AS h
     WHERE h.channel_pk = s.channel_pk AND h.n > s.r AND NOT ${isMuted(sql`h.n`)})
  - (SELECT COUNT(*) FROM unread_exceptions AS e
     WHERE e.channel_pk = s.channel_pk AND e.user_id = s.user_id AND e.n > s.r AND NOT ${isMuted(sql`e.n`)}
       AND NOT EXISTS (SELECT 1 FROM unread_holes AS h WHERE h.channel_pk = e.channel_pk AND h.n = e.n))
  - (SELECT CAST(COALESCE(SUM(v.end_n - ${greater(sql`v.from_n`, sql`s.r`)}), 0) AS BIGINT) FROM (${windows}) AS v
     WHERE v.end_n > s.r AND v.end_n > v.from_n)
  END`

/** The same of a thread, of a row `s` with `app_pk`, `parent_id`, `user_id`, `counted` and `r`. */
export const unreadReplies = sql`CASE WHEN s.counted <= s.r THEN 0 ELSE s.counted - s.r
  - (SELECT COUNT(*) FROM thread_holes AS h WHERE h.app_pk = s.app_pk AND h.parent_id = s.parent_id AND h.n > s.r)
  - (SELECT COUNT(*) FROM thread_exceptions AS e
     WHERE e.app_pk = s.app_pk AND e.parent_id = s.parent_id AND e.user_id = s.user_id AND e.n > s.r
       AND NOT EXISTS (
         SELECT 1 FROM thread_holes AS h WHERE h.app_pk = e.app_pk AND h.parent_id = e.parent_id AND h.n = e.n))
  END`

/** Keeps the channels whose type counts reads: a condition on `channels` as `c`. */
export async function readsAreOn(queries: Queries, app_pk: number): Promise<Sql> {
  const types = await queries.all<{ name: string; config: string }>(
    sql`SELECT name, config FROM channel_types WHERE app_pk = ${app_pk}`,
  )
  // The row holds what differs from the defaults, and by default reads are counted.
  const off = types.filter(({ config }) => (JSON.parse(config) as { read_events?: boolean }).read_events === false)
  return off.length === 0 ? empty : sql`AND c.type NOT IN (${list(off.map(({ name }) => name))})`
}
