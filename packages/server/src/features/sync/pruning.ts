import sql from 'sql-template-tag'
import type { Services } from '../../core/context.ts'
import type { Write } from '../../core/writer.ts'
import { touchChannel } from '../channels/channels.ts'

/** Stored events are kept this long, and at most so many of each channel (core §2.6). */
const keptMicros = 30 * 24 * 3600 * 1_000_000
const keptPerChannel = 10_000
const everyMs = 600_000
/** What one transaction does at most, so that sends come between. */
const channelsPerSlice = 50
const eventsPerSlice = 500

/** Takes old events away in slices; a client that wants to resume from before them is told to query. */
export function startPruning({ clock, writer, log }: Services): () => void {
  let cursor = 0
  let cancel = clock.after(everyMs, run)

  function run() {
    writer
      .run('PruneEvents', (write) => pruneSlice(write, cursor))
      .then(
        (next) => {
          cursor = next
          cancel = clock.after(next === 0 ? everyMs : 0, run)
        },
        (error) => {
          log.error({ err: error }, 'old events could not be pruned')
          cancel = clock.after(everyMs, run)
        },
      )
  }

  return () => cancel()
}

/** Prunes some channels after `cursor` and answers where to go on, 0 after the last one. */
export async function pruneSlice(write: Write, cursor: number): Promise<number> {
  const channels = await write.all<{ pk: number; seq: number; pruned_seq: number }>(sql`
    SELECT pk, seq, pruned_seq FROM channels WHERE pk > ${cursor} ORDER BY pk LIMIT ${channelsPerSlice}`)
  for (const { pk, seq, pruned_seq } of channels) {
    if (seq === pruned_seq) continue
    const pruned = await pruneChannel(write, pk, seq)
    // A channel with much to prune is gone on with in the next slice.
    if (pruned === eventsPerSlice) return pk - 1
  }
  if (channels.length < channelsPerSlice) {
    const pruned = await pruneUserEvents(write)
    return pruned === eventsPerSlice ? cursor : 0
  }
  return channels.at(-1)!.pk
}

async function pruneChannel(write: Write, pk: number, head: number): Promise<number> {
  const oldest = await write.all<{ seq: number; created_at: number }>(sql`
    SELECT seq, created_at FROM events WHERE channel_pk = ${pk} ORDER BY seq LIMIT ${eventsPerSlice}`)
  const tooOld = oldest.filter(
    ({ seq, created_at }) => seq <= head - keptPerChannel || created_at < write.now - keptMicros,
  )
  const last = tooOld.at(-1)
  if (!last) return 0
  await write.run(sql`DELETE FROM events WHERE channel_pk = ${pk} AND seq <= ${last.seq}`)
  await touchChannel(write, pk, { pruned_seq: last.seq })
  return tooOld.length
}

function pruneUserEvents(write: Write): Promise<number> {
  return write.run(sql`
    DELETE FROM user_events WHERE pk IN (
      SELECT pk FROM user_events WHERE created_at < ${write.now - keptMicros} ORDER BY created_at LIMIT ${eventsPerSlice})`)
}
