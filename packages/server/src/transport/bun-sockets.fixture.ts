import { connect, type Socket } from 'node:net'
import type { ServerWebSocket } from 'bun'

/** A real server as ours is set up, and the sockets it has seen. */
export function socketServer() {
  const opened: ServerWebSocket<undefined>[] = []
  const closed: number[] = []
  let wake: () => void = () => undefined
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, listening) => (listening.upgrade(request) ? undefined : new Response('no')),
    websocket: {
      backpressureLimit: 4 * 1024 * 1024,
      closeOnBackpressureLimit: true,
      perMessageDeflate: false,
      maxPayloadLength: 64 * 1024,
      open(ws) {
        opened.push(ws)
        wake()
      },
      message: () => undefined,
      close(_ws, code) {
        closed.push(code)
        wake()
      },
    },
  })

  /** Resolves when the server has seen what is asked for. */
  async function seen(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  /** Resolves with the next socket that opens while `open` does its work. */
  async function next<T>(open: () => T): Promise<{ ws: ServerWebSocket<undefined>; made: T }> {
    const count = opened.length
    const made = open()
    await seen(() => opened.length > count)
    return { ws: opened.at(-1)!, made }
  }

  return {
    server,
    closed,
    seen,
    next,

    /** A client that keeps all it hears; `until` resolves when this text has come. */
    async client() {
      const heard: string[] = []
      let waiting: { text: string; resolve: () => void } | undefined
      const { ws, made: socket } = await next(() => new WebSocket(`ws://127.0.0.1:${server.port}/`))
      socket.onmessage = ({ data }) => {
        heard.push(String(data))
        if (data === waiting?.text) waiting?.resolve()
      }
      if (socket.readyState !== WebSocket.OPEN) await new Promise((resolve) => socket.addEventListener('open', resolve))
      return {
        heard,
        socket,
        ws,
        until: (text: string) =>
          new Promise<void>((resolve) => {
            waiting = { text, resolve }
          }),
      }
    },

    /** A client that opens a WebSocket and then reads nothing more. */
    async deafClient() {
      const { ws, made: socket } = await next((): Socket => {
        const line = connect(server.port!, '127.0.0.1')
        line.on('error', () => undefined)
        line.write(
          'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
        )
        return line
      })
      socket.pause()
      return { ws, leave: () => socket.destroy() }
    },
  }
}
