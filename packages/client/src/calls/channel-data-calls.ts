import { path } from '../http.ts'
import type { Answer, ChannelAnswer, ChannelMuteAnswer } from './answers.ts'
import { Caller } from './caller.ts'
import { type MessageInput, toWritten } from './message-calls.ts'

/** What can be done with the channel itself. The events that follow change the state. */
export abstract class ChannelDataCalls extends Caller {
  abstract readonly type: string
  /** The id; it must be known by now. */
  protected abstract knownId(): string
  protected abstract actingUser(userId?: string): { readonly user_id?: string }

  protected get address(): string {
    return path`/channels/${this.type}/${this.knownId()}`
  }

  protected knownCid(): string {
    return `${this.type}:${this.knownId()}`
  }

  protected change(body: object): Promise<ChannelAnswer> {
    return this.http('POST', this.address, { body })
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
}

/** The system message that tells of a change, if there is to be one. */
export const withMessage = (message: MessageInput | undefined) => (message ? { message: toWritten(message) } : {})
