import type { User } from '@parley-chat/client'
import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { useChannel, useChat, useModel } from '../chat/context.ts'
import { nameOf, othersIn } from '../chat/names.ts'
import { candidatesFor, mentionAt } from './mentions.ts'

/** Completes names behind an @: what to offer, and which keys choose. */
export function useMentions(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  setText: (text: string) => void,
) {
  const { me } = useChat()
  const model = useModel(useChannel())
  const id = useId()
  const [caret, setCaret] = useState(0)
  const [active, setActive] = useState(0)
  const [isClosed, setClosed] = useState(false)
  const users = othersIn(model, me.id)
  const mention = isClosed ? undefined : mentionAt(text, caret)
  const offered = mention ? candidatesFor(mention.part, users) : []
  const isOpen = offered.length > 0
  const chosen = Math.min(active, offered.length - 1)

  function choose(user: User): void {
    if (!mention) return
    const before = `${text.slice(0, mention.start)}@${nameOf(user)} `
    setText(before + text.slice(caret))
    setCaret(before.length)
    setClosed(true)
    requestAnimationFrame(() => field.current?.setSelectionRange(before.length, before.length))
  }

  /** Answers whether the key was for the list. */
  function takeKey({ key }: KeyboardEvent): boolean {
    if (!isOpen) return false
    if (key === 'ArrowDown') setActive((chosen + 1) % offered.length)
    else if (key === 'ArrowUp') setActive((chosen + offered.length - 1) % offered.length)
    else if (key === 'Enter' || key === 'Tab') choose(offered[chosen]!)
    else if (key === 'Escape') setClosed(true)
    else return false
    return true
  }

  return {
    users,
    list: isOpen ? { id, users: offered, active: chosen, onChoose: choose } : undefined,
    takeKey,
    /** The caret has moved, or the text has changed. */
    look(isTyping: boolean) {
      setCaret(field.current?.selectionStart ?? 0)
      if (!isTyping) return
      setClosed(false)
      setActive(0)
    },
  }
}
