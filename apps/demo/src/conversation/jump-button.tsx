import type { LocalMessage } from '@parley-chat/client'
import { useState } from 'react'
import { useChat } from '../chat/context.ts'
import { Icon } from '../ui/icon.tsx'

interface JumpButtonProps {
  readonly messages: readonly LocalMessage[]
  readonly onJump: () => void
}

/** Goes to the newest message, and tells how many have come since the reader went up: since this button is there. */
export function JumpButton({ messages, onJump }: JumpButtonProps) {
  const { me } = useChat()
  const [since] = useState(() => messages.at(-1)?.created_at ?? new Date(0))
  const count = messages.filter(({ created_at, user }) => created_at > since && user.id !== me.id).length
  return (
    <button type="button" className="jump" onClick={onJump} aria-label={`Jump to the latest message, ${count} new`}>
      <Icon name="down" />
      {count > 0 && <span className="badge">{count}</span>}
    </button>
  )
}
