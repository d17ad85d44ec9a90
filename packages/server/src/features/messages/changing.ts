import type { Message } from '@parley-chat/protocol'
import { type Context, type Reader, type Tx, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Audience, EventChannel } from '../../core/events.ts'
import { type ChannelRow, channelConfig, eventChannel } from '../channels/channels.ts'
import { publicUsers } from '../users/users.ts'
import type { Place } from './content-rules.ts'
import { audienceOf, type Told } from './message-events.ts'
import type { MessageRow } from './message-row.ts'
import { everybody, type Surroundings, toMessage, type Viewer, viewerOf } from './message-shapes.ts'
import { placeOf } from './rules.ts'
import type { Standing } from './standing.ts'
import { selectChannelsOf, selectMessage, selectStandings } from './store.ts'
import { historyCuts, isVisible, loadSurroundings, seenAfter, standingOf } from './surroundings.ts'

/** Where whoever acts stands in a channel. */
export interface ActorsPlace {
  readonly place: Place
  readonly standing: Standing | undefined
  /** Banned in silence: what they do is answered as if it had been done, and nobody hears of it. */
  readonly isShadowBanned: boolean
}

/** A message in the hands of one operation, and whoever acts on it. */
export interface Subject extends ActorsPlace {
  readonly context: Context
  readonly tx: Tx
  readonly row: MessageRow
  readonly channel: ChannelRow
}

/** Where whoever acts stands, as the rules about writing look at it. */
export async function placeOfActor(reader: Reader, channel: ChannelRow): Promise<ActorsPlace> {
  const { user, caller, config } = reader.access
  const { pk: channel_pk, app_pk } = channel
  const [found] = user ? await selectStandings(reader, app_pk, [{ channel_pk, user_id: user.id }]) : []
  const standing = found && standingOf(found, reader.now)
  const place = placeOf(reader.access, { row: channel, config: channelConfig(config, channel) }, standing)
  const isShadowBanned = caller.kind === 'user' && (user!.isShadowBanned || (standing?.isShadowBanned ?? false))
  return { place, standing, isShadowBanned }
}

/** A message that is there for whoever acts; what may be done with it is judged by the operation. */
export async function getSubject(context: Context, tx: Tx, id: string): Promise<Subject> {
  const [channel = missing(id)] = await selectChannelsOf(tx, context.app_pk, [id])
  const row = await selectMessage(tx, context.app_pk, id)
  // Removed meanwhile; its id may be in use again, in another channel.
  if (row?.channel_pk !== channel.pk) missing(id)
  const actor = await placeOfActor(tx, channel)
  const hiddenBefore = tx.access.caller.kind === 'server' ? null : actor.standing?.hide_messages_before
  const seen = { ...channel, seenAfter: seenAfter(channel.truncated_at, hiddenBefore) }
  if (!isVisible(row, seen, viewerOf(tx.access))) missing(id)
  return { context, tx, row, channel, ...actor }
}

function missing(id: string): never {
  return fail('not_found', `Message with id ${id} doesn't exist`)
}

/** Nothing can be done with what is deleted, but to delete it for good or to bring it back. */
export function refuseDeleted({ row }: Subject): void {
  if (row.deleted_at !== null) fail('not_found', `message with id ${row.id} has been deleted`)
}

/** The moment of a change: never before the message itself. */
export const momentOfChange = ({ tx, row }: Subject): number => Math.max(tx.now, row.updated_at)

/** A changed message, made ready to be told to everybody and answered to whoever changed it. */
export interface Changed {
  readonly told: Told
  readonly answer: Message
  readonly audience: Audience | undefined
}

interface ShowOptions {
  /** The channel as it is after the change, where that is not as it was. */
  readonly channel?: ChannelRow
  /** Who did it, where that is not the acting user. */
  readonly by?: string
  /** Who is told, where that is not everybody. */
  readonly to?: Viewer
}

/** How a message, and others that change with it, are told after a change. The answer is for whoever acts. */
export function showChanged(
  { context, tx, standing, channel: before }: Subject,
  rows: readonly [MessageRow, ...MessageRow[]],
  { channel = before, by, to }: ShowOptions = {},
): Promise<[Changed, ...Changed[]]> {
  const hiddenBefore = standing?.hide_messages_before
  return showRows(context, tx, channel, rows, { by: by ?? tx.access.user?.id, to, hiddenBefore }) as Promise<
    [Changed, ...Changed[]]
  >
}

/** How changed messages of one channel are told, all of them with the same queries. */
export async function showRows(
  context: Context,
  tx: Tx,
  channel: ChannelRow,
  rows: readonly MessageRow[],
  about: {
    readonly by: string | undefined
    readonly to?: Viewer | undefined
    readonly hiddenBefore?: number | null | undefined
  },
): Promise<Changed[]> {
  const { by, to = everybody, hiddenBefore } = about
  const world = { ...worldOf(context), now: tx.now }
  const viewer = viewerOf(tx.access)
  const seen = { ...channel, seenAfter: seenAfter(channel.truncated_at, hiddenBefore) }
  const around = await loadSurroundings(tx, rows, [seen], viewer, world)
  const cuts = await historyCuts(tx, [channel.pk])
  const user =
    by === undefined
      ? undefined
      : (around.users.get(by) ?? (await publicUsers(tx, context.app_pk, [by], world)).get(by))
  const toldAround = to === everybody ? forEverybody(around) : around
  const event: EventChannel = eventChannel(channel, tx.access.config)
  return rows.map((row) => ({
    told: { channel: event, row, message: toMessage(row, toldAround, to), user },
    answer: toMessage(row, around, viewer),
    audience: audienceOf(row, cuts.get(row.channel_pk)),
  }))
}

/** What events show around messages: nothing of the one who happens to act. */
const forEverybody = (around: Surroundings): Surroundings => ({
  ...around,
  quoted: new Map([...around.quoted].filter(([, row]) => row.shadowed === 0)),
  ownReactions: new Map(),
  deletedForMe: new Set(),
})
