import { expect, test } from 'bun:test'
import { distinctId, refuseStrangers } from './distinct.ts'

test('the id of a distinct channel depends on who is in it, and on nothing else', () => {
  const id = distinctId(['ann', 'bob'])
  expect(id).toMatch(/^!members-[\w-]{43}$/)
  expect(distinctId(['bob', 'ann', 'bob'])).toBe(id)
  expect(distinctId(['ann', 'bo', 'b'])).not.toBe(id)
  expect(() => distinctId(['ann', 'ann'])).toThrow('When using member based IDs specify at least 2 members')
})

test('only whoever belongs to a distinct channel comes into it', () => {
  const channel = { distinct_members: '["ann","bob"]' }
  expect(() => refuseStrangers(channel, ['bob'])).not.toThrow()
  expect(() => refuseStrangers(channel, ['bob', 'eve'])).toThrow('cannot add members to the distinct channel')
  expect(() => refuseStrangers({ distinct_members: null }, ['eve'])).not.toThrow()
})
