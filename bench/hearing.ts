// What one client has heard of a channel whose messages are numbered from one.

export interface Hearing {
  /** How many different messages came. */
  readonly heard: number
  readonly duplicates: number
  /** Messages that came after a later one. */
  readonly inversions: number
  /** For each return: from being connected until all that had been sent by then was there. */
  readonly replaysMs: readonly number[]
  hear(n: number, nowMs: number): void
  /** The connection is back, when `sent` messages have been sent. */
  back(sent: number, nowMs: number): void
  /** Whether the first `sent` messages are all there. */
  hasAll(sent: number): boolean
}

export function openHearing(): Hearing {
  const seen = new Set<number>()
  const replaysMs: number[] = []
  let [duplicates, inversions, highest, whole] = [0, 0, 0, 0]
  let awaited: { sent: number; sinceMs: number } | undefined

  const settle = (nowMs: number) => {
    if (!awaited || whole < awaited.sent) return
    replaysMs.push(nowMs - awaited.sinceMs)
    awaited = undefined
  }
  return {
    get heard() {
      return seen.size
    },
    get duplicates() {
      return duplicates
    },
    get inversions() {
      return inversions
    },
    replaysMs,
    hear(n, nowMs) {
      if (seen.has(n)) {
        duplicates += 1
        return
      }
      if (n < highest) inversions += 1
      seen.add(n)
      highest = Math.max(highest, n)
      while (seen.has(whole + 1)) whole += 1
      settle(nowMs)
    },
    back(sent, nowMs) {
      awaited = { sent, sinceMs: nowMs }
      settle(nowMs)
    },
    hasAll: (sent) => whole >= sent,
  }
}
