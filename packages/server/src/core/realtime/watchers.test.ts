import { expect, test } from 'bun:test'
import { memoryRoster } from '../../adapters/memory/memory-roster.ts'
import { fakeClock, turn } from '../../testing/fake-clock.ts'
import { createWatchers } from './watchers.ts'

/** A node of several, with ann watching from here and bob from another, and a Redis that answers when the test says so. */
async function nodeThatAsks() {
  const clock = fakeClock()
  const roster = memoryRoster()
  for (const id of ['ann', 'bob']) await roster.enter('watching 7', id)
  let answering: Promise<void> = Promise.resolve()
  let asked = 0
  const late = async <T>(answer: Promise<T>): Promise<T> => {
    asked += 1
    await answering
    return answer
  }
  const shared = {
    ...roster,
    isShared: true,
    count: (place: string) => late(roster.count(place)),
    list: (place: string, limit: number) => late(roster.list(place, limit)),
  }
  return {
    clock,
    watchers: createWatchers(shared, clock, () => ['ann']),
    countAsked: () => asked,
    /** Redis hangs from now on; the answer lets it go on. */
    hang() {
      const { promise, resolve } = Promise.withResolvers<void>()
      answering = promise
      return () => {
        answering = Promise.resolve()
        resolve()
      }
    },
  }
}

test('who watches is asked of all nodes', async () => {
  const { watchers } = await nodeThatAsks()
  expect(await watchers.count(7)).toBe(2)
  expect(await watchers.list(7)).toEqual(['ann', 'bob'])
})

test('while Redis hangs nobody waits for who watches for long, and at last not at all', async () => {
  const { watchers, clock, hang, countAsked } = await nodeThatAsks()
  const goOn = hang()
  const waiting = Promise.all([watchers.count(7), watchers.list(7)])
  await turn()
  await clock.advance(300)
  expect(await waiting).toEqual([1, ['ann']])
  const before = countAsked()
  expect([await watchers.count(7), await watchers.list(7)]).toEqual([1, ['ann']])
  expect(countAsked()).toBe(before)
  goOn()
  await turn()
  expect([await watchers.count(7), await watchers.list(7)]).toEqual([2, ['ann', 'bob']])
})

test('what was known a moment ago is better than nothing', async () => {
  const { watchers, clock, hang } = await nodeThatAsks()
  await watchers.count(7)
  await clock.advance(2000)
  hang()
  const waiting = watchers.count(7)
  await turn()
  await clock.advance(300)
  expect(await waiting).toBe(2)
})
