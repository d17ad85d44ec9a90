import { fakeIds } from '../../packages/server/src/testing/fake-clock.ts'

/** Chance that comes out the same for the same seed. */
export interface Chance {
  happens(probability: number): boolean
  /** A whole number from 0 up to, not including, `count`. */
  below(count: number): number
  between(from: number, to: number): number
  /** One of these; undefined if there is none. */
  pick<T>(list: readonly T[]): T | undefined
  sample<T>(list: readonly T[], count: number): T[]
  /** One of these keys, each as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key
}

/** `stream` gives each part of a simulation a chance of its own, so that none of them disturbs another's. */
export function seeded(seed: number, stream = 0): Chance {
  const { random } = fakeIds(Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b))
  const below = (count: number) => Math.floor(random() * count)
  return {
    happens: (probability) => random() < probability,
    below,
    between: (from, to) => from + random() * (to - from),
    pick: (list) => list[below(list.length)],
    sample(list, count) {
      const left = [...list]
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)[0]!)
    },
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][]
      let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        left -= weight
        if (left < 0) return key
      }
      return entries.at(-1)![0]
    },
  }
}
