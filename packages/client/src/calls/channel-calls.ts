import { path } from '../http.ts'
import { type Sort, sortParams } from '../sorting.ts'
import type {
  Answer,
  ChannelAnswer,
  ChannelMuteAnswer,
  MemberAnswer,
  MembersAnswer,
  MessagesAnswer,
  ReactionAnswer,
  ReactionsAnswer,
  ReadAnswer,
} from './answers.ts'
import { Caller } from './caller.ts'
import { type MessageInput, toWritten } from './message-calls.ts'
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

/** What can be done with a channel and goes over the wire without touching the state: the events that follow do that. */
export abstract class ChannelCalls extends Caller {
  abstract readonly type: string
  /** The id; it must be known by now. */
  protected abstract knownId(): string
  protected abstract actingUser(userId?: string): { readonly user_id?: string }

  protected get address(): string {
    return path`/channels/${this.type}/${this.knownId()}`
  }

  /**
   * Replaces the channel's data: what is left out is gone (documented behaviour: "Updating a channel").
   *
   * ```ts
   * await channel.update({ name: 'General', topic: 'news' }, { text: 'Ann changed the topic' })
   * ```
   */
  update(data: object = {}, message?: MessageInput, options: object = {}): Promise<ChannelAnswer> {
    return this.change({ data, ...withMessage(message), ...options })
  }

  /**
   * Changes single fields of the channel.
   *
   * ```ts
   * await channel.updatePartial({ set: { topic: 'news' }, unset: ['colour'] })
   * ```
   */
  updatePartial(changes: { set?: object; unset?: readonly string[]; user_id?: string }): Promise<ChannelAnswer> {
    return this.http('PATCH', this.address, { body: changes })
  }

  /**
   * Makes everybody wait this many seconds between messages (documented behaviour: "Slow mode").
   *
   * ```ts
   * await channel.enableSlowMode(10)
   * ```
   */
  enableSlowMode(seconds: number): Promise<ChannelAnswer> {
    return this.updatePartial({ set: { cooldown: seconds } })
  }

  /**
   * Lets everybody write as fast as they like.
   *
   * ```ts
   * await channel.disableSlowMode()
   * ```
   */
  disableSlowMode(): Promise<ChannelAnswer> {
    return this.updatePartial({ set: { cooldown: 0 } })
  }

  /**
   * Deletes the channel; `hard_delete` takes the secret (documented behaviour: "Deleting channels").
   *
   * ```ts
   * await channel.delete()
   * ```
   */
  delete(options: { hard_delete?: boolean } = {}): Promise<ChannelAnswer> {
    return this.http('DELETE', this.address, { query: options })
  }

  /**
   * Takes away the history (documented behaviour: "Truncating channels").
   *
   * ```ts
   * await channel.truncate({ message: { text: 'A fresh start' } })
   * ```
   */
  truncate(
    options: {
      truncated_at?: string
      hard_delete?: boolean
      skip_push?: boolean
      message?: MessageInput
      user_id?: string
      member_ids?: readonly string[]
    } = {},
  ): Promise<ChannelAnswer> {
    return this.http('POST', `${this.address}/truncate`, { body: options })
  }

  /**
   * Hides the channel until its next message; perhaps with all it holds (documented behaviour: "Hiding channels").
   *
   * ```ts
   * await channel.hide(null, true)
   * ```
   */
  hide(userId?: string | null, clearHistory = false): Promise<Answer> {
    const body = { clear_history: clearHistory, ...this.actingUser(userId ?? undefined) }
    return this.http('POST', `${this.address}/hide`, { body })
  }

  /**
   * Shows a hidden channel again.
   *
   * ```ts
   * await channel.show()
   * ```
   */
  show(userId?: string | null): Promise<Answer> {
    return this.http('POST', `${this.address}/show`, { body: this.actingUser(userId ?? undefined) })
  }

  /**
   * Mutes the channel for oneself, for good or for some milliseconds.
   *
   * ```ts
   * await channel.mute({ expiration: 60_000 })
   * ```
   */
  mute(options: { expiration?: number; user_id?: string } = {}): Promise<ChannelMuteAnswer> {
    return this.http('POST', '/moderation/mute/channel', { body: { channel_cid: this.knownCid(), ...options } })
  }

  /**
   * Hears the channel again.
   *
   * ```ts
   * await channel.unmute()
   * ```
   */
  unmute(options: { user_id?: string } = {}): Promise<Answer> {
    return this.http('POST', '/moderation/unmute/channel', { body: { channel_cid: this.knownCid(), ...options } })
  }

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
   * Adds tags that channels can be filtered by.
   *
   * ```ts
   * await channel.addFilterTags(['urgent'])
   * ```
   */
  addFilterTags(tags: readonly string[]): Promise<ChannelAnswer> {
    return this.change({ add_filter_tags: tags })
  }

  /**
   * Removes tags.
   *
   * ```ts
   * await channel.removeFilterTags(['urgent'])
   * ```
   */
  removeFilterTags(tags: readonly string[]): Promise<ChannelAnswer> {
    return this.change({ remove_filter_tags: tags })
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

  protected knownCid(): string {
    return `${this.type}:${this.knownId()}`
  }

  private change(body: object): Promise<ChannelAnswer> {
    return this.http('POST', this.address, { body })
  }
}

const withMessage = (message: MessageInput | undefined) => (message ? { message: toWritten(message) } : {})
