import type { LocalMarks, LocalMessage } from './model.ts'
import type { Message } from './shapes.ts'
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

/** A message of the wire as it is kept: marked by us, and with what only this viewer sees, which events leave out. */
export function kept(message: Message, known?: LocalMessage, marks?: LocalMarks): LocalMessage {
  const { parley: _, ...plain } = message as LocalMessage
  const personal = {
    own_reactions: known?.own_reactions ?? message.own_reactions ?? [],
    ...(known?.reminder !== undefined && message.reminder === undefined ? { reminder: known.reminder } : {}),
    ...(known?.draft !== undefined && message.draft === undefined ? { draft: known.draft } : {}),
  }
  const local = marks ?? settledMarks(known)
  return { ...(plain as Message), ...personal, ...(local ? { parley: local } : {}) }
}

function settledMarks(known: LocalMessage | undefined): LocalMarks | undefined {
  const counted = known?.parley?.counted
  return counted === undefined ? undefined : { counted }
}

export function findMessage(list: Messages | undefined, id: string): LocalMessage | undefined {
  return list?.find((message) => message.id === id)
}

/** Puts a message at its place, instead of the one with its id. */
export function upsert(list: Messages, message: LocalMessage): Messages {
  const others = list.some((each) => each.id === message.id) ? list.filter((each) => each.id !== message.id) : list
  const last = others.at(-1)
  if (!last || compareMessages(last, message) < 0) return [...others, message]
  const place = others.findIndex((each) => compareMessages(each, message) > 0)
  return [...others.slice(0, place), message, ...others.slice(place)]
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
  const known = new Map(local.map((message) => [message.id, message]))
  const fresh = page.map((message) => kept(message, personalOf(message, known.get(message.id)))).sort(compareMessages)
  const first = fresh[0]
  const stored = local.filter((message) => !isLocalOnly(message))
  const newestStored = stored.at(-1)
  const reaches = first && newestStored && compareMessages(newestStored, first) >= 0
  const older = reaches ? stored.filter((message) => compareMessages(message, first) < 0) : []
  const inPage = new Set(page.map((message) => message.id))
  const unsent = local.filter((message) => isLocalOnly(message) && !inPage.has(message.id))
  return [...older.filter((message) => !inPage.has(message.id)), ...fresh, ...unsent].sort(compareMessages)
}

// A page is an answer to this viewer: its own_reactions are the truth, unlike those of events.
function personalOf(message: Message, known: LocalMessage | undefined): LocalMessage | undefined {
  return known && { ...known, own_reactions: message.own_reactions ?? [], reminder: undefined, draft: undefined }
}

/** Puts a page of older messages before those loaded, without touching these. */
export function prependPage(local: Messages, page: readonly Message[]): Messages {
  const known = new Set(local.map((message) => message.id))
  const added = page.filter((message) => !known.has(message.id)).map((message) => kept(message))
  return added.length === 0 ? local : [...added, ...local].sort(compareMessages)
}
