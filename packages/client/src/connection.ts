import type { Environment, Socket } from './environment.ts'
import { codes, ErrorFromResponse, hasCode, mayPass, noAnswer, refusal } from './errors.ts'
import type { Logger } from './options.ts'
import { OnlyExpiredTokens } from './token-manager.ts'
import type { AnyWireEvent, APIError, HealthCheckEvent } from './wire.ts'

export interface ConnectionOptions {
  readonly environment: Environment
  /** The address that opens a socket with this token. */
  readonly address: (token: string) => string
  readonly token: () => Promise<string>
  /** Another token instead of an expired one; undefined if nobody can give one. */
  readonly renew: (expired: string) => Promise<string> | undefined
  readonly canRenew: () => boolean
  readonly accepted: (token: string) => void
  /** The first frame of each socket tells the connection's id and who the user is. */
  readonly onFirst: (frame: HealthCheckEvent, isFirstEver: boolean) => void
  readonly onEvent: (event: AnyWireEvent) => void
  readonly onLost: () => void
  /** The server will not have this user back: nothing is tried any more. */
  readonly onRefused: (error: unknown) => void
  readonly log: Logger
}

/** One socket, from the dialling to its end. */
interface Line {
  readonly socket: Socket
  readonly token: string
  id: string | undefined
  openedAt: number
  heardAt: number
  pingedAt: number
  /** The error frame that came before the close. */
  refusal?: ReturnType<typeof refusal>
  fail?: (error: unknown) => void
}

// All of spec/10 §5 and §12.
const pingEveryMs = 25_000
const silenceLimitMs = 35_000
const firstFrameWithinMs = 15_000
const lookEveryMs = 5_000
const healthyAfterMs = 30_000
const failuresAfterSuccess = 1
const firstBackoffMs = 500
const longestBackoffMs = 25_000
const closeCodes = { own: 1000, restart: 1012, tokenExpired: 4001, silent: 4000 } as const

/** How long to wait before attempt n: up to twice as long each time, and at no moment that others have chosen too. */
export function backoffMs(attempt: number, random: () => number): number {
  return (0.25 + 0.75 * random()) * Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt)
}

/** Keeps one user connected: notices what is dead, comes back after every loss, and stops only when told or refused. */
export class Connection {
  private readonly options: ConnectionOptions
  private line: Line | undefined
  private isWanted = false
  private hasBeenUp = false
  /** The attempt under way, if there is one. */
  private dialling: Promise<HealthCheckEvent> | undefined
  /** How often it was hung up. What was under way then comes to nothing. */
  private hangUps = 0
  private failures = 0
  private cancelAttempt: (() => void) | undefined
  private cancelLook: (() => void) | undefined
  private stopListening: (() => void) | undefined
  private readonly waiting = new Set<{ resolve: (id: string) => void; reject: (error: unknown) => void }>()

  constructor(options: ConnectionOptions) {
    this.options = options
  }

  /** The id of the socket that is up. */
  get connectionID(): string | undefined {
    return this.line?.id
  }

  get isHealthy(): boolean {
    return this.connectionID !== undefined
  }

  get isConnecting(): boolean {
    return this.isWanted && !this.isHealthy
  }

  /** Hung up or refused: nothing is tried any more. */
  get isOver(): boolean {
    return !this.isWanted
  }

  /** Connects. The first failure is told and not repeated; from the first success on, every loss is made good. */
  async open(): Promise<HealthCheckEvent> {
    this.isWanted = true
    this.stopListening ??= this.options.environment.onNetworkChange((isOnline) => this.networkChanged(isOnline))
    const { hangUps } = this
    try {
      return await this.connect()
    } catch (error) {
      if (this.hangUps !== hangUps) throw error
      if (!this.hasBeenUp || this.isFinal(error)) this.close()
      // The failure is told, but whoever has been connected before goes on trying.
      else if (!this.line) this.attemptAfter(this.nextBackoff())
      throw error
    }
  }

  /** Hangs up for good. */
  close(): void {
    this.isWanted = false
    this.hangUps += 1
    this.dialling = undefined
    this.cancelAttempt?.()
    this.cancelLook?.()
    this.stopListening?.()
    this.stopListening = undefined
    const line = this.line
    this.line = undefined
    line?.socket.close(closeCodes.own)
    const closed = noAnswer('the connection was closed')
    line?.fail?.(closed)
    for (const each of [...this.waiting]) each.reject(closed)
  }

  /** The id of the connection, awaited while it is being made anew. */
  ready(withinMs: number): Promise<string> {
    if (this.line?.id) return Promise.resolve(this.line.id)
    if (!this.isWanted) return Promise.reject(noAnswer('there is no connection: call connectUser first'))
    return new Promise<string>((resolve, reject) => {
      const entry = { resolve: settle(resolve), reject: settle(reject) }
      const cancel = this.options.environment.after(withinMs, () => entry.reject(noAnswer('the connection is down')))
      this.waiting.add(entry)
      const waiting = this.waiting
      function settle<T>(end: (value: T) => void) {
        return (value: T) => {
          cancel()
          waiting.delete(entry)
          end(value)
        }
      }
    })
  }

  /** The server does not know this connection any more, whatever the socket says. */
  giveUp(id: string): void {
    if (this.line?.id === id) this.drop(this.line, 'the server does not know the connection')
  }

  /** One attempt at a time: whoever wants it meanwhile waits for the same. */
  private connect(expired?: string): Promise<HealthCheckEvent> {
    if (this.dialling) return this.dialling
    const dialling = this.dialRenewing(this.hangUps, expired).finally(() => {
      if (this.dialling === dialling) this.dialling = undefined
    })
    this.dialling = dialling
    return dialling
  }

  private async dialRenewing(hangUps: number, expired?: string): Promise<HealthCheckEvent> {
    let token = await ((expired !== undefined && this.options.renew(expired)) || this.options.token())
    for (;;) {
      try {
        return await this.dial(token, hangUps)
      } catch (error) {
        const renewed = hasCode(error, codes.tokenExpired) ? this.options.renew(token) : undefined
        if (!renewed) throw error
        token = await renewed
      }
    }
  }

  private async dial(token: string, hangUps: number): Promise<HealthCheckEvent> {
    const { environment, address } = this.options
    const socket = await environment.openSocket(address(token))
    if (this.hangUps !== hangUps) {
      socket.close(closeCodes.own)
      throw noAnswer('the connection was closed')
    }
    const now = environment.now()
    return new Promise((resolve, reject) => {
      const line: Line = { socket, token, id: undefined, openedAt: now, heardAt: now, pingedAt: now, fail: reject }
      this.line = line
      socket.onmessage = ({ data }) => {
        if (this.line === line) this.hear(line, String(data), resolve)
      }
      socket.onclose = ({ code }) => {
        if (this.line === line) this.lose(line, code)
      }
      // What is wrong is told by the close that follows.
      socket.onerror = () => {}
      this.look(line)
    })
  }

  private hear(line: Line, text: string, resolve: (frame: HealthCheckEvent) => void): void {
    const frame = JSON.parse(text) as { readonly type?: string; readonly error?: APIError }
    line.heardAt = this.options.environment.now()
    if (frame.error && frame.type === undefined) {
      line.refusal = refusal(frame.error)
      return
    }
    if (line.id !== undefined) {
      this.options.onEvent(frame as AnyWireEvent)
      return
    }
    const first = frame as HealthCheckEvent
    line.id = first.connection_id
    line.openedAt = line.heardAt
    delete line.fail
    const isFirstEver = !this.hasBeenUp
    this.hasBeenUp = true
    this.options.accepted(line.token)
    this.options.onFirst(first, isFirstEver)
    resolve(first)
    for (const each of [...this.waiting]) each.resolve(first.connection_id)
  }

  /** Whoever hears nothing for a while is not connected any more, whatever the socket says; the same after a long sleep. */
  private look(line: Line): void {
    this.cancelLook = this.options.environment.after(lookEveryMs, () => {
      if (this.line !== line) return
      const now = this.options.environment.now()
      if (now - line.heardAt >= (line.id === undefined ? firstFrameWithinMs : silenceLimitMs)) {
        this.drop(line, 'nothing was heard')
        return
      }
      if (line.id !== undefined && now - Math.max(line.pingedAt, line.heardAt) >= pingEveryMs) {
        line.pingedAt = now
        line.socket.send(JSON.stringify([{ type: 'health.check', client_id: line.id }]))
      }
      this.look(line)
    })
  }

  private drop(line: Line, why: string): void {
    this.options.log('warn', `connection dropped: ${why}`, { tags: ['connection'] })
    line.socket.close(closeCodes.silent)
    this.lose(line, closeCodes.silent)
  }

  private lose(line: Line, code: number): void {
    this.line = undefined
    this.cancelLook?.()
    const error = line.refusal ?? noAnswer(`the socket was closed with ${code}`)
    if (line.id === undefined) {
      line.fail?.(error)
      return
    }

    this.options.log('info', `connection lost with ${code}`, { tags: ['connection'] })
    // A network that comes and goes must not be met like a server that is down: it had let us in.
    const wasHealthy = this.options.environment.now() - line.openedAt >= healthyAfterMs
    this.failures = wasHealthy ? 0 : Math.min(this.failures, failuresAfterSuccess)
    this.options.onLost()
    if (line.refusal && !this.mayReturn(line.refusal)) {
      this.refused(line.refusal)
      return
    }
    const isSoon = code === closeCodes.restart || code === closeCodes.tokenExpired
    this.attemptAfter(isSoon ? firstBackoffMs * this.options.environment.random() : this.nextBackoff(), line)
  }

  private mayReturn(error: unknown): boolean {
    return hasCode(error, codes.tokenExpired) ? this.options.canRenew() : mayPass(error)
  }

  /** A provider's own error passes: its backend may be down together with the server. */
  private isFinal(error: unknown): boolean {
    return (error instanceof ErrorFromResponse && !this.mayReturn(error)) || error instanceof OnlyExpiredTokens
  }

  private nextBackoff(): number {
    const wait = backoffMs(this.failures, this.options.environment.random)
    this.failures += 1
    return wait
  }

  private attemptAfter(ms: number, lost?: Line): void {
    if (!this.isWanted) return
    this.cancelAttempt?.()
    this.cancelAttempt = this.options.environment.after(ms, () => void this.attempt(lost))
  }

  private async attempt(lost?: Line): Promise<void> {
    this.cancelAttempt = undefined
    if (this.line || this.dialling || !this.options.environment.isOnline()) return
    const { hangUps } = this
    try {
      await this.connect(hasCode(lost?.refusal, codes.tokenExpired) ? lost?.token : undefined)
    } catch (error) {
      if (this.hangUps !== hangUps || this.line) return
      if (this.isFinal(error)) return this.refused(error)
      this.attemptAfter(this.nextBackoff(), lost)
    }
  }

  private refused(error: unknown): void {
    this.close()
    this.options.onRefused(error)
  }

  private networkChanged(isOnline: boolean): void {
    if (!this.isWanted || !this.hasBeenUp) return
    if (!isOnline) {
      this.cancelAttempt?.()
      if (this.line) this.drop(this.line, 'the machine is offline')
      this.cancelAttempt?.()
    } else if (!this.line) {
      this.failures = 0
      this.attemptAfter(0)
    }
  }
}
