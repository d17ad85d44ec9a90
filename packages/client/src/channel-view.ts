import { ChannelMessageCalls } from './calls/channel-message-calls.ts'
import type { ChannelData, ChannelInput } from './channel-input.ts'
import { ChannelState } from './channel-state.ts'
import type { Core } from './core.ts'
import {
  type ChatEvent,
  Emitter,
  type EventOf,
  type EventType,
  type Listener,
  listening,
  type Subscription,
} from './events.ts'
import type { LocalMessage } from './formats.ts'
import type { Http } from './http.ts'
import type { Sender } from './sender.ts'
import { discarded } from './state/index.ts'
import { isLater } from './state/times.ts'
import type { StreamChat } from './stream-chat.ts'
import { TypingReporter } from './typing.ts'
import type { ChannelConfig } from './wire.ts'

/** A channel as it is known here, and whoever listens to it. */
export abstract class ChannelView extends ChannelMessageCalls {
  readonly type: string
  /** Undefined for a distinct channel that the server has not named yet. */
  id: string | undefined
  /** What this client believes about the channel. */
  readonly state: ChannelState
  /** Whether its state has been loaded. */
  initialized = false
  /** Whether its client was disconnected: then it is of no use any more. */
  disconnected = false
  /** When the last key was reported. */
  lastKeyStroke: Date | undefined
  protected readonly core: Core
  protected readonly client: StreamChat
  protected readonly sender: Sender
  private readonly emitter: Emitter
  private readonly twins = new Set<ChannelView>()
  protected readonly typist: TypingReporter
  protected given: ChannelInput

  /** Made by the client. */
  constructor(
    client: StreamChat,
    core: Core,
    sender: Sender,
    type: string,
    id: string | undefined,
    data: ChannelInput,
  ) {
    super()
    this.client = client
    this.core = core
    this.sender = sender
    this.type = type
    this.id = id
    this.given = data
    this.state = new ChannelState(() => (this.id === undefined ? undefined : core.model(this.cid)), {
      discard: (id) => core.believe((state) => discarded(state, this.cid, id)),
      jump: (id, parentId, limit) => this.jump(id, parentId, limit),
    })
    this.emitter = new Emitter((error, event) => core.log('error', 'a listener threw', { error, event }))
    this.typist = new TypingReporter(core.environment, (event, parentId) =>
      this.sendEvent({ type: event, ...(parentId && { parent_id: parentId }) }),
    )
  }

  /** `type:id`; without an id the type alone. */
  get cid(): string {
    return this.id === undefined ? this.type : `${this.type}:${this.id}`
  }

  /** The channel's data as it is known; before it is loaded, what it was given. */
  get data(): Partial<ChannelData> & ChannelInput {
    const model = this.core.model(this.cid)
    if (!model) return this.given as Partial<ChannelData> & ChannelInput
    const { channel, own_capabilities, hidden } = model
    return { ...channel, own_capabilities: [...own_capabilities], hidden } as unknown as ChannelData & ChannelInput
  }

  get http(): Http {
    this.refuseIfOver()
    return this.core.http
  }

  get isServerSide(): boolean {
    return this.core.isServerSide
  }

  /**
   * The client it belongs to.
   *
   * ```ts
   * channel.getClient().userID
   * ```
   */
  getClient(): StreamChat {
    return this.client
  }

  /**
   * The settings of its type, once it is loaded.
   *
   * ```ts
   * channel.getConfig()?.typing_events
   * ```
   */
  getConfig(): ChannelConfig | undefined {
    return this.core.model(this.cid)?.channel.config
  }

  /**
   * How many messages the user has not read; with a date, how many of those loaded are newer than it.
   *
   * ```ts
   * badge.textContent = String(channel.countUnread())
   * ```
   */
  countUnread(lastRead?: Date | null): number {
    return lastRead ? this.newerThan(lastRead).length : this.state.unreadCount
  }

  /**
   * How many of the loaded unread messages mention the user.
   *
   * ```ts
   * if (channel.countUnreadMentions() > 0) highlight()
   * ```
   */
  countUnreadMentions(): number {
    const me = this.core.userId
    return this.newerThan(this.lastRead()).filter(
      ({ mentioned_channel, mentioned_users = [] }) => mentioned_channel || mentioned_users.some(({ id }) => id === me),
    ).length
  }

  /**
   * The newest loaded message.
   *
   * ```ts
   * preview.textContent = channel.lastMessage()?.text ?? ''
   * ```
   */
  lastMessage(): LocalMessage | undefined {
    return this.state.latestMessages.at(-1)
  }

  /**
   * Until when the user has read.
   *
   * ```ts
   * const unread = channel.countUnread(channel.lastRead())
   * ```
   */
  lastRead(): Date | null {
    return this.state.read[this.core.userId ?? '']?.last_read ?? null
  }

  /**
   * Whether the user has muted the channel, since when and until when.
   *
   * ```ts
   * if (channel.muteStatus().muted) showBell(false)
   * ```
   */
  muteStatus(): { muted: boolean; createdAt: Date | null; expiresAt: Date | null } {
    return this.client.channelMuteStatus(this)
  }

  /**
   * Hears events of this channel: all of them, or those of one type.
   *
   * ```ts
   * const { unsubscribe } = channel.on('message.new', ({ message }) => show(message))
   * ```
   */
  on(listener: Listener): Subscription
  on<T extends EventType>(type: T, listener: (event: EventOf<T>) => void): Subscription
  on(type: string, listener: Listener): Subscription
  on(first: string | Listener, second?: unknown): Subscription {
    return this.emitter.add(...listening(first, second as Listener | undefined))
  }

  /**
   * Hears no more.
   *
   * ```ts
   * channel.off('message.new', listener)
   * ```
   */
  off(listener: Listener): void
  off<T extends EventType>(type: T, listener: (event: EventOf<T>) => void): void
  off(type: string, listener: Listener): void
  off(first: string | Listener, second?: unknown): void {
    this.emitter.remove(...listening(first, second as Listener | undefined))
  }

  /** Hands an event to this channel's listeners; called by the client. */
  _emit(event: ChatEvent): void {
    this.emitter.emit(event)
    for (const twin of this.twins) twin._emit(event)
  }

  /** Another handle has turned out to be of the same channel; called by the client. */
  _twin(twin: ChannelView): void {
    this.twins.add(twin)
  }

  /** Takes data from another `client.channel` call while nothing is loaded yet; called by the client. */
  _give(data: ChannelInput): void {
    if (!this.initialized) this.given = { ...this.given, ...data }
  }

  /** Ends with its client; called by the client. */
  _disconnect(): void {
    this.disconnected = true
    this.typist.clear()
    this.emitter.clear()
    for (const twin of this.twins) twin._disconnect()
  }

  private newerThan(moment: Date | null) {
    const model = this.core.model(this.cid)
    const me = this.core.userId ?? ''
    // A Date knows milliseconds and the server microseconds: the user's own mark is compared to the digit.
    const since = moment === this.lastRead() ? model?.read[me]?.last_read : moment?.toISOString()
    return (model?.messages ?? []).filter(
      ({ created_at, user, silent, shadowed, parent_id, show_in_channel }) =>
        isLater(created_at, since) && user.id !== me && !silent && !shadowed && (!parent_id || show_in_channel),
    )
  }

  protected abstract jump(id: string, parentId?: string, limit?: number): Promise<void>

  protected refuseIfOver(): void {
    if (!this.disconnected) return
    throw new Error(
      'This channel is of a user who has disconnected, or it was deleted: get it anew from client.channel',
    )
  }

  protected knownId(): string {
    if (this.id === undefined) throw new Error('The server names a distinct channel: await watch() or create() first')
    return this.id
  }

  protected actingUser(userId?: string): { readonly user_id?: string } {
    return this.actingAs(userId)
  }

  protected now(): number {
    return this.core.environment.now()
  }
}
