import sql, { join, type Sql } from 'sql-template-tag'
import type { Services } from '../../core/context.ts'
import type { Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'
import { posAt } from './counting.ts'
import { unreadableMessages } from './marking.ts'

const everyMs = 10 * 60_000
/** What one slice looks at and deletes at most, so that sends need not wait for more than some milliseconds. */
const groupsPerSlice = 50
const rowsPerSlice = 500

/** Rows that belong together: those of one member in one channel, say. Undefined once there are no more. */
type Group = readonly (string | number)[] | undefined

/** One walk over a table: a step deletes what is of no use in the first group after `group` and answers that group. */
type Step = (write: Write, group: Group) => Promise<{ readonly group: Group; readonly deleted: number }>

/**
 * Every ten minutes gives up what no count can need any more (core §5.2): exceptions and mute windows below both what
 * their members have read and the hundred newest messages, and holes below the beginning of a channel's history.
 */
export function startUnreadPruning({ writer, clock, log }: Services): () => void {
  let cancel = clock.after(everyMs, round)
  function round() {
    pruneUnread((work) => writer.run('PruneUnread', work))
      .catch((error) => log.error({ err: error }, 'unread rows could not be pruned'))
      .finally(() => {
        cancel = clock.after(everyMs, round)
      })
  }
  return () => cancel()
}

/** One whole round, slice by slice; answers how many rows it deleted. */
export async function pruneUnread(run: (slice: (write: Write) => Promise<number>) => Promise<number>): Promise<number> {
  let total = 0
  for (const step of [pruneExceptions, pruneWindows, pruneHoles, pruneThreadExceptions]) {
    let at: Group
    let isDone = false
    while (!isDone) {
      total += await run(async (write) => {
        let deleted = 0
        for (let count = 0; count < groupsPerSlice && deleted < rowsPerSlice && !isDone; count++) {
          const answer = await step(write, at)
          deleted += answer.deleted
          // A group of which a full slice was deleted is looked at again.
          if (answer.deleted < rowsPerSlice) at = answer.group
          isDone = answer.group === undefined
        }
        return deleted
      })
    }
  }
  return total
}

interface Limits {
  readonly read_to: number | null
  readonly mark: number | null
}

/** Up to which ordinal nothing of a member's can matter. A deleted channel may come back, one that is gone may not. */
async function limitOf(write: Write, channel_pk: number, user_id: string): Promise<number> {
  const row = await write.get<Limits>(sql`
    SELECT CASE WHEN r.read_n > r.floor_n THEN r.read_n ELSE r.floor_n END AS read_to,
      (SELECT p.pos - CASE WHEN p.n IS NULL THEN 0 ELSE 1 END FROM messages AS p
       WHERE p.channel_pk = c.pk AND (p.parent_id IS NULL OR p.show_in_channel = 1)
       ORDER BY p.created_at DESC, p.id DESC LIMIT 1 OFFSET ${unreadableMessages - 1}) AS mark
    FROM channels AS c LEFT JOIN reads AS r ON r.channel_pk = c.pk AND r.user_id = ${user_id}
    WHERE c.pk = ${channel_pk}`)
  if (!row) return Number.MAX_SAFE_INTEGER
  const mark = row.mark ?? 0
  return row.read_to === null ? mark : Math.min(mark, row.read_to)
}

const pruneExceptions: Step = async (write, group) => {
  const next = await nextGroup(write, sql`unread_exceptions`, [sql`channel_pk`, sql`user_id`], group)
  if (!next) return { group: next, deleted: 0 }
  const [channel_pk, user_id] = next as [number, string]
  const limit = await limitOf(write, channel_pk, user_id)
  const mine = sql`channel_pk = ${channel_pk} AND user_id = ${user_id}`
  const deleted = await deleteUpTo(write, sql`unread_exceptions`, mine, limit)
  if (deleted > 0) await keepMark(write, channel_pk, limit)
  return { group: next, deleted }
}

const pruneWindows: Step = async (write, group) => {
  const next = await nextGroup(write, sql`unread_mute_windows`, [sql`channel_pk`, sql`user_id`], group)
  if (!next) return { group: next, deleted: 0 }
  const [channel_pk, user_id] = next as [number, string]
  const mine = sql`channel_pk = ${channel_pk} AND user_id = ${user_id}`
  // No message of before an end that has passed can come any more: from now on the ordinal says where the window ends.
  await write.run(sql`
    UPDATE unread_mute_windows SET ends_at = NULL,
      to_n = COALESCE(${posAt(channel_pk, sql`unread_mute_windows.ends_at`)}, from_n)
    WHERE ${mine} AND to_n IS NULL AND ends_at < ${write.now}`)
  const limit = await limitOf(write, channel_pk, user_id)
  const deleted = await write.run(sql`DELETE FROM unread_mute_windows WHERE ${mine} AND to_n <= ${limit}`)
  if (deleted > 0) await keepMark(write, channel_pk, limit)
  return { group: next, deleted }
}

const pruneHoles: Step = async (write, group) => {
  const next = await nextGroup(write, sql`unread_holes`, [sql`channel_pk`], group)
  if (!next) return { group: next, deleted: 0 }
  const [channel_pk] = next as [number]
  const channel = await write.get<{ floor_n: number }>(sql`SELECT floor_n FROM channels WHERE pk = ${channel_pk}`)
  const limit = channel?.floor_n ?? Number.MAX_SAFE_INTEGER
  return { group: next, deleted: await deleteUpTo(write, sql`unread_holes`, sql`channel_pk = ${channel_pk}`, limit) }
}

const pruneThreadExceptions: Step = async (write, group) => {
  const columns = [sql`app_pk`, sql`parent_id`, sql`user_id`]
  const next = await nextGroup(write, sql`thread_exceptions`, columns, group)
  if (!next) return { group: next, deleted: 0 }
  const [app_pk, parent_id, user_id] = next as [number, string, string]
  const row = await write.get<{ read_to: number; mark: number | null }>(sql`
    SELECT CASE WHEN t.read_n > t.floor_n THEN t.read_n ELSE t.floor_n END AS read_to,
      (SELECT p.thread_pos - CASE WHEN p.thread_n IS NULL THEN 0 ELSE 1 END FROM messages AS p
       WHERE p.app_pk = t.app_pk AND p.parent_id = t.parent_id AND p.shadowed = 0
       ORDER BY p.created_at DESC, p.id DESC LIMIT 1 OFFSET ${unreadableMessages - 1}) AS mark
    FROM thread_reads AS t WHERE t.app_pk = ${app_pk} AND t.parent_id = ${parent_id} AND t.user_id = ${user_id}`)
  const limit = row ? Math.min(row.mark ?? 0, row.read_to) : Number.MAX_SAFE_INTEGER
  const mine = sql`app_pk = ${app_pk} AND parent_id = ${parent_id} AND user_id = ${user_id}`
  const deleted = await deleteUpTo(write, sql`thread_exceptions`, mine, limit)
  if (deleted > 0) {
    await write.run(sql`
      UPDATE threads SET pruned_n = ${limit}
      WHERE app_pk = ${app_pk} AND parent_id = ${parent_id} AND pruned_n < ${limit}`)
  }
  return { group: next, deleted }
}

/** The first group of a table that stands after this one, in the order of its primary key. */
async function nextGroup(queries: Queries, table: Sql, columns: readonly Sql[], after: Group): Promise<Group> {
  const names = join(columns)
  const place = after ?? [-1, '', ''].slice(0, columns.length)
  const row = await queries.get<Record<string, string | number>>(
    sql`SELECT ${names} FROM ${table} WHERE (${names}) > (${join(place)}) ORDER BY ${names} LIMIT 1`,
  )
  return row && Object.values(row)
}

/** Deletes rows from the lowest ordinal on, at most a slice of them. */
async function deleteUpTo(write: Write, table: Sql, mine: Sql, limit: number): Promise<number> {
  return write.run(sql`
    DELETE FROM ${table} WHERE ${mine} AND n <= ${limit}
      AND n <= COALESCE((SELECT n FROM ${table} WHERE ${mine} ORDER BY n LIMIT 1 OFFSET ${rowsPerSlice - 1}), ${limit})`)
}

/** Remembers that exceptions or windows of a channel may be missing up to here. */
async function keepMark(write: Write, channel_pk: number, limit: number): Promise<void> {
  await write.run(sql`
    INSERT INTO unread_marks (channel_pk, pruned_n) VALUES (${channel_pk}, ${limit})
    ON CONFLICT (channel_pk) DO UPDATE SET pruned_n = excluded.pruned_n
    WHERE unread_marks.pruned_n < excluded.pruned_n`)
}
