import type {
  Message,
  MessageDeliveredEvent,
  MessageNewEvent,
  MessageReadEvent,
  NotificationMarkReadEvent,
  NotificationMarkUnreadEvent,
  ReadState,
  Time,
  User,
} from '../wire.ts'
import { at, mapEach, put } from './maps.ts'
import { compareMessages, findMessage, isLocalOnly } from './message-list.ts'
import type { ChannelModel, ChannelRule, LocalMessage, ReadRow, State, Viewer } from './model.ts'
import { viewerOf } from './model.ts'
import { compareTimes, isLater } from './times.ts'
import type { Told } from './told.ts'
import { isNews, recount, withToldUnread, withUnread } from './unread.ts'

/** Somebody has read the channel up to the moment of the event. */
export const messageRead: ChannelRule<MessageReadEvent> = (model, event, viewer) => {
  if (!event.user || event.thread) return model
  const row = at(model.read, event.user.id)
  if (!isNewer(event, row) || goesBack(event, row)) return model
  const read = withRead(model, viewer, newRow(event, row, event.user, event.created_at, event.last_read_message_id))
  // Counted, and not told: what a server whose clock was put back has stored since is older than the reading, and unread.
  return event.user.id === viewer.id && read.is_unread_told ? { ...read, is_unread_told: false } : read
}

/**
 * The own user has read the channel, maybe on another device. Clients that watch hear `message.read` as well, which tells the row to
 * the digit: whichever comes first, this form gives way to it.
 */
export const channelMarkedRead: ChannelRule<NotificationMarkReadEvent> = (model, event, viewer) => {
  const row = at(model.read, viewer.id)
  const user = row?.user ?? event.user
  if (!user || event.thread_id || event.thread || !isNewer(event, row)) return model
  const { created_at, last_read_message_id } = event
  const isTold = last_read_message_id !== undefined && last_read_message_id === row?.last_read_message_id
  if (!isTold && goesBack(event, row)) return model
  const next = isTold ? row : newRow({}, row, user, created_at, last_read_message_id)
  const read = withRead(model, viewer, next)
  return event.unread_messages === undefined ? read : withToldUnread(read, viewer, event.unread_messages)
}

/** The own user marked messages unread: the row goes back, and the number is the event's. */
export const channelMarkedUnread: ChannelRule<NotificationMarkUnreadEvent> = (model, event, viewer) => {
  const row = at(model.read, viewer.id)
  if (event.thread_id || !row || !isNewer(event, row)) return model
  const first = event.first_unread_message_id
  const next = newRow(event, row, row.user, event.last_read_at ?? row.last_read, event.last_read_message_id)
  const read = withRead(model, viewer, { ...next, ...(first !== undefined && { first_unread_message_id: first }) })
  return event.unread_messages === undefined ? read : withToldUnread(read, viewer, event.unread_messages)
}

/** Everything is read, in every channel. Channels that are watched hear their exact rows by `message.read`. */
export function allMarkedRead(state: State, event: NotificationMarkReadEvent): State {
  if (event.thread_id || event.thread) return state
  const viewer = viewerOf(state)
  const channels = mapEach(state.channels, (model) => {
    const row = at(model.read, viewer.id)
    if (!row || !isLater(event.created_at, row.last_read)) return model
    return withRead(model, viewer, { ...row, last_read: event.created_at })
  })
  return channels === state.channels ? state : { ...state, channels }
}

/** Messages have reached somebody's device. */
export const messageDelivered: ChannelRule<MessageDeliveredEvent> = (model, event) => {
  const row = at(model.read, event.user.id)
  if (!row || !isLater(event.last_delivered_at, row.last_delivered_at)) return model
  const { last_delivered_at, last_delivered_message_id } = event
  return { ...model, read: put(model.read, event.user.id, { ...row, last_delivered_at, last_delivered_message_id }) }
}

/** Whoever sends has read: their row moves to what they sent, and nothing before it is unread for them. */
export function readOwnSend(model: ChannelModel, event: MessageNewEvent & Told, viewer: Viewer): ChannelModel {
  const { message } = event
  const row = at(model.read, message.user.id)
  const isElsewhere = message.parent_id && !message.show_in_channel
  if (!row || isElsewhere || message.type === 'ephemeral' || message.type === 'error') return model
  if (!isNewer(event, row)) return model
  // After a resume the viewer's row is known further than the events heard so far, and may have been marked unread since.
  const isKnown = !isNews(model, event) || (row.sent_seq ?? 0) >= (event.parley?.seq ?? Number.POSITIVE_INFINITY)
  if (message.user.id === viewer.id && isKnown) return model
  if (!isLater(message.created_at, row.last_read)) return pointAt(model, row, message, viewer)
  const read = newRow(event, row, row.user, message.created_at, message.id)
  return withRead(model, viewer, { ...read, ...(event.parley?.seq !== undefined && { sent_seq: event.parley.seq }) })
}

/** On a server whose clock was put back, what the viewer sends after reading bears an earlier time than the reading. */
function pointAt(model: ChannelModel, row: ReadRow, message: Message, viewer: Viewer): ChannelModel {
  const last = findMessage(model.messages, row.last_read_message_id ?? '')
  // What is still being sent has no place yet: its time is this client's own.
  const isPlaced = last !== undefined && !isLocalOnly(last)
  const isBehind = message.user.id === viewer.id && isPlaced && compareMessages(last, message as LocalMessage) < 0
  return isBehind ? withRead(model, viewer, { ...row, last_read_message_id: message.id }) : model
}

/** The row that an answer gave, unless events have told of a newer one. */
export function newerRow(known: ReadRow | undefined, answered: ReadState): ReadRow {
  const [before, after] = [known?.parley?.read_rev, answered.parley?.read_rev]
  return known && before !== undefined && after !== undefined && before > after ? known : answered
}

/** Puts a row in its place; if it is the viewer's own, their unread number follows. */
export function withRead(model: ChannelModel, viewer: Viewer, row: ReadRow): ChannelModel {
  const next = { ...model, read: put(model.read, row.user.id, row) }
  return row.user.id === viewer.id ? withUnread(next, viewer, recount(next, viewer)) : next
}

function newRow(
  { parley }: Pick<Told, 'parley'>,
  row: ReadRow | undefined,
  user: User,
  last_read: Time,
  last_read_message_id: string | undefined,
): ReadRow {
  const { last_read_message_id: _, first_unread_message_id: __, sent_seq: ___, ...rest } = row ?? {}
  return {
    ...rest,
    user,
    last_read,
    unread_messages: 0,
    ...(last_read_message_id !== undefined && { last_read_message_id }),
    ...(parley?.read_rev !== undefined && { parley: { read_rev: parley.read_rev } }),
  }
}

function isNewer({ parley }: Told, row: ReadRow | undefined): boolean {
  const [before, after] = [row?.parley?.read_rev, parley?.read_rev]
  return before === undefined || after === undefined || after > before
}

// Without a revision the moment alone tells the order: reading never goes back, only marking unread does.
function goesBack({ parley, created_at }: Told, row: ReadRow | undefined): boolean {
  return parley?.read_rev === undefined && row !== undefined && compareTimes(created_at, row.last_read) < 0
}

/** The row of somebody who has just joined: nothing before that moment is unread for them. */
export function rowOfJoining(user: User, joined: Time): ReadRow {
  return { user, last_read: joined, unread_messages: 0 }
}
