import { openShakyLink } from './shaky-link.ts'

/** A shaky link for each client. */
export interface Links extends AsyncDisposable {
  readonly urls: readonly string[]
  /** From now on sockets break. */
  shake(): void
  calm(): void
  cutAll(): void
  /** How many sockets have been cut. */
  cuts(): number
}

/** The same seed makes the same schedule of cuts for each client's sockets, whoever the server is. */
export async function createLinks(port: number, clients: number, seed: number): Promise<Links> {
  const links = await Promise.all(
    Array.from({ length: clients }, (_, index) =>
      openShakyLink(port, { lifeMs: [1000, 15_000], latestMs: 20 }, seededChance(seed + index)),
    ),
  )
  return {
    urls: links.map(({ url }) => url),
    shake: () => links.forEach((link) => void link.shake()),
    calm: () => links.forEach((link) => void link.calm()),
    cutAll: () => links.forEach((link) => void link.cut()),
    cuts: () => links.reduce((sum, link) => sum + link.cuts(), 0),
    async [Symbol.asyncDispose]() {
      await Promise.all(links.map((link) => link[Symbol.asyncDispose]()))
    },
  }
}

/** A small generator of chance (mulberry32): the same seed, the same numbers. */
function seededChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
