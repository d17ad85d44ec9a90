import type { Counters } from '../../ports/counters.ts'

/** The counters of a single node. */
export function memoryCounters(): Counters {
  let current = 0
  let counts = new Map<string, number>()
  const of = (window: number) => {
    if (window !== current) counts = new Map()
    current = window
    return counts
  }
  return {
    raise(window, key) {
      const count = (of(window).get(key) ?? 0) + 1
      counts.set(key, count)
      return count
    },
    look: (window, key) => of(window).get(key) ?? 0,
    close: async () => undefined,
  }
}
