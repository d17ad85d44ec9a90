import type { APIError } from './wire.ts'

/** What the server answered to a call that it refused. */
export interface RefusedResponse {
  readonly status: number
  readonly data: APIError
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Why a call failed (documented behaviour: "API errors"). `code` is the error code of the API and `status` the HTTP status; both are
 * missing when no answer came, and then `isNetworkError` is true.
 *
 * ```ts
 * try { await channel.sendMessage({ text }) } catch (error) {
 *   if (error instanceof ErrorFromResponse && error.code === 60) showSlowMode()
 * }
 * ```
 */
export class ErrorFromResponse extends Error {
  readonly code: number | undefined
  readonly status: number | undefined
  readonly response: RefusedResponse | undefined
  readonly isNetworkError: boolean

  constructor(message: string, response?: RefusedResponse, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ErrorFromResponse'
    this.response = response
    this.code = response?.data.code
    this.status = response?.status
    this.isNetworkError = response === undefined
  }
}

/** Codes that a client acts on (spec/10 §1.1). */
export const codes = { input: 4, rateLimited: 9, tokenExpired: 40, connectionNotFound: 46 } as const

// Everything else stays refused however often it is asked: a wrong key, a user who may not. A token that has expired wants another
// one, and slow mode is for the user to wait for.
const passing: ReadonlySet<number> = new Set([-1, 9, 23, 71])

/** Whether the same request may succeed a little later. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ErrorFromResponse)) return false
  return error.isNetworkError || (error.status ?? 0) >= 500 || passing.has(error.code ?? 0)
}

/** Whether the call failed with this code. */
export function hasCode(error: unknown, code: number): boolean {
  return error instanceof ErrorFromResponse && error.code === code
}

/** The error of an error body, from an answer or from a frame of the socket. */
export function refusal(data: APIError, status = data.StatusCode, headers: Record<string, string> = {}) {
  return new ErrorFromResponse(`StreamChat error code ${data.code}: ${data.message}`, { status, data, headers })
}

/** The error of a call that got no answer. */
export function noAnswer(what: string, cause?: unknown): ErrorFromResponse {
  return new ErrorFromResponse(`StreamChat error: ${what}`, undefined, cause === undefined ? {} : { cause })
}
