import type { UserInput } from './calls/user-calls.ts'
import { Connection } from './connection.ts'
import type { Core } from './core.ts'
import { ErrorFromResponse } from './errors.ts'
import { type ChatEvent, received } from './events.ts'
import { recover } from './recovery.ts'
import { apply, connected, TYPING_EXPIRES_MS, tick } from './state/index.ts'
import type { TokenManager } from './token-manager.ts'
import type { AnyWireEvent, HealthCheckEvent, OwnUser } from './wire.ts'

/** What the first frame of a connection says. */
export type ConnectAnswer = HealthCheckEvent & { readonly me: OwnUser }

/** What a session tells its client. */
export interface SessionOptions {
  readonly core: Core
  /** Hands an event to whoever listens. */
  readonly emit: (event: ChatEvent) => void
  /** A channel is gone for good. */
  readonly onGone: (cid: string) => void
  /** A watched channel must be loaded anew. */
  readonly reload: (cid: string) => Promise<unknown>
}

/** The time that one user is connected, across all the connections it takes: what comes changes the state and is told. */
export class Session {
  private readonly options: SessionOptions
  private readonly core: Core
  private lastHeardAt = ''
  private cancelTick: (() => void) | undefined

  constructor(options: SessionOptions) {
    this.options = options
    this.core = options.core
  }

  /** Connects; the first failure is told and leaves nothing behind. */
  begin(user: UserInput, tokens: TokenManager | undefined): Promise<ConnectAnswer> {
    const { core } = this
    core.takeUser(user.id, tokens)
    const renew = (expired: string) => (tokens?.canRenew ? tokens.renew(expired) : undefined)
    const connection = new Connection({
      environment: core.environment,
      address: (token) => socketAddress(core, user, token),
      token: async () => (await tokens?.get()) ?? '',
      renew,
      canRenew: () => tokens?.canRenew ?? false,
      accepted: (token) => tokens?.accepted(token),
      onFirst: (frame, isFirstEver) => this.up(frame, isFirstEver),
      onEvent: (event) => this.hear(event),
      onLost: () => this.tell({ type: 'connection.changed', online: false }),
      onRefused: (error) => this.refused(error),
      log: core.log,
    })
    core.connection = connection
    const connecting = connection.open() as Promise<ConnectAnswer>
    core.connecting = connecting
    connecting.catch(() => {
      if (core.connection === connection) this.end()
    })
    return connecting
  }

  /** Ends it, and forgets all that belonged to the user. */
  end(): void {
    this.core.connection?.close()
    this.cancelTick?.()
    this.cancelTick = undefined
    this.core.forgetUser()
  }

  /** Tells whoever listens something that did not come from the server. */
  tell(event: ChatEvent): void {
    this.options.emit(received(event, this.core.environment.now()))
  }

  private up(frame: HealthCheckEvent, isFirstEver: boolean): void {
    const now = this.core.environment.now()
    const before = this.lastHeardAt
    this.lastHeardAt = frame.created_at
    this.core.store.next((state) => connected(state, frame))
    this.options.emit(received(frame, now))
    this.tell({ type: 'connection.changed', online: true })
    if (!isFirstEver) void this.comeBack(frame.connection_id, before)
  }

  /** The server will not have the user back: they were deactivated or deleted, or their token is not renewed. */
  private refused(error: unknown): void {
    this.core.log('error', 'the server refused the connection', { error, tags: ['connection'] })
    const told = error instanceof ErrorFromResponse ? error.response?.data : undefined
    this.tell({ type: 'connection.error', ...(told && { error: told }) })
  }

  private async comeBack(connectionId: string, lastHeardAt: string): Promise<void> {
    const { core } = this
    const speaker = core.speaker()
    const isWanted = core.options.recoverStateOnReconnect !== false
    const hear = (event: AnyWireEvent) => this.take(event)
    const isBack = !isWanted || (await recover({ ...speaker, core, lastHeardAt, hear }, connectionId))
    if (isBack) this.tell({ type: 'connection.recovered' })
  }

  private hear(event: AnyWireEvent): void {
    this.lastHeardAt = event.created_at ?? this.lastHeardAt
    const told = event as Pick<ChatEvent, 'type' | 'cid'>
    const wasMember = this.core.model(told.cid)?.membership !== undefined
    this.take(event)
    this.follow(told, wasMember)
  }

  /** State first, then whoever listens: a listener finds in the state what it is told. */
  private take(event: AnyWireEvent): void {
    const now = this.core.environment.now()
    this.core.believe((state) => apply(state, event, now))
    if (event.type === 'typing.start') this.forgetTypingLater()
    this.options.emit(received(event, now))
  }

  /** What an event asks the client to do. */
  private follow({ type, cid }: Pick<ChatEvent, 'type' | 'cid'>, wasMember: boolean): void {
    if (!cid) return
    if (type === 'channel.deleted' || type === 'notification.channel_deleted') {
      this.core.hearsNot(cid)
      this.options.onGone(cid)
    }
    if (!this.core.watched.has(cid)) return
    // Whoever was removed and is back again has missed what happened in between.
    const isBack = type === 'notification.added_to_channel' && !wasMember
    if (isBack || this.core.model(cid)?.stale) void this.reload(cid)
  }

  private async reload(cid: string): Promise<void> {
    try {
      await this.options.reload(cid)
    } catch (error) {
      this.core.log('warn', `could not load ${cid} anew`, { error })
    }
  }

  private forgetTypingLater(): void {
    const { environment } = this.core
    this.cancelTick ??= environment.after(TYPING_EXPIRES_MS + 50, () => {
      this.cancelTick = undefined
      this.core.believe((state) => tick(state, environment.now()))
      const models = Object.values(this.core.state.channels)
      if (models.some(({ typing }) => Object.keys(typing).length > 0)) this.forgetTypingLater()
    })
  }
}

function socketAddress(core: Core, user: UserInput, token: string): string {
  const json = JSON.stringify({ user_id: user.id, user_details: user, server_determines_connection_id: true })
  const query = new URLSearchParams({ json, api_key: core.key, authorization: token })
  query.set('stream-auth-type', core.isAnonymous ? 'anonymous' : 'jwt')
  query.set('X-Stream-Client', core.userAgent)
  return `${core.baseURL.replace(/^http/, 'ws')}/connect?${query}`
}
