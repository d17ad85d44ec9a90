import './text.css'
import { type Piece, parse } from './parse.ts'

/** What somebody has written, as text with links and mentions. */
export function Text({ text, mentions = [] }: { readonly text: string; readonly mentions?: readonly string[] }) {
  return (
    <div className="text" dir="auto">
      {parse(text, mentions).map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity, and none has state.
        <PieceView key={index} piece={piece} />
      ))}
    </div>
  )
}

function PieceView({ piece }: { readonly piece: Piece }) {
  switch (piece.kind) {
    case 'link':
      return (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">
          {piece.text}
        </a>
      )
    case 'code':
      return <code>{piece.text}</code>
    case 'block':
      return (
        <pre dir="ltr">
          <code>{piece.text}</code>
        </pre>
      )
    case 'bold':
      return <strong>{piece.text}</strong>
    case 'italic':
      return <em>{piece.text}</em>
    case 'strike':
      return <s>{piece.text}</s>
    case 'mention':
      return <bdi className="mention">{piece.text}</bdi>
    default:
      return piece.text
  }
}
