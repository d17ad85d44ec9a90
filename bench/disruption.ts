// A bad network, the same for whoever is measured in it: one way for each client, with delays that vary and cuts on a
// schedule that follows from a seed.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A time without network: both ends are told by a reset, and every attempt to come back is refused until it ends. */
export interface Cut {
  readonly atMs: number
  readonly forMs: number
}

export interface Disruption {
  readonly durationMs: number
  /** All clients are cut off at once, and come back at once. */
  readonly storm: Cut
  /** The cuts of one client, in order, the storm among them. */
  readonly cuts: (client: number) => readonly Cut[]
}

const quietAtEndMs = 3000
const quietAfterStormMs = 7000

/** Cuts every few seconds for each client by itself, and one for all in the middle. */
export function disruption(seed: number, durationMs: number): Disruption {
  const storm = { atMs: Math.round(durationMs / 2), forMs: 1000 }
  return {
    durationMs,
    storm,
    cuts(client) {
      const chance = generator(seed * 7919 + client)
      const between = (low: number, high: number) => Math.round(low + chance() * (high - low))
      const cuts: Cut[] = []
      for (let atMs = between(1000, 6000); atMs < durationMs - quietAtEndMs; ) {
        const cut = { atMs, forMs: between(100, 2000) }
        const isApart = atMs + cut.forMs < storm.atMs || atMs > storm.atMs + storm.forMs + quietAfterStormMs
        if (isApart) cuts.push(cut)
        atMs += cut.forMs + between(2000, 8000)
      }
      return [...cuts, storm].sort((a, b) => a.atMs - b.atMs)
    },
  }
}

/** The way of one client to the server. */
export interface Way {
  readonly url: string
  down(): void
  up(): void
  close(): void
}

/** Opens a way to `target` on which every packet takes up to `jitterMs` more, and none overtakes another. */
export async function openWay(target: string, jitterMs: number): Promise<Way> {
  const { hostname, port } = new URL(target)
  const ends = new Set<Socket>()
  let isUp = true

  const server = createServer((outer) => {
    if (!isUp) {
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
    for (const [from, to] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      ends.add(from)
      from.setNoDelay(true)
      from.on(
        'data',
        delayed(jitterMs, (bytes) => to.destroyed || to.write(bytes)),
      )
      from.on('error', end)
      from.on('close', end)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const down = () => {
    isUp = false
    for (const socket of [...ends]) socket.resetAndDestroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    down,
    up() {
      isUp = true
    },
    close() {
      down()
      server.close()
    },
  }
}

/** One timer at a time: two of the same millisecond may fire in either order. */
function delayed(jitterMs: number, pass: (bytes: Buffer) => void): (bytes: Buffer) => void {
  const waiting: Buffer[] = []
  const next = () => {
    pass(waiting.shift()!)
    if (waiting.length > 0) setTimeout(next, (Math.random() * jitterMs) / waiting.length)
  }
  return (bytes) => {
    waiting.push(bytes)
    if (waiting.length === 1) setTimeout(next, Math.random() * jitterMs)
  }
}

/** mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
