import { at, put } from './maps.ts'
import type { ChannelModel, LocalMessage, Viewer } from './model.ts'
import type { Event, Message, Time } from './shapes.ts'
import { compareTimes, isLater } from './times.ts'

const COUNTED_TYPES = new Set(['regular', 'reply', 'system', 'deleted'])

/**
 * Whether a message by somebody else raises this viewer's unread number (spec/11 §3). A soft-deleted one still does: deletion
 * does not lower the number, so a replay that knows the message as deleted already must raise it as the first telling did.
 */
export function counts(message: Message, model: ChannelModel, viewer: Viewer): boolean {
  const author = message.user?.id
  return (
    isFullMember(model) &&
    model.channel.config?.read_events !== false &&
    author !== viewer.id &&
    !message.silent &&
    !message.shadowed &&
    COUNTED_TYPES.has(message.type ?? 'regular') &&
    (!message.parent_id || message.show_in_channel === true) &&
    isLater(message.created_at, at(model.read, viewer.id)?.last_read) &&
    !viewer.mutes.some((mute) => mute.target?.id === author && wasMuted(mute, message.created_at)) &&
    !viewer.channelMutes.some((mute) => mute.channel?.cid === model.channel.cid && wasMuted(mute, message.created_at))
  )
}

// Muting leaves out what arrives while muted; it takes nothing back and adds nothing later.
function wasMuted(mute: { created_at?: Time | undefined; expires?: Time | null | undefined }, moment: Time): boolean {
  const began = mute.created_at === undefined || compareTimes(mute.created_at, moment) <= 0
  return began && (mute.expires == null || isLater(mute.expires, moment))
}

function isFullMember({ membership }: ChannelModel): boolean {
  return membership !== undefined && membership.status !== 'pending' && membership.status !== 'rejected'
}

/** Whether a loaded message is part of the unread number, by what was decided when it arrived. */
export function isUnread(message: LocalMessage, model: ChannelModel, viewer: Viewer): boolean {
  const counted = message.parley?.counted
  if (counted === false) return false
  if (counted === undefined) return counts(message, model, viewer)
  return isLater(message.created_at, at(model.read, viewer.id)?.last_read)
}

/** The unread number as the loaded messages tell it: exact as long as all unread ones are loaded. */
export function recount(model: ChannelModel, viewer: Viewer): number {
  return model.messages.filter((message) => isUnread(message, model, viewer)).length
}

/** Sets the channel's own number, also in the viewer's read row. */
export function withUnread(model: ChannelModel, viewer: Viewer, unread: number): ChannelModel {
  const number = Math.max(0, unread)
  const row = at(model.read, viewer.id)
  const read =
    row && row.unread_messages !== number ? put(model.read, viewer.id, { ...row, unread_messages: number }) : model.read
  return number === model.unread && read === model.read ? model : { ...model, unread: number, read }
}

/** True unless the unread number already includes this event. */
export function isNews(model: ChannelModel, event: Event): boolean {
  return (event.parley?.seq ?? Number.POSITIVE_INFINITY) > model.unread_seq
}
