import { declarationOf, type SyncRequest } from '@parley-chat/protocol'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { fail, failField } from '../../core/errors.ts'
import { mayHear } from '../../core/events.ts'
import type { Hydrators } from '../../core/hydrate.ts'
import type { LaneEvent } from '../../core/realtime/connection.ts'
import { channelFields } from '../../core/realtime/event-text.ts'
import {
  type ChannelRow,
  eventChannel,
  findChannels,
  findChannelsByPk,
  toChannel,
  usersOfChannel,
} from '../channels/channels.ts'
import { findMembers, findOwnMemberships, type MemberRow, toMember } from '../members/members.ts'
import { allows } from '../permissions/permissions.ts'
import { publicUsers } from '../users/users.ts'
import { hydrateEvents } from './replay.ts'
import { newestEvents, type UserEventRow, userEventsSince } from './store.ts'

export { startPruning } from './pruning.ts'
export { replay } from './replay.ts'
export { resume } from './resume.ts'
export { headOf, headsOf, userEventsBetween } from './store.ts'

/** A client with more to catch up on than this is told to query instead (spec/10 §13). */
const eventLimit = 1000
const queryInstead = 'Too many events to sync, please query the channels instead'
const oldestMicros = 30 * 24 * 3600 * 1_000_000
/** Clocks cannot order a channel's events, so a little more is answered than was asked for (core §2.2). */
const overlapMicros = 10_000_000

const replayedUserEvents = [
  'notification.added_to_channel',
  'notification.removed_from_channel',
  'channel.hidden',
  'channel.visible',
] as const

type SyncEvent = Record<string, unknown> & { readonly created_at: number }

export interface SyncAnswer {
  readonly events: SyncEvent[]
  readonly inaccessible_cids: string[]
}

/** What has happened in these channels, and to the user's place in them, since a time: at least once, oldest first. */
export async function sync(context: Context, request: SyncRequest, hydrators: Hydrators): Promise<SyncAnswer> {
  return context.read(async (reader) => {
    if (request.last_sync_at < reader.now - oldestMicros) failField('last_sync_at', 'cannot be older than 30 days')
    if (request.last_sync_at < reader.access.config.imported_at) fail('input', queryInstead)
    const since = request.last_sync_at - overlapMicros
    const cids = [...new Set(request.channel_cids)]
    const channels = await findChannels(reader, context.app_pk, cids)
    const own = await ownMemberships(reader, [...channels.values()])
    const readable = [...channels.values()].filter((row) => allows(reader.access, 'ReadChannel', row, own.get(row.pk)))
    const events: SyncEvent[] = []
    for (const row of readable) {
      for (const said of await channelEventsSince(reader, context, row, since, hydrators)) {
        if (isForViewer(reader, said, own.get(row.pk))) events.push(syncEvent(said))
      }
    }
    events.push(...(await ownEventsSince(reader, context, since, cids)))
    if (events.length > eventLimit) fail('input', queryInstead)
    events.sort((a, b) => a.created_at - b.created_at)
    const readableCids = new Set(readable.map(({ cid }) => cid))
    return { events, inaccessible_cids: cids.filter((cid) => !readableCids.has(cid)) }
  })
}

async function ownMemberships(reader: Reader, rows: readonly ChannelRow[]): Promise<Map<number, MemberRow>> {
  const id = reader.access.user?.id
  return id === undefined
    ? new Map()
    : findOwnMemberships(
        reader,
        rows.map(({ pk }) => pk),
        id,
      )
}

async function channelEventsSince(
  reader: Reader,
  context: Context,
  row: ChannelRow,
  since: number,
  hydrators: Hydrators,
): Promise<LaneEvent[]> {
  const newest = await newestEvents(reader, row.pk, eventLimit + 1)
  const wanted = newest.filter(({ created_at, type }) => created_at >= since && declarationOf(type).synced).reverse()
  const { epoch } = context.services.events
  const { config } = reader.access
  return hydrateEvents(reader, wanted, { hydrators, epoch, world: worldOf(context), config })
}

function isForViewer({ access }: Reader, { event }: LaneEvent, own: MemberRow | undefined): boolean {
  if (access.caller.kind === 'server' && !access.user) return true
  return mayHear(event.audience, access.user?.id ?? '!anon', own?.hide_messages_before ?? undefined)
}

const syncEvent = ({ event, at, seq, epoch }: LaneEvent): SyncEvent => ({
  type: event.type,
  created_at: at,
  ...channelFields(event.channel),
  ...event.body,
  parley: { epoch, seq, at },
})

/** What has happened to the user's own place in these channels: added, removed, hidden, shown again. */
async function ownEventsSince(
  reader: Reader,
  context: Context,
  since: number,
  cids: readonly string[],
): Promise<SyncEvent[]> {
  const id = reader.access.user?.id
  if (id === undefined) return []
  const rows = await userEventsSince(reader, context.app_pk, id, since, replayedUserEvents, eventLimit + 1)
  const channels = await findChannelsByPk(reader, [...new Set(rows.flatMap(({ channel_pk }) => channel_pk ?? []))])
  const events = await Promise.all(
    rows.map(async (row) => {
      const channel = channels.get(row.channel_pk ?? 0)
      return channel && cids.includes(channel.cid) ? ownEvent(reader, context, row, channel, id) : []
    }),
  )
  return events.flat()
}

async function ownEvent(
  reader: Reader,
  context: Context,
  { type, data, created_at }: UserEventRow,
  channel: ChannelRow,
  id: string,
): Promise<SyncEvent[]> {
  const { config } = reader.access
  const users = await publicUsers(reader, context.app_pk, [id, ...usersOfChannel(channel)], worldOf(context))
  const common = {
    type,
    created_at,
    ...channelFields(eventChannel(channel, config)),
    channel: toChannel(channel, config, users),
    user: users.get(id),
  }
  if (type === 'channel.hidden') return [{ ...common, clear_history: data.clear_history === true }]
  if (type === 'channel.visible') return [common]
  const member = (await findMembers(reader, channel.pk, [id])).get(id)
  // Removed and added again meanwhile, or the other way round: only what still holds is told.
  if ((type === 'notification.added_to_channel') !== (member !== undefined)) return []
  return [{ ...common, ...(member && { member: toMember(member, channel, users, reader.now) }) }]
}
