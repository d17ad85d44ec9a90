import { path } from '../http.ts'
import { type Sort, sortParams } from '../sorting.ts'
import type { Message } from '../wire.ts'
import type { FoundMessageAnswer, MessageAnswer, ReactionsAnswer } from './answers.ts'
import { ReadCalls } from './read-calls.ts'

/** A message as an app writes it: what it leaves out is made up by the server. */
export interface MessageInput {
  readonly id?: string
  readonly text?: string
  readonly attachments?: readonly object[]
  /** Ids, or users. */
  readonly mentioned_users?: readonly (string | { readonly id: string })[]
  readonly parent_id?: string
  readonly show_in_channel?: boolean
  readonly quoted_message_id?: string
  readonly silent?: boolean
  readonly pinned?: boolean
  /** Server side: who writes it. */
  readonly user_id?: string
  readonly [custom: string]: unknown
}

// What only the server or only this client says of a message.
const notWritten = new Set([
  ...[
    'status',
    'error',
    'parley',
    'cid',
    'html',
    'user',
    'command',
    'args',
    'i18n',
    'member',
    'shadowed',
    'own_reactions',
  ],
  ...[
    'latest_reactions',
    'reaction_counts',
    'reaction_scores',
    'reaction_groups',
    'reply_count',
    'deleted_reply_count',
  ],
  ...['thread_participants', 'quoted_message', 'pinned_at', 'pinned_by', 'created_at', 'updated_at', 'deleted_at'],
  ...['message_text_updated_at', 'deleted_for_me', 'image_labels', 'channel'],
])
const writableTypes: ReadonlySet<unknown> = new Set(['regular', 'system'])

/** A message as it is sent: also one that was taken from a state, with all that a reader sees of it. */
export function toWritten(message: MessageInput): MessageInput {
  const entries = Object.entries(message).filter(([key, value]) => !notWritten.has(key) && value !== undefined)
  const { type, mentioned_users, user_id, ...rest } = Object.fromEntries(entries) as MessageInput
  const author = user_id ?? (message.user as { id?: string } | undefined)?.id
  return {
    ...rest,
    ...(writableTypes.has(type) && { type }),
    ...(mentioned_users && {
      mentioned_users: mentioned_users.map((each) => (typeof each === 'string' ? each : each.id)),
    }),
    ...(author !== undefined && { user_id: author }),
  }
}

/** What can be done with a message by its id. */
export abstract class MessageCalls extends ReadCalls {
  /**
   * Fetches a message with its channel (documented behaviour: "Get a message").
   *
   * ```ts
   * const { message } = await client.getMessage('m1')
   * ```
   */
  getMessage(
    id: string,
    options: { show_deleted_message?: boolean; user_id?: string } = {},
  ): Promise<FoundMessageAnswer> {
    return this.http('GET', path`/messages/${id}`, { query: options })
  }

  /**
   * Replaces a message: what is left out is gone (documented behaviour: "Update a message").
   *
   * ```ts
   * await client.updateMessage({ ...message, text: 'edited' })
   * ```
   */
  updateMessage(
    message: MessageInput & { readonly id: string },
    userId?: string | { readonly id: string },
    options: { skip_enrich_url?: boolean; skip_push?: boolean } = {},
  ): Promise<MessageAnswer> {
    const { user_id, ...written } = toWritten(message)
    const author = typeof userId === 'object' ? userId.id : (userId ?? user_id)
    const body = { message: { ...written, ...this.actingAs(author) }, ...options }
    return this.http('POST', path`/messages/${message.id}`, { body })
  }

  /**
   * Changes single fields of a message (documented behaviour: "Partial update").
   *
   * ```ts
   * await client.partialUpdateMessage('m1', { set: { text: 'edited', priority: 'high' }, unset: ['draft'] })
   * ```
   */
  partialUpdateMessage(
    id: string,
    changes: { set?: object; unset?: readonly string[] },
    userId?: string | { readonly id: string },
    options: { skip_enrich_url?: boolean; skip_push?: boolean } = {},
  ): Promise<MessageAnswer> {
    const author = typeof userId === 'object' ? userId.id : userId
    return this.http('PUT', path`/messages/${id}`, { body: { ...changes, ...options, ...this.actingAs(author) } })
  }

  /**
   * Deletes a message: softly, for good, or only for the connected user (documented behaviour: "Delete a message").
   *
   * ```ts
   * await client.deleteMessage('m1')
   * await client.deleteMessage('m1', { deleteForMe: true })
   * ```
   */
  deleteMessage(
    id: string,
    how: boolean | { hardDelete?: boolean; deleteForMe?: boolean; deletedBy?: string } = {},
  ): Promise<MessageAnswer> {
    const { hardDelete, deleteForMe, deletedBy } = typeof how === 'boolean' ? { hardDelete: how } : how
    const query = { hard: hardDelete || undefined, delete_for_me: deleteForMe || undefined, deleted_by: deletedBy }
    return this.http('DELETE', path`/messages/${id}`, { query })
  }

  /**
   * Server side: brings a softly deleted message back.
   *
   * ```ts
   * await server.undeleteMessage('m1', 'moderator')
   * ```
   */
  undeleteMessage(id: string, undeletedBy: string): Promise<MessageAnswer> {
    return this.http('POST', path`/messages/${id}/undelete`, { body: { undeleted_by: undeletedBy } })
  }

  /**
   * Pins a message, for a number of seconds, until a date, or for good (documented behaviour: "Pinned messages").
   *
   * ```ts
   * await client.pinMessage('m1', 3600)
   * ```
   */
  pinMessage(
    messageOrId: string | Pick<Message, 'id'>,
    timeoutOrExpirationDate?: number | string | Date | null,
    pinnedBy?: string | { readonly id: string },
  ): Promise<MessageAnswer> {
    const until = timeoutOrExpirationDate
    const moment = typeof until === 'number' ? new Date(this.now() + until * 1000) : until
    const pin_expires = moment instanceof Date ? moment.toISOString() : (moment ?? null)
    return this.partialUpdateMessage(idOf(messageOrId), { set: { pinned: true, pin_expires } }, pinnedBy)
  }

  /**
   * Takes a pin away.
   *
   * ```ts
   * await client.unpinMessage('m1')
   * ```
   */
  unpinMessage(
    messageOrId: string | Pick<Message, 'id'>,
    userId?: string | { readonly id: string },
  ): Promise<MessageAnswer> {
    return this.partialUpdateMessage(idOf(messageOrId), { set: { pinned: false } }, userId)
  }

  /**
   * Finds reactions of a message (documented behaviour: "Query reactions").
   *
   * ```ts
   * const { reactions } = await client.queryReactions('m1', { type: 'like' }, { created_at: -1 })
   * ```
   */
  queryReactions(
    messageId: string,
    filter: object = {},
    sort?: Sort,
    options: { limit?: number; next?: string; user_id?: string } = {},
  ): Promise<ReactionsAnswer> {
    const body = { filter, sort: sortParams(sort), ...options }
    return this.http('POST', path`/messages/${messageId}/reactions`, { body, mayRepeat: true })
  }
}

const idOf = (message: string | Pick<Message, 'id'>) => (typeof message === 'string' ? message : message.id)
