import { expect, test } from 'bun:test'
import { type Countable, countsInChannel, countsInThread } from './rules.ts'

const message: Countable = { type: 'regular', silent: false, shadowed: false }
const reply: Countable = { ...message, type: 'reply', parent_id: 'm1' }

test('regular and system messages count in their channel, other types never do', () => {
  for (const type of ['regular', 'system']) expect(countsInChannel({ ...message, type }, true)).toBe(true)
  for (const type of ['ephemeral', 'error', 'deleted']) expect(countsInChannel({ ...message, type }, true)).toBe(false)
})

test('a silent message counts nowhere', () => {
  expect(countsInChannel({ ...message, silent: true }, true)).toBe(false)
  expect(countsInThread({ ...reply, silent: true }, true)).toBe(false)
})

test('a shadowed message counts nowhere', () => {
  expect(countsInChannel({ ...message, shadowed: true }, true)).toBe(false)
  expect(countsInThread({ ...reply, shadowed: true }, true)).toBe(false)
})

test('a reply counts in its thread, and in the channel only if it is shown there', () => {
  expect(countsInThread(reply, true)).toBe(true)
  expect(countsInChannel(reply, true)).toBe(false)
  expect(countsInChannel({ ...reply, show_in_channel: true }, true)).toBe(true)
  expect(countsInThread({ ...reply, show_in_channel: true }, true)).toBe(true)
})

test('what is no reply counts in no thread', () => {
  expect(countsInThread(message, true)).toBe(false)
})

test('where reads are off nothing counts', () => {
  expect(countsInChannel(message, false)).toBe(false)
  expect(countsInThread(reply, false)).toBe(false)
})
