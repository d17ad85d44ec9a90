import { at, put } from './maps.ts'
import type { ChannelModel, ChannelRule, ReadRow, State, Viewer } from './model.ts'
import { viewerOf } from './model.ts'
import type { Event, ReadState, Time, User } from './shapes.ts'
import { compareTimes, later } from './times.ts'
import { recount, withUnread } from './unread.ts'

/** Somebody has read the channel up to the moment of the event. */
export const messageRead: ChannelRule = (model, event, viewer) => {
  if (!event.user || isThreadForm(event)) return model
  const row = at(model.read, event.user.id)
  if (!isNewer(row, event)) return model
  return withRead(model, viewer, { ...readRow(row, event.user), ...lastReadOf(event), ...revOf(event) })
}

/**
 * The own user has read the channel, maybe on another device. Watching clients hear `message.read` as well, which tells the exact
 * row; this form gives way to it, whichever comes first.
 */
export const channelMarkedRead: ChannelRule = (model, event, viewer) => {
  if (isThreadForm(event)) return model
  const row = at(model.read, viewer.id)
  if (!isNewer(row, event)) return model
  if (event.last_read_at === undefined && row && row.last_read_message_id === event.last_read_message_id) {
    return withUnread(model, viewer, event.unread_messages ?? recountAfter(model, viewer, event.created_at))
  }
  const last_read = event.last_read_at ?? later(row?.last_read, event.created_at) ?? event.created_at
  const rev = event.last_read_at === undefined ? {} : revOf(event)
  const next = withRead(model, viewer, {
    ...readRow(row, ownUser(event, row, viewer)),
    ...lastReadOf(event),
    last_read,
    ...rev,
  })
  return event.unread_messages === undefined ? next : withUnread(next, viewer, event.unread_messages)
}

/** The own user marked messages unread: the row goes back, and the number is the event's. */
export const channelMarkedUnread: ChannelRule = (model, event, viewer) => {
  if (isThreadForm(event)) return model
  const row = at(model.read, viewer.id)
  if (!isNewer(row, event, 'unread')) return model
  const next = withRead(model, viewer, {
    ...readRow(row, ownUser(event, row, viewer)),
    ...lastReadOf(event),
    last_read: event.last_read_at ?? row?.last_read ?? event.created_at,
    ...(event.first_unread_message_id === undefined ? {} : { first_unread_message_id: event.first_unread_message_id }),
    ...revOf(event),
  })
  return event.unread_messages === undefined ? next : withUnread(next, viewer, event.unread_messages)
}

/** Everything is read, in every channel. Channels that are watched hear their exact rows by `message.read`. */
export function allMarkedRead(state: State, event: Event): State {
  const viewer = viewerOf(state)
  const channels = Object.entries(state.channels).map(([cid, model]) => {
    const row = at(model.read, viewer.id)
    if (!row) return [cid, withUnread(model, viewer, 0)] as const
    const last_read = later(row.last_read, event.created_at) ?? event.created_at
    return [cid, last_read === row.last_read ? model : withRead(model, viewer, { ...row, last_read })] as const
  })
  const touched = channels.some(([cid, model]) => model !== state.channels[cid])
  return touched ? { ...state, channels: Object.fromEntries(channels) } : state
}

/** Messages have reached somebody's device. */
export const messageDelivered: ChannelRule = (model, event) => {
  const row = event.user && at(model.read, event.user.id)
  const { last_delivered_at, last_delivered_message_id } = event
  if (!row || last_delivered_at === undefined) return model
  if (row.last_delivered_at !== undefined && compareTimes(last_delivered_at, row.last_delivered_at) <= 0) return model
  const delivered = last_delivered_message_id === undefined ? {} : { last_delivered_message_id }
  return { ...model, read: put(model.read, row.user.id, { ...row, last_delivered_at, ...delivered }) }
}

/** Whoever sends has read: their row moves to what they sent, and nothing is unread for them. */
export function readOwnSend(model: ChannelModel, { message, parley }: Event, viewer: Viewer): ChannelModel {
  const author = message?.user?.id
  const row = author === undefined ? undefined : at(model.read, author)
  if (!message || !row || message.type === 'ephemeral' || message.type === 'error') return model
  if (message.parent_id && !message.show_in_channel) return model
  if (compareTimes(message.created_at, row.last_read) <= 0) return model
  const rev = parley?.read_rev === undefined ? {} : { parley: { read_rev: parley.read_rev } }
  return withRead(model, viewer, {
    ...readRow(row, row.user),
    last_read: message.created_at,
    last_read_message_id: message.id,
    ...rev,
  })
}

/** A read row that an answer gave, unless events have told of a newer one. */
export function newerRow(known: ReadRow | undefined, answered: ReadState): ReadRow {
  const [before, after] = [known?.parley?.read_rev, answered.parley?.read_rev]
  return known && before !== undefined && after !== undefined && before > after ? known : answered
}

/** The row of somebody who has just joined: nothing before that moment is unread for them. */
export function rowOfJoining(user: User, joined: Time): ReadRow {
  return { user, last_read: joined, unread_messages: 0 }
}

/** Puts a row in its place; if it is the viewer's own, their unread number follows. */
export function withRead(model: ChannelModel, viewer: Viewer, row: ReadRow): ChannelModel {
  const next = { ...model, read: put(model.read, row.user.id, row) }
  return row.user.id === viewer.id ? withUnread(next, viewer, recount(next, viewer)) : next
}

function recountAfter(model: ChannelModel, viewer: Viewer, moment: Time): number {
  const row = at(model.read, viewer.id)
  if (!row || compareTimes(row.last_read, moment) >= 0) return recount(model, viewer)
  return recount({ ...model, read: put(model.read, viewer.id, { ...row, last_read: moment }) }, viewer)
}

function isThreadForm(event: Event): boolean {
  return event.thread_id !== undefined || event.thread != null
}

// By revision. Servers that number no revisions tell the order by the moment alone, which only marking unread takes back.
function isNewer(row: ReadRow | undefined, event: Event, form: 'read' | 'unread' = 'read'): boolean {
  const [before, after] = [row?.parley?.read_rev, event.parley?.read_rev]
  if (before !== undefined && after !== undefined) return after > before
  return form === 'unread' || after !== undefined || !row || compareTimes(event.created_at, row.last_read) >= 0
}

function readRow(row: ReadRow | undefined, user: User): ReadRow {
  if (!row) return { user, last_read: '', unread_messages: 0 }
  const { last_read_message_id: _, first_unread_message_id: __, ...rest } = row
  return { ...rest, user, unread_messages: 0 }
}

function lastReadOf(event: Event): { last_read: Time; last_read_message_id?: string } {
  const id = event.last_read_message_id
  return { last_read: event.created_at, ...(id === undefined ? {} : { last_read_message_id: id }) }
}

function revOf(event: Event): Pick<ReadRow, 'parley'> {
  return event.parley?.read_rev === undefined ? {} : { parley: { read_rev: event.parley.read_rev } }
}

function ownUser(event: Event, row: ReadRow | undefined, viewer: Viewer): User {
  return event.user ?? row?.user ?? { id: viewer.id }
}
