import { expect, test } from 'bun:test'
import { parse } from '../../apps/demo/src/text/parse.ts'
import { safeLink } from '../../apps/demo/src/text/safe-link.ts'

const kinds = (text: string, names: string[] = []) => parse(text, names).map(({ kind, text }) => [kind, text])

test('what was written comes back whole, whatever it holds', () => {
  for (const text of ['<b>x</b>', 'a < b && c > d', '** not bold', '@nobody', 'x'.repeat(20_000), '*'.repeat(5_000)]) {
    expect(
      parse(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  }
})

test('addresses of pages and letters become links, and no other address does', () => {
  expect(kinds('see https://parley.test/a_(b). Yes')).toEqual([
    ['text', 'see '],
    ['link', 'https://parley.test/a_(b)'],
    ['text', '. Yes'],
  ])
  expect(kinds('(https://parley.test)')).toContainEqual(['link', 'https://parley.test'])
  expect(kinds('mailto:ann@parley.test')).toEqual([['link', 'mailto:ann@parley.test']])
  for (const refused of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'https://', '//parley.test', ' ']) {
    expect(parse(refused).some(({ kind }) => kind === 'link')).toBe(false)
    expect(safeLink(refused)).toBeUndefined()
  }
  expect(safeLink({ toString: () => 'https://parley.test' })).toBeUndefined()
})

test('a mention is somebody whom the message mentions, not just any @', () => {
  expect(kinds('hi @Ann Lee and @Bob', ['Ann Lee'])).toEqual([
    ['text', 'hi '],
    ['mention', '@Ann Lee'],
    ['text', ' and @Bob'],
  ])
})

test('code is left as it is', () => {
  expect(kinds('`**x**` and\n```ts\nhttps://a.test\n```\nend')).toEqual([
    ['code', '**x**'],
    ['text', ' and'],
    ['block', 'https://a.test'],
    ['text', 'end'],
  ])
})
