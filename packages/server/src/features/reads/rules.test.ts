import { describe, expect, test } from 'bun:test'
import type { ReadRow } from '../unread/unread.ts'
import { deliver, isInChannel, isSeenBy, read, unread } from './rules.ts'

const row: ReadRow = {
  app_pk: 1,
  channel_pk: 1,
  user_id: 'bob',
  read_n: 4,
  floor_n: 0,
  last_read: 100,
  last_read_message_id: 'm4',
  marked_unread: 0,
  rev: 7,
  last_delivered_at: null,
  last_delivered_message_id: null,
}
const message = { id: 'm6', user_id: 'ann', created_at: 160 }

describe('reading', () => {
  test('moves the row to what was read', () => {
    expect(read(row, { n: 6, pos: 6, last_read: 200, message })).toEqual({
      ...row,
      read_n: 6,
      last_read: 200,
      last_read_message_id: 'm6',
      rev: 8,
    })
  })

  test('again changes nothing', () => {
    expect(
      read(row, { n: 4, pos: 4, last_read: 200, message: { ...message, id: 'm4', created_at: 90 } }),
    ).toBeUndefined()
    expect(read(row, { n: 4, pos: 4, last_read: 200 })).toBeUndefined()
  })

  test('goes on to a message that was on its way when everything was read', () => {
    const late = { n: 5, pos: 5, last_read: 100, message: { ...message, id: 'm5', created_at: 95 } }
    expect(read(row, late)).toMatchObject({ read_n: 5, last_read: 100, last_read_message_id: 'm5', rev: 8 })
  })

  test('up to an older message never takes anything back', () => {
    expect(
      read(row, { n: 2, pos: 2, last_read: 50, message: { ...message, id: 'm2', created_at: 50 } }),
    ).toBeUndefined()
  })

  test('undoes a mark', () => {
    const marked = { ...row, marked_unread: 1 }
    expect(read(marked, { n: 6, pos: 6, last_read: 200, message })).toMatchObject({
      marked_unread: 0,
      read_n: 6,
      rev: 8,
    })
    expect(read(marked, { n: 6, pos: 6, last_read: 200 })).toMatchObject({
      marked_unread: 0,
      last_read_message_id: 'm4',
    })
    expect(read(marked, { n: 2, pos: 2, last_read: 50, message: { ...message, created_at: 50 } })).toBeUndefined()
  })
})

describe('marking unread', () => {
  test('sets the row just below the message, and to the one before it', () => {
    expect(unread(row, { n: 3, pos: 3, created_at: 90 }, 'm2')).toEqual({
      ...row,
      read_n: 2,
      last_read: 89,
      last_read_message_id: 'm2',
      marked_unread: 1,
      rev: 8,
    })
  })

  test('at a message that does not count leaves the ordinals before it read', () => {
    expect(unread(row, { n: null, pos: 3, created_at: 95 }, undefined)).toMatchObject({
      read_n: 3,
      last_read_message_id: null,
    })
  })

  test('may also move the row forward, past what was not read', () => {
    expect(unread(row, { n: 9, pos: 9, created_at: 300 }, 'm8')).toMatchObject({ read_n: 8, last_read: 299 })
  })
})

describe('delivery', () => {
  test('moves to a newer message of somebody else', () => {
    const arrived = deliver(row, message, undefined, 500)
    expect(arrived).toEqual({ ...row, last_delivered_at: 500, last_delivered_message_id: 'm6' })
    expect(deliver(arrived!, { ...message, id: 'm7', created_at: 170 }, 160, 600)).toMatchObject({
      last_delivered_message_id: 'm7',
    })
  })

  test('never goes back, and is not told twice', () => {
    const arrived = { ...row, last_delivered_at: 500, last_delivered_message_id: 'm6' }
    expect(deliver(arrived, message, undefined, 600)).toBeUndefined()
    expect(deliver(arrived, { ...message, id: 'm5', created_at: 150 }, 160, 600)).toBeUndefined()
  })

  test('is not confirmed of own messages', () => {
    expect(deliver(row, { ...message, user_id: 'bob' }, undefined, 500)).toBeUndefined()
  })
})

test('a reply stands in the channel only where it is shown there', () => {
  expect(isInChannel({ parent_id: null, show_in_channel: 0 })).toBe(true)
  expect(isInChannel({ parent_id: 'm1', show_in_channel: 1 })).toBe(true)
  expect(isInChannel({ parent_id: 'm1', show_in_channel: 0 })).toBe(false)
})

test('a message is seen after the beginning of the history; a shadowed one by its author alone', () => {
  const shadowed = { user_id: 'ann', shadowed: 1, created_at: 160 }
  expect(isSeenBy({ ...shadowed, shadowed: 0 }, 'bob', 159)).toBe(true)
  expect(isSeenBy({ ...shadowed, shadowed: 0 }, 'bob', 160)).toBe(false)
  expect(isSeenBy(shadowed, 'bob', 0)).toBe(false)
  expect(isSeenBy(shadowed, 'ann', 0)).toBe(true)
})
