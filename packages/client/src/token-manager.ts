import { type Environment, pause } from './environment.ts'

/** Fetches a token, from wherever the app's own backend makes them. */
export type TokenProvider = () => Promise<string> | string
export type TokenOrProvider = string | TokenProvider | null | undefined

/** More expired tokens in a row than this are not bad luck. */
const maxRenewals = 3
const firstPauseMs = 500

/** The provider has given nothing but tokens that had expired already: asking on would never end. */
export class OnlyExpiredTokens extends Error {
  constructor() {
    super(`The last ${maxRenewals} tokens of the provider had expired already: is its clock right?`)
    this.name = 'OnlyExpiredTokens'
  }
}

/** Holds the user's token, and asks the provider for another when it has expired (documented behaviour: "Token expiration"). */
export class TokenManager {
  private readonly environment: Environment
  private readonly provider: TokenProvider | undefined
  private token: string | undefined
  private renewing: Promise<string> | undefined
  private renewals = 0

  constructor(tokenOrProvider: TokenOrProvider, environment: Environment) {
    this.environment = environment
    this.provider = typeof tokenOrProvider === 'function' ? tokenOrProvider : undefined
    this.token = typeof tokenOrProvider === 'string' ? tokenOrProvider : undefined
  }

  /** Whether there is anybody to ask for another token. */
  get canRenew(): boolean {
    return this.provider !== undefined
  }

  /** The token as it is known now. */
  get current(): string | undefined {
    return this.token
  }

  /** The token, fetched if there is none yet. */
  async get(): Promise<string> {
    return this.token ?? (await (this.renewing ?? this.start(0)))
  }

  /** A token instead of the one that has expired. Whoever asks meanwhile gets the same answer: the provider is called once. */
  async renew(expired: string): Promise<string> {
    if (this.renewing) return this.renewing
    if (this.token !== undefined && this.token !== expired) return this.token
    if (this.renewals >= maxRenewals) throw new OnlyExpiredTokens()
    return this.start(this.renewals === 0 ? 0 : firstPauseMs * 2 ** (this.renewals - 1), true)
  }

  /** The server took this token. */
  accepted(token: string): void {
    if (token === this.token) this.renewals = 0
  }

  /** Only a token that came counts as one that the server may not take: a provider may be down for a while. */
  private start(pauseMs: number, isRenewal = false): Promise<string> {
    this.renewing = this.load(pauseMs)
      .then((token) => {
        if (isRenewal) this.renewals += 1
        return token
      })
      .finally(() => {
        this.renewing = undefined
      })
    return this.renewing
  }

  private async load(pauseMs: number): Promise<string> {
    if (pauseMs > 0) await pause(this.environment, pauseMs)
    const token = await this.provider?.()
    if (typeof token !== 'string' || token === '') throw new Error('The token provider gave no token')
    this.token = token
    return token
  }
}

/**
 * A provider that asks a route of your backend, such as the one in examples/token-server. It takes `{"payload": …}`,
 * `{"token": …}` or the bare token as plain text.
 *
 * ```ts
 * await client.connectUser({ id: 'ana' }, tokenProviderFromUrl('/token?user_id=ana'))
 * ```
 */
export function tokenProviderFromUrl(url: string, init: RequestInit = {}): () => Promise<string> {
  return async () => {
    const response = await fetch(url, init).catch((cause: unknown) => {
      throw new Error(`No token: ${url} could not be reached`, { cause })
    })
    const text = (await response.text()).trim()
    if (!response.ok) throw new Error(`No token: ${url} answered ${response.status} ${text.slice(0, 200)}`.trim())
    return readToken(text, url)
  }
}

function readToken(text: string, url: string): string {
  const token = text.startsWith('{') || text.startsWith('"') ? fromJson(text) : text
  const looksLikeToken = typeof token === 'string' && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)
  if (looksLikeToken) return token
  throw new Error(
    `No token: ${url} should answer {"payload": "<token>"}, {"token": "<token>"} or the token as plain text`,
  )
}

function fromJson(text: string): unknown {
  try {
    const value = JSON.parse(text) as { payload?: unknown; token?: unknown } | string | null
    return typeof value === 'string' ? value : (value?.payload ?? value?.token)
  } catch {
    return undefined
  }
}
