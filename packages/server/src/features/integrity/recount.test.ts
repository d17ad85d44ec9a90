import { describe, expect, test } from 'bun:test'
import { countUnread, keptReactions, strayOrdinals } from './recount.ts'

const messages = [1, 2, 3, 5, 6].map((n) => ({ n, user_id: n === 5 ? 'bob' : 'ann', created_at: n * 10 }))
const nothing = { holes: new Set<number>(), excepted: new Set<number>(), windows: [] }
const window = { user_id: 'cid', from_n: 1, to_n: null, ends_at: null }

describe('counting one by one', () => {
  test('takes what others wrote above what was read', () => {
    expect(countUnread(messages, 0, 'cid', nothing)).toBe(5)
    expect(countUnread(messages, 2, 'cid', nothing)).toBe(3)
    expect(countUnread(messages, 2, 'bob', nothing)).toBe(2)
  })

  test('leaves out holes, exceptions and what came while muted, each once', () => {
    expect(countUnread(messages, 0, 'cid', { ...nothing, holes: new Set([2]), excepted: new Set([2, 6]) })).toBe(3)
    expect(countUnread(messages, 0, 'cid', { ...nothing, excepted: new Set([2]), windows: [window] })).toBe(1)
    expect(countUnread(messages, 0, 'cid', { ...nothing, windows: [{ ...window, to_n: 3 }] })).toBe(3)
  })

  test('goes by the times of messages where a mute ends by itself', () => {
    expect(countUnread(messages, 0, 'cid', { ...nothing, windows: [{ ...window, ends_at: 30 }] })).toBe(3)
    expect(countUnread(messages, 0, 'cid', { ...nothing, windows: [{ ...window, ends_at: 29 }] })).toBe(4)
  })
})

test('every ordinal above the floor is a message or a hole, and no message has one twice or too high', () => {
  expect(strayOrdinals(messages, new Set([4]), 0, 6)).toEqual([])
  expect(strayOrdinals(messages, new Set(), 0, 6)).toEqual([4])
  expect(strayOrdinals(messages, new Set(), 4, 6)).toEqual([])
  expect(strayOrdinals([...messages, messages[4]!], new Set([4]), 0, 6)).toEqual([6])
  expect(strayOrdinals(messages, new Set([4]), 0, 5)).toEqual([6])
})

test('a type of reaction that nobody holds any more is none', () => {
  const groups = { like: { count: 2, sum_scores: 3, first_at: 1 }, wow: { count: 0, sum_scores: 0, first_at: 1 } }
  expect(keptReactions(JSON.stringify({ groups, latest: [] }))).toEqual({ like: { count: 2, sum_scores: 3 } })
  expect(keptReactions(null)).toEqual({})
})
