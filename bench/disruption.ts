// A bad network, the same for whoever is measured in it: one way for each client, with delays that vary and cuts on a
// schedule that follows from a seed.
import type { Socket } from 'node:net'
import { openRelay } from '../tests/relay.ts'
import { seeded } from '../tests/simulation/chance.ts'

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
      const chance = seeded(seed, client)
      const between = (low: number, high: number) => Math.round(chance.between(low, high))
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
  let isUp = true
  const pass = (from: Socket, to: Socket) =>
    from.on(
      'data',
      delayed(jitterMs, (bytes) => to.destroyed || to.write(bytes)),
    )
  const { url, breakAll, close } = await openRelay(target, {
    isOpen: () => isUp,
    join({ outer, inner }) {
      pass(outer, inner)
      pass(inner, outer)
    },
  })
  return {
    url,
    down() {
      isUp = false
      breakAll()
    },
    up() {
      isUp = true
    },
    close,
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
