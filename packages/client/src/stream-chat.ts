import type { Answer, ChannelStatesAnswer, UsersAnswer } from './calls/answers.ts'
import type { UserInput } from './calls/user-calls.ts'
import { Channel } from './channel.ts'
import type { ChannelInput } from './channel-input.ts'
import { ClientView } from './client-view.ts'
import { readArguments, type StreamChatOptions } from './options.ts'
import { Sender } from './sender.ts'
import { type ConnectAnswer, Session } from './session.ts'
import { decodeUserId } from './signing.ts'
import { type Sort, sortParams } from './sorting.ts'
import { loadChannel, loadUsers, type State } from './state/index.ts'
import { TokenManager, type TokenOrProvider } from './token-manager.ts'
import type { AnyWireEvent, FullUser } from './wire.ts'

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
export class StreamChat extends ClientView {
  private static instance: StreamChat | undefined
  private readonly sender: Sender
  private readonly session: Session

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
    super(key, ...readArguments(secretOrOptions, more))
    this.sender = new Sender(this.core)
    this.session = new Session({
      core: this.core,
      emit: (event) => this.emit(event),
      onGone: (cid) => this.drop(cid),
      reload: async (cid) => this.activeChannels[cid]?.watch(),
    })
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
    if (this.core.userId === user.id && this.core.connecting) {
      if (!this.core.connection?.isOver) return this.core.connecting as Promise<ConnectAnswer>
      // Refused or hung up, and called again with a token that may be better: it begins anew.
      await this.disconnectUser()
    }
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
    return this.begin(user, new TokenManager(token, environment))
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
    return this.begin({ id: '!anon' }, undefined)
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
    return this.begin({ ...user, id: guest.id }, new TokenManager(access_token, this.core.environment))
  }

  /**
   * Ends the connection and forgets the user, their channels and all that was loaded.
   *
   * ```ts
   * await client.disconnectUser()
   * ```
   */
  async disconnectUser(_timeout?: number): Promise<void> {
    for (const cid of Object.keys(this.activeChannels)) this.drop(cid)
    this.session.end()
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
    if (wasHealthy) this.session.tell({ type: 'connection.changed', online: false })
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
   * As `channel` with an id.
   *
   * ```ts
   * client.getChannelById('messaging', 'general').cid
   * ```
   */
  getChannelById(type: string, id: string, data: ChannelInput = {}): Channel {
    return this.channel(type, id, data)
  }

  /**
   * As `channel` without an id: the members name it.
   *
   * ```ts
   * await client.getChannelByMembers('messaging', { members: ['ann', 'bob'] }).watch()
   * ```
   */
  getChannelByMembers(type: string, data: ChannelInput): Channel {
    return this.channel(type, data)
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
      channel._found(answer, asked.watch && asked.state !== false, asked.presence)
      return channel
    })
  }

  /**
   * Finds users (documented behaviour: "Query users"). They stand in `client.state.users` then; with `presence`, events keep them right.
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
    const { believe } = this.core.speaker()
    const connectionId = options.presence ? await this.core.connectionId() : undefined
    const answer = await this.fetchUsers(filter, sort, options, connectionId)
    believe((state) => loadUsers(state, answer.users))
    if (options.presence) for (const { id } of answer.users) this.core.present.users.add(id)
    return answer
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
   * The older name of `connectUser`.
   *
   * ```ts
   * await client.setUser({ id: 'ana' }, token)
   * ```
   */
  setUser(user: UserInput, tokenOrProvider?: TokenOrProvider): Promise<ConnectAnswer> {
    return this.connectUser(user, tokenOrProvider)
  }

  /**
   * The older name of `connectAnonymousUser`.
   *
   * ```ts
   * await client.setAnonymousUser()
   * ```
   */
  setAnonymousUser(): Promise<ConnectAnswer> {
    return this.connectAnonymousUser()
  }

  /**
   * The older name of `disconnectUser`.
   *
   * ```ts
   * await client.disconnect()
   * ```
   */
  disconnect(timeout?: number): Promise<void> {
    return this.disconnectUser(timeout)
  }

  /** A distinct channel has got its id; called by the channel. */
  _named(channel: Channel): void {
    const known = this.activeChannels[channel.cid]
    if (!known) this.activeChannels[channel.cid] = channel
    else if (known !== channel) known._twin(channel)
  }

  private open(type: string, id: string | undefined, data: ChannelInput): Channel {
    const channel = new Channel(this, this.core, this.sender, type, id, data)
    if (id !== undefined && !this.core.options.disableCache) this.activeChannels[channel.cid] = channel
    return channel
  }

  private drop(cid: string): void {
    this.activeChannels[cid]?._disconnect()
    delete this.activeChannels[cid]
  }

  private begin(user: UserInput, tokens: TokenManager | undefined): Promise<ConnectAnswer> {
    this.given = user
    return this.session.begin(user, tokens)
  }

  private refuseSecond(id: string): void {
    if (this.core.userId === undefined) return
    const advice = 'call disconnectUser first'
    if (this.core.userId === id) throw new Error(`${id} is connected already: ${advice}`)
    throw new Error(`${this.core.userId} is connected: ${advice} to connect as ${id}`)
  }
}
