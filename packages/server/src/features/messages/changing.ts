import type { Message, User } from '@parley-chat/protocol'
import { type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Audience, EventChannel } from '../../core/events.ts'
import { channelConfig, type ChannelRow, eventChannel, findChannelsByPk } from '../channels/channels.ts'
import { publicUsers } from '../users/users.ts'
import type { Place } from './content-rules.ts'
import { audienceOf, type Told } from './message-events.ts'
import type { MessageRow } from './message-row.ts'
import { everybody, type Surroundings, toMessage, viewerOf } from './message-shapes.ts'
import { placeOf } from './rules.ts'
import type { Standing } from './standing.ts'
import { selectMessage, selectStandings } from './store.ts'
import { historyCuts, isVisible, loadSurroundings, seenAfter, standingOf } from './surroundings.ts'

/** A message in the hands of one operation, and whoever acts on it. */
export interface Subject {
  readonly context: Context
  readonly tx: Tx
  readonly row: MessageRow
  readonly channel: ChannelRow
  readonly place: Place
  readonly standing: Standing | undefined
  /** Banned in silence: what they do is answered as if it had been done, and nobody hears of it. */
  readonly isShadowBanned: boolean
}

/** A message that is there for whoever acts; what may be done with it is judged by the operation. */
export async function getSubject(context: Context, tx: Tx, id: string): Promise<Subject> {
  const row = (await selectMessage(tx, context.app_pk, id)) ?? missing(id)
  const channel = (await findChannelsByPk(tx, [row.channel_pk])).get(row.channel_pk) ?? missing(id)
  const { user, caller, config } = tx.access
  const [found] = user ? await selectStandings(tx, context.app_pk, [{ channel_pk: channel.pk, user_id: user.id }]) : []
  const standing = found && standingOf(found, tx.now)
  const hiddenBefore = caller.kind === 'server' ? null : standing?.hide_messages_before
  const seen = { ...channel, seenAfter: seenAfter(channel.truncated_at, hiddenBefore) }
  if (!isVisible(row, seen, viewerOf(tx.access))) missing(id)
  const place = placeOf(tx.access, { row: channel, config: channelConfig(config, channel) }, standing)
  const isShadowBanned = caller.kind === 'user' && (user!.isShadowBanned || (standing?.isShadowBanned ?? false))
  return { context, tx, row, channel, place, standing, isShadowBanned }
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

/** How a message is told after a change, and other messages that change with it. The first is answered. */
export async function showChanged(
  subject: Subject,
  rows: readonly [MessageRow, ...MessageRow[]],
  channel: ChannelRow = subject.channel,
): Promise<Changed[]> {
  const { context, tx } = subject
  const world = { ...worldOf(context), now: tx.now }
  const viewer = viewerOf(tx.access)
  const seen = { ...channel, seenAfter: seenAfter(channel.truncated_at, subject.standing?.hide_messages_before) }
  const around = await loadSurroundings(tx, rows, [seen], viewer, world)
  const cuts = await historyCuts(tx, [channel.pk])
  const user = tx.access.user && (await actor(subject, around))
  const event: EventChannel = eventChannel(channel, tx.access.config)
  return rows.map((row) => ({
    told: { channel: event, row, message: toMessage(row, forEverybody(around), everybody), user },
    answer: toMessage(row, around, viewer),
    audience: audienceOf(row, cuts.get(row.channel_pk)),
  }))
}

async function actor({ context, tx }: Subject, around: Surroundings): Promise<User | undefined> {
  const { id } = tx.access.user!
  return around.users.get(id) ?? (await publicUsers(tx, context.app_pk, [id], worldOf(context))).get(id)
}

/** What events show around messages: nothing of the one who happens to act. */
const forEverybody = (around: Surroundings): Surroundings => ({
  ...around,
  quoted: new Map([...around.quoted].filter(([, row]) => row.shadowed === 0)),
  ownReactions: new Map(),
  deletedForMe: new Set(),
})
