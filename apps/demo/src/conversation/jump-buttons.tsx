import type { LocalMessage } from '@parley-chat/client'
import { Icon } from '@parley-chat/ui/icon.tsx'
import { useState } from 'react'
import { useChat } from '../chat/context.ts'
import { IconButton } from '../ui/icon-button.tsx'

interface JumpButtonProps {
  /** The newest messages, wherever the reader is. */
  readonly latest: readonly LocalMessage[]
  readonly onJump: () => void
}

/** Goes to the newest message, and tells how many have come since the reader went up: since this button is there. */
export function JumpButton({ latest, onJump }: JumpButtonProps) {
  const { me } = useChat()
  const [since] = useState(() => latest.at(-1)?.created_at ?? new Date(0))
  const count = latest.filter(({ created_at, user }) => created_at > since && user.id !== me.id).length
  return (
    <button type="button" className="jump" onClick={onJump} aria-label={`Jump to the latest message, ${count} new`}>
      <Icon name="down" />
      {count > 0 && <span className="badge">{count}</span>}
    </button>
  )
}

/** Goes back to the message from which one has jumped. */
export function ReturnButton({ onReturn }: { readonly onReturn: () => void }) {
  return (
    <button type="button" className="jump" onClick={onReturn}>
      <Icon name="return" />
      Back to where you were
    </button>
  )
}

interface UnreadPillProps {
  readonly count: number
  readonly onJump: () => void
  readonly onClose: () => void
}

/** Says that there is something new above what is seen, and leads to where it begins. */
export function UnreadPill({ count, onJump, onClose }: UnreadPillProps) {
  return (
    <div className="unread-pill">
      <button type="button" onClick={onJump}>
        <Icon name="up" />
        {count} new {count === 1 ? 'message' : 'messages'}
      </button>
      <IconButton icon="close" label="Stay here" onClick={onClose} />
    </div>
  )
}
