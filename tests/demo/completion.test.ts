import { expect, test } from 'bun:test'
import type { Command, User } from '@parley-chat/client'
import { commandAt, commandsOf, readOrder } from '../../apps/demo/src/composer/completion/commands.ts'
import { emojiAt, emojiFor, spelledOut } from '../../apps/demo/src/composer/completion/emoji.ts'
import { candidatesFor, mentionAt, mentionedIn } from '../../apps/demo/src/composer/completion/mentions.ts'

const users = [
  { id: 'ann', name: 'Ann Lee' },
  { id: 'bob', name: 'Bob' },
  { id: 'ann2', name: 'Ann' },
] as unknown as User[]

test('a name is asked for behind an @ that begins a word, and not inside of an address', () => {
  expect(mentionAt('hi @an', 6)).toEqual({ start: 3, part: 'an' })
  expect(mentionAt('mail ann@parley', 15)).toBeUndefined()
  expect(mentionAt('@ann\nmore', 9)).toBeUndefined()
})

test('candidates begin with what was written', () => {
  expect(candidatesFor('AN', users).map(({ id }) => id)).toEqual(['ann', 'ann2'])
  expect(candidatesFor('x', users)).toEqual([])
  expect(candidatesFor('Bob', users)).toEqual([])
})

test('only who is named after an @ is mentioned', () => {
  expect(mentionedIn('@Bob, not Ann', users)).toEqual(['bob'])
})

test('an emoji is asked for behind a colon with two letters, and not by a face, a time or an address', () => {
  expect(emojiAt('so :ta', 6)).toEqual({ start: 3, part: 'ta' })
  for (const text of [':D', ':)', 'at 10:30', 'https://parley', 'a::ta', ': ta']) {
    expect([text, emojiAt(text, text.length)]).toEqual([text, undefined])
  }
  expect(emojiFor('tad')).toEqual([{ name: 'tada', emoji: '🎉' }])
  expect(emojiFor('cat').map(({ name }) => name)).toEqual(['cat', 'cat_smile'])
  expect(emojiFor('heart')[0]).toEqual({ name: 'heart', emoji: '❤️' })
  expect(emojiFor('party').map(({ name }) => name)).toEqual(['party', 'party_face'])
  expect(emojiFor('nothing_of_this_name')).toEqual([])
})

test('a name between colons becomes its emoji once it is written out', () => {
  expect(spelledOut('so :tada:', 9)).toEqual({ start: 3, emoji: '🎉' })
  expect(spelledOut('so :tada', 8)).toBeUndefined()
  expect(spelledOut(':nothing_of_this:', 17)).toBeUndefined()
  expect(spelledOut('10:30:', 6)).toBeUndefined()
})

const commands = ['giphy', 'mute', 'ban'].map((name) => ({ name, description: '', args: '', set: '' })) as Command[]

test('commands are offered to who may give them, and only those that do something', () => {
  expect(commandsOf(commands, []).map(({ name }) => name)).toEqual(['mute'])
  expect(commandsOf(commands, ['ban-channel-members']).map(({ name }) => name)).toEqual(['mute', 'ban'])
  expect(commandAt('/mu', 3)).toBe('mu')
  expect(commandAt('/', 1)).toBe('')
  expect(commandAt('and /mu', 7)).toBeUndefined()
  expect(commandAt('/mute @b', 8)).toBeUndefined()
})

test('a command names somebody, the longest name first; what is none is said as it stands', () => {
  const known = commandsOf(commands, ['ban-channel-members'])
  expect(readOrder('/ban @Ann Lee for spam', known, users)).toEqual({ name: 'ban', user: users[0]!, text: 'for spam' })
  expect(readOrder('/mute @bob', known, users)).toEqual({ name: 'mute', user: users[1]!, text: '' })
  expect(readOrder('/mute', known, users)).toBe('incomplete')
  expect(readOrder('/mute @nobody', known, users)).toBe('incomplete')
  expect(readOrder('/giphy cats', known, users)).toBeUndefined()
  expect(readOrder('either/mute @Bob', known, users)).toBeUndefined()
})
