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

/** What the state can have done, by the channel that it is of. */
interface StateHands {
  readonly discard: (id: string) => void
  readonly jump: (id: string, parentId?: string, limit?: number) => Promise<void>
}

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

  private readonly hands: StateHands

  /** Made by the channel. */
  constructor(model: () => ChannelModel | undefined, hands: StateHands) {
    this.model = model
    this.hands = hands
  }

  /**
   * The messages to show, oldest first; those still being sent among them. They are the newest ones, until `loadMessageIntoState` jumps
   * to an older stretch.
   */
  get messages(): readonly LocalMessage[] {
    const model = this.model()
    return formatMessages(model?.stretch ?? model?.messages ?? none)
  }

  /** The newest loaded messages, wherever the reader is. */
  get latestMessages(): readonly LocalMessage[] {
    return formatMessages(this.model()?.messages ?? none)
  }

  /** False while `messages` is an older stretch, to which new messages do not come. */
  get isUpToDate(): boolean {
    return this.model()?.stretch === undefined
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
   * Jumps to a message, loading what was said around it if need be: `messages` is that stretch from then on, and `query` with `id_lt` or
   * `id_gt` goes on from its ends until it meets the newest messages again. `latest` goes back to those. With `parentId` the message is a
   * reply: the parent is jumped to, and its thread is loaded back to the reply.
   *
   * ```ts
   * await channel.state.loadMessageIntoState('m1')
   * channel.state.isUpToDate // false
   * await channel.query({ messages: { limit: 25, id_gt: channel.state.messages.at(-1)?.id } })
   * await channel.state.loadMessageIntoState('latest')
   * ```
   */
  loadMessageIntoState(id: string | 'latest', parentId?: string, limit?: number): Promise<void> {
    return this.hands.jump(id, parentId, limit)
  }

  /**
   * A loaded message; in a thread if `parentId` is given.
   *
   * ```ts
   * channel.state.findMessage('m1')?.text
   * ```
   */
  findMessage(id: string, parentId?: string): LocalMessage | undefined {
    const { messages, latestMessages, threads } = this
    if (parentId !== undefined) return threads[parentId]?.find((message) => message.id === id)
    return messages.find((message) => message.id === id) ?? latestMessages.find((message) => message.id === id)
  }

  /**
   * Takes back a message that could not be sent. What the server has stored stays: see `client.deleteMessage`.
   *
   * ```ts
   * channel.state.removeMessage(failedMessage)
   * ```
   */
  removeMessage({ id }: { readonly id: string }): void {
    this.hands.discard(id)
  }
}
