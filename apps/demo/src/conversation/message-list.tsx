import './message-list.css'
import type { LocalMessage, User } from '@parley-chat/client'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { Virtualizer } from 'virtua'
import { useChat } from '../chat/context.ts'
import { MessageRow } from '../message/message-row.tsx'
import { formatDay } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import { JumpButton, ReturnButton, UnreadPill } from './jump-buttons.tsx'
import { type Row, rowsOf } from './rows.ts'
import type { Target } from './use-jump.ts'
import { useListScroll } from './use-list-scroll.ts'
import { useRoving } from './use-roving.ts'

interface MessageListProps {
  readonly label: string
  readonly messages: readonly LocalMessage[]
  /** The newest messages, if those shown are an older stretch. */
  readonly latest?: readonly LocalMessage[]
  /** Whether nothing was said before the first of them. */
  readonly isWhole?: boolean
  readonly readers?: ReadonlyMap<string, readonly User[]>
  /** What stands above the oldest row. */
  readonly top: ReactNode
  readonly loadOlder: () => void
  readonly loadNewer?: () => void
  readonly target?: Target | undefined
  readonly unread?: Unread
  readonly onLatest?: () => void
  /** Goes back to where one has jumped from. */
  readonly onReturn?: (() => void) | undefined
  readonly onBottomChange?: (isAtBottom: boolean) => void
}

/** What is new: from which message on, and how much it was at first. */
interface Unread {
  readonly from: string | undefined
  readonly count: number
  readonly jump: () => void
}

const nobody: readonly User[] = []
const noReaders: ReadonlyMap<string, readonly User[]> = new Map()
const nothingNew: Unread = { from: undefined, count: 0, jump() {} }
const ignore = () => {}

/** The messages of a channel or a thread. Only those in sight are in the page, however many are loaded. */
export function MessageList({
  label,
  messages,
  latest = messages,
  isWhole = true,
  readers = noReaders,
  top,
  loadOlder,
  loadNewer = ignore,
  target,
  unread = nothingNew,
  onLatest = ignore,
  onReturn,
  onBottomChange,
}: MessageListProps) {
  const { me } = useChat()
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOf(messages, unread.from, isWhole), [messages, unread.from, isWhole])
  const last = messages.at(-1)
  const scroll = useListScroll(scroller, {
    rows,
    target,
    isUpToDate: messages === latest,
    isSending: last?.user.id === me.id && last.status === 'sending',
    loadOlder,
    loadNewer,
  })
  const { stop, setStop, onKeyDown } = useRoving(rows, scroller, scroll.list)
  const [told, setTold] = useState(true)
  if (told !== scroll.isAtBottom) {
    setTold(scroll.isAtBottom)
    queueMicrotask(() => onBottomChange?.(scroll.isAtBottom))
  }
  // Once what is new was seen, or is not wanted, nobody is led there any more.
  const [isPillDone, setPillDone] = useState(unread.count === 0)
  if (!isPillDone && scroll.isMarkSeen) setPillDone(true)
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
          jumpedTo={row.key === target?.id ? target : undefined}
          readers={readers.get(row.key) ?? nobody}
          onFocus={setStop}
        />
      )
    },
    [now, readers, setStop, stop, target, top],
  )
  return (
    <div className="message-list">
      {!scroll.isAtBottom && scroll.topDay && (
        <p className="sticky-day" aria-hidden="true">
          <span>{formatDay(scroll.topDay, now)}</span>
        </p>
      )}
      {!isPillDone && (scroll.isMarkAbove || unread.from === undefined) && (
        <UnreadPill
          count={unread.count}
          onJump={() => {
            setPillDone(true)
            unread.jump()
          }}
          onClose={() => setPillDone(true)}
        />
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
          key={scroll.generation}
          ref={scroll.list}
          scrollRef={scroller}
          data={rows}
          shift={scroll.isShifted}
          bufferSize={400}
          onScroll={scroll.onScroll}
          onScrollEnd={scroll.onScrollEnd}
          onResize={scroll.onResize}
        >
          {draw}
        </Virtualizer>
      </div>
      {!scroll.isAtBottom && (
        <div className="jumps">
          {onReturn && <ReturnButton onReturn={onReturn} />}
          <JumpButton
            latest={latest}
            onJump={() => {
              scroll.toBottom()
              onLatest()
            }}
          />
        </div>
      )}
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
