import { expect, test } from 'bun:test'
import { readDrafts, withDraft } from '../../apps/demo/src/composer/draft-record.ts'

test('a draft is kept until it is empty, and the oldest of very many goes', () => {
  const one = withDraft({}, 'ann general', 'half')
  expect(one).toEqual({ 'ann general': 'half' })
  expect(withDraft(one, 'ann general', 'half')).toBe(one)
  expect(withDraft(one, 'ann general', '')).toEqual({})
  let many = one
  for (let number = 0; number < 100; number++) many = withDraft(many, `ann c${number}`, 'x')
  expect(Object.keys(many)).toHaveLength(100)
  expect('ann general' in many).toBe(false)
})

test('what storage holds is taken for texts only, whoever wrote it', () => {
  expect(readDrafts('{"a":"x","b":7,"c":{"d":"e"}}')).toEqual({ a: 'x' })
  for (const broken of [null, 'null', '[', '7', '""']) expect(readDrafts(broken)).toEqual({})
})
