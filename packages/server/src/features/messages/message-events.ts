import type { Channel, Message, MessageUpdate, User } from '@parley-chat/protocol'
import type { Audience, ChannelEvent, Counting, EventChannel } from '../../core/events.ts'
import { isInChannel, type MessageRow } from './message-row.ts'

/** Who hears what happens to a message that exists already. */
export function audienceOf(row: MessageRow, cut: number | undefined): Audience | undefined {
  const about = cut !== undefined && row.created_at <= cut ? { about: row.created_at } : undefined
  return row.shadowed === 1 ? { only: [row.user_id], ...about } : about
}

/** A message as it is told: its row, and how everybody sees it. */
export interface Told {
  readonly channel: EventChannel
  readonly row: MessageRow
  readonly message: Message
  /** Who did it; absent where nobody is named. */
  readonly user: User | undefined
}

/** A message became visible. `whole` is the channel, for those who do not watch it. */
export function newEvent(
  { channel, row, message, user }: Told,
  more: {
    readonly watcher_count: number
    readonly whole: Channel
    readonly excepted: readonly string[]
    readonly parent?: MessageRow | undefined
    readonly participants?: readonly User[] | undefined
  },
): ChannelEvent {
  const { parent, participants, excepted, whole, watcher_count } = more
  const counting: Counting | undefined = row.n === null ? undefined : { n: row.n, author: row.user_id, excepted }
  return {
    type: 'message.new',
    channel,
    body: {
      message_id: row.id,
      message,
      user,
      watcher_count,
      ...(parent && { parent_author: parent.user_id }),
      ...(participants && { thread_participants: participants }),
    },
    row: { message_id: row.id, ...(excepted.length > 0 && { excepted }) },
    user_id: row.user_id,
    ...(row.shadowed === 1 && { audience: { only: [row.user_id] } }),
    ...(counting && { counting }),
    ...(isInChannel(row) && {
      idle: {
        type: 'notification.message_new',
        body: { message_id: row.id, message, channel: whole, user },
        mentioned: message.mentioned_users.map(({ id }) => id),
      },
    }),
  }
}

/** Which of a message's parts an edit changed; replies and expiries change none of them. */
export type Changes = NonNullable<MessageUpdate['change_set']>

export function updatedEvent(
  { channel, row, message, user }: Told,
  audience: Audience | undefined,
  update?: { readonly changes: Changes; readonly old_text?: string | undefined },
): ChannelEvent {
  const changed = update && Object.entries(update.changes).flatMap(([part, isChanged]) => (isChanged ? [part] : []))
  return {
    type: 'message.updated',
    channel,
    body: {
      message_id: row.id,
      message,
      user,
      ...(update && {
        message_update: {
          change_set: update.changes,
          ...(update.old_text !== undefined && { old_text: update.old_text }),
        },
      }),
    },
    row: { message_id: row.id, ...(changed && { changed }) },
    user_id: user?.id,
    ...(audience && { audience }),
  }
}

/** `counted`: messages that could be unread are gone with it. */
export function deletedEvent(
  { channel, row, message, user }: Told,
  hard: boolean,
  audience: Audience | undefined,
  counted = false,
): ChannelEvent {
  return {
    type: 'message.deleted',
    channel,
    body: { message_id: row.id, message, user, hard_delete: hard },
    // Of what is gone for good the row keeps what clients need to take it out of what they count.
    row: hard ? { message_id: row.id, gone: remains(row), ...(counted && { counted }) } : { message_id: row.id },
    user_id: user?.id,
    ...(audience && { audience }),
    ...(counted && { recount: true as const }),
  }
}

/** What is left to say of a message that is gone: no word of what it held. */
export type Remains = Pick<
  MessageRow,
  'user_id' | 'parent_id' | 'show_in_channel' | 'silent' | 'shadowed' | 'created_at' | 'updated_at' | 'deleted_at'
>

const remains = (row: MessageRow): Remains => ({
  user_id: row.user_id,
  parent_id: row.parent_id,
  show_in_channel: row.show_in_channel,
  silent: row.silent,
  shadowed: row.shadowed,
  created_at: row.created_at,
  updated_at: row.updated_at,
  deleted_at: row.deleted_at,
})

export function undeletedEvent({ channel, row, message, user }: Told, audience: Audience | undefined): ChannelEvent {
  return {
    type: 'message.undeleted',
    channel,
    body: { message_id: row.id, message, user },
    row: { message_id: row.id },
    user_id: user?.id,
    ...(audience && { audience }),
  }
}
