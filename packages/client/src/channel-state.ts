import {
  formatMessages,
  formatReads,
  formatThreads,
  formatTyping,
  type LocalMessage,
  type LocalRead,
  type TypingEvent,
} from './formats.ts'
import type { ById, ChannelModel } from './state/index.ts'
import type { Member, User } from './wire.ts'

const none: readonly never[] = Object.freeze([])
const nobody: Readonly<Record<string, never>> = Object.freeze({})

/**
 * What this client believes about a channel (documented behaviour: "Channel state"). It is a view: every field shows the newest
 * state, and a field that did not change is the very same object as before.
 *
 * ```ts
 * for (const message of channel.state.messages) console.log(message.user.id, message.text, message.status)
 * ```
 */
export class ChannelState {
  private readonly model: () => ChannelModel | undefined

  private readonly discard: (id: string) => void

  /** Made by the channel. */
  constructor(model: () => ChannelModel | undefined, discard: (id: string) => void) {
    this.model = model
    this.discard = discard
  }

  /** The newest loaded messages, oldest first; those still being sent among them. */
  get messages(): readonly LocalMessage[] {
    return formatMessages(this.model()?.messages ?? none)
  }

  /** The loaded threads: replies by the id of their parent. */
  get threads(): ById<readonly LocalMessage[]> {
    return formatThreads(this.model()?.threads ?? nobody)
  }

  /** The most recently pinned first. */
  get pinnedMessages(): readonly LocalMessage[] {
    return formatMessages(this.model()?.pinned ?? none)
  }

  /** The loaded members by user id. */
  get members(): ById<Member> {
    return this.model()?.members ?? nobody
  }

  /** The connected user as a member; undefined if they are none. */
  get membership(): Member | undefined {
    return this.model()?.membership
  }

  /** How far people have read, by user id. */
  get read(): ById<LocalRead> {
    return formatReads(this.model()?.read ?? nobody)
  }

  /** Who is looking at the channel right now, by user id. */
  get watchers(): ById<User> {
    return this.model()?.watchers ?? nobody
  }

  get watcher_count(): number {
    return this.model()?.watcher_count ?? 0
  }

  /** Who is typing, by user id; `parent_id` tells in which thread. */
  get typing(): ById<TypingEvent> {
    return formatTyping(this.model()?.typing ?? nobody)
  }

  /** The connected user's unread messages in this channel. */
  get unreadCount(): number {
    return this.model()?.unread ?? 0
  }

  get last_message_at(): Date | null {
    const time = this.model()?.channel.last_message_at
    return time ? new Date(time) : null
  }

  /**
   * A loaded message; in a thread if `parentId` is given.
   *
   * ```ts
   * channel.state.findMessage('m1')?.text
   * ```
   */
  findMessage(id: string, parentId?: string): LocalMessage | undefined {
    const list = parentId === undefined ? this.messages : this.threads[parentId]
    return list?.find((message) => message.id === id)
  }

  /**
   * Takes back a message that could not be sent. What the server has stored stays: see `client.deleteMessage`.
   *
   * ```ts
   * channel.state.removeMessage(failedMessage)
   * ```
   */
  removeMessage({ id }: { readonly id: string }): void {
    this.discard(id)
  }
}
