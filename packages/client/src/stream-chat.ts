import type { Answer, ChannelStatesAnswer, UsersAnswer } from './calls/answers.ts'
import { MessageCalls } from './calls/message-calls.ts'
import type { UserInput } from './calls/user-calls.ts'
import { Channel, type ChannelInput } from './channel.ts'
import { ClientState, ownUserView } from './client-state.ts'
import { Connection } from './connection.ts'
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
import { type Logger, readArguments, readBaseURL, type StreamChatOptions } from './options.ts'
import { recover } from './recovery.ts'
import { Sender } from './sender.ts'
import { decodeUserId, signNothing, signUserToken, verifySignature } from './signing.ts'
import { type Sort, sortParams } from './sorting.ts'
import { apply, connected, emptyState, loadChannel, type State, TYPING_EXPIRES_MS, tick } from './state/index.ts'
import type { StateStore } from './state-store.ts'
import { TokenManager, type TokenOrProvider } from './token-manager.ts'
import type { AnyWireEvent, ChannelMute, FullUser, HealthCheckEvent, OwnUser, UserMute } from './wire.ts'

/** What the first frame of a connection says. */
export type ConnectAnswer = HealthCheckEvent & { readonly me: OwnUser }

export interface QueryChannelsOptions {
  readonly watch?: boolean
  readonly state?: boolean
  readonly presence?: boolean
  readonly limit?: number
  readonly offset?: number
  readonly message_limit?: number
  readonly member_limit?: number
  readonly user_id?: string
  readonly [option: string]: unknown
}

/**
 * A client of the chat (documented behaviour: "Initialization & users"): in a browser one for the person who sits there, on a server
 * one with the secret.
 *
 * ```ts
 * const client = new StreamChat('key', { baseURL: 'https://chat.example.com' })
 * await client.connectUser({ id: 'ana', name: 'Ana' }, token)
 * const [channel] = await client.queryChannels({ members: { $in: ['ana'] } })
 * ```
 */
export class StreamChat extends MessageCalls {
  private static instance: StreamChat | undefined
  /** The channels that this client has opened, by cid. */
  readonly activeChannels: Record<string, Channel> = {}
  readonly state: ClientState
  /** The whole state that this client believes, to be watched by a user interface. */
  readonly store: StateStore<State>
  private readonly core: Core
  private readonly emitter: Emitter
  private readonly sender: Sender
  private readonly ownUser: () => OwnUser | undefined
  private given: UserInput | undefined
  private lastHeardAt = 0
  private cancelTick: (() => void) | undefined
  private nextAbort: AbortController | undefined

  /**
   * With a key for a person's client; with key and secret for a backend. A secret in a browser is refused.
   *
   * ```ts
   * const server = new StreamChat('key', 'secret', { baseURL, disableCache: true })
   * ```
   */
  constructor(key: string, options?: StreamChatOptions)
  constructor(key: string, secret: string, options?: StreamChatOptions)
  constructor(key: string, secretOrOptions?: string | StreamChatOptions, more?: StreamChatOptions) {
    super()
    const [secret, options] = readArguments(secretOrOptions, more)
    this.core = new Core(key, secret, options)
    this.store = this.core.store
    this.state = new ClientState(this.core)
    this.emitter = new Emitter((error, event) => this.logger('error', 'a listener threw', { error, event }))
    this.sender = new Sender(this.core)
    this.ownUser = ownUserView(this.core)
  }

  /**
   * The one client of this process: later calls answer the first one, whatever they are given.
   *
   * ```ts
   * const client = StreamChat.getInstance('key', { baseURL })
   * ```
   */
  static getInstance(key: string, options?: StreamChatOptions): StreamChat
  static getInstance(key: string, secret: string, options?: StreamChatOptions): StreamChat
  static getInstance(key: string, secretOrOptions?: string | StreamChatOptions, more?: StreamChatOptions): StreamChat {
    const [secret, options] = readArguments(secretOrOptions, more)
    StreamChat.instance ??= secret === undefined ? new StreamChat(key, options) : new StreamChat(key, secret, options)
    const { instance } = StreamChat
    if (instance.key !== key) instance.logger('warn', `getInstance was made for another key: ${key} is not used`)
    return instance
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
    return (method, path, call) => {
      const abort = this.nextAbort
      this.nextAbort = undefined
      return this.core.http(method, path, abort ? { ...call, signal: abort.signal } : call)
    }
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
    this.nextAbort = new AbortController()
    return this.nextAbort
  }

  /**
   * Server side: a token for a user; `exp` and `iat` in seconds since 1970 (documented behaviour: "Tokens & authentication").
   *
   * ```ts
   * const token = server.createToken('ana', Math.floor(Date.now() / 1000) + 3600)
   * ```
   */
  createToken(userId: string, exp?: number, iat?: number): string {
    if (this.core.secret === undefined) throw new Error('Tokens are made on a server: this client has no secret')
    return signUserToken(userId, this.core.secret, { ...(exp && { exp }), ...(iat && { iat }) })
  }

  /**
   * A token without a signature, for apps that have switched off the checking of tokens while they are being developed.
   *
   * ```ts
   * await client.connectUser({ id: 'ana' }, client.devToken('ana'))
   * ```
   */
  devToken(userId: string): string {
    return signNothing(userId)
  }

  /**
   * Server side: whether a webhook is genuine. Give the raw body and the header `X-Signature` (documented behaviour: "Webhooks").
   *
   * ```ts
   * if (!server.verifyWebhook(rawBody, request.headers['x-signature'])) return response.writeHead(401).end()
   * ```
   */
  verifyWebhook(rawBody: string | Uint8Array, xSignature: string): boolean {
    if (this.core.secret === undefined) throw new Error('A webhook is verified with the secret: this client has none')
    return verifySignature(rawBody, xSignature, this.core.secret)
  }

  /**
   * Connects a user with a token, or with a function that fetches one and is asked again whenever it has expired (documented
   * behaviour: "Connecting users"). The first failure is reported; once connected, the client comes back by itself.
   *
   * ```ts
   * await client.connectUser({ id: 'ana', name: 'Ana' }, async () => (await fetch('/token')).text())
   * ```
   */
  async connectUser(user: UserInput, tokenOrProvider?: TokenOrProvider): Promise<ConnectAnswer> {
    if (typeof user?.id !== 'string' || user.id === '') throw new Error('connectUser needs the user with their id')
    if (this.core.userId === user.id && this.core.connecting) return this.core.connecting as Promise<ConnectAnswer>
    this.refuseSecond(user.id)
    const { secret, options, environment } = this.core
    if (secret !== undefined && !environment.isBrowser && !options.allowServerSideConnect) {
      throw new Error('A backend calls without connecting: set allowServerSideConnect if you want to connect here')
    }
    const mayMint = secret !== undefined && environment.hmac !== undefined
    const token = tokenOrProvider || (mayMint ? this.createToken(user.id) : undefined)
    if (!token) throw new Error('connectUser needs a token, or a function that fetches one')
    const owner = typeof token === 'string' ? decodeUserId(token) : user.id
    if (owner !== user.id) throw new Error(`The token is for ${owner ?? 'nobody'}, not for ${user.id}`)
    return this.connect(user, new TokenManager(token, environment))
  }

  /**
   * Connects without an account, to read what anybody may read (documented behaviour: "Anonymous users").
   *
   * ```ts
   * await client.connectAnonymousUser()
   * ```
   */
  async connectAnonymousUser(): Promise<ConnectAnswer> {
    this.refuseSecond('!anon')
    this.core.isAnonymous = true
    return this.connect({ id: '!anon' }, undefined)
  }

  /**
   * Makes a guest and connects as them. The server gives the guest an id of its own: see `client.userID` (documented behaviour: "Guest
   * users").
   *
   * ```ts
   * await client.setGuestUser({ id: 'visitor', name: 'Visitor' })
   * ```
   */
  async setGuestUser(user: UserInput): Promise<ConnectAnswer> {
    this.refuseSecond(user.id)
    this.core.isAnonymous = true
    const call = this.http<Answer<{ user: FullUser; access_token: string }>>('POST', '/guest', { body: { user } })
    const { user: guest, access_token } = await call.finally(() => {
      this.core.isAnonymous = false
    })
    return this.connect({ ...user, id: guest.id }, new TokenManager(access_token, this.core.environment))
  }

  /**
   * Ends the connection and forgets the user, their channels and all that was loaded.
   *
   * ```ts
   * await client.disconnectUser()
   * ```
   */
  async disconnectUser(_timeout?: number): Promise<void> {
    this.core.connection?.close()
    this.cancelTick?.()
    for (const [cid, channel] of Object.entries(this.activeChannels)) {
      channel._disconnect()
      delete this.activeChannels[cid]
    }
    this.core.forgetUser()
    this.given = undefined
  }

  /**
   * Closes the connection but keeps the user: for apps that go to the background.
   *
   * ```ts
   * await client.closeConnection()
   * ```
   */
  async closeConnection(_timeout?: number): Promise<void> {
    const wasHealthy = this.core.connection?.isHealthy
    this.core.connection?.close()
    if (wasHealthy) this.tell({ type: 'connection.changed', online: false })
  }

  /**
   * Opens the connection again, and catches up.
   *
   * ```ts
   * await client.openConnection()
   * ```
   */
  async openConnection(): Promise<ConnectAnswer | undefined> {
    const { connection } = this.core
    if (!connection) throw new Error('There is nobody to connect: call connectUser first')
    if (connection.isHealthy || connection.isConnecting) return undefined
    return (await connection.open()) as ConnectAnswer
  }

  /**
   * A handle for a channel; nothing is sent yet. The same type and id always give the same handle. Without an id, the members name
   * the channel (documented behaviour: "Distinct channels").
   *
   * ```ts
   * const general = client.channel('messaging', 'general', { name: 'General' })
   * const pair = client.channel('messaging', { members: ['ann', 'bob'] })
   * ```
   */
  channel(type: string, data: ChannelInput): Channel
  channel(type: string, id?: string | null, data?: ChannelInput): Channel
  channel(type: string, idOrData?: string | null | ChannelInput, data: ChannelInput = {}): Channel {
    const [id, given] = typeof idOrData === 'object' && idOrData !== null ? [undefined, idOrData] : [idOrData, data]
    if (!/^[\w-]+$/.test(type)) throw new Error(`${type} is no channel type: letters, digits, - and _ make one`)
    if (id && !/^[\w!-]+$/.test(id)) throw new Error(`${id} is no channel id: letters, digits, - and _ make one`)
    const known = id ? this.activeChannels[`${type}:${id}`] : undefined
    known?._give(given)
    return known ?? this.open(type, id || undefined, given)
  }

  /**
   * Finds channels and watches them; each is loaded when this resolves (documented behaviour: "Query channels").
   *
   * ```ts
   * const channels = await client.queryChannels({ members: { $in: ['ana'] } }, { last_message_at: -1 }, { limit: 20 })
   * ```
   */
  async queryChannels(filter: object = {}, sort?: Sort, options: QueryChannelsOptions = {}): Promise<Channel[]> {
    const isConnected = this.core.connection !== undefined
    const asked = { state: true, watch: isConnected, presence: false, ...options }
    const body = { filter_conditions: filter, sort: sortParams(sort), ...asked }
    const ask = (connection_id?: string) =>
      this.http<ChannelStatesAnswer>('POST', '/channels', { query: { connection_id }, body, mayRepeat: true })
    const load = (state: State, answer: ChannelStatesAnswer) =>
      asked.state === false ? state : answer.channels.reduce(loadChannel, state)
    const { channels } = await (asked.watch || asked.presence ? this.core.watch(ask, load) : this.core.query(ask, load))
    return channels.map((answer) => {
      const { type, id } = answer.channel
      const channel = this.channel(type, id)
      channel._found({ ...answer, duration: '' }, asked.watch && asked.state !== false)
      return channel
    })
  }

  /**
   * Finds users (documented behaviour: "Query users").
   *
   * ```ts
   * const { users } = await client.queryUsers({ name: { $autocomplete: 'an' } }, { name: 1 }, { limit: 10 })
   * ```
   */
  async queryUsers(
    filter: object = {},
    sort?: Sort,
    options: { limit?: number; offset?: number; presence?: boolean; [option: string]: unknown } = {},
  ): Promise<UsersAnswer> {
    const connectionId = options.presence ? await this.core.connectionId() : undefined
    return this.fetchUsers(filter, sort, options, connectionId)
  }

  /**
   * What happened in channels since a moment (documented behaviour: "Sync"). After a lost connection the client does this by itself.
   *
   * ```ts
   * const { events } = await client.sync(['messaging:general'], '2026-01-05T09:30:00Z')
   * ```
   */
  async sync(
    cids: readonly string[],
    lastSyncAt: string | Date,
    options: { watch?: boolean; with_inaccessible_cids?: boolean } = {},
  ): Promise<Answer<{ events: AnyWireEvent[]; inaccessible_cids?: string[] }>> {
    const { watch, with_inaccessible_cids } = options
    const connection_id = watch ? await this.core.connectionId() : undefined
    const last_sync_at = lastSyncAt instanceof Date ? lastSyncAt.toISOString() : lastSyncAt
    const body = { channel_cids: cids, last_sync_at, ...(watch && { watch }) }
    return this.http('POST', '/sync', { query: { connection_id, with_inaccessible_cids }, body, mayRepeat: true })
  }

  /**
   * Server side: deletes many channels; see `getTask`.
   *
   * ```ts
   * const { task_id } = await server.deleteChannels(['messaging:general'], { hard_delete: true })
   * ```
   */
  deleteChannels(
    cids: readonly string[],
    options: { hard_delete?: boolean } = {},
  ): Promise<Answer<{ task_id?: string }>> {
    return this.http('POST', '/channels/delete', { body: { cids, ...options } })
  }

  /**
   * Whether the user has muted a channel.
   *
   * ```ts
   * client.channelMuteStatus(channel).muted
   * ```
   */
  channelMuteStatus(channel: Channel): { muted: boolean; createdAt: Date | null; expiresAt: Date | null } {
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

  /** Older names. */
  setUser = (user: UserInput, tokenOrProvider?: TokenOrProvider) => this.connectUser(user, tokenOrProvider)
  setAnonymousUser = () => this.connectAnonymousUser()
  disconnect = (timeout?: number) => this.disconnectUser(timeout)

  /** A distinct channel has got its id; called by the channel. */
  _named(channel: Channel): void {
    this.activeChannels[channel.cid] ??= channel
  }

  private open(type: string, id: string | undefined, data: ChannelInput): Channel {
    const channel = new Channel(this, this.core, this.sender, type, id, data)
    if (id !== undefined && !this.core.options.disableCache) this.activeChannels[channel.cid] = channel
    return channel
  }

  private refuseSecond(id: string): void {
    if (this.core.userId === undefined) return
    const advice = 'call disconnectUser first'
    if (this.core.userId === id) throw new Error(`${id} is connected already: ${advice}`)
    throw new Error(`${this.core.userId} is connected: ${advice} to connect as ${id}`)
  }

  private connect(user: UserInput, tokens: TokenManager | undefined): Promise<ConnectAnswer> {
    const { core } = this
    core.userId = user.id
    core.tokens = tokens
    core.store.next(emptyState(user.id))
    this.given = user
    core.connection = new Connection({
      environment: core.environment,
      address: (token) => this.socketAddress(user, token),
      token: async () => (await tokens?.get()) ?? '',
      renew: (expired) => (tokens?.canRenew ? tokens.renew(expired) : undefined),
      canRenew: () => tokens?.canRenew ?? false,
      accepted: (token) => tokens?.accepted(token),
      onFirst: (frame, isFirstEver) => this.up(frame, isFirstEver),
      onEvent: (event) => this.hear(event),
      onLost: () => this.tell({ type: 'connection.changed', online: false }),
      onRefused: (error) => this.logger('error', 'the server refused the connection', { error, tags: ['connection'] }),
      log: core.log,
    })
    const { connection } = core
    const connecting = connection.open() as Promise<ConnectAnswer>
    core.connecting = connecting
    connecting.catch(() => {
      if (core.connection === connection) core.forgetUser()
    })
    return connecting
  }

  private socketAddress(user: UserInput, token: string): string {
    const json = JSON.stringify({ user_id: user.id, user_details: user, server_determines_connection_id: true })
    const query = new URLSearchParams({ json, api_key: this.key, authorization: token })
    query.set('stream-auth-type', this.anonymous ? 'anonymous' : 'jwt')
    query.set('X-Stream-Client', this.getUserAgent())
    return `${this.core.baseURL.replace(/^http/, 'ws')}/connect?${query}`
  }

  private up(frame: HealthCheckEvent, isFirstEver: boolean): void {
    const before = this.lastHeardAt
    this.lastHeardAt = this.now()
    this.core.store.next((state) => connected(state, frame))
    this.emit(received(frame, this.now()))
    this.tell({ type: 'connection.changed', online: true })
    if (!isFirstEver) void this.comeBack(frame.connection_id, before)
  }

  private async comeBack(connectionId: string, lastHeardAt: number): Promise<void> {
    const { core } = this
    const isWanted = core.options.recoverStateOnReconnect !== false
    const hear = (event: AnyWireEvent) => this.hear(event)
    if (!isWanted || (await recover({ core, lastHeardAt, hear }, connectionId)))
      this.tell({ type: 'connection.recovered' })
  }

  /** State first, then whoever listens: a listener finds in the state what it is told. */
  private hear(event: AnyWireEvent): void {
    const now = this.now()
    this.lastHeardAt = now
    this.core.believe((state) => apply(state, event, now))
    if (event.type === 'typing.start') this.forgetTypingLater()
    this.emit(received(event, now))
    this.follow(event as Pick<ChatEvent, 'type' | 'cid'>)
  }

  /** What an event asks the client to do. */
  private follow({ type, cid }: Pick<ChatEvent, 'type' | 'cid'>): void {
    if (!cid) return
    const isGone = type === 'channel.deleted' || type === 'notification.channel_deleted'
    if (isGone) {
      this.activeChannels[cid]?._disconnect()
      delete this.activeChannels[cid]
      this.core.watched.delete(cid)
    }
    if (!this.core.watched.has(cid)) return
    // Whoever was removed and is back again has missed what happened in between.
    const isBack = type === 'notification.added_to_channel'
    if (isBack || this.core.model(cid)?.stale) void this.openAnew(cid)
  }

  private async openAnew(cid: string): Promise<void> {
    try {
      await this.activeChannels[cid]?.watch()
    } catch (error) {
      this.logger('warn', `could not load ${cid} anew`, { error })
    }
  }

  private forgetTypingLater(): void {
    const { environment } = this.core
    this.cancelTick ??= environment.after(TYPING_EXPIRES_MS + 50, () => {
      this.cancelTick = undefined
      this.core.believe((state) => tick(state, this.now()))
      const isSomebodyTyping = Object.values(this.core.state.channels).some(
        (model) => Object.keys(model.typing).length > 0,
      )
      if (isSomebodyTyping) this.forgetTypingLater()
    })
  }

  private tell(event: ChatEvent): void {
    this.emit(received(event, this.now()))
  }

  private emit(event: ChatEvent): void {
    this.emitter.emit(event)
    if (event.cid) this.activeChannels[event.cid]?._emit(event)
  }

  protected now(): number {
    return this.core.environment.now()
  }
}

const isStill = ({ expires }: { expires?: string }, now: number) => expires === undefined || Date.parse(expires) > now
