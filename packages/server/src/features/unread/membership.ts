import sql, { bulk } from 'sql-template-tag'
import { forRows, list, pieces } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import { greater, posAt } from './counting.ts'

interface InChannel {
  readonly app_pk: number
  readonly channel_pk: number
}

/**
 * People joined, or accepted their invitation: they have read all there is, and what comes from now on counts for them.
 * What is known of messages of before (whom they were muting then) stays true of those messages.
 */
export async function startReads(
  write: Write,
  { app_pk, channel_pk }: InChannel,
  user_ids: readonly string[],
  at: number,
): Promise<void> {
  const channel = await write.get<{ counted: number }>(sql`SELECT counted FROM channels WHERE pk = ${channel_pk}`)
  const rows = user_ids.map((user_id) => [app_pk, channel_pk, user_id, channel!.counted, 0, at, write.now])
  await forRows(rows, (some) =>
    write.run(sql`
      INSERT INTO reads (app_pk, channel_pk, user_id, read_n, floor_n, last_read, changed_at) VALUES ${bulk(some)}
      ON CONFLICT (channel_pk, user_id) DO UPDATE SET
        read_n = excluded.read_n, last_read = excluded.last_read, last_read_message_id = NULL, marked_unread = 0,
        rev = reads.rev + 1, changed_at = excluded.changed_at, last_delivered_at = NULL, last_delivered_message_id = NULL`),
  )
  for (const some of pieces(user_ids)) {
    await write.run(sql`
      UPDATE thread_reads SET left_at = NULL, last_read = ${greater(sql`last_read`, sql`${at}`)}, marked_unread = 0,
        read_n = (SELECT h.counted FROM threads AS h
          WHERE h.app_pk = thread_reads.app_pk AND h.parent_id = thread_reads.parent_id),
        rev = rev + 1, changed_at = ${write.now}
      WHERE channel_pk = ${channel_pk} AND user_id IN (${list(some)})`)
  }
}

/** People left: nothing counts for them any more. Their threads remember them, in case they come back. */
export async function endReads(write: Write, channel_pk: number, user_ids: readonly string[]): Promise<void> {
  for (const some of pieces(user_ids)) {
    await write.run(sql`DELETE FROM reads WHERE channel_pk = ${channel_pk} AND user_id IN (${list(some)})`)
    await write.run(sql`
      UPDATE thread_reads SET left_at = ${write.now}
      WHERE channel_pk = ${channel_pk} AND user_id IN (${list(some)}) AND left_at IS NULL`)
  }
}

/** The history of these members begins after an ordinal: nothing up to there is unread for them, whatever they mark. */
export async function raiseFloors(
  write: Write,
  channel_pk: number,
  user_ids: readonly string[],
  floor_n: number,
): Promise<void> {
  for (const some of pieces(user_ids)) {
    await write.run(sql`
      UPDATE reads SET floor_n = ${greater(sql`floor_n`, sql`${floor_n}`)}, rev = rev + 1, changed_at = ${write.now}
      WHERE channel_pk = ${channel_pk} AND user_id IN (${list(some)})`)
  }
}

/**
 * A user mutes a channel: what comes now does not count for them, until they unmute it or until the last message of
 * `ends_at`. Muting anew replaces that end; if it has passed, one window ends there and another one begins.
 */
export async function openWindow(
  write: Write,
  channel_pk: number,
  user_id: string,
  ends_at: number | null,
): Promise<void> {
  const { counted, now } = await momentOf(write, channel_pk)
  const open = await findOpenWindow(write, channel_pk, user_id)
  if (open && (open.ends_at === null || open.ends_at >= now)) {
    await write.run(sql`
      UPDATE unread_mute_windows SET ends_at = ${ends_at}
      WHERE channel_pk = ${channel_pk} AND user_id = ${user_id} AND from_n = ${open.from_n}`)
    return
  }
  if (open) await closeAtItsEnd(write, channel_pk, user_id, open.from_n)
  // A window that began with the same ordinal holds nothing and gives way.
  await write.run(sql`
    INSERT INTO unread_mute_windows (channel_pk, user_id, from_n, ends_at)
    VALUES (${channel_pk}, ${user_id}, ${counted}, ${ends_at})
    ON CONFLICT (channel_pk, user_id, from_n) DO UPDATE SET to_n = NULL, ends_at = excluded.ends_at`)
}

/** A user hears a channel again: what came meanwhile is not counted later. */
export async function closeWindow(write: Write, channel_pk: number, user_id: string): Promise<void> {
  const { counted, now } = await momentOf(write, channel_pk)
  const open = await findOpenWindow(write, channel_pk, user_id)
  if (!open) return
  if (open.ends_at !== null && open.ends_at < now) return closeAtItsEnd(write, channel_pk, user_id, open.from_n)
  await write.run(sql`
    UPDATE unread_mute_windows SET to_n = ${counted}, ends_at = NULL
    WHERE channel_pk = ${channel_pk} AND user_id = ${user_id} AND from_n = ${open.from_n}`)
}

/** Where the channel stands, and the *now* that is compared with the times of its messages (core §2.1). */
async function momentOf(write: Write, channel_pk: number): Promise<{ counted: number; now: number }> {
  const row = await write.get<{ counted: number; last_live_at: number }>(
    sql`SELECT counted, last_live_at FROM channels WHERE pk = ${channel_pk}`,
  )
  return { counted: row!.counted, now: Math.max(write.now, row!.last_live_at) }
}

const findOpenWindow = (write: Write, channel_pk: number, user_id: string) =>
  write.get<{ from_n: number; ends_at: number | null }>(sql`
    SELECT from_n, ends_at FROM unread_mute_windows
    WHERE channel_pk = ${channel_pk} AND user_id = ${user_id} AND to_n IS NULL`)

const closeAtItsEnd = async (write: Write, channel_pk: number, user_id: string, from_n: number): Promise<void> =>
  void (await write.run(sql`
    UPDATE unread_mute_windows SET to_n = COALESCE(${posAt(channel_pk, sql`unread_mute_windows.ends_at`)}, from_n), ends_at = NULL
    WHERE channel_pk = ${channel_pk} AND user_id = ${user_id} AND from_n = ${from_n}`))
