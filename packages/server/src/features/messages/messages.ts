import type { Message, MessagePage, MessageRequest, SendMessageRequest } from '@parley-chat/protocol'
import type { Access, Context, Services, Tx } from '../../core/context.ts'
import type { ChannelEvent } from '../../core/events.ts'
import type { Hydrators } from '../../core/hydrate.ts'
import type { World } from '../../core/world.ts'
import type { HotOperation, Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'

// SIGNATURES FIRST (helper M): bodies follow.

/** Who looks at messages: a server-side caller sees what is shadowed, a user also what is their own. */
export interface Viewer {
  readonly kind: 'server' | 'client'
  readonly user_id?: string | undefined
}
export declare function viewerOf(access: Access): Viewer

/** The channel's columns that its messages depend on: a whole ChannelRow fits. */
export interface ChannelOfMessages {
  readonly app_pk: number
  readonly pk: number
  readonly cid: string
  readonly truncated_at: number | null
}

/** Which messages of one channel to load. */
export interface MessagesAsk {
  readonly channel: ChannelOfMessages
  /** Default limit 25; limit 0 is the default too; `undefined` page: no messages at all. */
  readonly page?: MessagePage | undefined
  /** How many of the most recently pinned ones; default none. */
  readonly pinned?: number
  /** The viewer's `hide_messages_before` here. */
  readonly hiddenBefore?: number | undefined
}
export interface ChannelMessages {
  readonly messages: Message[]
  readonly pinned_messages: Message[]
}
/** The messages and pinned messages of many channels with a fixed number of queries, keyed by channel_pk. */
export declare function messagesOfChannels(
  queries: Queries,
  asks: readonly MessagesAsk[],
  viewer: Viewer,
  world: World,
  memberCustom?: readonly string[],
): Promise<Map<number, ChannelMessages>>
/** One page of one channel, oldest first. */
export declare function pageOfMessages(
  queries: Queries,
  ask: MessagesAsk,
  viewer: Viewer,
  world: World,
): Promise<Message[]>
/** Messages by id, in the order of the ids; those that are gone are left out. No permission is asked. */
export declare function loadMessages(
  queries: Queries,
  app_pk: number,
  ids: readonly string[],
  viewer: Viewer,
  world: World,
): Promise<Message[]>

/** Where a message stands, for reads. */
export interface MessagePosition {
  readonly id: string
  readonly channel_pk: number
  readonly user_id: string
  readonly type: string
  readonly parent_id: string | null
  readonly show_in_channel: number
  readonly silent: number
  readonly shadowed: number
  readonly n: number | null
  readonly pos: number
  readonly thread_n: number | null
  readonly thread_pos: number | null
  readonly created_at: number
  readonly deleted_at: number | null
}
export declare function findMessagePosition(
  queries: Queries,
  app_pk: number,
  id: string,
): Promise<MessagePosition | undefined>

export interface SendItem {
  readonly context: Context
  readonly cid: string
  readonly request: SendMessageRequest
}
export interface SendAnswer {
  readonly message: Message
}
export declare const sendMessage: HotOperation<SendItem, unknown, unknown, SendAnswer>

/**
 * Stores the message that comes with a change of a channel (update, members, truncate) as a system message of the acting
 * user. The caller emits `event` (message.new) at its place among its own events.
 */
export declare function postSystemMessage(
  context: Context,
  tx: Tx,
  cid: string,
  message: MessageRequest,
): Promise<{ message: Message; event: ChannelEvent }>

/** How the messages of a user go: marked, marked and emptied, or removed with replies and reactions. */
export type DeletionMode = 'soft' | 'pruning' | 'hard'
/**
 * One slice (at most `limit`) of deleting a user's messages; answers how many it dealt with, 0 when none are left.
 * `uncount`: they no longer count as unread either (a ban). Emits nothing: whoever runs it tells `user.messages.deleted`.
 */
export declare function purgeUserMessages(
  write: Write,
  what: {
    readonly app_pk: number
    readonly user_id: string
    readonly mode: DeletionMode
    readonly channel_pk?: number
    readonly uncount?: boolean
  },
  limit?: number,
): Promise<number>
/** One slice of removing a channel's messages for good, all or those up to `upTo` (hard truncate); 0 when none are left. */
export declare function purgeChannelMessages(
  write: Write,
  what: { readonly app_pk: number; readonly channel_pk: number; readonly upTo?: number },
  limit?: number,
): Promise<number>

/** Starts what goes on by itself: expiring pins, purges that were interrupted. Answers how to stop it. */
export declare function startMessageTasks(services: Services): () => void

export declare const messageHydrators: Hydrators
