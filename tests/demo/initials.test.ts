import { expect, test } from 'bun:test'
import { hueOf, initialsOf } from '../../apps/ui/src/initials.ts'

test('initials are the first letters of the first and the last word, whatever stands around them', () => {
  expect(['Ana Ruiz', 'ana', 'mary-jane.watson', '🎉 Zoë 🎉', 'العربية', '!!!'].map(initialsOf)).toEqual([
    'AR',
    'A',
    'MW',
    'Z',
    'ا',
    '·',
  ])
})

test('a letter keeps its marks', () => {
  expect(initialsOf('e\u0301mile zola')).toBe('E\u0301Z')
})

test('an id has one colour', () => {
  expect(hueOf('ana')).toBe(hueOf('ana'))
  for (const id of ['', 'ana', 'x'.repeat(300)]) expect(hueOf(id)).toBeWithin(0, 8)
})
