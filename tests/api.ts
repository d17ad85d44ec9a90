// Speaks with a running server as any client would: over the wire, knowing nothing of its source.
import { createHmac } from 'node:crypto'

/** JSON as it came: tests say what they expect of it. */
export type Json = ReturnType<typeof JSON.parse>

export interface Answer {
  readonly status: number
  readonly body: Json
}

export interface Api {
  /** A token of this user, or of the backend. */
  token(user: string | 'server'): string
  /** Calls and answers whatever came. */
  request(as: string | 'server', method: string, path: string, body?: unknown): Promise<Answer>
  /** Calls; anything but success is an error. */
  call(as: string | 'server', method: string, path: string, body?: unknown): Promise<Json>
  /** The address that opens a socket of this user. */
  socketUrl(user: string): string
  /** Opens a socket of this user and waits for its first frame. */
  connect(user: string): Promise<ClientSocket>
}

export interface ClientSocket {
  readonly connectionId: string
  readonly events: readonly Json[]
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  close(): void
}

export interface Credentials {
  readonly url: string
  readonly apiKey: string
  readonly secret: string
}

/** A client of the server at `url` that can act for everybody, as it holds the secret. */
export function createApi({ url, apiKey, secret }: Credentials): Api {
  const tokens = new Map<string, string>()

  function token(user: string) {
    const known = tokens.get(user)
    if (known) return known
    const made = signToken(user === 'server' ? { server: true } : { user_id: user }, secret)
    tokens.set(user, made)
    return made
  }

  async function request(as: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${url}${path}${path.includes('?') ? '&' : '?'}api_key=${apiKey}`, {
      method,
      headers: { authorization: token(as), 'stream-auth-type': 'jwt', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }

  function socketUrl(user: string) {
    const json = JSON.stringify({ user_id: user, user_details: { id: user }, server_determines_connection_id: true })
    const query = new URLSearchParams({ json, api_key: apiKey, authorization: token(user), 'stream-auth-type': 'jwt' })
    return `${url.replace(/^http/, 'ws')}/connect?${query}`
  }

  return {
    token,
    request,
    async call(as, method, path, body) {
      const answer = await request(as, method, path, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    socketUrl,
    connect: (user) => openSocket(socketUrl(user)),
  }
}

function openSocket(url: string): Promise<ClientSocket> {
  const socket = new WebSocket(url)
  const events: Json[] = []
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code)
  })
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(String(data))
      events.push(event)
      if (event.error) reject(new Error(event.error.message))
      else resolve({ connectionId: event.connection_id, events, closed, close: () => socket.close(1000) })
    }
    closed.then((code) => reject(new Error(`the socket was closed with ${code} before its first frame`)))
  })
}

/** A token as a backend would make it. */
export function signToken(claims: Readonly<Record<string, unknown>>, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
