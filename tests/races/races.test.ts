import { describe, expect, test } from 'bun:test'
import { hasPostgres } from '../../packages/server/src/testing/postgres-server.ts'
import { hammer } from './hammering.ts'

/** `PARLEY_RACES=first-last` and `PARLEY_RACE_STEPS=…` look for longer. */
const [first = 1, last = 5] = (process.env.PARLEY_RACES ?? '').split('-').filter(Boolean).map(Number)
const steps = Number(process.env.PARLEY_RACE_STEPS ?? 250)

describe.skipIf(!hasPostgres)('two servers on one database', () => {
  for (let seed = first; seed <= last; seed++) {
    test(`keep everything right while everybody acts at once, seed ${seed}`, async () => {
      expect(await hammer(seed, steps)).toBe(steps)
    })
  }
})
