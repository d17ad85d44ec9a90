import type { ResumeRequest, ResumeResponse } from '@parley-chat/protocol'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import type { PassingEvent } from '../../core/events.ts'
import type { Hydrators } from '../../core/hydrate.ts'
import type { Missed } from '../../core/realtime/delivery.ts'
import type { ChannelRow } from '../channels/channels.ts'
import { channelConfig, eventChannel, findChannelsByPk } from '../channels/channels.ts'
import { readStates } from '../unread/unread.ts'
import { loadUsers, toUser } from '../users/users.ts'
import { hydrateEvents } from './replay.ts'
import { eventsBetween, readsSince, timeOfEvent } from './store.ts'
import { watchTargets } from './watching.ts'

/** More missing events than this are not replayed: a query is cheaper for everyone (core §3.2). */
const replayLimit = 1000
/** Reads are told again that changed shortly before the client's last event: clocks may differ, replays do no harm. */
const readOverlapMicros = 20_000_000

type Position = ResumeRequest['channels'][string]
type Reset = ResumeResponse['reset'][number]

/**
 * Watches channels again and sends down the socket, in order, all that the client has missed since the positions it
 * names (core §3.2).
 */
export async function resume(context: Context, request: ResumeRequest, hydrators: Hydrators): Promise<ResumeResponse> {
  const { hub } = context.services
  const { caller } = context
  const user_id = caller.kind === 'server' ? '' : caller.user_id
  const connection = hub.connection(context.app_pk, user_id, context.connection_id)
  const cids = Object.keys(request.channels)
  const targets = await context.read((reader) => watchTargets(reader, context, cids))
  const known = targets.map(({ row }) => row)
  const permitted = new Set(known.map(({ cid }) => cid))
  const reset = cids.filter((cid) => !permitted.has(cid)).map((cid): Reset => ({ cid, reason: 'no_access' }))
  const { resumed, failed } = await hub.channels.watch(connection, targets, async () => {
    const missed = await context.read((reader) => loadMissed(reader, context, known, request.channels, hydrators))
    return { result: missed, seqs: missed.seqs, replay: missed.replay }
  })
  for (const { cid, pk, reason } of failed) {
    hub.channels.unwatch(connection, pk)
    reset.push({ cid, reason })
  }
  return { resumed, reset }
}

async function loadMissed(
  reader: Reader,
  context: Context,
  known: readonly ChannelRow[],
  positions: Readonly<Record<string, Position>>,
  hydrators: Hydrators,
) {
  const seqs = new Map<number, number>()
  const replay = new Map<number, Missed[]>()
  const resumed: ResumeResponse['resumed'] = []
  const failed: { cid: string; pk: number; reason: Reset['reason'] }[] = []
  const rows = await findChannelsByPk(
    reader,
    known.map(({ pk }) => pk),
  )
  const user_id = reader.access.user?.id
  const reads = await readStates(reader, context.app_pk, [...rows.keys()], user_id, worldOf(context))
  for (const { pk, cid } of known) {
    const row = rows.get(pk)
    const position = positions[cid]!
    const reason = row ? await whyReset(reader, context, row, position) : ('no_access' as const)
    if (!row || reason) {
      failed.push({ cid, pk, reason: reason ?? 'no_access' })
      continue
    }
    seqs.set(pk, row.seq)
    const events = await eventsBetween(reader, pk, position.seq + 1, row.seq)
    const epoch = context.services.events.epoch
    const missed = await hydrateEvents(reader, events, {
      hydrators,
      epoch,
      world: worldOf(context),
      config: reader.access.config,
    })
    replay.set(pk, [...missed, ...(await missedReads(reader, context, row, position.at))])
    const own = reads.get(pk)?.find((read) => read.user.id === user_id)
    resumed.push({ cid, seq: row.seq, ...(own && { read: own }) })
  }
  return { resumed, failed, seqs, replay }
}

async function whyReset(reader: Reader, context: Context, row: ChannelRow, { epoch, seq, at }: Position) {
  if (epoch !== context.services.events.epoch(row.pk)) return 'epoch' as const
  if (seq > row.seq) return 'ahead' as const
  if (seq < row.pruned_seq) return 'pruned' as const
  const storedAt = seq === 0 ? row.created_at : await timeOfEvent(reader, row.pk, seq)
  // Another event stands under this number: the database was restored unawares. A pruned one cannot be compared.
  if (storedAt !== at && !(storedAt === undefined && seq === row.pruned_seq)) return 'restored' as const
  return row.seq - seq > replayLimit ? ('too_many' as const) : undefined
}

/** What others have read meanwhile: reads have no seq, so they are told as they stand now. */
async function missedReads(reader: Reader, context: Context, row: ChannelRow, at: number): Promise<Missed[]> {
  const config = channelConfig(reader.access.config, row)
  if (!config.read_events) return []
  const changed = await readsSince(reader, row.pk, at - readOverlapMicros)
  const ids = [...new Set(changed.map(({ user_id }) => user_id))]
  const users = await loadReaders(reader, context, ids)
  return changed.flatMap(({ user_id, parent_id, last_read, last_read_message_id, rev }): Missed[] => {
    const user = users.get(user_id)
    if (!user) return []
    const event: PassingEvent = {
      type: 'message.read',
      channel: eventChannel(row, reader.access.config),
      body: {
        user,
        ...(last_read_message_id && { last_read_message_id }),
        ...(parent_id && { thread: undefined, thread_id: parent_id }),
      },
      read_rev: rev,
    }
    return [{ kind: 'passing', event, at: last_read }]
  })
}

/** Readers who let others know what they read. */
async function loadReaders(reader: Reader, context: Context, ids: readonly string[]) {
  const rows = await loadUsers(reader, context.app_pk, ids)
  return new Map(
    [...rows].flatMap(([id, row]) => {
      const privacy = row.privacy_settings
        ? (JSON.parse(row.privacy_settings) as { read_receipts?: { enabled: boolean } })
        : {}
      const isSilent = privacy.read_receipts?.enabled === false && id !== reader.access.user?.id
      return isSilent ? [] : [[id, toUser(row, worldOf(context))] as const]
    }),
  )
}
