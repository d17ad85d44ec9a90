import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { delivered, gapOf, type Lane, newLane, offer, startAfter } from './lane.ts'

interface Step {
  readonly seq: number
}

const seqsOf = (events: Iterable<Step>) => [...events].map(({ seq }) => seq)
const offered = (lane: Lane<Step>, ...seqs: number[]) => seqs.flatMap((seq) => seqsOf(offer(lane, { seq })))

test('core §2.3: what was seen is dropped, what is due delivered, what comes early held', () => {
  const lane = newLane<Step>()
  expect(seqsOf(startAfter(lane, 5))).toEqual([])
  expect(offered(lane, 5, 3)).toEqual([])
  expect(offered(lane, 6)).toEqual([6])
  expect(offered(lane, 8, 9)).toEqual([])
  expect(gapOf(lane)).toEqual({ from: 7, to: 7 })
  expect(offered(lane, 7)).toEqual([7, 8, 9])
  expect(gapOf(lane)).toBeUndefined()
  expect(offered(lane, 7, 8, 9)).toEqual([])
})

test('core §2.3: before a lane has begun everything is held, and what is older than its begin is then dropped', () => {
  const lane = newLane<Step>()
  expect(offered(lane, 4, 5, 6, 7)).toEqual([])
  expect(gapOf(lane)).toBeUndefined()
  expect(seqsOf(startAfter(lane, 5))).toEqual([6, 7])
  expect(lane.held.size).toBe(0)
})

test('core §2.3: a jump delivers what was held behind it, and never goes back', () => {
  const lane = newLane<Step>()
  startAfter(lane, 0)
  offered(lane, 11, 12, 5)
  expect(seqsOf(startAfter(lane, 10))).toEqual([11, 12])
  expect(seqsOf(startAfter(lane, 3))).toEqual([])
  expect(offered(lane, 4, 13)).toEqual([13])
})

test('the lane moves on with each event that is taken, so that its place is that of the last one delivered', () => {
  const lane = newLane<Step>()
  startAfter(lane, 0)
  offered(lane, 2, 3)
  const places = []
  for (const { seq } of offer(lane, { seq: 1 })) places.push([seq, delivered(lane)])
  expect(places).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ])
})

test('a gap reaches to the first event that is held, or to the head of the channel where that is known', () => {
  const lane = newLane<Step>()
  startAfter(lane, 10)
  expect(gapOf(lane)).toBeUndefined()
  expect(gapOf(lane, 10)).toBeUndefined()
  expect(gapOf(lane, 14)).toEqual({ from: 11, to: 14 })
  offered(lane, 13, 20)
  expect(gapOf(lane)).toEqual({ from: 11, to: 12 })
  expect(gapOf(lane, 30)).toEqual({ from: 11, to: 12 })
})

test('core §2.3: whatever comes in whatever order and however often, everything is delivered once and in order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 150 }),
      fc.nat(60),
      (begin, arrivals, startsAt) => {
        const lane = newLane<Step>()
        const told: number[] = []
        for (const [index, seq] of arrivals.entries()) {
          if (index === startsAt) told.push(...seqsOf(startAfter(lane, begin)))
          told.push(...offered(lane, seq))
        }
        if (arrivals.length <= startsAt) told.push(...seqsOf(startAfter(lane, begin)))
        // Exactly those that follow the begin without a gap.
        const come = new Set(arrivals)
        let last = begin
        while (come.has(last + 1)) last += 1
        expect(told).toEqual(Array.from({ length: last - begin }, (_, index) => begin + 1 + index))
      },
    ),
  )
})
