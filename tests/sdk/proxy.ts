// A network between a client and a server that a test can cut: with a reset, or so that nobody is told.
import type { Socket, TCPSocketListener } from 'bun'

interface Pair {
  readonly inner: Socket<Pair>
  outer: Socket<Pair>
}

export interface Proxy extends AsyncDisposable {
  /** Where clients find it. */
  readonly url: string
  /** Everything that is sent from now on is lost, and both ends believe that the connection is alive. */
  freeze(): void
  /** All connections break, and both ends are told; new ones are refused. */
  reset(): void
  /** Sockets break that carry what the server says to a client, but calls go on: the answer of every call is lost. */
  loseAnswers(isLosing: boolean): void
  /** The network is whole again; what was frozen stays dead. */
  heal(): void
}

/** Stands in front of a server. */
export async function openProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<Pair>()
  let condition: 'sound' | 'frozen' | 'down' = 'sound'
  let isLosing = false
  const frozen = new WeakSet<object>()

  const end = (pair: Pair) => {
    pairs.delete(pair)
    pair.outer.terminate()
    pair.inner.terminate()
  }
  const listener: TCPSocketListener<Pair> = Bun.listen<Pair>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      async open(outer) {
        if (condition === 'down') return void outer.terminate()
        outer.pause()
        const inner = await Bun.connect<Pair>({
          hostname,
          port: Number(port),
          socket: {
            data: (socket, bytes) => {
              if (condition === 'frozen' || frozen.has(socket.data)) return
              // Only sockets stay: an answer to a call begins with its status line.
              if (isLosing && /^HTTP\/1\.1 (?!101)/.test(bytes.toString('latin1'))) return end(socket.data)
              socket.data.outer.write(bytes)
            },
            close: (socket) => end(socket.data),
            error: (socket) => end(socket.data),
          },
          data: undefined as unknown as Pair,
        }).catch(() => undefined)
        if (!inner) return void outer.terminate()
        const pair: Pair = { inner, outer }
        inner.data = pair
        outer.data = pair
        pairs.add(pair)
        outer.resume()
      },
      data: (socket, bytes) => {
        if (condition !== 'frozen' && !frozen.has(socket.data)) socket.data.inner.write(bytes)
      },
      close: (socket) => {
        if (socket.data) end(socket.data)
      },
      error: (socket) => {
        if (socket.data) end(socket.data)
      },
    },
  })
  return {
    url: `http://127.0.0.1:${listener.port}`,
    freeze() {
      condition = 'frozen'
      for (const pair of pairs) frozen.add(pair)
    },
    reset() {
      condition = 'down'
      for (const pair of [...pairs]) end(pair)
    },
    loseAnswers(losing) {
      isLosing = losing
    },
    heal() {
      condition = 'sound'
    },
    async [Symbol.asyncDispose]() {
      for (const pair of [...pairs]) end(pair)
      listener.stop(true)
    },
  }
}
