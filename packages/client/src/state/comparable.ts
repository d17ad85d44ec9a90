import type { Message } from '../wire.ts'
import { at } from './maps.ts'
import { isLocalOnly } from './message-list.ts'
import type { ChannelModel, State } from './model.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface ComparableOptions {
  /** Only these channels; default: all that are loaded. */
  readonly cids?: readonly string[]
  /** Users of whose reads others are not told: those who marked something unread, or keep their receipts to themselves. */
  readonly silentReaders?: readonly string[]
}

// Not compared as channel data: it has its own place below, is another user's profile, or changes without an event.
const NOT_DATA = new Set(['member_count', 'message_count', 'hide_messages_before', 'blocked'])

/**
 * What the state says, as plain JSON in a fixed order: two states are the same to a user if these are deeply equal (core §7).
 * A state that events have built must equal one that was just queried.
 *
 * ```ts
 * expect(comparable(built)).toEqual(comparable(loadChannel(connected(emptyState('ana'), frame), answer)))
 * ```
 */
export function comparable(state: State, options: ComparableOptions = {}): Json {
  const cids = options.cids ?? Object.keys(state.channels)
  const channels = cids.map((cid) => {
    const model = at(state.channels, cid)
    return [cid, model && comparableChannel(model, state.user_id, options.silentReaders ?? [])]
  })
  return canonical({ totals: state.totals, channels: Object.fromEntries(channels) })
}

function comparableChannel(model: ChannelModel, me: string, silent: readonly string[]): unknown {
  const own = at(model.read, me)
  const others = Object.values(model.read).filter(({ user }) => user.id !== me && !silent.includes(user.id))
  return {
    data: Object.fromEntries(
      Object.entries(model.channel)
        .filter(([key]) => !NOT_DATA.has(key))
        .map(idsOfUsers),
    ),
    own_capabilities: [...model.own_capabilities].sort(),
    hidden: model.hidden,
    member_count: model.member_count,
    message_count: model.message_count,
    messages: comparableMessages(model.messages),
    threads: Object.fromEntries(
      Object.entries(model.threads).map(([parent, replies]) => [parent, comparableMessages(replies)]),
    ),
    members: Object.fromEntries(
      Object.values(model.members).map((member) => [member.user_id, comparableMember(member)]),
    ),
    is_member: model.membership !== undefined,
    own_read: own && { last_read: own.last_read, last_read_message_id: own.last_read_message_id },
    last_read: Object.fromEntries(others.map((row) => [row.user.id, row.last_read])),
    unread: model.unread,
  }
}

function comparableMessages(messages: ChannelModel['messages']): unknown {
  return messages.filter((message) => !isLocalOnly(message)).map(comparableMessage)
}

function comparableMessage(message: Message): unknown {
  const isDeleted = message.type === 'deleted'
  return {
    id: message.id,
    type: message.type,
    text: message.text,
    user: message.user?.id,
    parent_id: message.parent_id,
    reply_count: message.reply_count,
    deleted_reply_count: message.deleted_reply_count,
    created_at: message.created_at,
    updated_at: message.updated_at,
    deleted_at: message.deleted_at,
    // What a stub hides is not compared: it is kept, or not, for the day the message is restored.
    ...(isDeleted ? {} : comparableExtras(message)),
  }
}

function comparableExtras(message: Message): object {
  return {
    reaction_counts: message.reaction_counts ?? {},
    reaction_scores: message.reaction_scores ?? {},
    own_reactions: Object.fromEntries(message.own_reactions.map(({ type, score }) => [type, score])),
    message_text_updated_at: message.message_text_updated_at,
    pinned: message.pinned,
    pinned_at: message.pinned_at,
    pin_expires: message.pin_expires,
  }
}

function comparableMember(member: ChannelModel['members'][string]): unknown {
  return {
    channel_role: member.channel_role,
    is_moderator: member.is_moderator ?? false,
    status: member.status,
    banned: member.banned,
    invite_accepted_at: member.invite_accepted_at,
    invite_rejected_at: member.invite_rejected_at,
    created_at: member.created_at,
  }
}

function idsOfUsers([key, value]: [string, unknown]): [string, unknown] {
  const isUser = (key === 'created_by' || key === 'truncated_by') && typeof value === 'object' && value !== null
  return [key, isUser ? (value as { id?: unknown }).id : value]
}

/** Keys in order; what is null or undefined is the same as absent. */
function canonical(value: unknown): Json {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, canonical(each)]))
}
