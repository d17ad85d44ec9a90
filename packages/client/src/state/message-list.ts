import type { Message } from '../wire.ts'
import type { LocalMarks, LocalMessage } from './model.ts'
import { compareTimes } from './times.ts'

export type Messages = readonly LocalMessage[]

/** A copy that exists on this client only: an optimistic one, or an answer to a command that the server does not store. */
export function isLocalOnly(message: LocalMessage): boolean {
  return message.parley?.status !== undefined || message.type === 'ephemeral' || message.type === 'error'
}

/** Order of time, then of id, as on the server. Of the same instant, what is still being sent comes last. */
export function compareMessages(a: LocalMessage, b: LocalMessage): number {
  const byTime = compareTimes(a.created_at, b.created_at)
  if (byTime !== 0) return byTime
  const bySending = Number(a.parley?.status !== undefined) - Number(b.parley?.status !== undefined)
  if (bySending !== 0) return bySending
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1
}

/** A message of the wire with marks of ours, and none that came from outside. */
export function marked(message: Message, marks?: LocalMarks): LocalMessage {
  const { parley: _, ...plain } = message
  return (marks ? { ...plain, parley: marks } : plain) as LocalMessage
}

/** A newer telling of a known message: events leave out the viewer's own reactions, and nobody else knows our marks. */
export function retold(message: Message, known: LocalMessage | undefined): LocalMessage {
  if (!known) return marked(message)
  const counted = known.parley?.counted
  return { ...marked(message, counted === undefined ? undefined : { counted }), own_reactions: known.own_reactions }
}

export function findMessage(list: Messages | undefined, id: string): LocalMessage | undefined {
  return list?.find((message) => message.id === id)
}

/** Puts a message at its place, instead of the one with its id. */
export function upsert(list: Messages, message: LocalMessage): Messages {
  const others = findMessage(list, message.id) ? list.filter(({ id }) => id !== message.id) : list
  const last = others.at(-1)
  if (!last || compareMessages(last, message) < 0) return [...others, message]
  return others.toSpliced(
    others.findIndex((each) => compareMessages(each, message) > 0),
    0,
    message,
  )
}

/** Changes some messages; the same list if none changed. One that becomes undefined is dropped. */
export function mapMessages(list: Messages, change: (message: LocalMessage) => LocalMessage | undefined): Messages {
  let touched = false
  const next: LocalMessage[] = []
  for (const message of list) {
    const changed = change(message)
    if (changed !== message) touched = true
    if (changed) next.push(changed)
  }
  return touched ? next : list
}

/**
 * Joins a page from the server with what was loaded before (spec/10 §12). The page replaces its stretch; older messages stay
 * if the page reaches back to them, and are dropped if a gap would open. What exists on this client only always stays.
 */
export function mergePage(local: Messages, page: readonly Message[]): Messages {
  const inPage = new Set(page.map(({ id }) => id))
  const fresh = page.map((message) => fromPage(message, local)).sort(compareMessages)
  const others = local.filter(({ id }) => !inPage.has(id))
  const [first, newestStored] = [fresh[0], local.findLast((message) => !isLocalOnly(message))]
  const reaches = first && newestStored && compareMessages(newestStored, first) >= 0
  const older = reaches ? others.filter((message) => !isLocalOnly(message) && compareMessages(message, first) < 0) : []
  return [...older, ...fresh, ...others.filter(isLocalOnly)].sort(compareMessages)
}

/** Puts a page of messages among those loaded, without touching these. */
export function addPage(local: Messages, page: readonly Message[]): Messages {
  const known = new Set(local.map(({ id }) => id))
  const added = page.filter(({ id }) => !known.has(id)).map((message) => marked(message))
  return added.length === 0 ? local : [...added, ...local].sort(compareMessages)
}

// A page answers this viewer: its own_reactions are the truth, unlike those of events.
function fromPage(message: Message, local: Messages): LocalMessage {
  return { ...retold(message, findMessage(local, message.id)), own_reactions: message.own_reactions }
}
