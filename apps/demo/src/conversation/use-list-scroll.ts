import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Row } from './rows.ts'

/** Closer to an end than this counts as being there. */
const nearPx = 40
const loadFromPx = 600
/** How far the day that sticks reaches down. */
const stickyPx = 36

interface ListScroll {
  readonly list: RefObject<VirtualizerHandle | null>
  /** Whether rows came or went at the start, so that what is seen stays where it is. */
  readonly isShifted: boolean
  readonly isAtBottom: boolean
  /** The day of the topmost row that is seen. */
  readonly topDay: Date | undefined
  readonly onScroll: () => void
  readonly onResize: () => void
  readonly toBottom: () => void
}

/** Keeps the list at its newest row while the reader is there, and where it is while they are not. */
export function useListScroll(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  loadOlder: () => void,
  isOwnLast: boolean,
): ListScroll {
  const list = useRef<VirtualizerHandle>(null)
  const stick = useRef(true)
  const before = useRef<readonly Row[]>([])
  const [isAtBottom, setAtBottom] = useState(true)
  const [topDay, setTopDay] = useState<Date>()
  const last = rows.at(-1)?.key
  const known = before.current
  // Nothing but the start has changed if the last row is the same and there are more or fewer rows.
  const isShifted = known.length > 1 && known.at(-1)?.key === last && known.length !== rows.length
  const hasNewLast = known.length > 0 && known.at(-1)?.key !== last

  const toBottom = () => {
    stick.current = true
    list.current?.scrollToIndex(rows.length - 1, { align: 'end' })
  }
  useLayoutEffect(() => {
    if (hasNewLast && isOwnLast) stick.current = true
    before.current = rows
    if (stick.current) list.current?.scrollToIndex(rows.length - 1, { align: 'end' })
  }, [rows, hasNewLast, isOwnLast])

  const look = () => {
    const handle = list.current
    if (!handle) return
    setAtBottom(isAtEnd(scroller.current))
    setTopDay(dayAt(rows, handle.findItemIndex(handle.scrollOffset + stickyPx)))
    if (handle.scrollOffset < loadFromPx) loadOlder()
  }
  // A list that does not fill its room is never scrolled: it asks for more by itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever the rows are others.
  useEffect(look, [rows])

  return {
    list,
    isShifted,
    isAtBottom,
    topDay,
    onScroll() {
      stick.current = isAtEnd(scroller.current)
      look()
    },
    onResize() {
      if (stick.current) list.current?.scrollToIndex(rows.length - 1, { align: 'end' })
      look()
    },
    toBottom,
  }
}

function isAtEnd(scroller: HTMLElement | null): boolean {
  return !scroller || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearPx
}

/** The day of a row; none where the list says it itself. */
function dayAt(rows: readonly Row[], index: number): Date | undefined {
  const row = rows[Math.min(index, rows.length - 1)]
  if (row?.kind === 'unread') return dayAt(rows, index - 1)
  return row?.kind === 'message' ? row.message.created_at : undefined
}
