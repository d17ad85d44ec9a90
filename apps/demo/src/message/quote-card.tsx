import type { LocalMessage } from '@parley-chat/client'
import { nameOf } from '../chat/names.ts'
import { useMessageActions } from '../conversation/actions.ts'

interface QuoteCardProps {
  readonly message: LocalMessage
  /** The message that quotes it. */
  readonly from: LocalMessage
  readonly tabIndex: number
}

/** What a message answers to; pressing it leads there. */
export function QuoteCard({ message, from, tabIndex }: QuoteCardProps) {
  const { jump } = useMessageActions()
  const isDeleted = message.type === 'deleted'
  const text = isDeleted ? 'Message deleted' : message.text || 'Attachment'
  return (
    <blockquote className="quote">
      <button
        type="button"
        tabIndex={tabIndex}
        aria-description="Go to this message"
        onClick={() => jump(message, from)}
      >
        <bdi className="quote-who">{nameOf(message.user)}</bdi>
        <span className="quote-text" dir="auto">
          {text}
        </span>
      </button>
    </blockquote>
  )
}
