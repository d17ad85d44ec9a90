import { SigningCalls } from './calls/signing-calls.ts'
import type { UserInput } from './calls/user-calls.ts'
import type { Channel } from './channel.ts'
import { ClientState, ownUserView } from './client-state.ts'
import type { Connection } from './connection.ts'
import { Core } from './core.ts'
import {
  type ChatEvent,
  Emitter,
  type EventOf,
  type EventType,
  type Listener,
  listening,
  received,
  type Subscription,
} from './events.ts'
import type { Http } from './http.ts'
import { type Logger, readBaseURL, type StreamChatOptions } from './options.ts'
import type { State } from './state/index.ts'
import type { StateStore } from './state-store.ts'
import type { ChannelMute, OwnUser, UserMute } from './wire.ts'

/** A client as it is known here, and whoever listens to it. */
export abstract class ClientView extends SigningCalls {
  /** The channels that this client has opened, by cid. */
  readonly activeChannels: Record<string, Channel> = {}
  readonly state: ClientState
  /** The whole state that this client believes, to be watched by a user interface. */
  readonly store: StateStore<State>
  protected readonly core: Core
  protected given: UserInput | undefined
  private readonly emitter: Emitter
  private readonly ownUser: () => OwnUser | undefined

  constructor(key: string, secret: string | undefined, options: StreamChatOptions) {
    super()
    this.core = new Core(key, secret, options)
    this.store = this.core.store
    this.state = new ClientState(this.core)
    this.emitter = new Emitter((error, event) => this.logger('error', 'a listener threw', { error, event }))
    this.ownUser = ownUserView(this.core)
  }

  get key(): string {
    return this.core.key
  }

  get secret(): string | undefined {
    return this.core.secret
  }

  get options(): StreamChatOptions {
    return this.core.options
  }

  get logger(): Logger {
    return this.core.log
  }

  get http(): Http {
    return this.core.http
  }

  get baseURL(): string {
    return this.core.baseURL
  }

  get isServerSide(): boolean {
    return this.core.isServerSide
  }

  get userID(): string | undefined {
    return this.core.userId
  }

  /** The connected user, with the newest unread totals; before the connection is up, the user as given. */
  get user(): OwnUser | UserInput | undefined {
    return this.ownUser() ?? this.given
  }

  get anonymous(): boolean {
    return this.core.isAnonymous
  }

  get connectionId(): string | undefined {
    return this.core.connection?.connectionID
  }

  /** The connection, or null before there is one. */
  get wsConnection(): Pick<Connection, 'isHealthy' | 'isConnecting' | 'connectionID'> | null {
    return this.core.connection ?? null
  }

  get mutedUsers(): readonly UserMute[] {
    return this.core.state.me?.mutes ?? []
  }

  get mutedChannels(): readonly ChannelMute[] {
    return this.core.state.me?.channel_mutes ?? []
  }

  /**
   * Uses another server from now on.
   *
   * ```ts
   * client.setBaseURL('https://chat.example.com')
   * ```
   */
  setBaseURL(url: string): void {
    this.core.baseURL = readBaseURL(url)
  }

  /**
   * What this client calls itself towards the server.
   *
   * ```ts
   * client.setUserAgent(`${client.getUserAgent()} my-app/1.2`)
   * ```
   */
  getUserAgent(): string {
    return this.core.userAgent
  }

  /**
   * Changes what `getUserAgent` answers.
   *
   * ```ts
   * client.setUserAgent('my-app/1.2')
   * ```
   */
  setUserAgent(userAgent: string): void {
    this.core.userAgent = userAgent
  }

  /**
   * A controller that can break off the next call.
   *
   * ```ts
   * const controller = client.createAbortControllerForNextRequest()
   * const found = client.queryUsers({ name: { $autocomplete: text } })
   * controller.abort()
   * ```
   */
  createAbortControllerForNextRequest(): AbortController {
    this.core.nextAbort = new AbortController()
    return this.core.nextAbort
  }

  /**
   * Whether the user has muted a channel.
   *
   * ```ts
   * client.channelMuteStatus(channel).muted
   * ```
   */
  channelMuteStatus(channel: { readonly cid: string }): {
    muted: boolean
    createdAt: Date | null
    expiresAt: Date | null
  } {
    const mute = this.mutedChannels.find((each) => each.channel.cid === channel.cid && isStill(each, this.now()))
    const createdAt = mute ? new Date(mute.created_at) : null
    return { muted: mute !== undefined, createdAt, expiresAt: mute?.expires ? new Date(mute.expires) : null }
  }

  /**
   * Whether the user has muted somebody.
   *
   * ```ts
   * client.userMuteStatus('eve')
   * ```
   */
  userMuteStatus(userId: string): boolean {
    return this.mutedUsers.some((mute) => mute.target.id === userId && isStill(mute, this.now()))
  }

  /**
   * Hears events: all of them, or those of one type (documented behaviour: "Events").
   *
   * ```ts
   * const { unsubscribe } = client.on('message.new', ({ cid, message }) => notify(cid, message.text))
   * client.on('connection.changed', ({ online }) => banner.toggle(!online))
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
   * client.off('message.new', listener)
   * ```
   */
  off(listener: Listener): void
  off<T extends EventType>(type: T, listener: (event: EventOf<T>) => void): void
  off(type: string, listener: Listener): void
  off(first: string | Listener, second?: unknown): void {
    this.emitter.remove(...listening(first, second as Listener | undefined))
  }

  /**
   * Takes an event as if it had come from the server: for events of an app's own making.
   *
   * ```ts
   * client.dispatchEvent({ type: 'draft.saved', cid: channel.cid })
   * ```
   */
  dispatchEvent(event: ChatEvent): void {
    this.emit(received(event, this.now()))
  }

  protected emit(event: ChatEvent): void {
    this.emitter.emit(event)
    if (event.cid) this.activeChannels[event.cid]?._emit(event)
  }

  protected now(): number {
    return this.core.environment.now()
  }
}

const isStill = ({ expires }: { expires?: string }, now: number) => expires === undefined || Date.parse(expires) > now
