import type { Environment, Socket } from '../environment.ts'
import type { APIError } from '../wire.ts'

/** The client's end of a socket, with the server's end in the hands of a test. */
export interface FakeSocket extends Socket {
  readonly url: string
  /** What the client has sent. */
  readonly sent: string[]
  /** The code with which the client has hung up. */
  closedWith: number | undefined
  /** The server says something. */
  say(frame: object): void
  /** The first frame of a connection that is accepted. */
  accept(id?: string): void
  /** The frame of a refusal, and the close after it. */
  refuse(code: number, closeCode?: number): void
  /** The connection breaks. */
  drop(code?: number): void
}

export interface FakeEnvironment extends Environment {
  readonly sockets: FakeSocket[]
  /** Every call as method and path. */
  readonly calls: string[]
  /** How calls are answered; what is thrown is a network that fails. */
  answer: (call: {
    method: string
    path: string
    url: URL
    body: unknown
    authorization: string | undefined
  }) => Response
  /** Lets time pass, and all that it brings. */
  pass(ms: number): Promise<void>
  /** The machine gains or loses its network. */
  network(isOnline: boolean): Promise<void>
}

/** A machine without time, chance or network of its own. */
export function fakeEnvironment(): FakeEnvironment {
  const timers = new Set<{ at: number; work: () => void }>()
  const listeners = new Set<(isOnline: boolean) => void>()
  let now = Date.parse('2026-01-05T09:00:00Z')
  let isOnline = true
  let ids = 0

  const environment: FakeEnvironment = {
    isBrowser: false,
    hmac: undefined,
    gunzip: undefined,
    sockets: [],
    calls: [],
    answer: () => Response.json({}),
    now: () => now,
    random: () => 0.5,
    uuid: () => `uuid-${++ids}`,
    isOnline: () => isOnline,
    after(ms, work) {
      const timer = { at: now + ms, work }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    onNetworkChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async fetch(address, init) {
      const url = new URL(address)
      const method = init.method ?? 'GET'
      environment.calls.push(`${method} ${url.pathname}`)
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
      const authorization = (init.headers as Record<string, string> | undefined)?.Authorization
      return environment.answer({ method, path: url.pathname, url, body, authorization })
    },
    async openSocket(url) {
      const socket = fakeSocket(url)
      environment.sockets.push(socket)
      return socket
    },
    async pass(ms) {
      const end = now + ms
      for (;;) {
        await settle()
        const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers.delete(next)
        now = Math.max(now, next.at)
        next.work()
      }
      now = end
      await settle()
    },
    async network(online) {
      isOnline = online
      for (const listener of [...listeners]) listener(online)
      await settle()
    },
  }
  return environment
}

/** An answer that refuses. */
export function refusing(code: number, status: number, headers: Record<string, string> = {}): Response {
  return Response.json(errorBody(code, status), { status, headers })
}

function errorBody(code: number, StatusCode: number): APIError {
  return { code, message: `refused with ${code}`, StatusCode, duration: '', more_info: '', details: [] }
}

function fakeSocket(url: string): FakeSocket {
  const socket: FakeSocket = {
    url,
    sent: [],
    closedWith: undefined,
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: (text) => void socket.sent.push(text),
    close(code = 1000) {
      socket.closedWith = code
    },
    say: (frame) => socket.onmessage?.({ data: JSON.stringify(frame) }),
    accept: (id = 'c1') =>
      socket.say({ type: 'health.check', connection_id: id, created_at: '2026-01-05T09:00:00Z', me: { id: 'ann' } }),
    refuse(code, closeCode = 1000) {
      socket.say({ error: errorBody(code, 401) })
      socket.drop(closeCode)
    },
    drop: (code = 1006) => socket.onclose?.({ code }),
  }
  return socket
}

/** Lets everything go on that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}
