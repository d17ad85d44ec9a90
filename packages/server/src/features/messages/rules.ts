import type { SendMessageRequest } from '@parley-chat/protocol'
import type { ChannelTypeConfig } from '../../core/app-config.ts'
import type { Access, Context } from '../../core/context.ts'
import { Failure, fail } from '../../core/errors.ts'
import type { EventChannel } from '../../core/events.ts'
import { type ChannelRow, liveTime } from '../channels/channels.ts'
import {
  type CountedReply,
  type CountedSend,
  countReply,
  countSend,
  countsInChannel,
  countsInThread,
  type RepliesUnread,
  type SendsUnread,
} from '../unread/unread.ts'
import type { UserRow } from '../users/users.ts'
import {
  allowsHere,
  type Content,
  checkQuote,
  isServer,
  type Place,
  permitContent,
  permitHere,
  readContent,
  refuseBanned,
  refuseEmpty,
  refuseFrozen,
} from './content-rules.ts'
import type { MessageRow } from './message-row.ts'
import { memberKey, viewerOf } from './message-shapes.ts'
import type { Standing } from './standing.ts'
import { isVisible, seenAfter } from './surroundings.ts'

/** One message on its way. */
export interface Send {
  readonly context: Context
  readonly cid: string
  /** The client's, or a new one. */
  readonly id: string
  readonly request: SendMessageRequest
  /** It comes with a change of the channel (update, truncate, members) and needs no leave of its own. */
  readonly isPartOfChange?: true
  /** Known already where the message is part of another operation. */
  readonly access?: Access
}

/** A channel as the messages of one batch leave it, one after another. */
export interface ChannelNow {
  row: ChannelRow
  readonly config: ChannelTypeConfig
  readonly event: EventChannel
}

/** All that deciding about a batch needs, by keys that name the app. What is accepted changes it. */
export interface KnownForSend {
  readonly now: number
  readonly accesses: ReadonlyMap<Send, Access | Failure>
  readonly channels: ReadonlyMap<string, ChannelNow>
  /** By `memberKey`. */
  readonly standings: ReadonlyMap<string, Standing>
  /** When each sender last wrote, in channels with slow mode. */
  readonly lastSent: Map<string, number>
  /** Taken ids, parents and quoted messages. */
  readonly messages: Map<string, MessageRow>
  /** Ids of messages that are gone, but not yet all that hung on them. */
  readonly purging: ReadonlySet<string>
  readonly users: ReadonlyMap<string, UserRow>
  /** How many messages are pinned in each channel where one is sent as pinned. */
  readonly pins: Map<number, number>
  readonly sends: SendsUnread
  readonly replies: RepliesUnread
}

export const inApp = (app_pk: number, id: string): string => `${app_pk} ${id}`

export interface AcceptedSend {
  readonly send: Send
  readonly access: Access
  readonly author: UserRow
  readonly standing: Standing | undefined
  readonly channel: ChannelNow
  /** The channel as it is with this message. */
  readonly event: EventChannel
  readonly row: MessageRow
  /** Absent for a reply that only its thread shows. */
  readonly counted?: CountedSend
  /** The parent as the reply leaves it, and what the reply does to its thread; without numbers if it is shadowed. */
  readonly reply?: { readonly parent: MessageRow; readonly counted?: CountedReply }
}

/** Messages that one channel can have pinned. */
export const pinsLimit = 1000
/** Whom a parent shows as having replied. */
export const participantsLimit = 100

/** Judges one message, and if it may be stored, what it is and what it changes (spec/40 §2.3). */
export function decideSend(send: Send, known: KnownForSend): AcceptedSend | Failure {
  try {
    return judgeSend(send, known)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

function judgeSend(send: Send, known: KnownForSend): AcceptedSend {
  const { request, cid } = send
  const { message } = request
  const { app_pk } = send.context
  const access = known.accesses.get(send)!
  if (access instanceof Failure) throw access
  const author = access.user!.row as UserRow
  const channel = known.channels.get(inApp(app_pk, cid)) ?? fail('not_found', `Can't find channel with id ${cid}`)
  const standing = known.standings.get(memberKey(channel.row.pk, author.id))
  const place = placeOf(access, channel, standing)

  if (!send.isPartOfChange) {
    permitHere(place, message.parent_id ? 'CreateReply' : 'CreateMessage')
    refuseFrozen(place)
  }
  if (known.messages.has(inApp(app_pk, send.id)) || known.purging.has(inApp(app_pk, send.id))) {
    fail('input', `a message with ID ${send.id} already exists`)
  }
  refusePending(request, place)
  const content = readContent(message, place, (id) => known.users.get(inApp(app_pk, id))?.deleted_at === null)
  const isSeen = (row: MessageRow) => isVisible(row, seenIn(channel.row, standing), viewerOf(access))
  const parent = message.parent_id ? findParent(message.parent_id, place, known, isSeen) : undefined
  if (content.quoted_message_id !== null) {
    checkQuote(known.messages.get(inApp(app_pk, content.quoted_message_id)), content.quoted_message_id, place, isSeen)
  }
  if (!send.isPartOfChange) {
    refuseEmpty(content, place)
    permitExtras(send, content, place, known)
    refuseBanned(place)
    refuseTooSoon(place, known, author.id)
  }
  return accept(send, known, { access, author, channel, standing, content, ...(parent && { parent }) })
}

/** Where and by whom a message is written. */
export const placeOf = (
  access: Access,
  channel: Pick<ChannelNow, 'row' | 'config'>,
  standing: Standing | undefined,
): Place => ({
  access,
  channel: channel.row,
  config: channel.config,
  member:
    standing && standing.channel_role !== null
      ? { channel_role: standing.channel_role, status: standing.status! }
      : undefined,
  isBanned: standing?.isBanned ?? false,
})

const seenIn = (row: ChannelRow, standing: Standing | undefined) => ({
  app_pk: row.app_pk,
  pk: row.pk,
  cid: row.cid,
  seenAfter: seenAfter(row.truncated_at, standing?.hide_messages_before),
})

function refusePending({ pending, is_pending_message }: SendMessageRequest, place: Place): void {
  const isPending = pending ?? is_pending_message ?? (place.config.mark_messages_pending && !isServer(place))
  if (isPending) fail('feature_not_supported', 'pending messages not enabled')
}

function findParent(id: string, place: Place, known: KnownForSend, isSeen: (row: MessageRow) => boolean): MessageRow {
  if (!place.config.replies) {
    fail('feature_not_supported', `replies are not enabled for channel type ${place.channel.type}`)
  }
  const parent = known.messages.get(inApp(place.channel.app_pk, id))
  if (!parent || parent.channel_pk !== place.channel.pk || !isSeen(parent)) {
    fail('not_found', `Message with id ${id} doesn't exist`)
  }
  if (parent.parent_id !== null)
    fail('multiple_nesting', 'a reply to a reply: multiple levels of nesting are not supported')
  return parent
}

/** What not every client may send. */
function permitExtras({ request }: Send, content: Content, place: Place, known: KnownForSend): void {
  const { message } = request
  if (message.type === 'system' && !isServer(place) && !allowsHere(place, 'CreateSystemMessage')) {
    fail('not_allowed', 'creating system messages not allowed')
  }
  permitContent(message, content, place)
  if (request.include_mentioned_members && content.mentioned_users !== null) permitHere(place, 'ReadChannelMembers')
  if (message.pinned) {
    permitHere(place, 'PinMessage')
    if ((known.pins.get(place.channel.pk) ?? 0) >= pinsLimit) refusePin()
  }
}

export function refusePin(): never {
  fail('input', `a channel can have at most ${pinsLimit} pinned messages`)
}

function refuseTooSoon(place: Place, known: KnownForSend, author: string): void {
  const { cooldown, pk } = place.channel
  if (cooldown === 0 || isServer(place) || allowsHere(place, 'SkipChannelCooldown')) return
  const last = known.lastSent.get(memberKey(pk, author))
  if (last !== undefined && known.now < last + cooldown * 1_000_000) {
    fail('cooldown', 'please wait before sending another message')
  }
}

interface Judged {
  readonly access: Access
  readonly author: UserRow
  readonly channel: ChannelNow
  readonly standing: Standing | undefined
  readonly content: Content
  readonly parent?: MessageRow
}

/** Gives the message its time and its numbers, and lets those after it see what it has changed. */
function accept(send: Send, known: KnownForSend, judged: Judged): AcceptedSend {
  const { access, author, channel, standing, content, parent } = judged
  const { message } = send.request
  const isShadowed = (access.user?.isShadowBanned ?? false) || (standing?.isShadowBanned ?? false)
  const created_at = liveTime(known.now, channel.row)
  const isInChannel = !parent || message.show_in_channel === true
  const type = message.type === 'system' || send.isPartOfChange ? 'system' : parent ? 'reply' : 'regular'
  const countable = {
    type,
    silent: message.silent ?? false,
    shadowed: isShadowed,
    parent_id: parent?.id,
    show_in_channel: message.show_in_channel,
  }
  const counted = isInChannel
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
    show_in_channel: parent && isInChannel ? 1 : 0,
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
    isShown &&
    (message.parent_id === null || message.show_in_channel === 1) &&
    !(message.type === 'system' && config.skip_last_msg_update_for_system_msgs)
  return {
    ...row,
    counted: message.n ?? row.counted,
    last_live_at: message.created_at,
    message_count: row.message_count + (isShown ? 1 : 0),
    ...(isLast && { last_message_at: message.created_at }),
  }
}

/** What events say of the channel as it is by now. */
export function eventNow({ row, config, event }: ChannelNow): EventChannel {
  return {
    ...event,
    ...(config.count_messages && { message_count: row.message_count }),
    ...(row.last_message_at !== null && { last_message_at: row.last_message_at }),
  }
}
