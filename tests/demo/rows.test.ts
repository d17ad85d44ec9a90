import { expect, test } from 'bun:test'
import type { LocalMessage } from '@parley-chat/client'
import { rowsOf } from '../../apps/demo/src/conversation/rows.ts'

const said = (id: string, by: string, at: string, more: object = {}) =>
  ({ id, user: { id: by }, type: 'regular', created_at: new Date(at), ...more }) as unknown as LocalMessage
const shape = (messages: LocalMessage[], unreadFrom?: string, isWhole?: boolean) =>
  rowsOf(messages, unreadFrom, isWhole).map((row) =>
    row.kind === 'message' ? `${row.key}${row.isFirst ? '*' : ''}` : row.kind,
  )

test('messages of one author stand together while they follow soon', () => {
  const messages = [
    said('a', 'ann', '2026-01-05T10:00:00'),
    said('b', 'ann', '2026-01-05T10:04:00'),
    said('c', 'ann', '2026-01-05T10:10:00'),
    said('d', 'bob', '2026-01-05T10:11:00'),
  ]
  expect(shape(messages)).toEqual(['top', 'day', 'a*', 'b', 'c*', 'd*'])
})

test('a new day, something new and what the system says begin a group', () => {
  const messages = [
    said('a', 'ann', '2026-01-05T23:59:00'),
    said('b', 'ann', '2026-01-06T00:01:00'),
    said('c', 'ann', '2026-01-06T00:02:00'),
    said('d', 'ann', '2026-01-06T00:02:30', { type: 'system' }),
    said('e', 'ann', '2026-01-06T00:03:00'),
  ]
  expect(shape(messages, 'c')).toEqual(['top', 'day', 'a*', 'day', 'b*', 'unread', 'c*', 'd*', 'e*'])
})

test('where more was said before, no row changes once that is loaded', () => {
  const [a, b, c, d] = [
    said('a', 'ann', '2026-01-05T10:00:00'),
    said('b', 'ann', '2026-01-05T10:01:00'),
    said('c', 'ann', '2026-01-05T10:02:00'),
    said('d', 'ann', '2026-01-06T10:00:00'),
  ]
  expect(shape([b, c, d], undefined, false)).toEqual(['top', 'c', 'day', 'd*'])
  expect(shape([a, b, c, d])).toEqual(['top', 'day', 'a*', 'b', 'c', 'day', 'd*'])
})

test('what one has deleted for oneself is not shown', () => {
  expect(shape([said('a', 'ann', '2026-01-05T10:00:00', { deleted_for_me: true })])).toEqual(['top'])
})
