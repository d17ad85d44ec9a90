import type {
  Message,
  MessageDeletedEvent,
  MessageNewEvent,
  MessageUndeletedEvent,
  MessageUpdatedEvent,
  UserMessagesDeletedEvent,
} from '../wire.ts'
import { add, changeMessages, findLoaded, loadedInChannel, replace, withoutLastMessages } from './loaded-messages.ts'
import { mapEach } from './maps.ts'
import { marked, retold } from './message-list.ts'
import type { ChannelModel, ChannelRule, LocalMessage, Viewer } from './model.ts'
import { reactionsOf } from './reactions.ts'
import { readOwnSend } from './reads.ts'
import type { Told } from './told.ts'
import { isCountable, isNews, isUnread, withUnread } from './unread.ts'

/** A message or reply was stored: it stands at its place and counts once, however often it is told. */
export const messageNew: ChannelRule<MessageNewEvent> = (model, event, viewer) => {
  const { message } = event
  const known = findLoaded(model, message)
  const next = known ? add(model, retold(message, known)) : addCounted(model, event, viewer)
  return readOwnSend(next, event, viewer)
}

/** Adds a message that has just become known, raising the unread number if it is to. */
function addCounted(model: ChannelModel, event: MessageNewEvent & Told, viewer: Viewer): ChannelModel {
  const { message } = event
  const counted = isCountable(message, model, viewer) && (event.parley?.seq ?? 0)
  const local = marked(message, { counted })
  const next = add(model, local)
  return isNews(model, event) && isUnread(local, model, viewer) ? withUnread(next, viewer, model.unread + 1) : next
}

/** A message changed: replaced wherever it is loaded. */
export const messageUpdated: ChannelRule<MessageUpdatedEvent> = (model, { message }) => replace(model, message)

/** A soft-deleted message is back, and with it the viewer's own reactions. */
export const messageUndeleted: ChannelRule<MessageUndeletedEvent> = (model, { message }, viewer) =>
  replace(model, message, (local) => ({
    ...local,
    own_reactions: reactionsOf(viewer.id, message) ?? local.own_reactions,
  }))

/** Deleted: gone with its replies (hard), or kept as a stub (soft, or for this viewer alone). */
export const messageDeleted: ChannelRule<MessageDeletedEvent> = (model, event, viewer) => {
  const { message } = event
  if (event.hard_delete) return removeMessages(model, event, viewer, ({ id }) => id === message.id, message)
  return replace(model, { ...message, type: 'deleted', ...(event.deleted_for_me && { deleted_for_me: true }) })
}

/** All messages of a user were deleted. */
export const userMessagesDeleted: ChannelRule<Pick<UserMessagesDeletedEvent, 'user' | 'hard_delete'>> = (
  model,
  event,
  viewer,
) => {
  const isTheirs = (message: Message) => message.user.id === event.user.id
  if (event.hard_delete) return removeMessages(model, event, viewer, isTheirs)
  return changeMessages(model, (message) => (isTheirs(message) ? deletedStub(message, event) : message))
}

/** Removes messages with their replies; those that counted as unread no longer do. */
function removeMessages(
  model: ChannelModel,
  event: Told,
  viewer: Viewer,
  isRemoved: (message: Message) => boolean,
  named?: Message,
): ChannelModel {
  const loaded = loadedInChannel(model)
  const gone = new Set(loaded.filter(isRemoved).map(({ id }) => id))
  if (named) gone.add(named.id)
  const isGone = (message: Message) => isRemoved(message) || gone.has(message.id) || gone.has(message.parent_id ?? '')
  const removed = loaded.filter(isGone)
  const threads = mapEach(model.threads, (replies, parent) => (gone.has(parent) ? undefined : replies))
  const left = changeMessages({ ...model, threads }, (message) =>
    isGone(message) ? undefined : withoutQuote(message, isGone),
  )
  const next = withoutLastMessages(left, named ? [...removed, named] : removed)
  if (!isNews(model, event)) return next
  // A message beyond the loaded ones is judged by its event alone, if that has a seq and so is told only once.
  const unloaded = named && event.parley?.seq !== undefined && !findLoaded(model, named) ? [marked(named)] : []
  const lost = [...removed, ...unloaded].filter((message) => isUnread(message, model, viewer))
  return withUnread(next, viewer, model.unread - lost.length)
}

function withoutQuote(message: LocalMessage, isGone: (message: Message) => boolean): LocalMessage {
  if (!message.quoted_message || !isGone(message.quoted_message as Message)) return message
  const { quoted_message: _, ...rest } = message
  return rest as LocalMessage
}

// When a deleted user's messages go, each channel tells the moment in an event of its own.
function deletedStub(message: LocalMessage, event: Told): LocalMessage {
  if (message.deleted_at !== undefined) return message
  const moment = event.cid === undefined ? {} : { deleted_at: event.created_at, updated_at: event.created_at }
  return { ...message, type: 'deleted', text: '', html: '', attachments: [], mentioned_users: [], ...moment }
}
