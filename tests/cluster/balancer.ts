// What stands in front of several servers: every connection goes to the next one, whoever makes it.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Balancer extends AsyncDisposable {
  readonly url: string
  /** The servers behind it, from now on. */
  use(urls: readonly string[]): void
}

/** A load balancer as simple as they come: it knows of no sessions. */
export async function openBalancer(): Promise<Balancer> {
  let targets: readonly string[] = []
  let turn = 0
  const open = new Set<Socket>()

  function join(outer: Socket) {
    const target = targets[turn++ % targets.length]
    if (!target) return outer.resetAndDestroy()
    const { hostname, port } = new URL(target)
    const inner = connect(Number(port), hostname)
    const end = () => {
      for (const socket of [outer, inner]) {
        open.delete(socket)
        socket.resetAndDestroy()
      }
    }
    for (const socket of [outer, inner]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    outer.pipe(inner)
    inner.pipe(outer)
  }

  const listener = createServer(join)
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    use(urls) {
      targets = urls
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      listener.close()
    },
  }
}
