import { at, mapEach, put, without } from './maps.ts'
import { compareMessages, findMessage, kept, type Messages, mapMessages, upsert } from './message-list.ts'
import type { ChannelModel, LocalMarks, LocalMessage } from './model.ts'
import { patchChannel } from './model.ts'
import type { Message, Time } from './shapes.ts'
import { compareTimes, isLater, later } from './times.ts'

/** Puts a message wherever it belongs: into the channel, its thread if loaded, the pinned list; settles its optimistic copy. */
export function add(model: ChannelModel, message: Message, known?: LocalMessage, marks?: LocalMarks): ChannelModel {
  const local = kept(message, known, marks)
  const author = message.user?.id
  const replies = message.parent_id ? at(model.threads, message.parent_id) : undefined
  const next: ChannelModel = {
    ...model,
    messages: isInChannel(message) ? upsert(model.messages, local) : model.messages,
    threads:
      message.parent_id && replies ? put(model.threads, message.parent_id, upsert(replies, local)) : model.threads,
    pinned: pinnedWith(model.pinned, local),
    typing: author === undefined ? model.typing : without(model.typing, author),
  }
  return movesLastMessage(local, model)
    ? withLastMessageAt(next, later(model.channel.last_message_at, message.created_at))
    : next
}

/** Changes every loaded copy of the messages a change touches: in the channel, in threads, among the pinned. */
export function changeMessages(
  model: ChannelModel,
  change: (message: LocalMessage) => LocalMessage | undefined,
): ChannelModel {
  const messages = mapMessages(model.messages, change)
  const threads = mapEach(model.threads, (replies) => mapMessages(replies, change))
  const pinned = mapMessages(model.pinned, (message) => {
    const changed = change(message)
    return changed?.type === 'deleted' ? undefined : changed
  })
  const same = messages === model.messages && threads === model.threads && pinned === model.pinned
  return same ? model : { ...model, messages, threads, pinned }
}

/** Replaces a message wherever it is loaded or quoted. One that is not loaded is not added, but for the pinned list. */
export function replace(model: ChannelModel, message: Message, finish = (local: LocalMessage) => local): ChannelModel {
  const known = findLoaded(model, message) ?? findMessage(model.pinned, message.id)
  // Everybody else still sees it and may go on changing it; for this viewer it stays deleted.
  if (known?.deleted_for_me && !message.deleted_for_me) return model
  const local = finish(kept(message, known))
  const quote = quoted(message)
  const changed = changeMessages(model, (each) => {
    if (each.id === message.id) return local
    return each.quoted_message_id === message.id ? { ...each, quoted_message: quote } : each
  })
  const pinned = pinnedWith(changed.pinned, local)
  return pinned === changed.pinned ? changed : { ...changed, pinned }
}

/** Finds a message in the channel or in its thread. */
export function findLoaded(model: ChannelModel, { id, parent_id }: Message): LocalMessage | undefined {
  return findMessage(model.messages, id) ?? (parent_id ? findMessage(at(model.threads, parent_id), id) : undefined)
}

/** The copy that a quoting message carries: one level deep. */
function quoted({ quoted_message: _, ...message }: Message): Message {
  return message as Message
}

function pinnedWith(pinned: Messages, message: LocalMessage): Messages {
  const isPinned = message.pinned === true && message.type !== 'deleted' && message.parley?.status === undefined
  const others = mapMessages(pinned, (each) => (each.id === message.id ? undefined : each))
  return isPinned ? [...others, message].sort(byPinning) : others
}

function byPinning(a: LocalMessage, b: LocalMessage): number {
  return compareTimes(b.pinned_at ?? b.created_at, a.pinned_at ?? a.created_at) || compareMessages(a, b)
}

function isInChannel(message: Message): boolean {
  return !message.parent_id || message.show_in_channel === true
}

// Spec/40 §2.3.9.
function movesLastMessage(message: LocalMessage, { channel }: ChannelModel): boolean {
  if (!isInChannel(message) || message.shadowed || message.restricted_visibility?.length) return false
  if (message.parley?.status || message.type === 'ephemeral' || message.type === 'error') return false
  return message.type !== 'system' || !channel.config?.skip_last_msg_update_for_system_msgs
}

/** After removals, the newest message that is left tells the channel's last message, if the newest was removed. */
export function withoutLastMessages(model: ChannelModel, removed: readonly LocalMessage[]): ChannelModel {
  const last = model.channel.last_message_at
  if (last == null || !removed.some((message) => !isLater(last, message.created_at))) return model
  return withLastMessageAt(model, model.messages.findLast((message) => movesLastMessage(message, model))?.created_at)
}

function withLastMessageAt(model: ChannelModel, last: Time | undefined): ChannelModel {
  if (last === (model.channel.last_message_at ?? undefined)) return model
  const { last_message_at: _, ...channel } = model.channel
  return patchChannel(
    model,
    (last === undefined ? channel : { ...channel, last_message_at: last }) as ChannelModel['channel'],
  )
}
