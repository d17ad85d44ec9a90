import { expect, test } from 'bun:test'
import { disruption } from './disruption.ts'
import { openHearing } from './hearing.ts'

test('a disruption is the same for the same seed, and each client has its own', () => {
  const [one, same, other] = [disruption(1, 24_000), disruption(1, 24_000), disruption(2, 24_000)]
  expect(one.cuts(3)).toEqual(same.cuts(3))
  expect(one.cuts(3)).not.toEqual(other.cuts(3))
  expect(one.cuts(3)).not.toEqual(one.cuts(4))
})

test('the cuts of a client do not overlap, the storm is among them, and the end is quiet', () => {
  const { cuts, storm, durationMs } = disruption(5, 30_000)
  for (let client = 0; client < 50; client++) {
    const list = cuts(client)
    expect(list).toContainEqual(storm)
    expect(list.at(-1)!.atMs).toBeLessThan(durationMs - 3000)
    for (const [index, cut] of list.slice(1).entries()) {
      expect(list[index]!.atMs + list[index]!.forMs).toBeLessThanOrEqual(cut.atMs)
    }
  }
})

test('what was heard is counted: once, twice, late, and how long the rest took after a return', () => {
  const hearing = openHearing()
  hearing.hear(1, 0)
  hearing.back(4, 100)
  hearing.hear(3, 110)
  hearing.hear(2, 120)
  hearing.hear(2, 125)
  expect(hearing.hasAll(3)).toBe(true)
  hearing.hear(4, 140)
  hearing.hear(5, 150)
  hearing.back(5, 200)
  const { heard, duplicates, inversions, replaysMs } = hearing
  expect({ heard, duplicates, inversions, replaysMs }).toEqual({
    heard: 5,
    duplicates: 1,
    inversions: 1,
    replaysMs: [40, 0],
  })
})

test('what never comes is missing, and its replay never ends', () => {
  const hearing = openHearing()
  hearing.hear(1, 0)
  hearing.back(2, 100)
  hearing.hear(3, 110)
  expect([hearing.hasAll(3), hearing.heard, hearing.replaysMs]).toEqual([false, 2, []])
})
