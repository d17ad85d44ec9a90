import { expect, test } from 'bun:test'
import { outcomeOf, quantile } from './outcome.ts'

const said = ['a', 'b', 'c', 'd'].map((id, index) => ({ id, room: 0, atMs: (index + 1) * 100 }))
const visit = (heard: readonly [string, number][], connected: { fromMs: number; toMs: number | undefined }[]) => ({
  room: 0,
  heard: heard.map(([id, atMs]) => ({ id, atMs })),
  connected,
})
const always = [{ fromMs: 0, toMs: undefined }]

test('who hears everything once and in order has missed nothing', () => {
  const all = visit(
    [
      ['a', 101],
      ['b', 201],
      ['c', 301],
      ['d', 401],
    ],
    always,
  )
  expect(outcomeOf(said, [all])).toEqual({ expected: 4, delivered: 4, duplicates: 0, inversions: 0, replaysMs: [] })
})

test('what is missing, what comes twice and what comes late are counted each by itself', () => {
  const some = visit(
    [
      ['a', 101],
      ['c', 301],
      ['b', 310],
      ['c', 320],
    ],
    always,
  )
  expect(outcomeOf(said, [some])).toMatchObject({ expected: 4, delivered: 3, duplicates: 1, inversions: 1 })
})

test('a replay takes from the return of the client to the hearing of what it has missed', () => {
  const away = [
    { fromMs: 0, toMs: 150 },
    { fromMs: 350, toMs: undefined },
  ]
  const back = visit(
    [
      ['a', 101],
      ['b', 360],
      ['c', 362],
      ['d', 401],
    ],
    away,
  )
  expect(outcomeOf(said, [back]).replaysMs).toEqual([10, 12])
  expect(quantile([3, 1, 2], 0.5)).toBe(2)
  expect(quantile([], 0.99)).toBe(0)
})
