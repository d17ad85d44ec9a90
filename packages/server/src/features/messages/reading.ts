import type {
  GetRepliesQuery,
  Message,
  MessagePage,
  MessageWithChannel,
  PinnedMessagesPayload,
  Sort,
} from '@parley-chat/protocol'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { type ChannelRow, findChannelsByPk, getChannel, usersOfChannel } from '../channels/channels.ts'
import { findPlace, type Place, seenChannel } from '../members/members.ts'
import { permit } from '../permissions/permissions.ts'
import { publicUsers } from '../users/users.ts'
import type { MessageRow } from './message-row.ts'
import { type Deleted, toMessage, type Viewer, viewerOf } from './message-shapes.ts'
import { pageOf } from './pages.ts'
import { selectMessage, selectMessages } from './store.ts'
import { type ChannelSeen, isVisible, loadSurroundings, seenAfter } from './surroundings.ts'

/** A message that whoever asks may read, and where it is. */
export interface Readable {
  readonly row: MessageRow
  readonly channel: ChannelRow
  readonly place: Place
  readonly seen: ChannelSeen
  /** Up to when the viewer sees nothing of the channel, apart from what truncation has taken from all. */
  readonly hiddenBefore: number | null
}

/** A message by its id, in a channel that whoever asks may read; for all others it does not exist. */
export async function getReadable(reader: Reader, app_pk: number, id: string): Promise<Readable> {
  const row = (await selectMessage(reader, app_pk, id)) ?? missing(id)
  const channel = (await findChannelsByPk(reader, [row.channel_pk])).get(row.channel_pk) ?? missing(id)
  const { place, seen, hiddenBefore } = await look(reader, channel)
  permit(reader.access, 'ReadChannel', channel, place.member)
  return isVisible(row, seen, viewerOf(reader.access)) ? { row, channel, place, seen, hiddenBefore } : missing(id)
}

function missing(id: string): never {
  return fail('not_found', `Message with id ${id} doesn't exist`)
}

/** How whoever asks stands in a channel, and from when on they see it. */
async function look(reader: Reader, channel: ChannelRow) {
  const { user, caller } = reader.access
  const place = await findPlace(reader, channel.pk, user?.id, reader.now)
  // The backend sees the whole history, on whoever's behalf it asks.
  const hiddenBefore = caller.kind === 'server' ? null : (place.member?.hide_messages_before ?? null)
  const { app_pk, pk, cid, truncated_at } = channel
  return { place, hiddenBefore, seen: { app_pk, pk, cid, seenAfter: seenAfter(truncated_at, hiddenBefore) } }
}

/** A message with its channel. `deleted`: what a softly deleted one held is shown, to the backend only. */
export function getMessage(context: Context, id: string, deleted: Deleted): Promise<MessageWithChannel> {
  return context.read(async (reader) => {
    const { row, channel, place, seen } = await getReadable(reader, context.app_pk, id)
    const world = worldOf(context)
    const viewer = viewerOf(reader.access)
    const around = await loadSurroundings(reader, [row], [seen], viewer, world)
    const users = await publicUsers(reader, context.app_pk, usersOfChannel(channel), world)
    const message = toMessage(row, around, viewer, deleted)
    return { ...message, channel: seenChannel(reader.access, channel, place, users) }
  })
}

/** Messages of a channel by their ids, in the order of the ids; those that are not there or not to be seen are left out. */
export function getManyMessages(
  context: Context,
  cid: string,
  ids: readonly string[],
  memberCustom?: readonly string[],
): Promise<Message[]> {
  return context.read(async (reader) => {
    const channel = await getChannel(reader, context.app_pk, cid)
    const { place, seen } = await look(reader, channel)
    permit(reader.access, 'ReadChannel', channel, place.member)
    const viewer = viewerOf(reader.access)
    const rows = await selectMessages(reader, context.app_pk, ids)
    const visible = rows.filter((row) => row.channel_pk === channel.pk && isVisible(row, seen, viewer))
    const around = await loadSurroundings(reader, visible, [seen], viewer, worldOf(context), memberCustom)
    return inOrder(ids, visible).map((row) => toMessage(row, around, viewer))
  })
}

function inOrder(ids: readonly string[], rows: readonly MessageRow[]): MessageRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
}

/** Messages by id, in the order of the ids; those that are gone are left out. No permission is asked for. */
export async function loadMessages(
  q: Queries,
  app_pk: number,
  ids: readonly string[],
  viewer: Viewer,
  world: World,
): Promise<Message[]> {
  const rows = await selectMessages(q, app_pk, ids)
  const channels = await findChannelsByPk(q, [...new Set(rows.map((row) => row.channel_pk))])
  const seen = [...channels.values()].map(({ pk, cid, truncated_at }) => ({
    app_pk,
    pk,
    cid,
    seenAfter: truncated_at ?? 0,
  }))
  const living = rows.filter((row) => channels.has(row.channel_pk))
  const around = await loadSurroundings(q, living, seen, viewer, world)
  return inOrder(ids, living).map((row) => toMessage(row, around, viewer))
}

/** The replies to a message: the newest page unless a cursor says otherwise, oldest first unless `sort` does. */
export function getReplies(context: Context, parent_id: string, query: GetRepliesQuery): Promise<Message[]> {
  return context.read(async (reader) => {
    const { row, channel, hiddenBefore } = await getReadable(reader, context.app_pk, parent_id)
    const { sort, member_custom_include, user_id: _, ...page } = query
    const isNewestFirst = directionOf(sort, 'created_at', 1) === -1
    const messages = await pageOf(
      reader,
      { channel, page, hiddenBefore },
      { parent_id: row.id },
      viewerOf(reader.access),
      worldOf(context),
      member_custom_include,
    )
    return isNewestFirst ? messages.reverse() : messages
  })
}

const defaultPins = 10

/** The pinned messages of a channel, the one that was pinned last first unless `sort` says otherwise. */
export function getPinnedMessages(
  context: Context,
  cid: string,
  payload: PinnedMessagesPayload = {},
): Promise<Message[]> {
  return context.read(async (reader) => {
    const channel = await getChannel(reader, context.app_pk, cid)
    const { place, hiddenBefore } = await look(reader, channel)
    permit(reader.access, 'ReadChannel', channel, place.member)
    const direction = directionOf(payload.sort, 'pinned_at', -1)
    const page = pageOfPins(payload, direction)
    const viewer = viewerOf(reader.access)
    const messages = await pageOf(reader, { channel, page, hiddenBefore }, 'pins', viewer, worldOf(context))
    return direction === -1 ? messages.reverse() : messages
  })
}

/** The cursors of pinned messages are those of messages, by the time of pinning. */
function pageOfPins(payload: PinnedMessagesPayload, direction: 1 | -1): MessagePage {
  const { id_lt, id_lte, id_gt, id_gte, id_around } = payload
  const cursors = {
    ...{ id_lt, id_lte, id_gt, id_gte, id_around },
    created_at_before: payload.pinned_at_before,
    created_at_before_or_equal: payload.pinned_at_before_or_equal,
    created_at_after: payload.pinned_at_after,
    created_at_after_or_equal: payload.pinned_at_after_or_equal,
    created_at_around: payload.pinned_at_around,
  }
  const given = Object.fromEntries(Object.entries(cursors).filter(([, value]) => value !== undefined))
  // Whoever wants the oldest first begins at that end.
  const start = direction === 1 && Object.keys(given).length === 0 ? { created_at_after_or_equal: 0 } : {}
  return { limit: payload.limit || defaultPins, ...given, ...start }
}

function directionOf(sort: Sort | undefined, field: string, otherwise: 1 | -1): 1 | -1 {
  const [first, ...more] = sort ?? []
  if (!first) return otherwise
  if (first.field !== field || more.length > 0) fail('input', `sort: only ${field} is supported`)
  return first.direction ?? 1
}
