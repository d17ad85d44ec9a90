import type { CountedMessage, MuteWindow } from './store.ts'

/** An ordinal with what counting it depends on. */
export interface Ordinal {
  readonly n: number
  readonly user_id: string
  readonly created_at: number
}

export const ordinalsOf = (messages: readonly CountedMessage[], of: 'n' | 'thread_n'): Ordinal[] =>
  messages.flatMap(({ [of]: n, user_id, created_at }) => (n === null ? [] : [{ n, user_id, created_at }]))

/** What is kept of the messages that do not count for one user. */
export interface Excluded {
  readonly holes: ReadonlySet<number>
  readonly excepted: ReadonlySet<number>
  readonly windows: readonly MuteWindow[]
}

/** Counts, one by one, the messages above `r` that somebody else wrote and that nothing excludes. `sorted` by ordinal. */
export function countUnread(sorted: readonly Ordinal[], r: number, user_id: string, excluded: Excluded): number {
  let count = 0
  for (let index = sorted.length - 1; index >= 0 && sorted[index]!.n > r; index--) {
    const message = sorted[index]!
    if (message.user_id !== user_id && !isExcluded(message, excluded)) count += 1
  }
  return count
}

function isExcluded(message: Ordinal, { holes, excepted, windows }: Excluded): boolean {
  return holes.has(message.n) || excepted.has(message.n) || windows.some((window) => isWithin(message, window))
}

/** A window with an end time holds the messages of up to then, by their own times. */
function isWithin({ n, created_at }: Ordinal, { from_n, to_n, ends_at }: MuteWindow): boolean {
  if (n <= from_n) return false
  if (to_n !== null) return n <= to_n
  return ends_at === null || created_at <= ends_at
}

/**
 * Which ordinals above a floor are neither a message nor a hole, or both or twice something that only one can be: each
 * of them would make every number wrong by one. A message that a ban took along is a hole and still there.
 */
export function strayOrdinals(sorted: readonly Ordinal[], holes: ReadonlySet<number>, floor: number, counted: number) {
  const seen = new Set<number>()
  const stray: number[] = []
  for (const { n } of sorted) {
    if (n > counted || seen.has(n)) stray.push(n)
    seen.add(n)
  }
  for (let n = floor + 1; n <= counted; n++) if (!seen.has(n) && !holes.has(n)) stray.push(n)
  return stray
}

export interface GroupNumbers {
  readonly count: number
  readonly sum_scores: number
}

/** What a message says of its reactions: how many of each type, and their scores. */
export function keptReactions(text: string | null): Record<string, GroupNumbers> {
  if (text === null) return {}
  const { groups } = JSON.parse(text) as { groups: Record<string, GroupNumbers> }
  const kept = Object.entries(groups).filter(([, { count }]) => count > 0)
  const sorted = kept.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([type, { count, sum_scores }]) => [type, { count, sum_scores }]))
}
