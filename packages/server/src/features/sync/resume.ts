import type { ResumeRequest, ResumeResponse } from '@parley-chat/protocol'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { mayHear } from '../../core/events.ts'
import type { Hydrators } from '../../core/hydrate.ts'
import type { Missed } from '../../core/realtime/delivery.ts'
import type { ChannelRow } from '../channels/channels.ts'
import { channelConfig, eventChannel, findChannelsByPk, toChannel, usersOfChannel } from '../channels/channels.ts'
import { findOwnMemberships, type MemberRow } from '../members/members.ts'
import { allows } from '../permissions/permissions.ts'
import { findThreadAt } from '../reads/reads.ts'
import { hiddenMessages, ownReadStates } from '../unread/unread.ts'
import { loadUsers, publicUsers, toUser } from '../users/users.ts'
import { missedHiding } from './hiding.ts'
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
  return { resumed, reset: [...reset, ...failed] }
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
  const failed: Reset[] = []
  const pks = known.map(({ pk }) => pk)
  const rows = await findChannelsByPk(reader, pks)
  const user_id = reader.access.user?.id
  const own: ReadonlyMap<number, MemberRow> =
    user_id === undefined ? new Map() : await findOwnMemberships(reader, pks, user_id)
  const reads =
    user_id === undefined
      ? undefined
      : await ownReadStates(reader, context.app_pk, [...rows.keys()], user_id, worldOf(context))
  const hiding = await missedHiding(reader, context, [...rows.values()], own, positions)
  for (const { pk, cid } of known) {
    const row = rows.get(pk)
    const member = own.get(pk)
    const position = positions[cid]!
    const reason = row ? await whyReset(reader, context, row, member, position) : ('no_access' as const)
    if (!row || reason) {
      failed.push({ cid, reason: reason ?? 'no_access' })
      continue
    }
    seqs.set(pk, row.seq)
    const events = await missedEvents(reader, context, row, position.seq, hydrators)
    const hiddenBefore = member?.hide_messages_before ?? undefined
    const visible = events.filter(({ event }) => mayHear(event.audience, user_id ?? '!anon', hiddenBefore))
    // Whose history was hidden meanwhile is told so behind what it takes away.
    replay.set(pk, [
      ...visible,
      ...(visible.length < events.length ? [await channelAsItIs(reader, context, row)] : []),
      ...(hiding.get(pk) ?? []),
      ...(await missedReads(reader, context, row, member, position.at)),
    ])
    const read = reads?.get(pk)
    resumed.push({ cid, seq: row.seq, ...(read && { read }) })
  }
  return { resumed, failed, seqs, replay }
}

async function missedEvents(reader: Reader, context: Context, row: ChannelRow, seq: number, hydrators: Hydrators) {
  const events = await eventsBetween(reader, row.pk, seq + 1, row.seq)
  return hydrateEvents(reader, events, {
    hydrators,
    epoch: context.services.events.epoch,
    world: worldOf(context),
    config: reader.access.config,
  })
}

/** What is kept from the viewer may have changed the channel's data. */
async function channelAsItIs(reader: Reader, context: Context, row: ChannelRow): Promise<Missed> {
  const { config } = reader.access
  const users = await publicUsers(reader, context.app_pk, usersOfChannel(row), worldOf(context))
  const body = { channel: toChannel(row, config, users) }
  const event = { type: 'channel.updated', channel: eventChannel(row, config), body }
  return { kind: 'passing', event, at: reader.now }
}

async function whyReset(
  reader: Reader,
  context: Context,
  row: ChannelRow,
  member: MemberRow | undefined,
  { epoch, seq, at }: Position,
) {
  // The right to read may have gone since the channels were looked up.
  if (!allows(reader.access, 'ReadChannel', row, member)) return 'no_access' as const
  if (epoch !== context.services.events.epoch(row.pk)) return 'epoch' as const
  if (seq > row.seq) return 'ahead' as const
  if (seq < row.pruned_seq) return 'pruned' as const
  const storedAt = seq === 0 ? row.created_at : await timeOfEvent(reader, row.pk, seq)
  // Another event stands under this number: the database was restored unawares. A pruned one cannot be compared.
  if (storedAt !== at && !(storedAt === undefined && seq === row.pruned_seq)) return 'restored' as const
  return row.seq - seq > replayLimit ? ('too_many' as const) : undefined
}

/** What others have read meanwhile: reads have no seq, so they are told as they stand now. */
async function missedReads(
  reader: Reader,
  context: Context,
  row: ChannelRow,
  member: MemberRow | undefined,
  at: number,
): Promise<Missed[]> {
  const config = channelConfig(reader.access.config, row)
  if (!config.read_events) return []
  const changed = await readsSince(reader, row.pk, at - readOverlapMicros)
  const users = await loadReaders(reader, context, [...new Set(changed.map(({ user_id }) => user_id))])
  const others = changed.filter(({ user_id }) => user_id !== reader.access.user?.id)
  const hidden = await hiddenMessages(
    reader,
    context.app_pk,
    others.map((read) => read.last_read_message_id),
  )
  const missed: Missed[] = []
  for (const { user_id, parent_id, last_read, last_read_message_id, rev } of changed) {
    const user = users.get(user_id)
    if (!user) continue
    const cut = Math.max(row.truncated_at ?? 0, member?.hide_messages_before ?? 0)
    const found = parent_id === null ? undefined : await findThreadAt(reader, row, parent_id, user_id, cut)
    if (parent_id !== null && !found) continue
    const isShown = user_id === reader.access.user?.id || !hidden.has(last_read_message_id ?? '')
    const body = {
      user,
      ...(last_read_message_id && isShown && { last_read_message_id }),
      ...(found && { thread: found.thread }),
    }
    const channel = eventChannel(row, reader.access.config)
    missed.push({ kind: 'passing', event: { type: 'message.read', channel, body, read_rev: rev }, at: last_read })
  }
  return missed
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
