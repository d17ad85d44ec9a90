import type { Message } from '../api/channels.ts'
import { IconButton } from '../ui/button.tsx'
import { Moment } from '../ui/moment.tsx'
import { UserLink } from '../users/user-link.tsx'
import { MessageBody } from './message-body.tsx'

interface MessageRowProps {
  readonly message: Message
  readonly onDelete: (message: Message) => void
}

/** One message: who, when, what, and a way to delete it. */
export function MessageRow({ message, onDelete }: MessageRowProps) {
  return (
    <li className="message">
      <div className="message-head">
        <UserLink user={message.user} />
        <span className="muted message-when">
          <Moment at={message.created_at} />
        </span>
        <IconButton icon="close" label="Delete message" onClick={() => onDelete(message)} />
      </div>
      <MessageBody message={message} />
    </li>
  )
}
