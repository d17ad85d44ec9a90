import { safeLink } from './safe-link.ts'

/** A piece of a message as it is drawn. Nothing here is markup: every piece becomes an element with text in it. */
export type Piece =
  | { readonly kind: 'text' | 'code' | 'bold' | 'italic' | 'strike' | 'mention' | 'block'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

/** Lengths are bounded, so that no text makes an expression run long. */
const fence = /```(?:\w{0,20}\n)?([\s\S]{1,5000}?)```/
const styled =
  /`([^`\n]{1,500})`|\*\*([^*\n]{1,500})\*\*|~~([^~\n]{1,500})~~|(?<![\w_])_([^_\n]{1,500})_(?![\w_])|((?:https?:\/\/|mailto:)[^\s<>"'`]{1,2000})/

/** Reads a text into pieces. `names` are those that count as mentions after an @. */
export function parse(text: string, names: readonly string[] = []): Piece[] {
  const pieces: Piece[] = []
  let rest = text
  for (let match = fence.exec(rest); match; match = fence.exec(rest)) {
    pieces.push(...parseInline(rest.slice(0, match.index).replace(/\n$/, ''), names))
    pieces.push({ kind: 'block', text: match[1]!.replace(/\n$/, '') })
    rest = rest.slice(match.index + match[0].length).replace(/^\n/, '')
  }
  return [...pieces, ...parseInline(rest, names)]
}

function parseInline(text: string, names: readonly string[]): Piece[] {
  const pieces: Piece[] = []
  let rest = text
  for (let match = styled.exec(rest); match; match = styled.exec(rest)) {
    const [whole, code, bold, strike, italic, url] = match
    pieces.push(...parseMentions(rest.slice(0, match.index), names))
    rest = rest.slice(match.index + whole.length)
    if (url !== undefined) {
      const [address, after] = withoutPunctuation(url)
      const href = safeLink(address)
      pieces.push(href ? { kind: 'link', text: address, href } : { kind: 'text', text: address })
      rest = after + rest
    } else if (code !== undefined) pieces.push({ kind: 'code', text: code })
    else if (bold !== undefined) pieces.push({ kind: 'bold', text: bold })
    else if (strike !== undefined) pieces.push({ kind: 'strike', text: strike })
    else if (italic !== undefined) pieces.push({ kind: 'italic', text: italic })
  }
  return [...pieces, ...parseMentions(rest, names)]
}

/** A sentence may end behind an address: what ends it is not part of it, nor a bracket that was opened before. */
function withoutPunctuation(url: string): [address: string, after: string] {
  let end = url.length
  while (end > 0) {
    const last = url[end - 1]!
    const isUnopened = last === ')' && !url.slice(0, end - 1).includes('(')
    if (!/[.,;:!?*_~\]]/.test(last) && !isUnopened) break
    end--
  }
  return [url.slice(0, end), url.slice(end)]
}

function parseMentions(text: string, names: readonly string[]): Piece[] {
  const pieces: Piece[] = []
  let start = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const name = names.find((each) => each !== '' && text.startsWith(each, at + 1))
    if (name === undefined) continue
    if (at > start) pieces.push({ kind: 'text', text: text.slice(start, at) })
    start = at + 1 + name.length
    pieces.push({ kind: 'mention', text: text.slice(at, start) })
    at = start - 1
  }
  if (start < text.length) pieces.push({ kind: 'text', text: text.slice(start) })
  return pieces
}
