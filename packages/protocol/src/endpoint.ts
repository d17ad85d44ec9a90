import type { z } from 'zod'
import type { ErrorName } from './errors.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The two generations of the wire: without prefix, and under `/api/v2`. */
export type Generation = 'v1' | 'v2'

/**
 * Who may call: client tokens and the secret, only the secret, or only clients. Beside the chat: administrators who have
 * signed in, or anyone.
 */
export type Side = 'both' | 'server' | 'client' | 'admin' | 'anyone'

export interface Endpoint {
  readonly method: Method
  /** The path without prefix, as v1 has it: `/channels/:type/:id/message`. */
  readonly path: string
  /** Where v2 keeps it: under `/api/v2/chat` or `/api/v2`; `none`: our own interface or a path of one generation only. */
  readonly v2: 'chat' | 'common' | 'none' | { readonly method: Method; readonly path: string }
  /** More paths of the same operation. What only such a path names is the query field of that name. */
  readonly also?: readonly Route[]
  readonly side: Side
  readonly summary: string
  /** Feature words for the reference pages. */
  readonly tag: string
  /** What the path names. */
  readonly params?: z.ZodObject
  /** Query string fields. A field named `payload` holds the whole query as JSON text. */
  readonly query?: z.ZodObject
  readonly body?: z.ZodObject
  /** A request without a body is refused instead of read as `{}` (spec/10 §10). */
  readonly emptyBody?: 'refused'
  /** The answer without `duration`, which every answer carries. */
  readonly reply: z.ZodObject
  /** What success is answered with, where it is not 201 for POST and 200 for the rest. */
  readonly status?: 101 | 200 | 201
  /** What can go wrong beside `commonErrors`. */
  readonly errors?: readonly ErrorName[]
  /** The answer is a stream of server-sent events, each of which is one reply. */
  readonly stream?: true
  /** Also callable without a token (`stream-auth-type: anonymous`). */
  readonly anonymous?: true
}

export interface Route {
  readonly generation: Generation
  readonly method: Method
  readonly path: string
}

/** Declares endpoints under their names of the wire (`SendMessage`), which errors and rate limits are keyed by. */
export function endpoints<const T extends Record<string, Endpoint>>(table: T): T {
  return table
}

/** Every path an endpoint is served under, its own first. */
export function routesOf(endpoint: Endpoint): Route[] {
  const { method, path, v2, also = [] } = endpoint
  const routes: Route[] = [{ generation: 'v1', method, path }]
  if (typeof v2 === 'object') routes.push({ generation: 'v2', ...v2 })
  else if (v2 === 'chat') routes.push({ generation: 'v2', method, path: `/api/v2/chat${path}` })
  else if (v2 === 'common') routes.push({ generation: 'v2', method, path: `/api/v2${path}` })
  return [...routes, ...also]
}

/** The status of success: POST answers 201, everything else 200 (spec/00 §4). */
export function statusOf(endpoint: Endpoint, route: Route): number {
  return endpoint.status ?? (route.method === 'POST' ? 201 : 200)
}

/** What any call may be refused with. */
export const commonErrors: readonly ErrorName[] = [
  'internal',
  'access_key',
  'input',
  'authentication',
  'rate_limited',
  'not_allowed',
  'payload_too_big',
  'request_timeout',
  'header_too_big',
  'token_expired',
  'token_not_yet_valid',
  'token_used_before_issued',
  'token_signature_invalid',
  'app_suspended',
]
