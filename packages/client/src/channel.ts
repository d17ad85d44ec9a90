import type { Answer, ChannelStateAnswer, MessageAnswer, MessagesAnswer, ReadAnswer } from './calls/answers.ts'
import { ChannelCalls } from './calls/channel-calls.ts'
import type { MessageInput } from './calls/message-calls.ts'
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
import { type Http, path } from './http.ts'
import type { Sender } from './sender.ts'
import { type Sort, sortParams } from './sorting.ts'
import { loadChannel, loadOlder, loadReplies } from './state/index.ts'
import type { StreamChat } from './stream-chat.ts'
import { TypingReporter } from './typing.ts'
import type { Capability, ChannelConfig, Channel as ChannelResource } from './wire.ts'

/** What a channel is created with; what it names beside these fields is custom data. */
export interface ChannelInput {
  readonly name?: string
  readonly image?: string
  readonly members?: readonly (string | object)[]
  /** Server side: who creates it. */
  readonly created_by_id?: string
  readonly [custom: string]: unknown
}

/** Which page of messages to answer. */
export interface MessagePage {
  readonly limit?: number
  readonly id_lt?: string
  readonly id_lte?: string
  readonly id_gt?: string
  readonly id_gte?: string
  readonly id_around?: string
  readonly created_at_before?: string
  readonly created_at_before_or_equal?: string
  readonly created_at_after?: string
  readonly created_at_after_or_equal?: string
  readonly created_at_around?: string
}

export interface ChannelQueryOptions {
  readonly state?: boolean
  readonly watch?: boolean
  readonly presence?: boolean
  readonly messages?: MessagePage
  readonly members?: { readonly limit?: number; readonly offset?: number; readonly [cursor: string]: unknown }
  readonly watchers?: { readonly limit?: number; readonly offset?: number }
  readonly [option: string]: unknown
}

/** A channel's data, with what this user may do in it. */
export interface ChannelData extends ChannelResource {
  readonly own_capabilities: Capability[]
}

const olderCursors = ['id_lt', 'id_lte', 'created_at_before', 'created_at_before_or_equal'] as const
const otherCursors = [
  'id_gt',
  'id_gte',
  'id_around',
  'created_at_after',
  'created_at_after_or_equal',
  'created_at_around',
] as const

/**
 * A channel, as the connected user sees it (documented behaviour: "Channels"). Get it from `client.channel` or `client.queryChannels`.
 *
 * ```ts
 * const channel = client.channel('messaging', 'general')
 * await channel.watch()
 * channel.on('message.new', ({ message }) => console.log(message.user.id, message.text))
 * await channel.sendMessage({ text: 'hello' })
 * ```
 */
export class Channel extends ChannelCalls {
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
  private readonly core: Core
  private readonly client: StreamChat
  private readonly sender: Sender
  private readonly emitter: Emitter
  private readonly typist: TypingReporter
  private given: ChannelInput
  private watching: Promise<ChannelStateAnswer> | undefined

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
    this.state = new ChannelState(() => (this.id === undefined ? undefined : core.model(this.cid)))
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
    if (this.disconnected)
      throw new Error('This channel is of a user who has disconnected: get it anew from client.channel')
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
   * Creates the channel, or finds it, without watching it (documented behaviour: "Creating channels").
   *
   * ```ts
   * await server.channel('messaging', 'general', { created_by_id: 'ann', members: ['ann', 'bob'] }).create()
   * ```
   */
  create(options: ChannelQueryOptions = {}): Promise<ChannelStateAnswer> {
    return this.query({ ...options, watch: false, state: false, presence: false })
  }

  /**
   * Loads the channel and hears it from now on, also after a lost connection (documented behaviour: "Watching a channel").
   *
   * ```ts
   * await channel.watch({ presence: true })
   * ```
   */
  watch(options: ChannelQueryOptions = {}): Promise<ChannelStateAnswer> {
    this.watching ??= this.query({ state: true, watch: true, presence: false, ...options }).finally(() => {
      this.watching = undefined
    })
    return this.watching
  }

  /**
   * Asks for the channel's state: its newest page, or with a cursor an older one, which joins what is loaded (documented behaviour:
   * "Channel pagination").
   *
   * ```ts
   * await channel.query({ messages: { limit: 25, id_lt: channel.state.messages[0]?.id } })
   * ```
   */
  async query(options: ChannelQueryOptions = {}): Promise<ChannelStateAnswer> {
    const { connection_id: _, ...asked } = options
    const body = {
      state: true,
      watch: false,
      presence: false,
      ...asked,
      ...(hasEntries(this.given) && { data: this.given }),
    }
    const place = this.id === undefined ? path`/channels/${this.type}/query` : `${this.address}/query`
    const ask = (connection_id?: string) =>
      this.http<ChannelStateAnswer>('POST', place, { query: { connection_id }, body, mayRepeat: true })
    const load = (state: Core['state'], answer: ChannelStateAnswer) => {
      const { messages = {} } = options
      if (body.state === false || otherCursors.some((cursor) => cursor in messages)) return state
      const isOlder = olderCursors.some((cursor) => cursor in messages)
      return isOlder ? loadOlder(state, answer.channel.cid, answer.messages) : loadChannel(state, answer)
    }
    const answer = await (body.watch || body.presence ? this.core.watch(ask, load) : this.core.query(ask, load))
    this.found(answer, body.watch && body.state !== false)
    return answer
  }

  /**
   * Hears the channel no longer.
   *
   * ```ts
   * await channel.stopWatching()
   * ```
   */
  async stopWatching(): Promise<Answer> {
    const connection_id = await this.core.connectionId()
    this.core.watched.delete(this.cid)
    return this.http('POST', `${this.address}/stop-watching`, { query: { connection_id } })
  }

  /**
   * Sends a message (documented behaviour: "Send a message"). It shows in `state.messages` at once; a failed one is sent again by
   * calling this with that very message, and is never stored twice.
   *
   * ```ts
   * await channel.sendMessage({ text: 'hello @bob', mentioned_users: ['bob'] })
   * ```
   */
  async sendMessage(
    message: MessageInput,
    options: {
      skip_push?: boolean
      skip_enrich_url?: boolean
      keep_channel_hidden?: boolean
      [option: string]: unknown
    } = {},
  ): Promise<MessageAnswer> {
    this.typist.clear()
    void this.http
    return this.sender.send({ cid: this.knownCid(), address: this.address }, message, options)
  }

  /**
   * Loads replies of a thread into `state.threads` (documented behaviour: "Threads and replies").
   *
   * ```ts
   * const { messages } = await channel.getReplies('m1', { limit: 50 })
   * ```
   */
  getReplies(parentId: string, options: MessagePage = {}, sort?: Sort): Promise<MessagesAnswer> {
    return this.core.query(
      () =>
        this.http<MessagesAnswer>('GET', path`/messages/${parentId}/replies`, {
          query: { ...options, sort: sortParams(sort) },
        }),
      (state, { messages }) => loadReplies(state, this.knownCid(), parentId, messages),
    )
  }

  /**
   * Tells the others that the user types: call it at every key (documented behaviour: "Typing indicators").
   *
   * ```ts
   * input.oninput = () => channel.keystroke()
   * ```
   */
  async keystroke(parentId?: string): Promise<void> {
    if (this.getConfig()?.typing_events === false) return
    this.lastKeyStroke = new Date(this.now())
    await this.typist.keystroke(parentId)
  }

  /**
   * Tells the others that the user types no more.
   *
   * ```ts
   * input.onblur = () => channel.stopTyping()
   * ```
   */
  async stopTyping(parentId?: string): Promise<void> {
    await this.typist.stop(parentId)
  }

  /**
   * Marks the channel as read, or a thread of it (documented behaviour: "Unread"). Answers null where reads are switched off.
   *
   * ```ts
   * await channel.markRead()
   * ```
   */
  async markRead(data: { message_id?: string; thread_id?: string; user_id?: string } = {}): Promise<ReadAnswer | null> {
    if (this.getConfig()?.read_events === false) return null
    return this.sendRead(data)
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
    const unread = this.newerThan(this.lastRead() ?? new Date(0))
    return unread.filter(
      (message) => message.mentioned_channel || (message.mentioned_users ?? []).some((user) => user.id === me),
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
    return this.state.messages.at(-1)
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
  }

  /** Takes note of what a query has answered; called by the client too. */
  _found(answer: ChannelStateAnswer, isWatched: boolean): void {
    this.found(answer, isWatched)
  }

  private found(answer: { readonly channel: ChannelResource }, isWatched: boolean): void {
    if (this.id === undefined) {
      this.id = answer.channel.id
      this.client._named(this)
    }
    this.initialized = true
    if (isWatched) this.core.watched.add(this.cid)
  }

  private newerThan(moment: Date): LocalMessage[] {
    const me = this.core.userId
    return this.state.messages.filter(
      (message) =>
        message.created_at > moment &&
        message.user.id !== me &&
        !message.silent &&
        !message.shadowed &&
        (!message.parent_id || message.show_in_channel === true),
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

const hasEntries = (data: object) => Object.keys(data).length > 0
