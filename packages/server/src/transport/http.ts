import type { Endpoint } from '@parley-chat/protocol'
import { errors, type Method, statusOf } from '@parley-chat/protocol'
import type { z } from 'zod'
import { type Context, createContext, type Services } from '../core/context.ts'
import { actFor, type Call, type Route } from '../core/endpoint.ts'
import { errorBody, fail, failureOf } from '../core/errors.ts'
import { parse, type Source } from '../core/views/parse.ts'
import { printer } from '../core/views/print.ts'
import { shapeOf } from '../core/views/shape.ts'
import type { View } from '../core/views/view.ts'
import { addressOf } from './address.ts'
import type { Authenticator, Credentials, Identity } from './auth.ts'
import { readBody } from './body.ts'
import { type Allowance, platformOf, type RateLimits } from './limits.ts'
import type { Peers } from './peers.ts'
import { createRouter, type Lookup, type Match } from './routing.ts'

export interface HttpOptions {
  readonly routes: readonly Route[]
  readonly services: Services
  readonly authenticator: Authenticator
  readonly limits: RateLimits
  /** Told of every answer, for metrics and for the record of what the tests exercised. */
  readonly observe?: (answered: Answered) => void
  readonly peers: Peers
}

export interface Answered {
  readonly operation: string
  readonly view: View
  readonly status: number
  readonly elapsedMs: number
  readonly body: string
}

/** Answers from this size on are compressed: below it the work costs more than the bytes. */
const compressFromBytes = 2048

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, X-Request-Id',
}

const preflightHeaders = {
  ...corsHeaders,
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-allow-headers':
    'Authorization, Content-Type, Content-Encoding, Stream-Auth-Type, X-Stream-Client, X-Stream-Ext, X-Client-Request-Id, Cache-Control',
  'access-control-max-age': '86400',
}

/** The REST interface: what the server serves and what tests call. */
export interface Http {
  /** Answers a request by whoever its key and token say. */
  handle(request: Request): Promise<Response>
  /** Answers it as if it had come to this address from somebody whose right to ask was judged elsewhere. */
  handleFor(identity: Identity, request: Request, url: URL): Promise<Response>
  /** The endpoint that a path leads to. */
  readonly lookup: (method: string, path: string) => Lookup
}

export function createHttp(options: HttpOptions): Http {
  const { services, authenticator, limits } = options
  const { clock, ids, log } = services
  const lookup = createRouter(options.routes)

  async function answer(request: Request, url: URL, known?: Identity): Promise<Response> {
    const startedMs = clock.elapsedMs()
    const elapsed = () => clock.elapsedMs() - startedMs
    const requestId = ids.uuid()
    const found = lookup(request.method, url.pathname)
    const view: View = url.pathname.startsWith('/api/v2/') ? 'v2' : 'v1'
    const state: { allowance?: Allowance } = {}
    let operation = 'Request'
    let status: number
    let body: string
    try {
      if (found === 'unknown path') fail('not_found', `path ${url.pathname.slice(0, 200)} Not Found`)
      if (found === 'wrong method') fail('method_not_allowed', `method ${request.method} is not allowed here`)
      operation = found.route.name
      const connection_id = known || !isOfConnection(found.route) ? null : url.searchParams.get('connection_id')
      const answering = connection_id === null ? undefined : options.peers.forward(connection_id, request)
      const answered = answering && (await answering)
      if (answered) return answered
      const printed = await call(request, url, found, state, known)
      body = withDuration(printed, elapsed())
      status = statusOf(found.route.endpoint, { generation: found.view, method: request.method as Method, path: '' })
    } catch (error) {
      const failure = failureOf(error)
      if (failure.error === 'internal') log.error({ err: error, request_id: requestId, operation }, 'a request failed')
      status = errors[failure.error].status
      body = JSON.stringify(errorBody(failure, operation, duration(elapsed())))
    }
    options.observe?.({ operation, view, status, elapsedMs: elapsed(), body })
    return respond(request, status, body, requestId, state.allowance)
  }

  async function call(
    request: Request,
    url: URL,
    match: Match,
    state: { allowance?: Allowance },
    known?: Identity,
  ): Promise<string> {
    const { endpoint } = match.route
    const now = clock.now()
    // It fits in no database as text.
    if (url.pathname.includes('%00') || url.search.includes('%00')) fail('input', 'text may not contain NUL')
    const identity = known ?? (await authenticator.authenticate(credentialsOf(request, url, endpoint), now))
    state.allowance = limits.count(
      identity.app_pk,
      match.route.name,
      platformOf(identity.caller, request.headers.get('x-stream-client')),
      identity.caller,
    )
    if (state.allowance.isExceeded)
      fail('rate_limited', 'Too many requests, check response headers for more information.')
    admitSide(match.route.name, endpoint, identity)
    const waiting = services.hub.peopleKnown(identity.app_pk)
    if (waiting) await waiting
    const source = { view: match.view, side: identity.caller.kind === 'server' ? 'server' : 'client' } as const
    if (endpoint.params) parse(endpoint.params, match.params, { ...source, from: 'query' }, now)
    const query = readQuery(endpoint, url, match.params, { ...source, from: 'query' }, now)
    const body = endpoint.body
      ? await readBodyOf(endpoint, endpoint.body, request, { ...source, from: 'body' }, now)
      : {}
    const connection_id = url.searchParams.get('connection_id')
    const context = createContext({
      app_pk: identity.app_pk,
      api_key: identity.api_key,
      caller: identity.caller,
      view: match.view,
      operation: match.route.name,
      services,
      ...(connection_id && { connection_id }),
    })
    const parsed = { params: match.params, query, body } as unknown as Call<Endpoint>
    const acting = actingFor(context, endpoint, url, parsed)
    const reply = await match.route.handle(acting, parsed)
    return printer(endpoint.reply, match.view)(reply as never)
  }

  return {
    handle: (request) =>
      request.method === 'OPTIONS' ? Promise.resolve(preflight()) : answer(request, addressOf(request)),
    handleFor: (identity, request, url) => answer(request, url, identity),
    lookup,
  }
}

const preflight = () => new Response(null, { status: 204, headers: preflightHeaders })

function credentialsOf(request: Request, url: URL, { anonymous }: Endpoint): Credentials {
  const api_key = url.searchParams.get('api_key')
  const token = request.headers.get('authorization') || null
  if (!token && anonymous === 'unsaid') return { api_key, token, auth_type: 'anonymous' }
  return {
    api_key,
    token,
    auth_type: request.headers.get('stream-auth-type') ?? url.searchParams.get('stream-auth-type'),
  }
}

function admitSide(name: string, endpoint: Endpoint, { caller }: Identity): void {
  if (endpoint.side === 'server' && caller.kind !== 'server')
    fail('not_allowed', `${name} is a server-side only endpoint`)
  if (caller.kind === 'anonymous' && !endpoint.anonymous) fail('not_allowed', `${name} needs a user`)
  if (endpoint.side === 'client' && caller.kind === 'server')
    fail('not_allowed', `${name} is a client-side only endpoint`)
}

/** What the query says, in the model. */
export function readQuery(
  endpoint: Endpoint,
  url: URL,
  params: Match['params'],
  source: Source,
  now: number,
): Record<string, unknown> {
  if (!endpoint.query) return {}
  // Repeated keys are one list, as some clients write lists (spec/40 §0.2).
  const given: Record<string, string> = Object.create(null)
  // What only another path of the endpoint names is the query field of that name.
  for (const name of Object.keys(params)) if (name in endpoint.query.shape) given[name] = params[name]!
  for (const [name, value] of url.searchParams) {
    const plain = name.endsWith('[]') ? name.slice(0, -2) : name
    // Clients add their own `user_id` to every query: what the path names is said already.
    if (Object.hasOwn(params, plain)) continue
    given[plain] = given[plain] === undefined ? value : `${given[plain]},${value}`
  }
  return parse(endpoint.query, given, source, now)
}

/** What the body says, in the model. */
export async function readBodyOf(
  endpoint: Endpoint,
  schema: z.ZodObject,
  request: Request,
  source: Source,
  now: number,
) {
  const given = await readBody(request)
  if (given === undefined && endpoint.emptyBody === 'refused') fail('input', 'invalid json data')
  return parse(schema, given, source, now)
}

/** Whom the call acts for: the body says, or the payload, or the query (spec/00 §2). */
function actingFor(context: Context, endpoint: Endpoint, url: URL, { query, body }: Call<Endpoint>): Context {
  const { payload } = query as { payload?: object }
  const user_id = namesAnother(endpoint) ? undefined : url.searchParams.get('user_id')
  return actFor(context, namesActor(endpoint) ? body : undefined, payload, { user_id })
}

/** Whether it does something with the connection that it names; many clients name theirs with every request. */
const isOfConnection = ({ endpoint }: Route): boolean => endpoint.query?.shape.connection_id !== undefined

/** Whether `user_id` in the query says whom the call is about, not who acts. */
const namesAnother = ({ query }: Endpoint): boolean =>
  query?.shape.user_id !== undefined && shapeOf(query.shape.user_id).meta.acting !== true

/** A body's `user` is not always who acts: a guest to be made is not there yet. */
const namesActor = ({ body }: Endpoint): boolean =>
  body?.shape.user !== undefined && shapeOf(body.shape.user).meta.acting === true

/** How long an answer took, as every answer says it. */
export const duration = (ms: number) => `${ms.toFixed(2)}ms`

/** Adds it to the JSON of an answer. */
export const withDuration = (printed: string, ms: number) =>
  `${printed.slice(0, -1)}${printed === '{}' ? '' : ','}"duration":"${duration(ms)}"}`

function respond(request: Request, status: number, body: string, requestId: string, allowance?: Allowance): Response {
  const headers: Record<string, string> = {
    ...corsHeaders,
    'content-type': 'application/json',
    'x-request-id': requestId,
  }
  if (allowance) {
    headers['x-ratelimit-limit'] = String(allowance.limit)
    headers['x-ratelimit-remaining'] = String(allowance.remaining)
    headers['x-ratelimit-reset'] = String(allowance.reset)
    if (allowance.isExceeded) headers['retry-after'] = String(allowance.retryAfter)
  }
  if (body.length < compressFromBytes || !/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) {
    return new Response(body, { status, headers })
  }
  headers['content-encoding'] = 'gzip'
  headers.vary = 'accept-encoding'
  return new Response(Bun.gzipSync(Buffer.from(body), { level: 1 }), { status, headers })
}
