import { expect, test } from 'bun:test'
import { compareTimes, isLater, later } from './times.ts'

test('moments compare by time, whatever number of digits they carry', () => {
  const ordered = [
    '2026-01-05T09:30:59.999999Z',
    '2026-01-05T09:31:00Z',
    '2026-01-05T09:31:00.000001Z',
    '2026-01-05T09:31:00.1Z',
    '2026-01-05T09:31:00.100001Z',
    '2026-01-05T09:31:01Z',
  ]
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) expect(Math.sign(compareTimes(a, b))).toBe(Math.sign(i - j))
  }
  expect(compareTimes('2026-01-05T09:31:00Z', '2026-01-05T09:31:00.000Z')).toBe(0)
})

test('anything is later than nothing, and the later of two is one of them', () => {
  const [early, late] = ['2026-01-05T09:31:00Z', '2026-01-05T09:31:00.5Z']
  expect(isLater(early, undefined)).toBe(true)
  expect(isLater(early, early)).toBe(false)
  expect(later(early, late)).toBe(late)
  expect(later(late, early)).toBe(late)
  expect(later(early, undefined)).toBe(early)
})
