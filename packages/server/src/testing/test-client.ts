import assert from 'node:assert/strict'
import { apply, comparable, connected, emptyState, loadChannel, type State } from '@parley-chat/client/state'
import { type EndpointName, endpointTable } from '@parley-chat/protocol'
import type { App } from '../app.ts'
import type { View } from '../core/views/view.ts'
import { openSession, type Session } from '../transport/session.ts'
import type { AnswerCheck } from './answer-check.ts'
import { turn } from './fake-clock.ts'
import type { FakeNetwork, FakeSocket } from './fake-sockets.ts'

/** JSON as it came: tests say what they expect of it. */
export type Json = ReturnType<typeof JSON.parse>

export interface Ask {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

export interface Environment {
  readonly app: App
  readonly network: FakeNetwork
  readonly check: AnswerCheck
  readonly api_key: string
}

/** Whoever calls the server: a user with a token, the backend with the secret, or nobody. */
export interface Caller {
  /** Calls an endpoint by its name on the wire; the call must succeed. */
  call(name: EndpointName, request?: Ask): Promise<Json>
  /** Calls an endpoint that must refuse; answers the error body. */
  refused(name: EndpointName, request?: Ask): Promise<Json>
  /** The raw answer, whatever it is. */
  fetch(name: EndpointName, request?: Ask): Promise<Response>
}

export function createCaller(
  environment: Environment,
  headers: Readonly<Record<string, string>>,
  view: View,
  connectionId: () => string | undefined = () => undefined,
): Caller {
  async function fetch(name: EndpointName, request: Ask = {}): Promise<Response> {
    const { method, path, v2 } = endpointTable[name] as { method: string; path: string; v2: unknown }
    const place = view === 'v1' ? { method, path } : placeInV2(method, path, v2)
    const url = new URL(`http://parley.test${fill(place.path, request.params ?? {})}`)
    url.searchParams.set('api_key', environment.api_key)
    const id = connectionId()
    if (id) url.searchParams.set('connection_id', id)
    for (const [key, value] of Object.entries(request.query ?? {})) {
      url.searchParams.set(key, typeof value === 'string' ? value : JSON.stringify(value))
    }
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const needsBody = place.method !== 'GET' && place.method !== 'DELETE'
    return environment.app.handle(
      new globalThis.Request(url.href, {
        method: place.method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(needsBody && { body: body ?? '{}' }),
      }),
    )
  }
  return {
    fetch,
    async call(name, request) {
      const response = await fetch(name, request)
      const body: Json = await response.json()
      assert.ok(response.status < 300, `${name} was refused: ${JSON.stringify(body)}`)
      return body
    },
    async refused(name, request) {
      const response = await fetch(name, request)
      const body: Json = await response.json()
      assert.ok(response.status >= 400, `${name} should have been refused but answered ${JSON.stringify(body)}`)
      return body
    },
  }
}

function placeInV2(method: string, path: string, v2: unknown): { method: string; path: string } {
  if (typeof v2 === 'object' && v2 !== null) return v2 as { method: string; path: string }
  return { method, path: v2 === 'none' ? path : `/api/v2${v2 === 'chat' ? '/chat' : ''}${path}` }
}

const fill = (path: string, params: Readonly<Record<string, string>>) =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    assert.ok(params[name] !== undefined, `the path ${path} needs ${name}`)
    return encodeURIComponent(params[name])
  })

/** A user's device: a socket, what came over it, and the state that an SDK would believe in. */
export interface Device extends Caller {
  readonly socket: FakeSocket
  readonly view: View
  readonly connection_id: string
  /** Everything that came after the first frame. */
  readonly events: Json[]
  readonly types: string[]
  readonly me: Json
  /** What the events have built; kept for v1 devices only. */
  state(): State
  /** Goes on from what another connection of the same device had come to believe. */
  believe(state: State): void
  /** Watches a channel and keeps its state from now on. */
  watch(channel: { type: string; id: string }, body?: object): Promise<Json>
  /** Forgets what came so far. */
  clear(): void
  /** Resolves with the first event of this type that has come or comes. */
  heard(type: string): Promise<Json>
  disconnect(code?: number): void
  readonly session: Session
}

export interface DeviceOptions {
  readonly view?: View
  readonly details?: object
}

export async function connectDevice(
  environment: Environment,
  user_id: string,
  token: string,
  { view = 'v1', details }: DeviceOptions = {},
): Promise<Device> {
  const { network, check } = environment
  const socket = network.open()
  const events: Json[] = []
  let first: Json
  let state = emptyState(user_id)
  let waiters: { type: string; resolve: (event: Json) => void }[] = []

  const opened = new Promise<void>((resolve) => {
    socket.onText = (text) => {
      const event: Json = JSON.parse(text)
      if (first === undefined) {
        check.handshake(text, view)
        first = event
        if (view === 'v1' && event.me) state = connected(state, event)
        return resolve()
      }
      check.event(text, view)
      events.push(event)
      if (view === 'v1') state = apply(state, event)
      for (const waiter of waiters) if (waiter.type === event.type) waiter.resolve(event)
      waiters = waiters.filter((waiter) => waiter.type !== event.type)
    }
  })
  const session = shakeHands(environment, socket, user_id, token, { view, details })
  socket.onClose = (code) => session.ended(code)
  await opened
  assert.ok(!first.error, `${user_id} could not connect: ${JSON.stringify(first)}`)

  const headers: Record<string, string> = token
    ? { authorization: token, 'stream-auth-type': 'jwt' }
    : { 'stream-auth-type': 'anonymous' }
  const caller = createCaller(environment, headers, view, () => first.connection_id)
  return {
    ...caller,
    socket,
    view,
    session,
    connection_id: first.connection_id,
    me: first.me,
    events,
    get types() {
      return events.map((event) => event.type)
    },
    state: () => state,
    believe(known) {
      state = known
    },
    async watch(channel, body = {}) {
      const answer = await caller.call('GetOrCreateChannel', {
        params: { type: channel.type, id: channel.id },
        body: { state: true, watch: true, ...body },
      })
      if (view === 'v1') state = loadChannel(state, answer)
      return answer
    },
    clear() {
      events.length = 0
    },
    heard(type) {
      const known = events.find((event) => event.type === type)
      return known ? Promise.resolve(known) : new Promise((resolve) => waiters.push({ type, resolve }))
    },
    disconnect(code = 1000) {
      socket.close(code, 'test')
    },
  }
}

/** Knocks, and must not be let in; answers the frame that says why. */
export async function connectRefused(
  environment: Environment,
  user_id: string,
  token: string,
  { view = 'v1', details }: DeviceOptions = {},
): Promise<Json> {
  const socket = environment.network.open()
  const text = new Promise<string>((resolve) => {
    socket.onText = resolve
  })
  shakeHands(environment, socket, user_id, token, { view, details })
  const frame = await text
  environment.check.handshake(frame, view)
  const refusal: Json = JSON.parse(frame)
  assert.ok(refusal.error, `${user_id} should not have been let in but was told ${frame}`)
  return refusal
}

function shakeHands(
  { app, api_key }: Environment,
  socket: FakeSocket,
  user_id: string,
  token: string,
  { view, details }: Required<Pick<DeviceOptions, 'view'>> & { details: object | undefined },
): Session {
  return openSession(app.services, app.connector, socket, {
    view,
    credentials: { api_key, token, auth_type: token ? 'jwt' : 'anonymous' },
    json: JSON.stringify({ user_id, user_details: { id: user_id, ...details } }),
    client: null,
  })
}

/** What a device believes must be what a fresh query says (core §7). */
export async function expectSettled(
  environment: Environment,
  device: Device,
  user_id: string,
  token: string,
): Promise<void> {
  const believed = device.state()
  const fresh = await connectDevice(environment, user_id, token)
  let queried = fresh.state()
  const cids = Object.keys(believed.channels)
  for (const cid of cids) {
    const [type, id] = cid.split(':') as [string, string]
    const response = await fresh.fetch('GetOrCreateChannel', { params: { type, id }, body: { state: true } })
    if (response.status < 300) queried = loadChannel(queried, (await response.json()) as Json)
  }
  assert.deepEqual(
    comparable(believed, { cids }),
    comparable(queried, { cids }),
    `${user_id}'s state differs from a fresh query`,
  )
  fresh.disconnect()
  await turn()
}
