// A network between a client and a server that a test can cut: with a reset, or so that nobody is told.
import type { Socket } from 'node:net'
import { openRelay } from '../relay.ts'

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
  const frozen = new WeakSet<Socket>()
  let condition: 'sound' | 'frozen' | 'down' = 'sound'
  let isLosing = false

  const { url, ends, breakAll, close } = await openRelay(target, {
    isOpen: () => condition !== 'down',
    join({ outer, inner, end }) {
      if (condition === 'frozen') for (const socket of [outer, inner]) frozen.add(socket)
      outer.on('data', (bytes) => {
        if (!frozen.has(outer)) inner.write(bytes)
      })
      inner.on('data', (bytes) => {
        if (frozen.has(inner)) return
        // Only sockets stay: the answer to a call begins with its status line.
        if (isLosing && /^HTTP\/1\.1 (?!101)/.test(bytes.toString('latin1'))) end()
        else outer.write(bytes)
      })
    },
  })
  return {
    url,
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
      close()
    },
  }
}
