import type { Message, Time } from '../wire.ts'
import { at, put } from './maps.ts'
import type { ChannelModel, LocalMessage, Viewer } from './model.ts'
import { compareTimes, isLater } from './times.ts'
import type { Told } from './told.ts'

const COUNTED_TYPES: ReadonlySet<string> = new Set(['regular', 'reply', 'system', 'deleted'])

/**
 * Whether a message is of the kind that raises this viewer's unread number (spec/11 §3). A soft-deleted one still is: deletion does
 * not lower the number, so a replay that knows the message as deleted already must raise it as the first telling did.
 */
export function isCountable(message: Message, model: ChannelModel, viewer: Viewer): boolean {
  return (
    model.channel.config?.read_events !== false &&
    message.user.id !== viewer.id &&
    !message.silent &&
    !message.shadowed &&
    COUNTED_TYPES.has(message.type) &&
    (!message.parent_id || message.show_in_channel === true) &&
    !viewer.mutes.some((mute) => mute.target.id === message.user.id && wasMuted(mute, message.created_at)) &&
    !viewer.channelMutes.some((mute) => mute.channel.cid === model.channel.cid && wasMuted(mute, message.created_at))
  )
}

// Muting leaves out what arrives while muted; it takes nothing back and adds nothing later.
function wasMuted(mute: { readonly created_at: Time; readonly expires?: Time }, moment: Time): boolean {
  return compareTimes(mute.created_at, moment) <= 0 && isLater(mute.expires ?? LAST_MOMENT, moment)
}

const LAST_MOMENT: Time = '9999-12-31T23:59:59.999999Z'

function isFullMember({ membership }: ChannelModel): boolean {
  return membership !== undefined && membership.status !== 'pending' && membership.status !== 'rejected'
}

/** Whether a message is part of the unread number: by what was decided when it arrived, and newer than what is read. */
export function isUnread(message: LocalMessage, model: ChannelModel, viewer: Viewer): boolean {
  const { counted = isCountable(message, model, viewer) } = message.parley ?? {}
  return counted !== false && isFullMember(model) && isLater(message.created_at, at(model.read, viewer.id)?.last_read)
}

/** The unread number as the loaded messages tell it: exact as long as all unread ones are loaded. */
export function recount(model: ChannelModel, viewer: Viewer): number {
  return model.messages.filter((message) => isUnread(message, model, viewer)).length
}

/** True unless the unread number already includes this event. */
export function isNews(model: ChannelModel, { parley }: Told): boolean {
  return parley?.seq === undefined || parley.seq > model.unread_seq
}

/** Sets the channel's own number, also in the viewer's read row. */
export function withUnread(model: ChannelModel, viewer: Viewer, unread: number): ChannelModel {
  const number = Math.max(0, unread)
  const row = at(model.read, viewer.id)
  const isSame = number === model.unread && (!row || row.unread_messages === number)
  if (isSame) return model
  const read = row ? put(model.read, viewer.id, { ...row, unread_messages: number }) : model.read
  return { ...model, unread: number, read }
}

/** Sets the channel's own number to what the server itself has told. */
export function withToldUnread(model: ChannelModel, viewer: Viewer, unread: number): ChannelModel {
  const told = withUnread(model, viewer, unread)
  return told.is_unread_told ? told : { ...told, is_unread_told: true }
}
