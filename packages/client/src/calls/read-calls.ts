import type { Answer, ReadAnswer, UnreadAnswer } from './answers.ts'
import { ModerationCalls } from './moderation-calls.ts'

/** What can be asked and said about reading, across channels. */
export abstract class ReadCalls extends ModerationCalls {
  /**
   * Marks every channel as read, or those given with their last message read (documented behaviour: "Unread").
   *
   * ```ts
   * await client.markChannelsRead({ read_by_channel: { 'messaging:general': '' } })
   * ```
   */
  markChannelsRead(
    data: { read_by_channel?: Readonly<Record<string, string>>; user_id?: string } = {},
  ): Promise<ReadAnswer> {
    return this.http('POST', '/channels/read', { body: data })
  }

  /**
   * Marks every channel of the user as read.
   *
   * ```ts
   * await client.markAllRead()
   * ```
   */
  markAllRead(
    data: { read_by_channel?: Readonly<Record<string, string>>; user_id?: string } = {},
  ): Promise<ReadAnswer> {
    return this.markChannelsRead(data)
  }

  /**
   * Confirms that messages have arrived on this device (documented behaviour: "Message receipts").
   *
   * ```ts
   * await client.markChannelsDelivered({ latest_delivered_messages: [{ cid: 'messaging:general', id: 'm1' }] })
   * ```
   */
  markChannelsDelivered(data: {
    latest_delivered_messages: readonly { cid: string; id: string }[]
    user_id?: string
  }): Promise<Answer> {
    const { user_id, ...body } = data
    return this.http('POST', '/channels/delivered', { query: { user_id }, body })
  }

  /**
   * What a user has not read: totals, and numbers by channel and thread.
   *
   * ```ts
   * const { total_unread_count } = await client.getUnreadCount()
   * ```
   */
  getUnreadCount(userId?: string): Promise<UnreadAnswer> {
    return this.http('GET', '/unread', { query: this.actingAs(userId) })
  }

  /**
   * Server side: the same for up to a hundred users.
   *
   * ```ts
   * const { counts_by_user } = await server.getUnreadCountBatch(['ann', 'bob'])
   * ```
   */
  getUnreadCountBatch(userIds: readonly string[]): Promise<Answer<{ counts_by_user: Record<string, UnreadAnswer> }>> {
    return this.http('POST', '/unread_batch', { body: { user_ids: userIds }, mayRepeat: true })
  }
}
