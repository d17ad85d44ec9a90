import { add, findLoaded } from './loaded-messages.ts'
import { mapEach, without } from './maps.ts'
import { isLocalOnly, type Messages, mapMessages } from './message-list.ts'
import type { ChannelModel, ChannelRule, LocalMessage } from './model.ts'
import { withChannel } from './model.ts'
import type { Time } from './shapes.ts'
import { compareTimes } from './times.ts'
import { counts, isNews, recount, withUnread } from './unread.ts'

/** The channel's data changed. A system message sent along comes as its own `message.new`. */
export const channelUpdated: ChannelRule = (model, { channel }) => (channel ? withChannel(model, channel) : model)

/** The channel is gone; also for members who were not watching. */
export const channelDeleted: ChannelRule = () => undefined

/** A message arrived in a channel that is loaded but not watched: its data is fresh, its messages wait for the next query. */
export const channelHeardOf: ChannelRule = (model, { channel }) => (channel ? withChannel(model, channel) : model)

/** History up to a moment is gone for everybody. The message that says so is the first of what remains. */
export const channelTruncated: ChannelRule = (model, event, viewer) => {
  const truncatedAt = event.channel?.truncated_at ?? event.created_at
  const cleared = clearHistory(event.channel ? withChannel(model, event.channel) : model, truncatedAt)
  const known = event.message ? findLoaded(cleared, event.message) : undefined
  const counted = !known && !!event.message && counts(event.message, cleared, viewer) && (event.parley?.seq ?? 0)
  const next = event.message ? add(cleared, event.message, known, known ? undefined : { counted }) : cleared
  return isNews(model, event) ? withUnread(next, viewer, recount(next, viewer)) : next
}

/** The viewer has hidden the channel, perhaps with everything in it so far. */
export const channelHidden: ChannelRule = (model, event, viewer) => {
  const hidden = { ...model, hidden: true }
  if (!event.clear_history) return hidden
  const before = event.channel?.hide_messages_before ?? event.created_at
  const cleared = clearHistory({ ...hidden, channel: { ...model.channel, hide_messages_before: before } }, before)
  return withUnread(cleared, viewer, recount(cleared, viewer))
}

/** The viewer sees the channel again: they showed it, or a message brought it back. */
export const channelVisible: ChannelRule = (model) => (model.hidden ? { ...model, hidden: false } : model)

/** Drops what is as old as the moment or older; a thread goes with its parent. What was not sent yet stays. */
export function clearHistory(model: ChannelModel, moment: Time): ChannelModel {
  const survives = (message: LocalMessage) => isLocalOnly(message) || compareTimes(message.created_at, moment) > 0
  const remaining = (list: Messages) => mapMessages(list, (message) => (survives(message) ? message : undefined))
  const gone = new Set(model.messages.filter((message) => !survives(message)).map(({ id }) => id))
  const threads = mapEach(model.threads, (replies, parent) => {
    const left = remaining(replies)
    return gone.has(parent) || (left.length === 0 && replies.length > 0) ? undefined : left
  })
  return { ...model, messages: remaining(model.messages), pinned: remaining(model.pinned), threads }
}

/** Ends what only a member has: the read row, the unread number, the membership. */
export function leave(model: ChannelModel, userId: string, me: string): ChannelModel {
  const next = { ...model, read: without(model.read, userId) }
  return userId === me ? { ...next, membership: undefined, unread: 0 } : next
}
