import './message-list.css'
import type { LocalMessage, User } from '@parley-chat/client'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { Virtualizer } from 'virtua'
import { useChat } from '../chat/context.ts'
import { MessageRow } from '../message/message-row.tsx'
import { formatDay } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import { JumpButton } from './jump-button.tsx'
import { type Row, rowsOf } from './rows.ts'
import { useListScroll } from './use-list-scroll.ts'
import { useRoving } from './use-roving.ts'

interface MessageListProps {
  readonly label: string
  readonly messages: readonly LocalMessage[]
  readonly unreadFrom?: string | undefined
  readonly readers?: ReadonlyMap<string, readonly User[]>
  /** What stands above the oldest row. */
  readonly top: ReactNode
  readonly loadOlder: () => void
  readonly onBottomChange?: (isAtBottom: boolean) => void
}

const nobody: readonly User[] = []
const noReaders: ReadonlyMap<string, readonly User[]> = new Map()

/** The messages of a channel or a thread. Only those in sight are in the page, however many are loaded. */
export function MessageList({
  label,
  messages,
  unreadFrom,
  readers = noReaders,
  top,
  loadOlder,
  onBottomChange,
}: MessageListProps) {
  const { me } = useChat()
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOf(messages, unreadFrom), [messages, unreadFrom])
  const scroll = useListScroll(scroller, rows, loadOlder, messages.at(-1)?.user.id === me.id)
  const { stop, setStop, onKeyDown } = useRoving(rows, scroller, scroll.list)
  const [told, setTold] = useState(true)
  if (told !== scroll.isAtBottom) {
    setTold(scroll.isAtBottom)
    queueMicrotask(() => onBottomChange?.(scroll.isAtBottom))
  }
  const draw = useCallback(
    (row: Row) => {
      if (row.kind === 'top') return <div key={row.key}>{top}</div>
      if (row.kind === 'day') return <DayRow key={row.key} text={formatDay(row.date, now)} />
      if (row.kind === 'unread') return <UnreadRow key={row.key} />
      return (
        <MessageRow
          key={row.key}
          message={row.message}
          isFirst={row.isFirst}
          isStop={row.key === stop}
          readers={readers.get(row.key) ?? nobody}
          onFocus={setStop}
        />
      )
    },
    [now, readers, setStop, stop, top],
  )
  return (
    <div className="message-list">
      {!scroll.isAtBottom && scroll.topDay && (
        <p className="sticky-day" aria-hidden="true">
          <span>{formatDay(scroll.topDay, now)}</span>
        </p>
      )}
      <div
        ref={scroller}
        className="message-scroller"
        role="log"
        aria-live="off"
        aria-label={label}
        onKeyDown={onKeyDown}
      >
        <div className="message-spacer" />
        <Virtualizer
          ref={scroll.list}
          scrollRef={scroller}
          data={rows}
          shift={scroll.isShifted}
          bufferSize={400}
          onScroll={scroll.onScroll}
          onResize={scroll.onResize}
        >
          {draw}
        </Virtualizer>
      </div>
      {!scroll.isAtBottom && <JumpButton messages={messages} onJump={scroll.toBottom} />}
    </div>
  )
}

function DayRow({ text }: { readonly text: string }) {
  return (
    <p className="day-row">
      <span>{text}</span>
    </p>
  )
}

function UnreadRow() {
  return (
    <p className="unread-row">
      <span>New messages</span>
    </p>
  )
}
