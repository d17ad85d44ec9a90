// The one way to the server: same-origin requests with the session's cookie, and the CSRF token where something changes.

/** A refusal in the wire's shape: what went wrong in words, and field by field. */
export class ApiError extends Error {
  readonly status: number
  readonly code: number
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number, code: number, reason: string, fields: Readonly<Record<string, string>> = {}) {
    super(reason)
    this.status = status
    this.code = code
    this.fields = fields
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Who calls, where it is not the administrator: a user's own token. */
  readonly token?: string
}

const adminRoot = '/parley/v1/admin'

let csrfToken = ''

/** The token that proves that a change was asked for by this page; the session's answers bring it. */
export function rememberCsrfToken(token: string | undefined): void {
  if (token) csrfToken = token
}

/** Calls an operation of the dashboard. */
export function callAdmin<T>(method: Method, path: string, options?: CallOptions): Promise<T> {
  return call<T>(method, `${adminRoot}${path}`, options)
}

/** Calls an ordinary operation for an app with the rights of its backend. */
export function callApp<T>(appId: string, method: Method, path: string, options?: CallOptions): Promise<T> {
  return callAdmin<T>(method, `/apps/${encodeURIComponent(appId)}/api${path}`, options)
}

/** Calls an ordinary operation as one user of an app, with that user's rights and nothing more. */
export function callAsUser<T>(as: { key: string; token: string }, method: Method, path: string, options?: CallOptions) {
  return call<T>(method, path, { ...options, token: as.token, query: { ...options?.query, api_key: as.key } })
}

/** Where the live events of an app are heard. */
export const eventsUrl = (appId: string) => `${adminRoot}/apps/${encodeURIComponent(appId)}/events`

async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const { query = {}, body, signal, token } = options
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (token) headers.authorization = token
  else if (method !== 'GET') headers['x-csrf-token'] = csrfToken
  const response = await fetch(search ? `${path}?${search}` : path, {
    method,
    headers,
    credentials: token ? 'omit' : 'same-origin',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, 0, 'The server cannot be reached.')
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw toError(response.status, answer)
  return answer as T
}

interface ErrorBody {
  readonly code?: number
  readonly message?: string
  readonly exception_fields?: Record<string, string>
}

function toError(status: number, answer: unknown): ApiError {
  const { code = 0, message = `The server answered ${status}.`, exception_fields } = (answer ?? {}) as ErrorBody
  return new ApiError(status, code, reasonIn(message), exception_fields)
}

/** The wire says `SendMessage failed with error: "text is too long"`; people need only the second half. */
function reasonIn(message: string): string {
  const reason = /^\w+ failed with error: "(.*)"$/s.exec(message)?.[1] ?? message
  return reason.charAt(0).toUpperCase() + reason.slice(1)
}
