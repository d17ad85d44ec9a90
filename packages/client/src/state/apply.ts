import { type AnyWireEvent, type WireEvent, wireEventTypes } from '../wire.ts'
import { withData } from './channel-data.ts'
import {
  channelDeleted,
  channelHeardOf,
  channelHidden,
  channelTruncated,
  channelUpdated,
  channelVisible,
} from './channels.ts'
import { at, put, without } from './maps.ts'
import {
  memberAdded,
  memberBanned,
  memberRemoved,
  memberUnbanned,
  memberUpdated,
  ownMembership,
  ownRemoval,
} from './members.ts'
import { messageDeleted, messageNew, messageUndeleted, messageUpdated, userMessagesDeleted } from './messages.ts'
import { type ChannelModel, type ChannelRule, type State, type Viewer, viewerOf } from './model.ts'
import { bannedFromApp, channelMutesUpdated, connected, mutesUpdated, withTotals } from './own-user.ts'
import { reactionDeleted, reactionNew, reactionUpdated } from './reactions.ts'
import { allMarkedRead, channelMarkedRead, channelMarkedUnread, messageDelivered, messageRead } from './reads.ts'
import { remember } from './remember.ts'
import { isStored, type Told } from './told.ts'
import { typingStart, typingStop } from './typing.ts'
import { isNews, withToldUnread } from './unread.ts'
import { presenceChanged, userDeleted, userMessagesDeletedEverywhere, userUpdated } from './users.ts'
import { watchingStart, watchingStop } from './watching.ts'

type EventOf<T extends WireEvent['type']> = Extract<WireEvent, { type: T }>

/** What an event changes in the channel that it names. */
const IN_CHANNEL: { readonly [T in WireEvent['type']]?: ChannelRule<EventOf<T>> } = {
  'message.new': messageNew,
  'message.updated': messageUpdated,
  'message.undeleted': messageUndeleted,
  'message.deleted': messageDeleted,
  'message.read': messageRead,
  'message.delivered': messageDelivered,
  'reaction.new': reactionNew,
  'reaction.updated': reactionUpdated,
  'reaction.deleted': reactionDeleted,
  'channel.updated': channelUpdated,
  'channel.truncated': channelTruncated,
  'channel.deleted': channelDeleted,
  'channel.hidden': channelHidden,
  'channel.visible': channelVisible,
  'member.added': memberAdded,
  'member.updated': memberUpdated,
  'member.removed': memberRemoved,
  'user.banned': memberBanned,
  'user.unbanned': memberUnbanned,
  'user.messages.deleted': userMessagesDeleted,
  'user.watching.start': watchingStart,
  'user.watching.stop': watchingStop,
  'typing.start': typingStart,
  'typing.stop': typingStop,
  'notification.message_new': channelHeardOf,
  'notification.channel_truncated': channelTruncated,
  'notification.channel_deleted': channelDeleted,
  'notification.mark_read': channelMarkedRead,
  'notification.mark_unread': channelMarkedUnread,
  'notification.added_to_channel': ownMembership,
  'notification.invited': ownMembership,
  'notification.invite_accepted': ownMembership,
  'notification.invite_rejected': ownMembership,
  'notification.removed_from_channel': ownRemoval,
}

/** What an event changes that names no channel. */
const BEYOND_CHANNELS: { readonly [T in WireEvent['type']]?: (state: State, event: EventOf<T>) => State } = {
  'health.check': connected,
  'connection.ok': connected,
  'user.updated': userUpdated,
  'user.presence.changed': presenceChanged,
  'user.deleted': userDeleted,
  'user.messages.deleted': userMessagesDeletedEverywhere,
  'user.banned': bannedFromApp,
  'user.unbanned': bannedFromApp,
  'notification.mark_read': allMarkedRead,
  'notification.mutes_updated': mutesUpdated,
  'notification.channel_mutes_updated': channelMutesUpdated,
}

const OURS: ReadonlySet<string> = new Set(wireEventTypes)

/**
 * What a client believes after an event. Pure: the same state and event always give the same state, nothing is changed in place,
 * and a channel that the event does not concern stays the very same object. An event that is known already changes nothing.
 * `now` (milliseconds) lets typing expire by the client's own clock; see `tick`.
 *
 * ```ts
 * socket.onmessage = ({ data }) => { state = apply(state, JSON.parse(data), Date.now()) }
 * ```
 */
export function apply(state: State, event: AnyWireEvent, now?: number): State {
  // In an app's own event any member may write any field: totals, positions. It means nothing here.
  if (!OURS.has(event.type)) return state
  const told = event as Told
  const next = told.cid === undefined || told.cid === '*' ? applyBeyond(state, told) : applyInChannel(state, told, now)
  // A repeated event's totals are as old as the event.
  return next === 'known'
    ? state
    : withTotals(next, { ...told, total_unread_count: told.total_unread_count ?? told.unread_count })
}

function applyBeyond(state: State, event: Told): State {
  const rule = BEYOND_CHANNELS[event.type as WireEvent['type']] as ((state: State, event: Told) => State) | undefined
  return rule ? rule(state, event) : state
}

function applyInChannel(state: State, event: Told, now?: number): State | 'known' {
  const cid = event.cid ?? ''
  const model = at(state.channels, cid)
  const viewer = viewerOf(state, now)
  const next = remember(state, event, viewer)
  if (!model) return next
  const changed = applyToChannel(model, event, viewer)
  if (changed === 'known') return changed
  const channels = changed ? put(state.channels, cid, changed) : without(state.channels, cid)
  return channels === state.channels ? next : { ...next, channels }
}

/** What an event changes in one channel; undefined once the channel is gone. */
export function applyToChannel(model: ChannelModel, event: Told, viewer: Viewer): ChannelModel | undefined | 'known' {
  if (isStored(event) && model.parley) {
    if (event.parley?.epoch !== model.parley.epoch) return model.stale ? model : { ...model, stale: true }
    if ((event.parley?.seq ?? 0) <= model.parley.seq) return 'known'
  }
  const rule = IN_CHANNEL[event.type as WireEvent['type']] as ChannelRule | undefined
  const changed = rule && !isIncluded(model, event) ? rule(model, event, viewer) : model
  return changed && withTail(changed, event, viewer)
}

/** Whether an answer has told already what a notification tells of a stored event: the channel that it shows is an older one. */
function isIncluded(model: ChannelModel, { parley }: Told): boolean {
  return parley?.epoch !== undefined && parley.epoch === model.parley?.epoch && (parley.seq ?? 0) <= model.parley.seq
}

/** What events of any type may carry: the viewer's capabilities and unread number, the channel's counts, their own place. */
function withTail(model: ChannelModel, event: Told, viewer: Viewer): ChannelModel {
  const { own_capabilities = model.own_capabilities, watcher_count = model.watcher_count, parley } = event
  const isSame = watcher_count === model.watcher_count && sameList(own_capabilities, model.own_capabilities)
  const next = isSame ? model : { ...model, own_capabilities, watcher_count }
  // What passes without a place in the order may be older than what is known.
  if (!isStored(event)) return model.parley ? next : withCounts(next, event)
  const { unread_messages } = event
  const isExact = unread_messages !== undefined && isNews(model, event)
  const counted = isExact ? withToldUnread(withCounts(next, event), viewer, unread_messages) : withCounts(next, event)
  return {
    ...counted,
    parley: parley as ChannelModel['parley'],
    unread_seq: Math.max(next.unread_seq, parley?.seq ?? 0),
  }
}

function withCounts(model: ChannelModel, event: Told): ChannelModel {
  return withData(model, {
    member_count: event.channel_member_count,
    message_count: event.channel_message_count,
    last_message_at: event.channel_last_message_at,
  })
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]))
}
