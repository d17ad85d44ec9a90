import type { Connection } from './connection.ts'
import { defaultEnvironment, type Environment } from './environment.ts'
import { codes, hasCode } from './errors.ts'
import { type Credentials, createHttp, type Http } from './http.ts'
import { type Logger, readBaseURL, type StreamChatOptions } from './options.ts'
import { signServerTokenAnywhere } from './signing.ts'
import { answered, asking, type ChannelModel, emptyState, type State } from './state/index.ts'
import { StateStore } from './state-store.ts'
import type { TokenManager } from './token-manager.ts'

/** What a connection may be lost for before an answer that belongs to it is given up. */
const maxAttempts = 5

/** One who speaks through a client, for as long as they are connected. */
export interface Speaker {
  readonly userId: string | undefined
  readonly http: Http
  readonly believe: (change: (state: State) => State) => void
}

/** What a client and its channels share: the calls, the connection, and the one state. */
export class Core {
  readonly key: string
  readonly secret: string | undefined
  readonly options: StreamChatOptions
  readonly environment: Environment
  readonly http: Http
  readonly log: Logger
  readonly timeoutMs: number
  /** What this client believes; changed by the reducer alone. */
  readonly store = new StateStore<State>(emptyState(''), (error) => this.log('error', 'a listener threw', { error }))
  /** Channels that are heard, and are to be heard again after a lost connection. */
  readonly watched = new Set<string>()
  /** Those of them whose people are followed online and offline, and the users who are. */
  readonly present = { channels: new Set<string>(), users: new Set<string>() }
  baseURL: string
  userAgent: string
  userId: string | undefined
  tokens: TokenManager | undefined
  isAnonymous = false
  connection: Connection | undefined
  /** Another one whenever a user comes or goes. */
  private session = 0
  /** Breaks off the next call. */
  nextAbort: AbortController | undefined
  /** While the first connection is being made. */
  connecting: Promise<unknown> | undefined

  constructor(key: string, secret: string | undefined, options: StreamChatOptions) {
    if (typeof key !== 'string' || key === '') throw new Error('Give the API key of your app')
    const environment = { ...defaultEnvironment(), ...options.environment }
    if (options.browser !== undefined) Object.assign(environment, { isBrowser: options.browser })
    if (secret !== undefined && environment.isBrowser && !options.allowSecretInBrowser) {
      throw new Error(
        'The secret of an app must never reach a browser: whoever has it may do everything. Make tokens on your server ' +
          'and use new StreamChat(key) here, or set allowSecretInBrowser if you are certain.',
      )
    }
    this.key = key
    this.secret = secret
    this.options = options
    this.environment = environment
    this.baseURL = readBaseURL(options.baseURL)
    this.userAgent = `parley-js-${environment.isBrowser ? 'browser' : 'node'}`
    this.log = options.logger ?? (() => {})
    this.timeoutMs = options.timeout ?? 6000
    const http = createHttp({
      environment,
      key,
      baseURL: () => this.baseURL,
      timeoutMs: this.timeoutMs,
      headers: () => ({ 'X-Stream-Client': this.userAgent, ...options.axiosRequestConfig?.headers }),
      params: options.axiosRequestConfig?.params ?? {},
      credentials: () => this.credentials(),
    })
    this.http = (method, path, call) => {
      const abort = this.nextAbort
      this.nextAbort = undefined
      return http(method, path, abort ? { ...call, signal: abort.signal } : call)
    }
  }

  /** True while no user is connected and the secret speaks. */
  get isServerSide(): boolean {
    return this.secret !== undefined && this.userId === undefined
  }

  get state(): State {
    return this.store.getLatestValue()
  }

  model(cid: string | undefined): ChannelModel | undefined {
    const { channels } = this.state
    return cid !== undefined && Object.hasOwn(channels, cid) ? channels[cid] : undefined
  }

  /** The one way the state changes. */
  believe(change: (state: State) => State): void {
    if (!this.options.disableCache) this.store.next(change)
  }

  /** The connected user's, or the backend's, own calls and beliefs: once another speaks here, it falls silent. */
  speaker(): Speaker {
    const { session, userId } = this
    const isStill = () => this.session === session
    return {
      userId,
      http: (method, path, call) => (isStill() ? this.http(method, path, call) : Promise.reject(new UserLeft())),
      believe: (change) => {
        if (isStill()) this.believe(change)
      },
    }
  }

  /** Begins what belongs to one user. */
  takeUser(id: string, tokens: TokenManager | undefined): void {
    this.session += 1
    this.userId = id
    this.tokens = tokens
    this.store.next(emptyState(id))
  }

  /** Hears a channel from now on, and perhaps its people come and go. */
  hears(cid: string, isPresent: boolean): void {
    this.watched.add(cid)
    if (isPresent) this.present.channels.add(cid)
  }

  /** Hears a channel no longer. */
  hearsNot(cid: string): void {
    this.watched.delete(cid)
    this.present.channels.delete(cid)
  }

  /** Drops a channel from the state. */
  forget(cid: string): void {
    this.believe((state) => {
      const { [cid]: _, ...channels } = state.channels
      return { ...state, channels }
    })
  }

  /** Ends what belongs to one user. */
  forgetUser(): void {
    this.session += 1
    this.connection = undefined
    this.connecting = undefined
    this.tokens = undefined
    this.userId = undefined
    this.isAnonymous = false
    this.watched.clear()
    this.present.channels.clear()
    this.present.users.clear()
    this.store.next(emptyState(''))
  }

  /** A query whose answer is laid into the state, with the events over it that arrive meanwhile. */
  async query<T>(ask: () => Promise<T>, load: (state: State, answer: T) => State): Promise<T> {
    const session = this.connection
    for (let attempt = 1; ; attempt++) {
      const id = session?.connectionID
      const answer = await this.asking(session, id, ask, load)
      // Over another connection other events have come: they were not kept for this answer.
      if (session?.connectionID === id || session !== this.connection || attempt >= maxAttempts) return answer
    }
  }

  /** A query that also begins to watch; asked again if the connection that is to hear it is lost meanwhile. */
  async watch<T>(ask: (connectionId: string) => Promise<T>, load: (state: State, answer: T) => State): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const id = await this.connectionId()
      const session = this.connection
      try {
        const answer = await this.asking(session, id, () => ask(id), load)
        if (session?.connectionID === id || session !== this.connection || attempt >= maxAttempts) return answer
      } catch (error) {
        const isLost = session?.connectionID !== id
        if (hasCode(error, codes.connectionNotFound)) session?.giveUp(id)
        else if (!isLost) throw error
        if (session !== this.connection || attempt >= maxAttempts) throw error
      }
    }
  }

  /** Asks once; the answer is taken unless the user or the connection is another by then. */
  private async asking<T>(
    session: Connection | undefined,
    id: string | undefined,
    ask: () => Promise<T>,
    load: (state: State, answer: T) => State,
  ): Promise<T> {
    this.believe(asking)
    try {
      const answer = await ask()
      if (this.connection === session && session?.connectionID === id) this.believe((state) => load(state, answer))
      return answer
    } finally {
      if (this.connection === session) this.believe(answered)
    }
  }

  /** The id of the connection, awaited while it is being made. */
  async connectionId(): Promise<string> {
    await this.connecting
    if (!this.connection) throw new Error('Watching and presence need a connection: call connectUser first')
    return this.connection.ready(this.timeoutMs)
  }

  private async credentials(): Promise<Credentials> {
    const { session, connecting } = this
    await connecting
    if (this.session !== session) throw new UserLeft()
    if (this.isServerSide) {
      return { type: 'jwt', token: await signServerTokenAnywhere(this.secret!, this.environment) }
    }
    if (this.isAnonymous) return { type: 'anonymous', token: '' }
    const { tokens } = this
    if (!tokens) throw new Error('Nobody is connected: call connectUser first, or give the secret on a server')
    return {
      type: 'jwt',
      token: await tokens.get(),
      renew: (expired) => (tokens.canRenew ? tokens.renew(expired) : undefined),
      accepted: (token) => tokens.accepted(token),
    }
  }
}

/** Whoever began this has been disconnected: it must not go on as the next user. */
class UserLeft extends Error {
  constructor() {
    super('The user who began this has been disconnected')
    this.name = 'UserLeft'
  }
}
