import type {
  ChannelHiddenEvent,
  ChannelTruncatedEvent,
  ChannelUpdatedEvent,
  NotificationChannelTruncatedEvent,
  NotificationMessageNewEvent,
  Time,
} from '../wire.ts'
import { withChannel, withData } from './channel-data.ts'
import { loadedInChannel } from './loaded-messages.ts'
import { mapEach, without } from './maps.ts'
import { isLocalOnly, type Messages, mapMessages } from './message-list.ts'
import type { ChannelModel, ChannelRule, LocalMessage, Viewer } from './model.ts'
import { compareTimes } from './times.ts'
import type { Told } from './told.ts'
import { isNews, recount, withToldUnread, withUnread } from './unread.ts'

/** The channel's data changed. A system message sent along comes as its own `message.new`. */
export const channelUpdated: ChannelRule<ChannelUpdatedEvent> = (model, { channel }) => withChannel(model, channel)

/** A message arrived in a channel that is loaded but not watched: its data is fresh, its messages wait for the next query. */
export const channelHeardOf: ChannelRule<NotificationMessageNewEvent> = (model, { channel }) =>
  withChannel(model, channel)

/** The channel is gone; also for members who were not watching. */
export const channelDeleted: ChannelRule = () => undefined

/** History up to a moment is gone for everybody. The message that says so comes as its own `message.new`. */
export const channelTruncated: ChannelRule<ChannelTruncatedEvent | NotificationChannelTruncatedEvent> = (
  model,
  event,
  viewer,
) => {
  const { channel } = event
  const cleared = clearHistory(withChannel(model, channel), channel.truncated_at ?? event.created_at)
  return isNews(model, event) ? withUnread(cleared, viewer, recount(cleared, viewer)) : cleared
}

/** The viewer has hidden the channel, perhaps with everything in it so far. */
export const channelHidden: ChannelRule<ChannelHiddenEvent> = (model, event, viewer) => {
  const hidden = { ...model, hidden: true }
  if (!event.clear_history) return hidden
  const before = event.channel.hide_messages_before ?? event.created_at
  const cleared = clearHistory(withData(hidden, { hide_messages_before: before }), before)
  return withToldUnread(cleared, viewer, event.unread_messages ?? recount(cleared, viewer))
}

/** The viewer sees the channel again: they showed it, or a message brought it back. */
export const channelVisible: ChannelRule = (model) => (model.hidden ? { ...model, hidden: false } : model)

/** Drops what is as old as the moment or older; a thread goes with its parent. What was not sent yet stays. */
export function clearHistory(model: ChannelModel, moment: Time): ChannelModel {
  const survives = (message: LocalMessage) => isLocalOnly(message) || compareTimes(message.created_at, moment) > 0
  const remaining = (list: Messages) => mapMessages(list, (message) => (survives(message) ? message : undefined))
  const gone = new Set(
    loadedInChannel(model)
      .filter((message) => !survives(message))
      .map(({ id }) => id),
  )
  const threads = mapEach(model.threads, (replies, parent) => {
    const left = remaining(replies)
    return gone.has(parent) || (left.length === 0 && replies.length > 0) ? undefined : left
  })
  const [messages, pinned] = [remaining(model.messages), remaining(model.pinned)]
  const left = model.stretch && remaining(model.stretch)
  return { ...model, messages, stretch: left && left.length > 0 ? left : undefined, pinned, threads }
}

/** Ends what only a member has: the place among the members, the read row, the unread number. */
export function leave(model: ChannelModel, userId: string, viewer: Viewer, event: Told): ChannelModel {
  const left = { ...model, members: without(model.members, userId), typing: without(model.typing, userId) }
  if (userId !== viewer.id) return { ...left, read: without(left.read, userId) }
  // A resume may have told the own row of after coming back already.
  const ended = isNews(model, event) ? { read: without(left.read, userId), unread: 0 } : {}
  // Hiding is a member's own; whoever still reads the channel sees it as anybody does.
  return { ...left, ...ended, membership: undefined, hidden: false }
}
