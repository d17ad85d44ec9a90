import { type KeyboardEvent, type RefObject, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { Row } from './rows.ts'

/** One stop for the Tab key among the messages; the arrows, Home and End go on from there. */
export function useRoving(
  rows: readonly Row[],
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<VirtualizerHandle | null>,
) {
  const [chosen, setStop] = useState<string>()
  const keys = rows.flatMap((row) => (row.kind === 'message' ? [row.key] : []))
  const stop = chosen !== undefined && keys.includes(chosen) ? chosen : keys.at(-1)

  function focus(key: string): void {
    setStop(key)
    list.current?.scrollToIndex(
      rows.findIndex((row) => row.key === key),
      { align: 'nearest' },
    )
    // It may have to be drawn first.
    requestAnimationFrame(() => find(scroller.current, key)?.focus({ preventScroll: true }))
  }

  function onKeyDown(event: KeyboardEvent): void {
    const article = (event.target as Element).closest<HTMLElement>('.message')
    if (!article) return
    if (event.target !== article) {
      if (event.key === 'Escape') article.focus()
      return
    }
    const from = keys.indexOf(article.dataset.id ?? '')
    const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: keys.length - 1 }[event.key]
    if (event.key === 'Enter') {
      // Else the same press would go on to press the button.
      event.preventDefault()
      article.querySelector<HTMLElement>('.message-tools button')?.focus()
    }
    if (to === undefined) return
    event.preventDefault()
    const key = keys[Math.max(0, Math.min(to, keys.length - 1))]
    if (key !== undefined) focus(key)
  }

  return { stop, setStop, onKeyDown }
}

function find(scroller: HTMLElement | null, key: string): HTMLElement | undefined {
  return [...(scroller?.querySelectorAll<HTMLElement>('.message') ?? [])].find(({ dataset }) => dataset.id === key)
}
