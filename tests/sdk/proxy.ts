// A network between a client and a server that a test can cut: with a reset, or so that nobody is told.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Proxy extends AsyncDisposable {
  /** Where clients find it. */
  readonly url: string
  /** Everything that is sent from now on is lost, and both ends believe that the connection is alive. */
  freeze(): void
  /** All connections break, and both ends are told; new ones are refused. */
  reset(): void
  /** The server hears every call, and its answer is lost; sockets that are open stay. */
  loseAnswers(isLosing: boolean): void
  /** The network is whole again; what was frozen stays dead. */
  heal(): void
}

/** Stands in front of a server. */
export async function openProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const ends = new Set<Socket>()
  const frozen = new WeakSet<Socket>()
  let condition: 'sound' | 'frozen' | 'down' = 'sound'
  let isLosing = false

  const listener = createServer((outer) => {
    if (condition === 'down') {
      outer.resetAndDestroy()
      return
    }
    const inner = connect(Number(port), hostname)
    const end = () => {
      for (const socket of [outer, inner]) {
        ends.delete(socket)
        socket.resetAndDestroy()
      }
    }
    for (const socket of [outer, inner]) {
      ends.add(socket)
      if (condition === 'frozen') frozen.add(socket)
      socket.on('error', end)
      socket.on('close', end)
    }
    outer.on('data', (bytes) => {
      if (!frozen.has(outer)) inner.write(bytes)
    })
    inner.on('data', (bytes) => {
      if (frozen.has(inner)) return
      // Only sockets stay: the answer to a call begins with its status line.
      if (isLosing && /^HTTP\/1\.1 (?!101)/.test(bytes.toString('latin1'))) end()
      else outer.write(bytes)
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const breakAll = () => {
    for (const socket of [...ends]) socket.resetAndDestroy()
  }
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    freeze() {
      condition = 'frozen'
      for (const socket of ends) frozen.add(socket)
    },
    reset() {
      condition = 'down'
      breakAll()
    },
    loseAnswers(losing) {
      isLosing = losing
    },
    heal() {
      condition = 'sound'
    },
    async [Symbol.asyncDispose]() {
      breakAll()
      listener.close()
    },
  }
}
