import { expect, test } from 'bun:test'
import { countSend, type SendsUnread } from './sends.ts'

const channel = { pk: 1, counted: 10, floor_n: 0 }

function known(readTo: Record<string, number> = {}, muters: Record<string, string[]> = {}): SendsUnread {
  const keyed = <T>(record: Record<string, T>) =>
    new Map(Object.entries(record).map(([id, value]) => [`1 ${id}`, value]))
  return { muters: keyed(muters), readTo: keyed(readTo), counted: new Map() }
}

test('core §5.1: a counting message takes the next ordinal, and the messages of a batch follow one another', () => {
  const batch = known()
  expect(countSend(batch, { channel, author: 'ann', counts: true })).toMatchObject({ n: 11, pos: 11 })
  expect(countSend(batch, { channel, author: 'bob', counts: true })).toMatchObject({ n: 12, pos: 12 })
})

test('a message that does not count stands at the ordinal before it', () => {
  const batch = known()
  countSend(batch, { channel, author: 'ann', counts: true })
  expect(countSend(batch, { channel, author: 'ann', counts: false })).toMatchObject({ n: null, pos: 11, excepted: [] })
  expect(countSend(batch, { channel, author: 'ann', counts: true })).toMatchObject({ n: 12, pos: 12 })
})

test('channels of one batch are counted apart', () => {
  const batch = known()
  countSend(batch, { channel, author: 'ann', counts: true })
  expect(countSend(batch, { channel: { pk: 2, counted: 3 }, author: 'ann', counts: true }).n).toBe(4)
})

test('members who mute the author are excepted, those who mute somebody else are not', () => {
  const batch = known({}, { ann: ['cid', 'dan'] })
  expect(countSend(batch, { channel, author: 'ann', counts: true }).excepted).toEqual(['cid', 'dan'])
  expect(countSend(batch, { channel, author: 'bob', counts: true }).excepted).toEqual([])
})

test('sending clears what the author had not read, once', () => {
  const batch = known({ ann: 7 })
  expect(countSend(batch, { channel, author: 'ann', counts: true }).clears).toBe(true)
  expect(countSend(batch, { channel, author: 'ann', counts: true }).clears).toBe(false)
  countSend(batch, { channel, author: 'bob', counts: true })
  expect(countSend(batch, { channel, author: 'ann', counts: false }).clears).toBe(true)
})

test('there is nothing to clear for who has read all, who is no member, or whose history begins later', () => {
  expect(countSend(known({ ann: 10 }), { channel, author: 'ann', counts: true }).clears).toBe(false)
  expect(countSend(known(), { channel, author: 'ann', counts: true }).clears).toBe(false)
  const truncated = { ...channel, floor_n: 10 }
  expect(countSend(known({ ann: 7 }), { channel: truncated, author: 'ann', counts: true }).clears).toBe(false)
})
