import { path } from '../http.ts'
import { type Sort, sortParams } from '../sorting.ts'
import type { Answer, MessagesAnswer, ReactionAnswer, ReactionsAnswer, ReadAnswer } from './answers.ts'
import { ChannelMemberCalls } from './channel-member-calls.ts'

/** What can be done with what is said in a channel. */
export abstract class ChannelMessageCalls extends ChannelMemberCalls {
  /**
   * Reacts to a message (documented behaviour: "Send a reaction").
   *
   * ```ts
   * await channel.sendReaction('m1', { type: 'like' }, { enforce_unique: true })
   * ```
   */
  sendReaction(
    messageId: string,
    reaction: {
      readonly type: string
      readonly score?: number
      readonly user_id?: string
      readonly [custom: string]: unknown
    },
    options: { enforce_unique?: boolean; skip_push?: boolean } = {},
  ): Promise<ReactionAnswer> {
    return this.http('POST', path`/messages/${messageId}/reaction`, { body: { reaction, ...options } })
  }

  /**
   * Takes a reaction back.
   *
   * ```ts
   * await channel.deleteReaction('m1', 'like')
   * ```
   */
  deleteReaction(messageId: string, type: string, userId?: string): Promise<ReactionAnswer> {
    return this.http('DELETE', path`/messages/${messageId}/reaction/${type}`, { query: this.actingUser(userId) })
  }

  /**
   * The reactions to a message, newest first.
   *
   * ```ts
   * const { reactions } = await channel.getReactions('m1', { limit: 20 })
   * ```
   */
  getReactions(messageId: string, options: { limit?: number; offset?: number } = {}): Promise<ReactionsAnswer> {
    return this.http('GET', path`/messages/${messageId}/reactions`, { query: options })
  }

  /**
   * Messages of the channel by their ids.
   *
   * ```ts
   * const { messages } = await channel.getMessagesById(['m1', 'm2'])
   * ```
   */
  getMessagesById(ids: readonly string[]): Promise<MessagesAnswer> {
    return this.http('GET', `${this.address}/messages`, { query: { ids: ids.join(',') } })
  }

  /**
   * The pinned messages (documented behaviour: "Pinned messages").
   *
   * ```ts
   * const { messages } = await channel.getPinnedMessages({ limit: 10 }, { pinned_at: -1 })
   * ```
   */
  getPinnedMessages(options: { limit?: number; [cursor: string]: unknown } = {}, sort?: Sort): Promise<MessagesAnswer> {
    return this.http('GET', `${this.address}/pinned_messages`, {
      query: { payload: { ...options, sort: sortParams(sort) } },
    })
  }

  /**
   * Marks a message and all after it as unread, or a thread (documented behaviour: "Mark unread").
   *
   * ```ts
   * await channel.markUnread({ message_id: 'm1' })
   * ```
   */
  markUnread(data: {
    message_id?: string
    message_timestamp?: string
    thread_id?: string
    user_id?: string
  }): Promise<Answer> {
    return this.http('POST', `${this.address}/unread`, { body: data })
  }

  protected sendRead(data: object): Promise<ReadAnswer> {
    return this.http('POST', `${this.address}/read`, { body: data })
  }

  /**
   * Tells all who watch the channel something that the app has invented (documented behaviour: "Custom events").
   *
   * ```ts
   * await channel.sendEvent({ type: 'bid.placed', amount: 12 })
   * ```
   */
  sendEvent(event: {
    readonly type: string
    readonly [custom: string]: unknown
  }): Promise<Answer<{ event: { type: string } }>> {
    return this.http('POST', `${this.address}/event`, { body: { event } })
  }
}
