import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Counters } from './counters.ts'

/** What all counters promise. `open` answers counters that nobody uses. */
export function countersContract(name: string, open: () => Promise<Counters>): void {
  describe(name, () => {
    let counters: Counters
    beforeEach(async () => {
      counters = await open()
    })
    afterEach(() => counters.close())

    test('what is counted here is known at once', () => {
      expect([1, 2, 3].map(() => counters.raise(7, 'a'))).toEqual([1, 2, 3])
      expect(counters.look(7, 'a')).toBe(3)
    })

    test('looking does not count', () => {
      expect([counters.look(7, 'a'), counters.look(7, 'a'), counters.raise(7, 'a')]).toEqual([0, 0, 1])
    })

    test('keys are counted apart, whatever they are called', () => {
      for (const key of ['a', 'a b', '', '__proto__', 'ä *']) expect(counters.raise(7, key)).toBe(1)
      expect(counters.raise(7, 'a')).toBe(2)
    })

    test('a new window begins at zero, and the old one is forgotten', () => {
      counters.raise(7, 'a')
      expect(counters.look(8, 'a')).toBe(0)
      expect(counters.raise(8, 'a')).toBe(1)
      expect(counters.raise(8, 'a')).toBe(2)
    })
  })
}
