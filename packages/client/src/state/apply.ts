import {
  channelDeleted,
  channelHeardOf,
  channelHidden,
  channelTruncated,
  channelUpdated,
  channelVisible,
} from './channels.ts'
import { at, put, without } from './maps.ts'
import { banned, memberAdded, memberRemoved, memberUpdated, ownMembership, ownRemoval } from './members.ts'
import { messageDeleted, messageNew, messageUndeleted, messageUpdated, userMessagesDeleted } from './messages.ts'
import type { ChannelModel, ChannelRule, State, Viewer } from './model.ts'
import { patchChannel, viewerOf } from './model.ts'
import { bannedFromApp, channelMutesUpdated, connected, mutesUpdated, withTotals } from './own-user.ts'
import { reactionDeleted, reactionNew, reactionUpdated } from './reactions.ts'
import { allMarkedRead, channelMarkedRead, channelMarkedUnread, messageDelivered, messageRead } from './reads.ts'
import { remember } from './remember.ts'
import type { Event } from './shapes.ts'
import { typingStart, typingStop } from './typing.ts'
import { isNews, withUnread } from './unread.ts'
import { presenceChanged, userDeleted, userMessagesDeletedEverywhere, userUpdated } from './users.ts'
import { watchingStart, watchingStop } from './watching.ts'

/** What an event changes in the channel that it names. */
const IN_CHANNEL: Readonly<Record<string, ChannelRule>> = {
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
  'user.banned': banned(true),
  'user.unbanned': banned(false),
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

/** What an event that names no channel changes. */
const BEYOND_CHANNELS: Readonly<Record<string, (state: State, event: Event) => State>> = {
  'health.check': connected,
  'connection.ok': connected,
  'user.updated': userUpdated,
  'user.presence.changed': presenceChanged,
  'user.deleted': userDeleted,
  'user.messages.deleted': userMessagesDeletedEverywhere,
  'user.banned': bannedFromApp(true),
  'user.unbanned': bannedFromApp(false),
  'notification.mark_read': allMarkedRead,
  'notification.mutes_updated': mutesUpdated,
  'notification.channel_mutes_updated': channelMutesUpdated,
}

/**
 * What a client believes after an event. Pure: the same state and event always give the same state, nothing is changed in place,
 * and a channel that the event does not concern stays the very same object. An event that is known already changes nothing.
 * `now` (milliseconds) is only needed to let typing expire by the client's own clock; see `tick`.
 *
 * ```ts
 * socket.onmessage = ({ data }) => { state = apply(state, JSON.parse(data), Date.now()) }
 * ```
 */
export function apply(state: State, event: Event, now?: number): State {
  const isOfChannel = event.cid !== undefined && event.cid !== '*'
  const next = isOfChannel
    ? applyInChannel(state, event, now)
    : (at(BEYOND_CHANNELS, event.type)?.(state, event) ?? state)
  // A repeated event's totals are as old as the event.
  const isRepeated = next === undefined
  return isRepeated ? state : withTotals(next, totalsOf(event))
}

/** The state after an event of a channel; undefined if the event is known already. */
function applyInChannel(state: State, event: Event, now?: number): State | undefined {
  const cid = event.cid ?? ''
  const model = at(state.channels, cid)
  const next = remember(state, event)
  if (!model) return next
  const changed = applyToChannel(model, event, viewerOf(state, now))
  if (changed === 'known') return undefined
  if (changed === model) return next
  return { ...next, channels: changed ? put(state.channels, cid, changed) : without(state.channels, cid) }
}

/** What an event changes in one channel; undefined once the channel is gone. */
export function applyToChannel(model: ChannelModel, event: Event, viewer: Viewer): ChannelModel | undefined | 'known' {
  if (isStored(event) && model.parley) {
    if (event.parley?.epoch !== model.parley.epoch) return model.stale ? model : { ...model, stale: true }
    if ((event.parley?.seq ?? 0) <= (model.parley?.seq ?? 0)) return 'known'
  }
  const rule = at(IN_CHANNEL, event.type)
  const changed = rule ? rule(model, event, viewer) : model
  return changed && withTail(changed, event, viewer)
}

// A notification tells of a stored event to those who do not watch, or beside it: it says nothing of what else they missed.
function isStored(event: Event): boolean {
  return event.parley?.seq !== undefined && !event.type.startsWith('notification.')
}

/** What events of any type may carry: the viewer's capabilities and unread number, the channel's counts, their own place. */
function withTail(model: ChannelModel, event: Event, viewer: Viewer): ChannelModel {
  let next = model
  const { own_capabilities, watcher_count } = event
  if (own_capabilities && !sameList(own_capabilities, model.own_capabilities)) next = { ...next, own_capabilities }
  if (watcher_count !== undefined && watcher_count !== model.watcher_count) next = { ...next, watcher_count }
  if (!isStored(event)) return model.parley ? next : withCounts(next, event)
  next = withCounts(next, event)
  if (event.unread_messages !== undefined && isNews(model, event))
    next = withUnread(next, viewer, event.unread_messages)
  return { ...next, parley: event.parley, unread_seq: Math.max(next.unread_seq, event.parley?.seq ?? 0) }
}

function withCounts(model: ChannelModel, event: Event): ChannelModel {
  const told = {
    member_count: event.channel_member_count,
    message_count: event.channel_message_count,
    last_message_at: event.channel_last_message_at,
  }
  const changes = Object.entries(told).filter(
    ([key, value]) => value !== undefined && value !== (model.channel[key] ?? null),
  )
  return changes.length === 0 ? model : patchChannel(model, { ...model.channel, ...Object.fromEntries(changes) })
}

function totalsOf(event: Event): Parameters<typeof withTotals>[1] {
  return {
    total_unread_count: event.total_unread_count ?? event.unread_count,
    unread_channels: event.unread_channels,
    unread_threads: event.unread_threads,
  }
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
