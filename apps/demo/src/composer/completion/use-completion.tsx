import type { Command, User } from '@parley-chat/client'
import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { nameOf } from '../../chat/names.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { commandAt } from './commands.ts'
import { emojiAt, emojiFor, spelledOut } from './emoji.ts'
import { candidatesFor, mentionAt } from './mentions.ts'
import type { Completion, Offer } from './offers.ts'

interface CompletionOptions {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly setText: (text: string) => void
  /** Who may be mentioned. */
  readonly users: readonly User[]
  readonly commands: readonly Command[]
}

/** Completes commands, names and emoji while they are written: what to offer, and which keys choose. */
export function useCompletion({ field, text, setText, users, commands }: CompletionOptions) {
  const id = useId()
  const [caret, setCaret] = useState(0)
  const [active, setActive] = useState(0)
  const [isClosed, setClosed] = useState(false)
  const completion = isClosed ? undefined : completionAt(text, caret, users, commands)
  const offers = completion?.offers ?? []
  const isOpen = offers.length > 0
  const chosen = Math.min(active, offers.length - 1)

  function replace(start: number, end: number, by: string): void {
    const before = text.slice(0, start) + by
    setText(before + text.slice(end))
    setCaret(before.length)
    requestAnimationFrame(() => field.current?.setSelectionRange(before.length, before.length))
  }

  function choose(offer: Offer): void {
    if (!completion) return
    replace(completion.start, caret, `${offer.text} `)
    setClosed(true)
  }

  /** Answers whether the key was for the list. */
  function takeKey({ key, shiftKey }: KeyboardEvent): boolean {
    if (!isOpen || shiftKey) return false
    if (key === 'ArrowDown') setActive((chosen + 1) % offers.length)
    else if (key === 'ArrowUp') setActive((chosen + offers.length - 1) % offers.length)
    else if (key === 'Enter' || key === 'Tab') choose(offers[chosen]!)
    else if (key === 'Escape') setClosed(true)
    else return false
    return true
  }

  return {
    list: isOpen && completion ? { id, label: completion.label, offers, active: chosen, onChoose: choose } : undefined,
    takeKey,
    /** The caret has moved. */
    look: () => setCaret(field.current?.selectionStart ?? 0),
    /** Something was typed: answers the text with an emoji whose name has just been written out. */
    type(typed: string): string {
      const at = field.current?.selectionStart ?? typed.length
      const spelled = spelledOut(typed, at)
      const end = spelled ? spelled.start + spelled.emoji.length : at
      setCaret(end)
      setClosed(false)
      setActive(0)
      if (!spelled) return typed
      requestAnimationFrame(() => field.current?.setSelectionRange(end, end))
      return typed.slice(0, spelled.start) + spelled.emoji + typed.slice(at)
    },
  }
}

function completionAt(
  text: string,
  caret: number,
  users: readonly User[],
  commands: readonly Command[],
): Completion | undefined {
  const command = commandAt(text, caret)
  if (command !== undefined) return { label: 'Commands', start: 0, offers: commandOffers(command, commands) }
  const emoji = emojiAt(text, caret)
  if (emoji) return { label: 'Emoji', start: emoji.start, offers: emojiOffers(emoji.part) }
  const mention = mentionAt(text, caret)
  return mention && { label: 'People to mention', start: mention.start, offers: userOffers(mention.part, users) }
}

const commandOffers = (part: string, commands: readonly Command[]): Offer[] =>
  commands
    .filter(({ name }) => name.startsWith(part))
    .map(({ name, description, args }) => ({
      key: name,
      name: `/${name} ${args}`,
      about: description,
      text: `/${name}`,
    }))

const emojiOffers = (part: string): Offer[] =>
  emojiFor(part).map(({ name, emoji }) => ({
    key: name,
    sign: (
      <span className="emoji" aria-hidden="true">
        {emoji}
      </span>
    ),
    name: `:${name}:`,
    text: emoji,
  }))

const userOffers = (part: string, users: readonly User[]): Offer[] =>
  candidatesFor(part, users).map((user) => ({
    key: user.id,
    sign: <Avatar user={user} size="s" />,
    name: nameOf(user),
    text: `@${nameOf(user)}`,
  }))
