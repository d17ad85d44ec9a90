import type { Access } from '../../core/context.ts'
import type { EventChannel } from '../../core/events.ts'
import { type ChannelRow, liveTime } from '../channels/channels.ts'
import { type CountedReply, countReply, countSend, countsInChannel, countsInThread } from '../unread/unread.ts'
import type { UserRow } from '../users/users.ts'
import type { Content } from './content-rules.ts'
import { isInChannel, type MessageRow } from './message-row.ts'
import { memberKey } from './message-shapes.ts'
import { type AcceptedSend, type ChannelNow, inApp, type KnownForSend, type Send } from './sends.ts'
import type { Standing } from './standing.ts'

/** Whom a parent shows as having replied, at most. */
const participantsLimit = 100

/** A message that may be stored, and what is known of whoever sends it. */
export interface Judged {
  readonly access: Access
  readonly author: UserRow
  readonly channel: ChannelNow
  readonly standing: Standing | undefined
  readonly content: Content
  readonly parent?: MessageRow
}

/** Gives the message its time and its numbers, and lets those after it see what it has changed. */
export function acceptSend(send: Send, known: KnownForSend, judged: Judged): AcceptedSend {
  const { access, author, channel, standing, content, parent } = judged
  const { message } = send.request
  const isShadowed = (access.user?.isShadowBanned ?? false) || (standing?.isShadowBanned ?? false)
  const created_at = liveTime(known.now, channel.row)
  const isForChannel = !parent || message.show_in_channel === true
  const type = message.type === 'system' || send.isPartOfChange ? 'system' : parent ? 'reply' : 'regular'
  const countable = {
    type,
    silent: message.silent ?? false,
    shadowed: isShadowed,
    parent_id: parent?.id,
    show_in_channel: message.show_in_channel,
  }
  const counted = isForChannel
    ? countSend(known.sends, {
        channel: channel.row,
        author: author.id,
        counts: countsInChannel(countable, channel.config.read_events),
      })
    : undefined
  const reply = parent && {
    parent: isShadowed ? parent : withReply(parent, author.id),
    ...(!isShadowed && {
      counted: countIn(known, parent, author.id, content, countsInThread(countable, channel.config.read_events)),
    }),
  }
  const row: MessageRow = {
    ...content,
    app_pk: channel.row.app_pk,
    id: send.id,
    channel_pk: channel.row.pk,
    user_id: author.id,
    type,
    parent_id: parent?.id ?? null,
    show_in_channel: parent && isForChannel ? 1 : 0,
    silent: countable.silent ? 1 : 0,
    shadowed: isShadowed ? 1 : 0,
    pinned_at: message.pinned ? created_at : null,
    pinned_by_id: message.pinned ? author.id : null,
    pin_expires: message.pinned ? (message.pin_expires ?? null) : null,
    reactions: null,
    reply_count: 0,
    deleted_reply_count: 0,
    thread_participants: null,
    n: counted?.n ?? null,
    pos: counted?.pos ?? channel.row.counted,
    thread_n: reply?.counted?.thread_n ?? null,
    thread_pos: reply?.counted?.thread_pos ?? null,
    created_at,
    updated_at: created_at,
    text_updated_at: null,
    deleted_at: null,
  }
  known.messages.set(inApp(row.app_pk, row.id), row)
  if (reply) known.messages.set(inApp(row.app_pk, reply.parent.id), reply.parent)
  if (row.pinned_at !== null) known.pins.set(row.channel_pk, (known.pins.get(row.channel_pk) ?? 0) + 1)
  known.lastSent.set(memberKey(row.channel_pk, author.id), created_at)
  channel.row = withMessage(channel, row)
  return {
    send,
    access,
    author,
    standing,
    channel,
    event: eventNow(channel),
    row,
    ...(counted && { counted }),
    ...(reply && { reply }),
  }
}

function countIn(
  known: KnownForSend,
  parent: MessageRow,
  author: string,
  content: Content,
  counts: boolean,
): CountedReply {
  return countReply(known.replies, {
    app_pk: parent.app_pk,
    channel_pk: parent.channel_pk,
    parent_id: parent.id,
    parent_author: parent.user_id,
    author,
    mentioned: mentionedIn(content),
    counts,
    isShadowed: false,
  })
}

export const mentionedIn = ({ mentioned_users }: Pick<Content, 'mentioned_users'>): string[] =>
  mentioned_users === null ? [] : (JSON.parse(mentioned_users) as string[])

/** A parent with one more reply, by this user. */
function withReply(parent: MessageRow, author: string): MessageRow {
  const participants = parent.thread_participants === null ? [] : (JSON.parse(parent.thread_participants) as string[])
  const isNew = !participants.includes(author) && participants.length < participantsLimit
  return {
    ...parent,
    reply_count: parent.reply_count + 1,
    ...(isNew && { thread_participants: JSON.stringify([...participants, author]) }),
  }
}

/** The channel with one more message. Of those that are not for everybody it shows nothing. */
function withMessage({ row, config }: ChannelNow, message: MessageRow): ChannelRow {
  const isShown = message.shadowed === 0
  const isLast =
    isShown && isInChannel(message) && !(message.type === 'system' && config.skip_last_msg_update_for_system_msgs)
  return {
    ...row,
    counted: message.n ?? row.counted,
    last_live_at: message.created_at,
    message_count: row.message_count + (isShown ? 1 : 0),
    ...(isLast && { last_message_at: message.created_at }),
  }
}

/** What events say of the channel as it is by now. */
function eventNow({ row, config, event }: ChannelNow): EventChannel {
  return {
    ...event,
    ...(config.count_messages && { message_count: row.message_count }),
    ...(row.last_message_at !== null && { last_message_at: row.last_message_at }),
  }
}
