import { expect, test } from 'bun:test'
import { clockContract, idsContract } from '../ports/clock.contract.ts'
import { systemClock, systemIds } from './system.ts'

const clock = systemClock()
const pass = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))

clockContract('the clock of the machine', clock, pass)
idsContract('the ids and the chance of the machine', systemIds)

test('the clock agrees with the wall clock to the millisecond or two', () => {
  const before = Date.now()
  const millis = clock.now() / 1000
  expect(millis).toBeGreaterThan(before - 2)
  expect(millis).toBeLessThan(Date.now() + 2)
})

test('every character of a secret is equally likely', () => {
  const counts = new Map<string, number>()
  for (const character of systemIds.secret(72_000)) counts.set(character, (counts.get(character) ?? 0) + 1)
  expect(counts.size).toBe(36)
  // 2000 each on average; six standard deviations are 265.
  for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(265)
})
