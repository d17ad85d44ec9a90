import { type Environment, pause } from './environment.ts'
import { codes, type ErrorFromResponse, hasCode, noAnswer, refusal } from './errors.ts'
import type { APIError } from './wire.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface CallOptions {
  /** Texts go as they are, all else as JSON; what is undefined is left out. */
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: object | undefined
  /** A reading POST: it may be repeated when no answer came, as every GET is. */
  readonly mayRepeat?: boolean
  readonly signal?: AbortSignal
}

/** As whom a call is made, however often it is repeated. */
export interface Credentials {
  readonly token: string
  readonly type: 'jwt' | 'anonymous'
  /** Another token instead of an expired one; undefined if nobody can give one. */
  readonly renew?: (expired: string) => Promise<string> | undefined
  readonly accepted?: (token: string) => void
}

export interface HttpOptions {
  readonly environment: Environment
  readonly baseURL: () => string
  readonly key: string
  readonly timeoutMs: number
  readonly headers: () => Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string>>
  readonly credentials: () => Promise<Credentials>
}

const triesWithoutAnswer = 2
const longestWaitMs = 60_000

/** Calls the server; the promise rejects with an ErrorFromResponse unless the answer is a success. */
export type Http = <T>(method: Method, path: string, call?: CallOptions) => Promise<T>

export function createHttp(options: HttpOptions): Http {
  const { environment } = options

  async function call<T>(method: Method, path: string, call: CallOptions = {}): Promise<T> {
    let credentials = await options.credentials()
    let tries = 1
    let hasWaited = false
    for (;;) {
      try {
        const answer = await callOnce<T>(method, path, call, credentials)
        credentials.accepted?.(credentials.token)
        return answer
      } catch (error) {
        const failure = error as ErrorFromResponse
        if (hasCode(failure, codes.tokenExpired)) {
          const renewed = credentials.renew?.(credentials.token)
          if (!renewed) throw failure
          credentials = { ...credentials, token: await renewed }
        } else if (hasCode(failure, codes.rateLimited) && !hasWaited && waitMs(failure) <= longestWaitMs) {
          hasWaited = true
          await pause(environment, waitMs(failure))
        } else {
          const isSafe = method === 'GET' || call.mayRepeat === true
          if (!failure.isNetworkError || !isSafe || tries >= triesWithoutAnswer || call.signal?.aborted) throw failure
          tries += 1
        }
      }
    }
  }

  async function callOnce<T>(
    method: Method,
    path: string,
    call: CallOptions,
    { token, type }: Credentials,
  ): Promise<T> {
    const headers = { ...options.headers(), 'Stream-Auth-Type': type, ...(token && { Authorization: token }) }
    const body = call.body ?? (method === 'GET' || method === 'DELETE' ? undefined : {})
    const [signal, done] = withTimeout(call.signal)
    try {
      const response = await environment.fetch(address(path, call.query), {
        method,
        headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        signal,
      })
      return await read<T>(response)
    } catch (error) {
      if ((error as { response?: unknown }).response !== undefined) throw error
      throw noAnswer(`${method} ${path} got no answer`, error)
    } finally {
      done()
    }
  }

  function address(path: string, query: CallOptions['query'] = {}): string {
    const search = new URLSearchParams({ ...options.params, api_key: options.key })
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) search.set(name, typeof value === 'string' ? value : JSON.stringify(value))
    }
    return `${options.baseURL()}${path}?${search}`
  }

  function withTimeout(outer: AbortSignal | undefined): [AbortSignal, () => void] {
    const controller = new AbortController()
    const abort = () => controller.abort(outer?.reason)
    if (outer?.aborted) abort()
    outer?.addEventListener('abort', abort)
    const cancel = environment.after(options.timeoutMs, () =>
      controller.abort(new Error(`no answer within ${options.timeoutMs} ms`)),
    )
    return [
      controller.signal,
      () => {
        cancel()
        outer?.removeEventListener('abort', abort)
      },
    ]
  }

  function waitMs({ response }: ErrorFromResponse): number {
    const reset = Number(response?.headers['x-ratelimit-reset'])
    return Number.isFinite(reset) ? Math.max(0, reset * 1000 - environment.now()) : Number.POSITIVE_INFINITY
  }

  return call
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text()
  const body = parse(text)
  if (response.ok) return body as T
  const headers = Object.fromEntries(response.headers)
  const known = typeof (body as APIError | undefined)?.code === 'number' ? (body as APIError) : undefined
  throw refusal(known ?? strange(response.status, text), response.status, headers)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Something between here and the server answered in its own words. */
function strange(status: number, text: string): APIError {
  const message = `the answer is no JSON: ${text.slice(0, 200)}`
  return { code: -1, message, StatusCode: status, duration: '', more_info: '', details: [] }
}

/** A path with its parts made safe: `path\`/channels/${type}/${id}\``. */
export function path(texts: TemplateStringsArray, ...parts: string[]): string {
  return texts.reduce((whole, text, index) => `${whole}${encodeURIComponent(parts[index - 1] ?? '')}${text}`)
}
