import type { LocalMessage } from '@parley-chat/client'
import { isSameDay } from '../time/format.ts'

/** A line of the list. Its key says what it is, whatever else changes around it. */
export type Row =
  | { readonly kind: 'top'; readonly key: string }
  | { readonly kind: 'day'; readonly key: string; readonly date: Date }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: LocalMessage
      /** First of a group: says who and when. */
      readonly isFirst: boolean
    }

/** Messages of one author stand together as long as no more than this lies between them. */
const groupedMs = 5 * 60_000

/**
 * Puts days, the mark of what is new, and groups between the messages. Where more was said before, the first message waits until that is
 * loaded: only then is it known what it follows, and no row changes its height above of what is read.
 */
export function rowsOf(messages: readonly LocalMessage[], unreadFrom: string | undefined, isWhole = true): Row[] {
  const rows: Row[] = [{ kind: 'top', key: 'top' }]
  let before: LocalMessage | undefined
  for (const message of messages) {
    if (message.deleted_for_me) continue
    if (!isWhole && !before) {
      before = message
      continue
    }
    const isNewDay = !before || !isSameDay(before.created_at, message.created_at)
    if (isNewDay) rows.push({ kind: 'day', key: `day ${message.created_at.toDateString()}`, date: message.created_at })
    const isNew = message.id === unreadFrom
    if (isNew) rows.push({ kind: 'unread', key: 'unread' })
    const isFirst = isNewDay || isNew || !before || !belongsTo(before, message)
    rows.push({ kind: 'message', key: message.id, message, isFirst })
    before = message
  }
  return rows
}

function belongsTo(before: LocalMessage, message: LocalMessage): boolean {
  const isPlain = before.type !== 'system' && message.type !== 'system'
  const isSoon = message.created_at.getTime() - before.created_at.getTime() < groupedMs
  return isPlain && isSoon && before.user.id === message.user.id
}
