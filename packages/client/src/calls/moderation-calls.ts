import { type Sort, sortParams } from '../sorting.ts'
import type { Answer, BansAnswer, MuteAnswer } from './answers.ts'
import { UserCalls } from './user-calls.ts'

export interface BanOptions {
  /** Minutes; without it the ban holds until it is lifted. */
  readonly timeout?: number
  readonly reason?: string
  /** Server side: who bans. */
  readonly banned_by_id?: string
  readonly user_id?: string
  readonly ip_ban?: boolean
  readonly ban_from_future_channels?: boolean
  readonly delete_messages?: boolean | 'soft' | 'pruning' | 'hard'
  readonly shadow?: boolean
  /** Only in this channel; `channel.banUser` fills it in. */
  readonly channel_cid?: string
}

export interface UnbanOptions {
  readonly channel_cid?: string
  readonly shadow?: boolean
  readonly remove_future_channels_ban?: boolean
  readonly user_id?: string
}

/** Bans and mutes. */
export abstract class ModerationCalls extends UserCalls {
  /**
   * Bans a user from the whole app (documented behaviour: "Moderation, bans").
   *
   * ```ts
   * await server.banUser('eve', { banned_by_id: 'ann', reason: 'spam', timeout: 60 })
   * ```
   */
  banUser(targetUserId: string, options: BanOptions = {}): Promise<Answer> {
    return this.http('POST', '/moderation/ban', { body: { target_user_id: targetUserId, ...options } })
  }

  /**
   * Lifts a ban.
   *
   * ```ts
   * await server.unbanUser('eve')
   * ```
   */
  unbanUser(targetUserId: string, options: UnbanOptions = {}): Promise<Answer> {
    return this.http('DELETE', '/moderation/ban', { query: { target_user_id: targetUserId, ...options } })
  }

  /**
   * Bans a user without telling them: they go on writing, and nobody else sees it.
   *
   * ```ts
   * await server.shadowBan('eve', { banned_by_id: 'ann' })
   * ```
   */
  shadowBan(targetUserId: string, options: BanOptions = {}): Promise<Answer> {
    return this.banUser(targetUserId, { ...options, shadow: true })
  }

  /**
   * Lifts a shadow ban.
   *
   * ```ts
   * await server.removeShadowBan('eve')
   * ```
   */
  removeShadowBan(targetUserId: string, options: UnbanOptions = {}): Promise<Answer> {
    return this.unbanUser(targetUserId, { ...options, shadow: true })
  }

  /**
   * Finds bans (documented behaviour: "Query banned users").
   *
   * ```ts
   * const { bans } = await server.queryBannedUsers({ channel_cid: 'messaging:general' })
   * ```
   */
  queryBannedUsers(
    filter: object = {},
    sort?: Sort,
    options: { limit?: number; offset?: number; exclude_expired_bans?: boolean; user_id?: string } = {},
  ): Promise<BansAnswer> {
    const payload = { filter_conditions: filter, sort: sortParams(sort), ...options }
    return this.http('GET', '/query_banned_users', { query: { payload } })
  }

  /**
   * Mutes a user for oneself; `timeout` is in minutes (documented behaviour: "Muting").
   *
   * ```ts
   * await client.muteUser('eve', undefined, { timeout: 60 })
   * ```
   */
  muteUser(targetUserId: string, userID?: string, options: { timeout?: number } = {}): Promise<MuteAnswer> {
    return this.muteUsers([targetUserId], userID, options)
  }

  /**
   * Mutes many users.
   *
   * ```ts
   * await client.muteUsers(['eve', 'mallory'])
   * ```
   */
  muteUsers(
    targetUserIds: readonly string[],
    userID?: string,
    options: { timeout?: number } = {},
  ): Promise<MuteAnswer> {
    const body = { target_ids: targetUserIds, ...options, ...this.actingAs(userID) }
    return this.http('POST', '/moderation/mute', { body })
  }

  /**
   * Hears a user again.
   *
   * ```ts
   * await client.unmuteUser('eve')
   * ```
   */
  unmuteUser(targetUserId: string, userID?: string): Promise<Answer> {
    return this.http('POST', '/moderation/unmute', { body: { target_ids: [targetUserId], ...this.actingAs(userID) } })
  }
}
