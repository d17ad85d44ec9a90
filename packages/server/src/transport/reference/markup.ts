/** Text that is HTML already; everything else is escaped when it meets one. */
export interface Markup {
  readonly markup: string
}

type Piece = Markup | string | number | false | undefined | readonly Piece[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeText = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!)

/** HTML with its values escaped, so that no description can break out of the page. */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  return {
    markup: parts.map((part, index) => part + (index < values.length ? printPiece(values[index]) : '')).join(''),
  }
}

/** Pieces with a separator between them. */
export function joined(pieces: readonly Piece[], separator: string): Markup {
  return { markup: pieces.map(printPiece).join(escapeText(separator)) }
}

function printPiece(piece: Piece): string {
  if (piece === undefined || piece === false) return ''
  if (typeof piece === 'string') return escapeText(piece)
  if (typeof piece === 'number') return String(piece)
  return isList(piece) ? piece.map(printPiece).join('') : piece.markup
}

const isList = (piece: Markup | readonly Piece[]): piece is readonly Piece[] => Array.isArray(piece)
