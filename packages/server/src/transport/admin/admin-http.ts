import { adminEndpoints, type Endpoint, errors, type Method, statusOf } from '@parley-chat/protocol'
import type { App } from '../../app.ts'
import type { Call } from '../../core/endpoint.ts'
import { errorBody, Failure, fail } from '../../core/errors.ts'
import { parse } from '../../core/views/parse.ts'
import { printer } from '../../core/views/print.ts'
import { admin, adminRoutes, createDemo } from '../../features/index.ts'
import type { Passwords } from '../../ports/passwords.ts'
import { isOwnMachine, type Site } from '../../ports/site.ts'
import { addressOf } from '../address.ts'
import { duration, readBodyOf, readQuery, withDuration } from '../http.ts'
import { createRouter, type Match } from '../routing.ts'
import { cookieOf, tokenOf } from './cookies.ts'
import { callApi } from './gateway.ts'
import { createLiveStreams } from './live-streams.ts'
import { checkOrigin, publicUrlOf } from './origin.ts'

export interface AdminOptions extends Site {
  readonly passwords: Passwords
  readonly version: string
  /** Whether the demo is open. */
  readonly hasDemo: boolean
}

/** Everything under /parley/v1/admin and /parley/v1/demo. */
export interface AdminHttp {
  handle(request: Request, ip?: string): Promise<Response>
  /** The account that the environment names exists afterwards. */
  ensureAdmin(given: { readonly email: string; readonly password: string }): Promise<void>
  /** Whether there is no administrator yet. */
  needsSetup(): Promise<boolean>
  /** What the first one must say; undefined on one's own machine. */
  readonly setupCode: string | undefined
  /** Ends the live streams, which would go on for ever. */
  close(): void
}

/** Whether a path is answered here. */
export const isAdminPath = (path: string): boolean => /^\/parley\/v1\/(?:admin|demo)(?:\/|$)/.test(path)

type Served = Pick<admin.AdminRoute, 'name' | 'endpoint'> & { readonly answer: Answering }
type Answering = (asked: Asked) => Promise<unknown>

interface Asked {
  readonly context: admin.AdminContext
  readonly call: Call<Endpoint>
  readonly request: Request
  readonly url: URL
}

const gatewayPath = /^\/parley\/v1\/admin\/apps\/([^/]+)\/api(\/.+)$/
const source = { view: 'v1', side: 'server' } as const

export function createAdminHttp(app: App, options: AdminOptions): AdminHttp {
  const { services, configs } = app
  const { clock, database, ids, log } = services
  const streams = createLiveStreams(services)
  const shared: admin.AdminServices = {
    services,
    configs,
    passwords: options.passwords,
    attempts: admin.createAttempts(clock),
    version: options.version,
    demo: options.hasDemo ? createDemo(services) : undefined,
    setupCode: isOwnMachine(options) ? undefined : ids.secret(12),
    sessionsEnded: () => streams.recheck(),
  }
  const gateway: Served = {
    name: 'AdminCallApi',
    endpoint: adminEndpoints.AdminCallApi,
    answer: ({ context, call: { params }, request, url }) =>
      callApi(app, context, { app_pk: Number(params.app_id), path: `/${params.path}`, request, url }),
  }
  const lookup = createRouter<Served>([
    ...adminRoutes.map(({ name, endpoint, handle }) => ({
      name,
      endpoint,
      answer: ({ context, call }: Asked) => handle(context, call),
    })),
    {
      name: 'AdminStreamEvents',
      endpoint: adminEndpoints.AdminStreamEvents,
      answer: async ({ context, call }) => {
        const app_pk = Number(call.params.app_id)
        await admin.requireApp(context, app_pk)
        return streams.open(admin.signedIn(context), app_pk)
      },
    },
  ])

  function find(method: string, path: string): Match<Served> {
    const through = gatewayPath.exec(path)
    // The path within the API has slashes of its own, and stays as it was written.
    if (through) return { route: gateway, view: 'v1', params: { app_id: through[1]!, path: through[2]!.slice(1) } }
    const found = lookup(method, path)
    if (found === 'unknown path') fail('not_found', `path ${path.slice(0, 200)} Not Found`)
    if (found === 'wrong method') fail('method_not_allowed', `method ${method} is not allowed here`)
    return found
  }

  /** Who is signed in. For whoever must be, what could be asked by another site's page is refused. */
  async function admit(request: Request, { side }: Endpoint): Promise<admin.Signed | undefined> {
    const token = tokenOf(request)
    const signed =
      token === undefined
        ? undefined
        : await database.snapshot((queries) => admin.findSession(queries, token, clock.now()))
    if (side !== 'admin') return signed
    if (!signed) fail('authentication', 'nobody is signed in')
    const csrf = request.headers.get('x-csrf-token') ?? ''
    if (request.method !== 'GET' && !admin.isSame(csrf, admin.csrfTokenOf(signed.token))) {
      fail('not_allowed', 'X-CSRF-Token is not the csrf_token of the session')
    }
    await admin.keepAlive(services, signed)
    return signed
  }

  async function answer(request: Request, url: URL, state: State, ip: string | undefined): Promise<Response> {
    const startedMs = clock.elapsedMs()
    const now = clock.now()
    checkOrigin(request, url, options)
    const match = find(request.method, url.pathname)
    const { name, endpoint } = match.route
    state.operation = name
    if (url.pathname.includes('%00') || url.search.includes('%00')) fail('input', 'text may not contain NUL')
    const signed = await admit(request, endpoint)
    if (endpoint.params) parse(endpoint.params, match.params, { ...source, from: 'query' }, now)
    const query = readQuery(endpoint, url, match.params, { ...source, from: 'query' }, now)
    const body = endpoint.body
      ? await readBodyOf(endpoint, endpoint.body, request, { ...source, from: 'body' }, now)
      : {}
    const isSecure = request.headers.get('origin')?.startsWith('https:') === true
    const context: admin.AdminContext = {
      ...shared,
      signed,
      ip,
      publicUrl: publicUrlOf(url, options),
      setCookie(token) {
        state.cookie = cookieOf(token, admin.longestSession / 1_000_000, isSecure)
      },
    }
    const call = { params: match.params, query, body } as unknown as Call<Endpoint>
    const reply = await match.route.answer({ context, call, request, url })
    if (reply instanceof Response) return reply
    const text = withDuration(printer(endpoint.reply, 'v1')(reply as never), clock.elapsedMs() - startedMs)
    const status = statusOf(endpoint, { generation: 'v1', method: request.method as Method, path: '' })
    return new Response(text, { status, headers: { 'content-type': 'application/json' } })
  }

  async function handle(request: Request, ip?: string): Promise<Response> {
    const state: State = { operation: 'Request' }
    const requestId = ids.uuid()
    let response: Response
    try {
      response = await answer(request, addressOf(request), state, ip)
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('internal', 'an unexpected error occurred')
      if (failure !== error) {
        log.error({ err: error, request_id: requestId, operation: state.operation }, 'a request failed')
      }
      response = Response.json(errorBody(failure, state.operation, duration(0)), {
        status: errors[failure.error].status,
      })
    }
    return forThisSiteOnly(response, requestId, state.cookie)
  }

  return {
    handle,
    ensureAdmin: (given) => admin.ensureAdmin(services, options.passwords, given),
    needsSetup: () => admin.needsSetup(services),
    setupCode: shared.setupCode,
    close: () => streams.close(),
  }
}

interface State {
  operation: string
  cookie?: string
}

/** The chat's answers are for every site: here none but our own may read them, and nobody keeps them. */
function forThisSiteOnly({ body, status, headers: given }: Response, requestId: string, cookie?: string): Response {
  const headers = new Headers(given)
  for (const name of [...headers.keys()]) if (name.startsWith('access-control-')) headers.delete(name)
  headers.set('cache-control', 'no-store')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('referrer-policy', 'no-referrer')
  headers.set('cross-origin-resource-policy', 'same-origin')
  if (!headers.has('x-request-id')) headers.set('x-request-id', requestId)
  if (cookie) headers.set('set-cookie', cookie)
  return new Response(body, { status, headers })
}
