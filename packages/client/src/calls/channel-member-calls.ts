import { path } from '../http.ts'
import { type Sort, sortParams } from '../sorting.ts'
import type { Answer, ChannelAnswer, MemberAnswer, MembersAnswer } from './answers.ts'
import { ChannelDataCalls, withMessage } from './channel-data-calls.ts'
import type { MessageInput } from './message-calls.ts'
import type { BanOptions, UnbanOptions } from './moderation-calls.ts'

/** A member to add: an id, or an id with a role and custom data. */
export type MemberInput =
  | string
  | { readonly user_id: string; readonly channel_role?: string; readonly [custom: string]: unknown }

interface AddOptions {
  readonly hide_history?: boolean
  readonly hide_history_before?: string
  readonly skip_push?: boolean
}

/** What can be done with the people of a channel. */
export abstract class ChannelMemberCalls extends ChannelDataCalls {
  /**
   * Archives the channel for oneself (documented behaviour: "Archiving and pinning").
   *
   * ```ts
   * await channel.archive()
   * ```
   */
  archive(options: { user_id?: string } = {}): Promise<MemberAnswer> {
    return this.updateMemberPartial({ set: { archived: true } }, { userId: options.user_id })
  }

  /**
   * Takes the channel out of the archive.
   *
   * ```ts
   * await channel.unarchive()
   * ```
   */
  unarchive(options: { user_id?: string } = {}): Promise<MemberAnswer> {
    return this.updateMemberPartial({ set: { archived: false } }, { userId: options.user_id })
  }

  /**
   * Pins the channel for oneself.
   *
   * ```ts
   * await channel.pin()
   * ```
   */
  pin(options: { user_id?: string } = {}): Promise<MemberAnswer> {
    return this.updateMemberPartial({ set: { pinned: true } }, { userId: options.user_id })
  }

  /**
   * Takes the pin away.
   *
   * ```ts
   * await channel.unpin()
   * ```
   */
  unpin(options: { user_id?: string } = {}): Promise<MemberAnswer> {
    return this.updateMemberPartial({ set: { pinned: false } }, { userId: options.user_id })
  }

  /**
   * Changes single fields of a member: one's own, or server side anybody's.
   *
   * ```ts
   * await channel.updateMemberPartial({ set: { nickname: 'Annie' } })
   * ```
   */
  updateMemberPartial(
    changes: { set?: object; unset?: readonly string[] },
    options: { userId?: string | undefined } = {},
  ): Promise<MemberAnswer> {
    const suffix = options.userId === undefined ? '' : path`/${options.userId}`
    return this.http('PATCH', `${this.address}/member${suffix}`, { body: changes })
  }

  /**
   * Adds members (documented behaviour: "Channel members").
   *
   * ```ts
   * await channel.addMembers(['bob', { user_id: 'cy', channel_role: 'channel_moderator' }], { text: 'Bob and Cy joined' })
   * ```
   */
  addMembers(
    members: readonly MemberInput[],
    message?: MessageInput,
    options: AddOptions = {},
  ): Promise<ChannelAnswer> {
    return this.change({ add_members: members, ...withMessage(message), ...options })
  }

  /**
   * Removes members.
   *
   * ```ts
   * await channel.removeMembers(['bob'])
   * ```
   */
  removeMembers(members: readonly string[], message?: MessageInput, options: object = {}): Promise<ChannelAnswer> {
    return this.change({ remove_members: members, ...withMessage(message), ...options })
  }

  /**
   * Invites users, who accept or reject (documented behaviour: "Invites").
   *
   * ```ts
   * await channel.inviteMembers(['bob'])
   * ```
   */
  inviteMembers(members: readonly MemberInput[], message?: MessageInput, options: object = {}): Promise<ChannelAnswer> {
    return this.change({ invites: members, ...withMessage(message), ...options })
  }

  /**
   * Accepts an invite.
   *
   * ```ts
   * await channel.acceptInvite({ message: { text: 'Ann has come' } })
   * ```
   */
  acceptInvite(options: { message?: MessageInput; user_id?: string } = {}): Promise<ChannelAnswer> {
    return this.change({ accept_invite: true, ...options })
  }

  /**
   * Rejects an invite.
   *
   * ```ts
   * await channel.rejectInvite()
   * ```
   */
  rejectInvite(options: { user_id?: string } = {}): Promise<ChannelAnswer> {
    return this.change({ reject_invite: true, ...options })
  }

  /**
   * Server side: makes members moderators of this channel.
   *
   * ```ts
   * await channel.addModerators(['bob'])
   * ```
   */
  addModerators(members: readonly string[], message?: MessageInput): Promise<ChannelAnswer> {
    return this.change({ add_moderators: members, ...withMessage(message) })
  }

  /**
   * Server side: makes moderators plain members again.
   *
   * ```ts
   * await channel.demoteModerators(['bob'])
   * ```
   */
  demoteModerators(members: readonly string[], message?: MessageInput): Promise<ChannelAnswer> {
    return this.change({ demote_moderators: members, ...withMessage(message) })
  }

  /**
   * Server side: gives members a role in this channel.
   *
   * ```ts
   * await channel.assignRoles([{ user_id: 'bob', channel_role: 'channel_moderator' }])
   * ```
   */
  assignRoles(
    roles: readonly { user_id: string; channel_role: string }[],
    message?: MessageInput,
  ): Promise<ChannelAnswer> {
    return this.change({ assign_roles: roles, ...withMessage(message) })
  }

  /**
   * Finds members of the channel (documented behaviour: "Query members").
   *
   * ```ts
   * const { members } = await channel.queryMembers({ name: { $autocomplete: 'an' } }, { created_at: -1 }, { limit: 10 })
   * ```
   */
  queryMembers(
    filter: object = {},
    sort?: Sort,
    options: { limit?: number; offset?: number; user_id?: string; [cursor: string]: unknown } = {},
  ): Promise<MembersAnswer> {
    const payload = {
      type: this.type,
      id: this.knownId(),
      filter_conditions: filter,
      sort: sortParams(sort),
      ...options,
    }
    return this.http('GET', '/members', { query: { payload } })
  }

  /**
   * Bans a user from this channel (documented behaviour: "Moderation, bans").
   *
   * ```ts
   * await channel.banUser('eve', { reason: 'spam', timeout: 60 })
   * ```
   */
  banUser(targetUserId: string, options: BanOptions = {}): Promise<Answer> {
    const body = { target_user_id: targetUserId, ...options, channel_cid: this.knownCid() }
    return this.http('POST', '/moderation/ban', { body })
  }

  /**
   * Lifts a ban from this channel.
   *
   * ```ts
   * await channel.unbanUser('eve')
   * ```
   */
  unbanUser(targetUserId: string, options: UnbanOptions = {}): Promise<Answer> {
    const query = { target_user_id: targetUserId, ...options, channel_cid: this.knownCid() }
    return this.http('DELETE', '/moderation/ban', { query })
  }

  /**
   * Bans a user from this channel without telling them.
   *
   * ```ts
   * await channel.shadowBan('eve')
   * ```
   */
  shadowBan(targetUserId: string, options: BanOptions = {}): Promise<Answer> {
    return this.banUser(targetUserId, { ...options, shadow: true })
  }

  /**
   * Lifts a shadow ban from this channel.
   *
   * ```ts
   * await channel.removeShadowBan('eve')
   * ```
   */
  removeShadowBan(targetUserId: string, options: UnbanOptions = {}): Promise<Answer> {
    return this.unbanUser(targetUserId, { ...options, shadow: true })
  }
}
