import './message.css'
import type { LocalMessage, User } from '@parley-chat/client'
import { memo, useState } from 'react'
import { useChat } from '../chat/context.ts'
import { nameOf } from '../chat/names.ts'
import { Text } from '../text/text.tsx'
import { formatFull, formatTime } from '../time/format.ts'
import { Avatar } from '../ui/avatar/avatar.tsx'
import { AttachmentCard } from './attachment-card.tsx'
import { MessageFoot } from './message-foot.tsx'
import { MessageTools } from './message-tools.tsx'
import { QuoteCard } from './quote-card.tsx'
import { ReactionsBar } from './reactions-bar.tsx'

interface MessageRowProps {
  readonly message: LocalMessage
  readonly isFirst: boolean
  /** Whether the Tab key stops here. */
  readonly isStop: boolean
  readonly readers: readonly User[]
  readonly onFocus: (id: string) => void
}

/** A message with all that belongs to it. The tools are there while somebody points at it or is in it. */
export const MessageRow = memo(function MessageRow({ message, isFirst, isStop, readers, onFocus }: MessageRowProps) {
  const { me } = useChat()
  const [isPointed, setPointed] = useState(false)
  const [isInside, setInside] = useState(false)
  const [isOpen, setOpen] = useState(false)
  const tabIndex = isStop ? 0 : -1
  const isDeleted = message.type === 'deleted'
  if (message.type === 'system')
    return (
      <p className="system-message" dir="auto">
        {message.text}
      </p>
    )
  const isOwn = message.user.id === me.id
  const hasTools = !isDeleted && message.status === 'received' && (isPointed || isInside || isOpen)
  return (
    <article
      className="message"
      data-id={message.id}
      data-own={isOwn}
      data-first={isFirst}
      data-status={message.status}
      aria-label={`${isOwn ? 'You' : nameOf(message.user)}, ${formatTime(message.created_at)}`}
      tabIndex={tabIndex}
      onFocus={({ target }) => {
        if (target.matches(':focus-visible')) setInside(true)
        onFocus(message.id)
      }}
      onPointerUp={({ pointerType }) => pointerType !== 'mouse' && setInside(true)}
      onBlur={({ currentTarget, relatedTarget }) => !currentTarget.contains(relatedTarget) && setInside(false)}
      onPointerEnter={(event) => event.pointerType === 'mouse' && setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      <div className="message-side">{isFirst && !isOwn && <Avatar user={message.user} size="m" />}</div>
      <div className="message-main">
        {isFirst && (
          <header className="message-head">
            <bdi>{isOwn ? 'You' : nameOf(message.user)}</bdi>
            <time dateTime={message.created_at.toISOString()} title={formatFull(message.created_at)}>
              {formatTime(message.created_at)}
            </time>
          </header>
        )}
        <div className="bubble" data-deleted={isDeleted}>
          {isDeleted ? <p>Message deleted</p> : <Content message={message} />}
          {hasTools && <MessageTools message={message} onOpenChange={setOpen} />}
        </div>
        {!isDeleted && <ReactionsBar message={message} tabIndex={tabIndex} />}
        <MessageFoot message={message} readers={readers} tabIndex={tabIndex} />
      </div>
    </article>
  )
})

function Content({ message }: { readonly message: LocalMessage }) {
  const mentions = message.mentioned_users.flatMap((user) => [nameOf(user), user.id])
  return (
    <>
      {message.quoted_message && <QuoteCard message={message.quoted_message} />}
      {message.text !== '' && <Text text={message.text} mentions={mentions} />}
      {(message.attachments ?? []).map((attachment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: attachments have no other identity, and none has state.
        <AttachmentCard key={index} attachment={attachment} />
      ))}
      {(message.message_text_updated_at || message.status === 'sending') && (
        <p className="message-note">{message.status === 'sending' ? 'Sending…' : 'edited'}</p>
      )}
    </>
  )
}
