import type { Message, Time } from '../wire.ts'
import { patchChannel } from './channel-data.ts'
import { at, mapEach, put, without } from './maps.ts'
import {
  compareMessages,
  findMessage,
  isLocalOnly,
  type Messages,
  mapMessages,
  marked,
  retold,
  upsert,
} from './message-list.ts'
import type { ChannelModel, LocalMessage } from './model.ts'
import { compareTimes, isLater, later } from './times.ts'

/** Finds a message in the channel or in its thread. */
export function findLoaded(
  model: ChannelModel,
  { id, parent_id }: Pick<Message, 'id' | 'parent_id'>,
): LocalMessage | undefined {
  const inChannel = findMessage(model.messages, id) ?? findMessage(model.stretch, id)
  return inChannel ?? (parent_id ? findMessage(at(model.threads, parent_id), id) : undefined)
}

/** All that is loaded of the channel itself: the newest messages, and the stretch that the reader has jumped to. */
export function loadedInChannel({ stretch, messages }: ChannelModel): Messages {
  return stretch ? [...stretch, ...messages] : messages
}

/** Puts a message wherever it belongs: into the channel, its thread if loaded, the pinned list; instead of any copy with its id. */
export function add(model: ChannelModel, message: LocalMessage): ChannelModel {
  const { parent_id } = message
  const isInStretch = findMessage(model.stretch, message.id) !== undefined
  const replies = parent_id ? at(model.threads, parent_id) : undefined
  const next = {
    ...model,
    messages: isInChannel(message) && !isInStretch ? upsert(model.messages, message) : model.messages,
    stretch: isInStretch ? upsert(model.stretch ?? [], message) : model.stretch,
    threads: parent_id && replies ? put(model.threads, parent_id, upsert(replies, message)) : model.threads,
    pinned: pinnedWith(model.pinned, message),
    typing: without(model.typing, message.user.id),
  }
  if (!movesLastMessage(message, model)) return next
  return withLastMessageAt(next, later(message.created_at, model.channel.last_message_at))
}

/** Changes every loaded copy of the messages that a change touches: in the channel, in threads, among the pinned. */
export function changeMessages(
  model: ChannelModel,
  change: (message: LocalMessage) => LocalMessage | undefined,
): ChannelModel {
  const messages = mapMessages(model.messages, change)
  const stretch = model.stretch && mapMessages(model.stretch, change)
  const threads = mapEach(model.threads, (replies) => mapMessages(replies, change))
  const pinned = mapMessages(model.pinned, (message) => {
    const changed = change(message)
    return changed?.type === 'deleted' ? undefined : changed
  })
  const isSameChannel = messages === model.messages && stretch === model.stretch
  const isSame = isSameChannel && threads === model.threads && pinned === model.pinned
  return isSame ? model : { ...model, messages, stretch, threads, pinned }
}

/** Replaces a message wherever it is loaded or quoted. One that is not loaded is not added, but for the pinned list. */
export function replace(
  model: ChannelModel,
  message: Message,
  finish = (local: LocalMessage): LocalMessage => local,
): ChannelModel {
  const known = findLoaded(model, message) ?? findMessage(model.pinned, message.id)
  // Everybody else still sees it and may go on changing it; for this viewer it stays deleted.
  if (known?.deleted_for_me && !message.deleted_for_me) return model
  const local = finish(retold(message, known))
  const { quoted_message: _, ...quote } = marked(message)
  const changed = changeMessages(model, (each) => {
    if (each.id === message.id) return local
    return each.quoted_message_id === message.id ? ({ ...each, quoted_message: quote } as LocalMessage) : each
  })
  const pinned = pinnedWith(changed.pinned, local)
  return pinned === changed.pinned ? changed : { ...changed, pinned }
}

/** After removals, the newest message that is left tells the channel's last message, if the newest was removed. */
export function withoutLastMessages(model: ChannelModel, removed: readonly Message[]): ChannelModel {
  const last = model.channel.last_message_at
  if (last === undefined || !removed.some(({ created_at }) => !isLater(last, created_at))) return model
  return withLastMessageAt(model, model.messages.findLast((message) => movesLastMessage(message, model))?.created_at)
}

function pinnedWith(pinned: Messages, message: LocalMessage): Messages {
  const others = mapMessages(pinned, (each) => (each.id === message.id ? undefined : each))
  const isPinned = message.pinned && message.type !== 'deleted' && !isLocalOnly(message)
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
  if (!isInChannel(message) || isLocalOnly(message)) return false
  if (message.shadowed || (message.restricted_visibility ?? []).length > 0) return false
  return message.type !== 'system' || !channel.config?.skip_last_msg_update_for_system_msgs
}

function withLastMessageAt(model: ChannelModel, last: Time | undefined): ChannelModel {
  if (last === model.channel.last_message_at) return model
  const { last_message_at: _, ...channel } = model.channel
  return patchChannel(model, { ...channel, ...(last && { last_message_at: last }) } as ChannelModel['channel'])
}
