import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Row } from './rows.ts'
import type { Target } from './use-jump.ts'

/** Closer to an end than this counts as being there. */
const nearPx = 40
const loadFromPx = 600
/** How far the day that sticks reaches down. */
const stickyPx = 36

interface ListScrollOptions {
  readonly rows: readonly Row[]
  readonly target: Target | undefined
  /** Whether the rows reach to what was said last. */
  readonly isUpToDate: boolean
  /** Whether this person is just sending the last row: who writes wants to see it. */
  readonly isSending: boolean
  readonly loadOlder: () => void
  readonly loadNewer: () => void
}

interface ListScroll {
  readonly list: RefObject<VirtualizerHandle | null>
  /** Another one whenever the rows have nothing to do with those before: what was measured then is of no use. */
  readonly generation: number
  /** Whether rows came or went at the start, so that what is seen stays where it is. */
  readonly isShifted: boolean
  readonly isAtBottom: boolean
  /** The day of the topmost row that is seen. */
  readonly topDay: Date | undefined
  /** Whether what is new begins above of what is seen, and whether its beginning has been seen. */
  readonly isMarkAbove: boolean
  readonly isMarkSeen: boolean
  readonly onScroll: () => void
  readonly onScrollEnd: () => void
  readonly onResize: () => void
  readonly toBottom: () => void
}

/** Keeps the list at its newest row while the reader is there, where it is while they are not, and goes where they jump. */
export function useListScroll(scroller: RefObject<HTMLElement | null>, options: ListScrollOptions): ListScroll {
  const { rows, target, isUpToDate, isSending, loadOlder, loadNewer } = options
  const list = useRef<VirtualizerHandle>(null)
  const stick = useRef(true)
  // The row that was jumped to is kept in the middle until the list has come to rest there.
  const held = useRef<string>(undefined)
  const before = useRef<readonly Row[]>([])
  const drawn = useRef(0)
  const [isAtBottom, setAtBottom] = useState(true)
  const [topDay, setTopDay] = useState<Date>()
  const [isMarkAbove, setMarkAbove] = useState(false)
  const [isMarkSeen, setMarkSeen] = useState(false)
  const generation = useGeneration(rows)
  const last = rows.at(-1)?.key
  const known = before.current
  // The mark of what is new may come between as well: what counts is which message the rows begin with.
  const isShifted = known.length > 1 && known.at(-1)?.key === last && firstKey(known) !== firstKey(rows)
  const hasNewLast = known.length > 0 && known.at(-1)?.key !== last

  const toBottom = () => {
    if (!isUpToDate) return
    held.current = undefined
    stick.current = true
    list.current?.scrollToIndex(rows.length - 1, { align: 'end' })
  }
  const keep = useCallback(() => {
    const index = held.current === undefined ? -1 : rows.findIndex(({ key }) => key === held.current)
    if (index >= 0) list.current?.scrollToIndex(index, { align: 'center' })
    else if (stick.current) list.current?.scrollToIndex(rows.length - 1, { align: 'end' })
  }, [rows])
  useLayoutEffect(() => {
    if (!isUpToDate) stick.current = false
    // Who is not led elsewhere begins other rows at their end.
    else if ((hasNewLast && isSending) || generation !== drawn.current) stick.current = true
    drawn.current = generation
    before.current = rows
    keep()
  }, [rows, hasNewLast, isSending, isUpToDate, generation, keep])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a jump is made once, whatever comes after it.
  useLayoutEffect(() => {
    if (!target) return
    if (target.id === 'latest') return toBottom()
    stick.current = false
    held.current = target.id
    keep()
  }, [target])

  const look = () => {
    const handle = list.current
    if (!handle) return
    const first = handle.findItemIndex(handle.scrollOffset + stickyPx)
    setAtBottom(isUpToDate && isAtEnd(scroller.current))
    setTopDay(dayAt(rows, first))
    setMarkAbove(rows.slice(0, first).some(isMark))
    if (held.current !== undefined) return
    if (handle.scrollOffset < loadFromPx) loadOlder()
    if (!isUpToDate && fromEnd(scroller.current) < loadFromPx) loadNewer()
  }
  // A list that does not fill its room is never scrolled: it asks for more by itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever the rows are others.
  useEffect(look, [rows])

  return {
    list,
    generation,
    isShifted,
    isAtBottom,
    topDay,
    isMarkAbove,
    isMarkSeen,
    onScroll() {
      stick.current = isUpToDate && held.current === undefined && isAtEnd(scroller.current)
      look()
    },
    onScrollEnd() {
      held.current = undefined
      const handle = list.current
      if (handle) {
        const first = handle.findItemIndex(handle.scrollOffset)
        const end = handle.findItemIndex(handle.scrollOffset + handle.viewportSize) + 1
        setMarkSeen((isSeen) => isSeen || rows.slice(first, end).some(isMark))
      }
      look()
    },
    onResize() {
      keep()
      look()
    },
    toBottom,
  }
}

/** Counts how often the messages were replaced by others. */
function useGeneration(rows: readonly Row[]): number {
  const [{ rows: known, generation }, setKnown] = useState({ rows, generation: 0 })
  if (known === rows) return generation
  const next = generation + (isAnotherStretch(known, rows) ? 1 : 0)
  setKnown({ rows, generation: next })
  return next
}

const firstKey = (rows: readonly Row[]) => rows.find(({ kind }) => kind === 'message')?.key

function isAnotherStretch(known: readonly Row[], rows: readonly Row[]): boolean {
  const keys = new Set(known.flatMap(({ kind, key }) => (kind === 'message' ? [key] : [])))
  return keys.size > 0 && !rows.some(({ kind, key }) => kind === 'message' && keys.has(key))
}

function fromEnd(scroller: HTMLElement | null): number {
  return scroller ? scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight : 0
}

const isMark = ({ kind }: Row) => kind === 'unread'

const isAtEnd = (scroller: HTMLElement | null) => fromEnd(scroller) < nearPx

/** The day of a row; none where the list says it itself. */
function dayAt(rows: readonly Row[], index: number): Date | undefined {
  const row = rows[Math.min(index, rows.length - 1)]
  if (row?.kind === 'unread') return dayAt(rows, index - 1)
  return row?.kind === 'message' ? row.message.created_at : undefined
}
