import type { LocalMessage } from '@parley-chat/client'
import { nameOf } from '../chat/names.ts'

/** What a message answers to. */
export function QuoteCard({ message }: { readonly message: LocalMessage }) {
  const isDeleted = message.type === 'deleted'
  const text = isDeleted ? 'Message deleted' : message.text || 'Attachment'
  return (
    <blockquote className="quote">
      <bdi className="quote-who">{nameOf(message.user)}</bdi>
      <span className="quote-text" dir="auto">
        {text}
      </span>
    </blockquote>
  )
}
