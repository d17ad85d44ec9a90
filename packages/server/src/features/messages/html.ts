import MarkdownIt from 'markdown-it'

/**
 * Markdown as messages have it (spec/40 §16): CommonMark, bare links and strikethrough; whatever looks like HTML is
 * text. What comes out holds only the elements and attributes that the wire documents.
 */
const markdown = new MarkdownIt({ html: false, linkify: true }).disable('table')

const allowedLink = /^(?:https?:\/\/|mailto:|tel:)/i
markdown.validateLink = (url) => allowedLink.test(url.trim())

// Bare links are those that say they are: `readme.md` is a file, `www.example.com` a site.
const restOfAddress = /[^\s<>"'()[\]{}|`]*[^\s<>"'()[\]{}|`.,:;!?*_~]/y
markdown.linkify.add('www.', {
  validate(text, position) {
    restOfAddress.lastIndex = position
    return restOfAddress.exec(text)?.[0].length ?? 0
  },
  normalize: (match) => {
    match.url = `http://${match.url}`
  },
})

const { rules } = markdown.renderer
rules.s_open = () => '<del>'
rules.s_close = () => '</del>'
rules.ordered_list_open = () => '<ol>\n'
rules.fence = (tokens, index) => `<pre><code>${markdown.utils.escapeHtml(tokens[index]!.content)}</code></pre>\n`
rules.link_open = (tokens, index, options, _env, renderer) => {
  tokens[index]!.attrSet('rel', 'nofollow')
  return renderer.renderToken(tokens, index, options)
}
rules.image = (tokens, index) => {
  const { escapeHtml } = markdown.utils
  const token = tokens[index]!
  const url = escapeHtml(String(token.attrGet('src')))
  return `<a href="${url}" rel="nofollow">${escapeHtml(token.content) || url}</a>`
}

/** What Markdown or the search for links may react to. A dot is harmless at the end of a word. */
const marks = /[^\p{L}\p{M}\p{N} ,;!?'’…%$.]|\.[^ .]/u
const beginsWithLetter = /^\p{L}/u

/** A message's text as safe HTML. */
export function renderHtml(text: string): string {
  if (text === '') return ''
  if (isPlain(text)) return `<p>${text}</p>\n`
  return markdown.render(text)
}

/** Whether the text is its own HTML: most messages are, and rendering one takes several microseconds. */
export function isPlain(text: string): boolean {
  return beginsWithLetter.test(text) && !marks.test(text) && !text.endsWith(' ')
}

/** Whether the text holds the address of a page. An address of mail is none. */
export function hasLink(text: string): boolean {
  if (!text.includes('.') && !text.includes('://')) return false
  const found = markdown.linkify.match(text)
  return found?.some(({ schema }) => schema !== 'mailto:' && schema !== '//') ?? false
}
