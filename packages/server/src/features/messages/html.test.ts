import { expect, test } from 'bun:test'
import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { hasLink, isPlain, renderHtml } from './html.ts'

test('plain text is one paragraph', () => {
  expect(renderHtml('hello')).toBe('<p>hello</p>\n')
  expect(renderHtml('Well, that was it. Or was it?!')).toBe('<p>Well, that was it. Or was it?!</p>\n')
  expect(renderHtml('')).toBe('')
})

test('Markdown is rendered, a single line break stays one', () => {
  expect(renderHtml('Morning **@ana**\nand ~~you~~')).toBe('<p>Morning <strong>@ana</strong>\nand <del>you</del></p>\n')
  expect(renderHtml('3. three')).toBe('<ol>\n<li>three</li>\n</ol>\n')
  expect(renderHtml('```js\nx < y\n```')).toBe('<pre><code>x &lt; y\n</code></pre>\n')
  expect(renderHtml('a|b\n-|-\n1|2')).toBe('<p>a|b\n-|-\n1|2</p>\n')
})

test('bare links are links that search engines do not follow; a file name is no link', () => {
  expect(renderHtml('see https://a.example/?x=1&y=2')).toBe(
    '<p>see <a href="https://a.example/?x=1&amp;y=2" rel="nofollow">https://a.example/?x=1&amp;y=2</a></p>\n',
  )
  expect(renderHtml('www.example.com.')).toBe(
    '<p><a href="http://www.example.com" rel="nofollow">www.example.com</a>.</p>\n',
  )
  expect(renderHtml('readme.md')).toBe('<p>readme.md</p>\n')
})

test('an image is a link to it', () => {
  expect(renderHtml('![a "cat"](https://a.example/cat.png)')).toBe(
    '<p><a href="https://a.example/cat.png" rel="nofollow">a &quot;cat&quot;</a></p>\n',
  )
})

test.each([
  ['<script>alert(1)</script>'],
  ['<img src=x onerror=alert(1)>'],
  ['[x](javascript:alert(1))'],
  ['[x](JaVaScRiPt:alert(1))'],
  ['[x](data:text/html;base64,PHNjcmlwdD4=)'],
  ['[x](vbscript:x)'],
  ['![x](javascript:alert(1))'],
  ['<javascript:alert(1)>'],
  ['[x](//evil.example)'],
  ['[x](/relative)'],
  ['[x](https://a.example "onmouseover=alert(1)")'],
  ['[x](https://a.example/"onmouseover="alert(1))'],
  ['```"><script>\nx\n```'],
  ['`<b>`'],
  ['&lt;script&gt;'],
  ['[a]: javascript:alert(1)\n\n[a]'],
])('%s becomes nothing that acts', (text) => {
  expectSafe(renderHtml(text))
})

test('whatever is written, only the documented elements and attributes come out', () => {
  const piece = fc.constantFrom(
    ...[
      '<',
      '>',
      '"',
      "'",
      '`',
      '*',
      '_',
      '~~',
      '[',
      ']',
      '(',
      ')',
      '!',
      '\n',
      '\n\n',
      '    ',
      '# ',
      '- ',
      '1. ',
      '> ',
    ],
    ...[
      'javascript:',
      'https://a.example',
      'www.b.example',
      'm@c.example',
      '&amp;',
      '\\',
      '|',
      'on=',
      'a',
      ' ',
      'ß',
      '\0',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => expectSafe(renderHtml(pieces.join('')))),
    { numRuns: 300 },
  )
})

test('the short way for plain text says what Markdown says', () => {
  const reference = new MarkdownIt({ html: false, linkify: true }).disable('table')
  const character = fc.constantFrom(...Array.from("ab1.  ,!?'’…%$é字ñ-:/@#*_<&\n\t"))
  let plain = 0
  fc.assert(
    fc.property(fc.array(character, { minLength: 1, maxLength: 12 }), (characters) => {
      const text = characters.join('')
      if (!isPlain(text)) return
      plain += 1
      expect(reference.render(text)).toBe(`<p>${text}</p>\n`)
    }),
    { numRuns: 5000 },
  )
  expect(plain).toBeGreaterThan(20)
})

test('a link in the text is found, an address of mail is none', () => {
  expect(hasLink('go to http://x.example')).toBe(true)
  expect(hasLink('[x](https://x.example)')).toBe(true)
  expect(hasLink('www.x.example is it')).toBe(true)
  expect(hasLink('write to a@b.example')).toBe(false)
  expect(hasLink('main.rs and 1.5')).toBe(false)
  expect(hasLink('nothing')).toBe(false)
})

/** Takes the output apart by hand: every tag must be one of the documented ones, every address of a harmless kind. */
function expectSafe(html: string) {
  const tags = html.match(/<[^>]*>/g) ?? []
  for (const tag of tags) {
    expect(tag).toMatch(
      /^<(?:\/?(?:p|strong|em|del|code|pre|blockquote|ul|ol|li|h[1-6]|a)|br|hr|a href="(?:https?:\/\/|mailto:|tel:)[^"<>]*"(?: title="[^"<>]*")? rel="nofollow")>$/i,
    )
  }
  expect(html.replaceAll(/<[^>]*>/g, '')).not.toMatch(/[<>]/)
}
