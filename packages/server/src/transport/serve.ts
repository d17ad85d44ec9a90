import { errors, integrityEndpoints } from '@parley-chat/protocol'
import type { Server, ServerWebSocket } from 'bun'
import type { App } from '../app.ts'
import { errorBody, Failure } from '../core/errors.ts'
import type { Pages } from '../ports/pages.ts'
import type { Publish, Socket } from '../ports/socket.ts'
import { addressOf } from './address.ts'
import { type AdminHttp, isAdminPath } from './admin/admin-http.ts'
import type { Metrics } from './metrics.ts'
import { operatorPages } from './operator-pages.ts'
import { type Handshake, openSession, type Session } from './session.ts'
import { createWebApps } from './web-apps.ts'

/** Frames of clients: only a handshake is ever longer than a ping. */
const maxFrameBytes = 64 * 1024
/** The last defence against a reader that takes nothing: Bun closes the socket there (core §4.4). */
const bufferLimitBytes = 4 * 1024 * 1024
const idleTimeoutSeconds = 120
/** When the server stops, a request whose sender stalls or trickles is waited for this long. */
const stopPatienceMs = 5000

interface SocketData {
  readonly handshake?: Handshake
  readonly session?: Session
}

export interface ServeOptions {
  readonly admin: AdminHttp
  readonly pages: Pages
  readonly hasDemo: boolean
  readonly hostname: string
  readonly port: number
  readonly version: string
}

export interface Listener {
  readonly url: string
  /** Accepts nothing new; what is under way is finished, and whoever does not come to an end is cut off. */
  stop(): Promise<void>
}

export interface Publisher {
  readonly publish: Publish
  bind(server: Server<SocketData>): void
}

/** Texts published before the server listens reach nobody. */
export function createPublisher(): Publisher {
  let server: Server<SocketData> | undefined
  return {
    publish: (topic, text) => void server?.publish(topic, text),
    bind(listening) {
      server = listening
    },
  }
}

/** Serves an app on one port: REST, sockets and the operator's pages. */
export function serve(app: App, publisher: Publisher, metrics: Metrics, options: ServeOptions): Listener {
  const pages = operatorPages(app, metrics, options.version)
  const webApps = createWebApps(options.pages, options)
  const server = Bun.serve<SocketData>({
    hostname: options.hostname,
    port: options.port,
    // The limit on bodies is kept where it can be told in the words of the wire.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    // Its pages about errors show the source.
    development: false,
    // Two servers on one port would each get some of the requests: the second one must not start.
    reusePort: false,
    idleTimeout: 60,
    async fetch(request, listening) {
      const url = addressOf(request)
      const view = socketViews.get(url.pathname)
      if (view && request.headers.get('upgrade')?.toLowerCase() === 'websocket') {
        const upgraded = listening.upgrade(request, { data: { handshake: readHandshake(request, url, view) } })
        return upgraded ? undefined : refusal(new Failure('input', 'this is no WebSocket handshake'))
      }
      if (slowPaths.has(url.pathname)) listening.timeout(request, 0)
      if (isAdminPath(url.pathname)) return options.admin.handle(request, listening.requestIP(request)?.address)
      return pages(request, url) ?? webApps(request, url) ?? app.handle(request)
    },
    error(error) {
      app.services.log.error({ err: error }, 'a request could not be answered')
      return refusal(new Failure('internal', 'an unexpected error occurred'))
    },
    websocket: {
      maxPayloadLength: maxFrameBytes,
      backpressureLimit: bufferLimitBytes,
      closeOnBackpressureLimit: true,
      perMessageDeflate: false,
      sendPings: false,
      idleTimeout: idleTimeoutSeconds,
      open(ws) {
        const { handshake } = ws.data
        if (!handshake) return
        // What it said is not kept as long as the socket lives.
        ws.data = { session: openSession(app.services, app.connector, new BunSocket(ws), handshake) }
      },
      message(ws, frame) {
        ws.data.session?.received(typeof frame === 'string' ? frame : frame.toString())
      },
      pong(ws) {
        ws.data.session?.alive()
      },
      ping(ws) {
        ws.data.session?.alive()
      },
      close(ws, code) {
        ws.data.session?.ended(code)
      },
    },
  })
  publisher.bind(server)
  return {
    url: `http://${options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname}:${server.port}`,
    async stop() {
      const cancel = app.services.clock.after(stopPatienceMs, () => void server.stop(true))
      await server.stop()
      cancel()
    },
  }
}

const refusal = (failure: Failure) =>
  Response.json(errorBody(failure, 'Request'), { status: errors[failure.error].status })

/** What may work for longer than a connection may be idle, at which Bun would break it off. */
const slowPaths: ReadonlySet<string> = new Set([integrityEndpoints.CheckIntegrity.path])

const socketViews = new Map([
  ['/connect', 'v1' as const],
  ['/api/v2/connect', 'v2' as const],
])

function readHandshake(request: Request, url: URL, view: Handshake['view']): Handshake {
  const { searchParams } = url
  return {
    view,
    credentials: {
      api_key: searchParams.get('api_key'),
      token: searchParams.get('authorization') || request.headers.get('authorization') || null,
      auth_type: searchParams.get('stream-auth-type') ?? request.headers.get('stream-auth-type'),
    },
    json: searchParams.get('json'),
    client: searchParams.get('X-Stream-Client') ?? request.headers.get('x-stream-client'),
  }
}

/** A class, because there are thousands of them: they share their methods. */
class BunSocket implements Socket {
  readonly #ws: ServerWebSocket<SocketData>

  constructor(ws: ServerWebSocket<SocketData>) {
    this.#ws = ws
  }

  send(text: string) {
    this.#ws.send(text)
  }

  cork(work: () => void) {
    this.#ws.cork(work)
  }

  subscribe(topic: string) {
    this.#ws.subscribe(topic)
  }

  unsubscribe(topic: string) {
    this.#ws.unsubscribe(topic)
  }

  ping() {
    this.#ws.ping()
  }

  close(code: number, reason: string) {
    this.#ws.close(code, reason)
  }

  bufferedBytes() {
    return this.#ws.getBufferedAmount()
  }
}
