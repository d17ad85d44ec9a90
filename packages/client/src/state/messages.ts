import { add, changeMessages, findLoaded, replace, withoutLastMessages } from './loaded-messages.ts'
import { mapEach } from './maps.ts'
import type { ChannelModel, ChannelRule, LocalMessage, Viewer } from './model.ts'
import { reactionsOf } from './reactions.ts'
import { readOwnSend } from './reads.ts'
import type { Event, Message, Time } from './shapes.ts'
import { counts, isNews, isUnread, withUnread } from './unread.ts'

/** A message or reply was stored: at its place, counted once, whoever told of it first. */
export const messageNew: ChannelRule = (model, event, viewer) => {
  const message = event.message
  if (!message) return model
  const known = findLoaded(model, message)
  const counting = !known && isNews(model, event) && counts(message, model, viewer)
  const next = add(model, message, known, known ? undefined : { counted: counting && (event.parley?.seq ?? 0) })
  const read = readOwnSend(next, event, viewer)
  return counting ? withUnread(read, viewer, model.unread + 1) : read
}

/** A message changed: replaced wherever it is loaded, keeping what only this viewer sees. */
export const messageUpdated: ChannelRule = (model, { message }) => (message ? replace(model, message) : model)

/** A soft-deleted message is back, and with it the viewer's own reactions. */
export const messageUndeleted: ChannelRule = (model, { message }, viewer) =>
  message
    ? replace(model, message, (local) => ({
        ...local,
        own_reactions: reactionsOf(viewer.id, message) ?? local.own_reactions,
      }))
    : model

/** Deleted: gone with its replies (hard), or kept as a stub (soft, or for this viewer alone). */
export const messageDeleted: ChannelRule = (model, event, viewer) => {
  const id = event.message?.id ?? event.message_id
  if (id === undefined) return model
  if (event.hard_delete) return removeMessages(model, event, viewer, (message) => message.id === id)
  if (!event.message) return model
  const deletedForMe = event.deleted_for_me === true || event.message.deleted_for_me === true
  return replace(model, { ...event.message, type: 'deleted', ...(deletedForMe ? { deleted_for_me: true } : {}) })
}

/** All messages of a user were deleted, in this channel or everywhere. */
export const userMessagesDeleted: ChannelRule = (model, event, viewer) => {
  const author = event.user?.id
  if (author === undefined) return model
  if (event.hard_delete) return removeMessages(model, event, viewer, (message) => message.user?.id === author)
  return changeMessages(model, (message) =>
    message.user?.id === author ? deletedStub(message, event.created_at) : message,
  )
}

/** Removes messages with their replies; those that counted as unread no longer do. */
function removeMessages(
  model: ChannelModel,
  event: Event,
  viewer: Viewer,
  isRemoved: (message: Message) => boolean,
): ChannelModel {
  const gone = new Set(model.messages.filter(isRemoved).map(({ id }) => id))
  if (event.message) gone.add(event.message.id)
  const isGone = (message: Message) =>
    isRemoved(message) || gone.has(message.id) || (!!message.parent_id && gone.has(message.parent_id))
  const removed = model.messages.filter(isGone)
  const cleared = changeMessages(
    { ...model, threads: mapEach(model.threads, (replies, parent) => (gone.has(parent) ? undefined : replies)) },
    (message) => {
      if (isGone(message)) return undefined
      return message.quoted_message && isGone(message.quoted_message)
        ? { ...message, quoted_message: undefined }
        : message
    },
  )
  const next = withoutLastMessages(cleared, removed)
  if (!isNews(model, event)) return next
  const lost = removed.filter((message) => isUnread(message, model, viewer)).length
  return withUnread(next, viewer, model.unread - lost - unloadedUnread(model, event, viewer))
}

// An unread message beyond the loaded ones is judged by the event alone: only if the event has a seq, so that it is told once.
function unloadedUnread(model: ChannelModel, { message, parley }: Event, viewer: Viewer): 0 | 1 {
  if (!message || parley?.seq === undefined || findLoaded(model, message)) return 0
  return counts(message, model, viewer) ? 1 : 0
}

function deletedStub(message: LocalMessage, at: Time): LocalMessage {
  if (message.type === 'deleted') return message
  return {
    ...message,
    type: 'deleted',
    text: '',
    html: '',
    attachments: [],
    mentioned_users: [],
    deleted_at: at,
    updated_at: at,
  }
}
