import { expect, test } from 'bun:test'
import type { User } from '@parley-chat/client'
import { candidatesFor, mentionAt, mentionedIn } from '../../apps/demo/src/composer/mentions.ts'

const users = [
  { id: 'ann', name: 'Ann Lee' },
  { id: 'bob', name: 'Bob' },
] as unknown as User[]

test('a name is asked for behind an @ that begins a word, and not inside of an address', () => {
  expect(mentionAt('hi @an', 6)).toEqual({ start: 3, part: 'an' })
  expect(mentionAt('mail ann@parley', 15)).toBeUndefined()
  expect(mentionAt('@ann\nmore', 9)).toBeUndefined()
})

test('candidates begin with what was written', () => {
  expect(candidatesFor('AN', users).map(({ id }) => id)).toEqual(['ann'])
  expect(candidatesFor('x', users)).toEqual([])
})

test('only who is named after an @ is mentioned', () => {
  expect(mentionedIn('@Ann Lee, not Bob', users)).toEqual(['ann'])
})
