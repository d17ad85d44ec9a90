// A server that stands in front of another one, so that a test or a benchmark can make the network between them bad.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A client's socket, the one behind it to the real server, and how both are broken. */
export interface Pair {
  readonly outer: Socket
  readonly inner: Socket
  end(): void
}

export interface Relay {
  /** Where clients find it. */
  readonly url: string
  /** The sockets that are open, of both sides. */
  readonly ends: ReadonlySet<Socket>
  /** Breaks all of them: both ends are told by a reset. */
  breakAll(): void
  close(): void
}

/** Stands in front of `target`. `join` says how the bytes of a new pair are passed on; while it is not open, nobody comes in. */
export async function openRelay(
  target: string,
  { isOpen, join }: { readonly isOpen: () => boolean; readonly join: (pair: Pair) => void },
): Promise<Relay> {
  const { hostname, port } = new URL(target)
  const ends = new Set<Socket>()

  const listener = createServer((outer) => {
    if (!isOpen()) {
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
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    join({ outer, inner, end })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const breakAll = () => {
    for (const socket of [...ends]) socket.resetAndDestroy()
  }
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    ends,
    breakAll,
    close() {
      breakAll()
      listener.close()
    },
  }
}
