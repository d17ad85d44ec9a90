import type { Message } from '../api/channels.ts'
import { Badge } from '../ui/badge.tsx'

/** What a message says: its text as it was written, and what hangs on it in words. Nothing of it is loaded or run. */
export function MessageBody({ message }: { readonly message: Message }) {
  const reactions = Object.entries(message.reaction_groups ?? {})
  return (
    <>
      {message.deleted_at ? (
        <p className="message-text muted">
          <em>Deleted</em>
        </p>
      ) : (
        message.text && (
          <p className="message-text" dir="auto">
            {message.text}
          </p>
        )
      )}
      {message.attachments.length > 0 && (
        <p className="muted message-extra" dir="auto">
          {message.attachments
            .map(({ type, title, fallback }) => `${type ?? 'attachment'}: ${title ?? fallback ?? '–'}`)
            .join(', ')}
        </p>
      )}
      <p className="badges message-extra">
        {message.type !== 'regular' && message.type !== 'deleted' && <Badge>{message.type}</Badge>}
        {message.shadowed && <Badge tone="warn">Shadowed</Badge>}
        {message.pinned && <Badge>Pinned</Badge>}
        {message.reply_count > 0 && <Badge>{message.reply_count} replies</Badge>}
        {reactions.map(([type, { count }]) => (
          <Badge key={type}>
            {type} {count}
          </Badge>
        ))}
      </p>
    </>
  )
}
