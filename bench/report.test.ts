import { expect, test } from 'bun:test'
import { goal, median, placeSection, printSection } from './report.ts'

test('the median of runs is the middle one, or between the middle two', () => {
  expect(median([9, 1, 4])).toBe(4)
  expect(median([1, 4, 6, 100])).toBe(5)
})

test('a goal is met at its bound and missed beyond it, in both directions', () => {
  expect(goal('sends', '≥', 6400, 6400, '')).toEqual({ what: 'sends', goal: '≥ 6,400', measured: '6,400', isMet: true })
  expect(goal('sends', '≥', 6400, 6399, '').isMet).toBe(false)
  expect(goal('p99', '≤', 25, 25.1, ' ms')).toEqual({ what: 'p99', goal: '≤ 25 ms', measured: '25.1 ms', isMet: false })
})

test('a benchmark that runs again replaces its own section and leaves the others', () => {
  const page = placeSection(placeSection('# Benchmarks\n', 'sends', 'old sends'), 'memory', 'memory')
  const again = placeSection(page, 'sends', 'new sends')
  expect(again).toBe(page.replace('old sends', 'new sends'))
  expect(again).toContain('memory')
})

test('a missed goal is called missed on the screen', () => {
  const goals = [goal('sends', '≥', 2, 1, ''), goal('latency', '≤', 2, 1, ' ms')]
  const text = printSection({ name: 'x', title: 'X', notes: [], columns: ['a'], rows: [['1']], goals })
  expect(text).toMatch(/MISSED\s+sends/)
  expect(text).toMatch(/met\s+latency/)
})
