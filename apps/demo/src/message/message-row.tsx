import './message.css'
import type { LocalMessage, User } from '@parley-chat/client'
import { Icon } from '@parley-chat/ui/icon.tsx'
import { memo, useEffect, useRef, useState } from 'react'
import { useChat } from '../chat/context.ts'
import { nameOf } from '../chat/names.ts'
import type { Target } from '../conversation/use-jump.ts'
import { Text } from '../text/text.tsx'
import { formatFull, formatTime } from '../time/format.ts'
import { Avatar } from '../ui/avatar.tsx'
import { AttachmentCard } from './attachment-card.tsx'
import { MessageFoot } from './message-foot.tsx'
import { MessageTools } from './message-tools.tsx'
import { QuoteCard } from './quote-card.tsx'
import { ReactionsBar } from './reactions-bar.tsx'

/** For how long the message that was jumped to stands out. */
const shownMs = 2600
const focusAttempts = 20

interface MessageRowProps {
  readonly message: LocalMessage
  readonly isFirst: boolean
  /** Whether the Tab key stops here. */
  readonly isStop: boolean
  /** The jump that has led here, if this is where the reader has just jumped to. */
  readonly jumpedTo?: Target | undefined
  readonly readers: readonly User[]
  readonly onFocus: (id: string) => void
}

/** A message with all that belongs to it. The tools are there while somebody points at it or is in it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, isFirst, isStop, jumpedTo, readers, onFocus } = props
  const { me } = useChat()
  const [isPointed, setPointed] = useState(false)
  const [isInside, setInside] = useState(false)
  const [isOpen, setOpen] = useState(false)
  const [article, isFound] = useFound(jumpedTo)
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
      ref={article}
      className="message"
      data-found={isFound}
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
        {message.pinned && !isDeleted && (
          <p className="pinned-note">
            <Icon name="pin" />
            Pinned
            {message.pinned_by && (
              <>
                {' by '}
                <bdi>{message.pinned_by.id === me.id ? 'you' : nameOf(message.pinned_by)}</bdi>
              </>
            )}
          </p>
        )}
        <div className="bubble" data-deleted={isDeleted}>
          {isDeleted ? <p>Message deleted</p> : <Content message={message} tabIndex={tabIndex} />}
          {hasTools && <MessageTools message={message} onOpenChange={setOpen} />}
        </div>
        {!isDeleted && <ReactionsBar message={message} tabIndex={tabIndex} />}
        <MessageFoot message={message} readers={readers} tabIndex={tabIndex} />
      </div>
    </article>
  )
})

/** Brings the focus to where the reader has jumped, and lets it stand out for a while. */
function useFound(jumpedTo: Target | undefined) {
  const article = useRef<HTMLElement>(null)
  const [isFound, setFound] = useState(false)
  useEffect(() => {
    if (!jumpedTo) return
    // A row that was just drawn stays hidden until it is measured, and what is hidden takes no focus.
    let frame = 0
    const focus = (attempts: number) => {
      article.current?.focus({ preventScroll: true })
      if (document.activeElement !== article.current && attempts > 0)
        frame = requestAnimationFrame(() => focus(attempts - 1))
    }
    focus(focusAttempts)
    setFound(true)
    const timer = setTimeout(() => setFound(false), shownMs)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [jumpedTo])
  return [article, isFound] as const
}

function Content({ message, tabIndex }: { readonly message: LocalMessage; readonly tabIndex: number }) {
  const mentions = message.mentioned_users.flatMap((user) => [nameOf(user), user.id])
  return (
    <>
      {message.quoted_message && <QuoteCard message={message.quoted_message} from={message} tabIndex={tabIndex} />}
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
