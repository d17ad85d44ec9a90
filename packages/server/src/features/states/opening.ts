import type { ChannelState } from '@parley-chat/protocol'
import { actingId, type Context, type Reader, worldOf } from '../../core/context.ts'
import type { Connection } from '../../core/realtime/connection.ts'
import { type ChannelRow, channelConfig, eventChannel, findChannelsByPk } from '../channels/channels.ts'
import { findPlaces } from '../members/members.ts'
import { publicUsers } from '../users/users.ts'
import { loadChannelStates, type Seen, type StateOptions } from './channel-states.ts'

/** Which channels to show, and what the acting user may see of each. */
export interface Opening {
  readonly find: (reader: Reader) => Promise<readonly ChannelRow[]>
  /** Whether finding them can be slow. */
  readonly isSlow?: boolean
  /** Whether the channel may be read or only listed; refuses the request where it is neither. */
  readonly judge: (reader: Reader, row: ChannelRow, place: Seen['place']) => boolean
  readonly options: StateOptions
  /** The connection that hears the channels from now on. */
  readonly watching?: Connection | undefined
  /** The connection that follows the presence of the people shown. */
  readonly following?: Connection | undefined
}

/**
 * Shows channels as of one moment. A connection that is to watch them is attached first, and what happens meanwhile is
 * held until the state has been read: nothing is lost between the two, or told twice (core §3.3).
 */
export async function openChannels(context: Context, opening: Opening): Promise<ChannelState[]> {
  const { find, watching, following, isSlow = false } = opening
  const states = watching
    ? await watchAndShow(context, opening, watching)
    : await context.read(async (reader) => show(reader, context, await find(reader), opening), { isSlow })
  if (following) followPeople(context, following, states.result)
  return states.result
}

interface Shown {
  readonly result: ChannelState[]
  readonly seqs: ReadonlyMap<number, number>
}

async function show(reader: Reader, context: Context, rows: readonly ChannelRow[], opening: Opening): Promise<Shown> {
  const seen = await judge(reader, rows, opening)
  const result = await loadChannelStates(reader, context, seen, opening.options)
  const readable = seen.filter(({ isReadable }) => isReadable)
  return { result, seqs: new Map(readable.map(({ row }) => [row.pk, row.seq])) }
}

async function judge(reader: Reader, rows: readonly ChannelRow[], opening: Opening): Promise<Seen[]> {
  const pks = rows.map(({ pk }) => pk)
  const places = await findPlaces(reader, pks, reader.access.user?.id, reader.now)
  return rows.map((row) => {
    const place = places.get(row.pk)!
    return { row, place, isReadable: opening.judge(reader, row, place) }
  })
}

async function watchAndShow(context: Context, opening: Opening, connection: Connection): Promise<Shown> {
  const { hub } = context.services
  const find = async (reader: Reader) => {
    const seen = await judge(reader, await opening.find(reader), opening)
    return { pks: seen.map(({ row }) => row.pk), targets: await targetsOf(reader, context, seen) }
  }
  const { pks, targets } = await context.read(find, { isSlow: opening.isSlow ?? false })
  return hub.channels.watch(connection, targets, () =>
    context.read(async (reader) => {
      const rows = await findChannelsByPk(reader, pks)
      const living = pks.flatMap((pk) => rows.get(pk) ?? [])
      const { result, seqs } = await show(reader, context, living, opening)
      return { result: { result, seqs }, seqs }
    }),
  )
}

/** The channels that can be heard, and how those who hear them already learn of one more. */
async function targetsOf(reader: Reader, context: Context, seen: readonly Seen[]) {
  const { config, user } = reader.access
  const users = user && (await publicUsers(reader, context.app_pk, [user.id], worldOf(context)))
  return seen
    .filter(({ isReadable }) => isReadable)
    .map(({ row }) => ({
      channel: eventChannel(row, config),
      watcher: channelConfig(config, row).connect_events && user ? users?.get(user.id) : undefined,
    }))
}

/** People whose presence one channel makes its viewer follow, besides their own (spec/10 §10). */
const followedPerChannel = 10

function followPeople(context: Context, connection: Connection, states: readonly ChannelState[]): void {
  const ids = new Set([connection.user.id])
  for (const { members } of states) {
    const recent = members.flatMap(({ user }) => user ?? [])
    recent.sort((a, b) => (b.last_active ?? 0) - (a.last_active ?? 0))
    for (const { id } of recent.slice(0, followedPerChannel)) ids.add(id)
  }
  context.services.hub.users.follow(connection, [...ids])
}

/** The connection that a request to watch or to follow presence names; undefined where it asks for neither. */
export function liveConnections(
  context: Context,
  asked: { readonly watch?: boolean | undefined; readonly presence?: boolean | undefined },
): Pick<Opening, 'watching' | 'following'> {
  if (!asked.watch && !asked.presence) return {}
  // Whoever has the secret has no socket, so no connection of theirs is found.
  const id = context.caller.kind === 'server' ? undefined : context.connection_id
  const user_id = context.caller.kind === 'server' ? '' : actingId(context)
  const connection = context.services.hub.connection(context.app_pk, user_id, id)
  return { ...(asked.watch && { watching: connection }), ...(asked.presence && { following: connection }) }
}
