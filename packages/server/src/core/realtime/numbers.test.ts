import { expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  channelTotals,
  count,
  dropStanding,
  newUserHere,
  openStanding,
  settleStanding,
  threadTotals,
  type UserHere,
} from './numbers.ts'

const said = (n: number, author = 'bob', excepted: string[] = []) => ({ n, author, excepted })

function annIn(pk: number, counted = 0, unread = 0): UserHere {
  const ann = newUserHere(1, 'ann')
  openStanding(ann, pk, 1)
  settleStanding(ann, pk, 1, { counted, unread })
  return ann
}

const totals = (user: UserHere) => [user.total, user.channels]

test('core §5.3: a counting message raises the totals of those whom it counts for', () => {
  const ann = annIn(7)
  const standing = ann.standings.get(7)!
  count(ann, standing, said(1), 10)
  count(ann, standing, said(2, 'bob', ['ann']), 11)
  count(ann, standing, said(3), 12)
  expect(totals(ann)).toEqual([2, 1])
  expect(JSON.parse(`{${channelTotals(ann).slice(1)}}`)).toEqual({
    unread_count: 2,
    total_unread_count: 2,
    unread_channels: 1,
    unread_threads: 0,
    unread_thread_messages: 0,
  })
})

test('core §5.3: an ordinal that the numbers already hold changes nothing', () => {
  const ann = annIn(7, 5, 3)
  const standing = ann.standings.get(7)!
  for (const n of [4, 5, 5]) count(ann, standing, said(n), 10)
  expect(totals(ann)).toEqual([3, 1])
  count(ann, standing, said(6), 10)
  expect(totals(ann)).toEqual([4, 1])
})

test('whoever writes has read the channel', () => {
  const ann = annIn(7, 5, 3)
  count(ann, ann.standings.get(7)!, said(6, 'ann'), 10)
  expect(totals(ann)).toEqual([0, 0])
})

test('a muted channel adds nothing while the mute lasts', () => {
  const ann = newUserHere(1, 'ann')
  openStanding(ann, 7, 1)
  settleStanding(ann, 7, 1, { counted: 0, unread: 0, mutedUntil: 100 })
  const standing = ann.standings.get(7)!
  count(ann, standing, said(1), 99)
  count(ann, standing, said(2), 100)
  expect(totals(ann)).toEqual([0, 0])
  count(ann, standing, said(3), 101)
  expect(totals(ann)).toEqual([1, 1])
})

test('core §5.3: what counts while the numbers are being read is put in afterwards, once', () => {
  const ann = annIn(7, 1, 1)
  const standing = openStanding(ann, 7, 2)
  count(ann, standing, said(2), 10)
  count(ann, standing, said(3), 11)
  expect(totals(ann)).toEqual([1, 1])
  // The reading already knew of the second message.
  settleStanding(ann, 7, 2, { counted: 2, unread: 2 })
  expect(totals(ann)).toEqual([3, 1])
})

test('core §5.3: a reading older than one that is under way is thrown away, and loses no message', () => {
  const ann = annIn(7, 1, 1)
  openStanding(ann, 7, 2)
  const standing = openStanding(ann, 7, 3)
  count(ann, standing, said(2), 10)
  settleStanding(ann, 7, 2, { counted: 1, unread: 1 })
  count(ann, standing, said(3), 11)
  // The later one saw that everything was read after the second message.
  settleStanding(ann, 7, 3, { counted: 2, unread: 0 })
  expect(totals(ann)).toEqual([1, 1])
})

test('core §5.3: a reading that comes back after a later one changes nothing', () => {
  const ann = annIn(7, 1, 1)
  openStanding(ann, 7, 2)
  const standing = openStanding(ann, 7, 3)
  settleStanding(ann, 7, 3, { counted: 5, unread: 0 })
  settleStanding(ann, 7, 2, { counted: 1, unread: 1 })
  count(ann, standing, said(6), 10)
  expect(totals(ann)).toEqual([1, 1])
})

test('a channel that is left, or where no reads are kept, leaves the totals', () => {
  const ann = annIn(7, 5, 3)
  openStanding(ann, 8, 1)
  settleStanding(ann, 8, 1, { counted: 2, unread: 2 })
  expect(totals(ann)).toEqual([5, 2])
  dropStanding(ann, 7)
  expect(totals(ann)).toEqual([2, 1])
  openStanding(ann, 8, 2)
  settleStanding(ann, 8, 2, undefined)
  expect(totals(ann)).toEqual([0, 0])
  expect(ann.standings.size).toBe(0)
  dropStanding(ann, 99)
})

test('threads have totals of their own', () => {
  const ann = newUserHere(1, 'ann')
  ann.threads = { unread_threads: 2, unread_thread_messages: 5 }
  expect(threadTotals(ann)).toBe(',"unread_threads":2,"unread_thread_messages":5')
})

test('the totals are always the sums of the standings', () => {
  const step = fc.record({
    pk: fc.integer({ min: 1, max: 3 }),
    what: fc.constantFrom('count', 'own', 'open', 'settle', 'drop'),
    unread: fc.nat(4),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ann = newUserHere(1, 'ann')
      let reading = 0
      let n = 0
      for (const { pk, what, unread } of steps) {
        const standing = ann.standings.get(pk)
        if (what === 'count' && standing) count(ann, standing, said(++n), n)
        else if (what === 'own' && standing) count(ann, standing, said(++n, 'ann'), n)
        else if (what === 'open') openStanding(ann, pk, ++reading)
        else if (what === 'settle') settleStanding(ann, pk, reading, { counted: n, unread })
        else if (what === 'drop') dropStanding(ann, pk)
        const standings = [...ann.standings.values()]
        expect(ann.total).toBe(standings.reduce((sum, { unread }) => sum + unread, 0))
        expect(ann.channels).toBe(standings.filter(({ unread }) => unread > 0).length)
      }
    }),
  )
})
