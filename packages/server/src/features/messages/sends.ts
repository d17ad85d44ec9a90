import type { SendMessageRequest } from '@parley-chat/protocol'
import type { ChannelTypeConfig } from '../../core/app-config.ts'
import type { Access, Context } from '../../core/context.ts'
import type { Failure } from '../../core/errors.ts'
import type { EventChannel } from '../../core/events.ts'
import type { ChannelRow } from '../channels/channels.ts'
import type { CountedReply, CountedSend, RepliesUnread, SendsUnread } from '../unread/unread.ts'
import type { UserRow } from '../users/users.ts'
import type { MessageRow } from './message-row.ts'
import type { Standing } from './standing.ts'

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
