import type { Clock, Ids } from '../ports/clock.ts'

export interface FakeClock extends Clock {
  /** Lets time pass and runs what falls due, in order; after each, what it caused within the turn. */
  advance(ms: number): Promise<void>
  /** Puts the wall clock forward or back, as NTP or an administrator does. What is timed takes no notice. */
  jump(ms: number): void
}

/** 2026-01-05T09:30:00Z */
const start = 1_767_605_400_000_000

/** A clock that moves only when a test says so, but for one microsecond at every look: no two moments are the same. */
export function fakeClock(): FakeClock {
  let micros = start
  let jumped = 0
  let timers: { at: number; work: () => void }[] = []
  return {
    now: () => micros++ + jumped,
    elapsedMs: () => (micros - start) / 1000,
    after(delayMs, work) {
      const timer = { at: micros + Math.round(delayMs * 1000), work }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    // Turns are real: the writer's rule is about the event loop, not about time.
    nextTurn: (work) => void setImmediate(work),
    async advance(ms) {
      const end = micros + Math.round(ms * 1000)
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        timers = timers.filter((timer) => timer !== due)
        micros = Math.max(micros, due.at)
        due.work()
        await turn()
      }
      micros = Math.max(micros, end)
    },
    jump(ms) {
      jumped += Math.round(ms * 1000)
    },
  }
}

/** Resolves when everything that is due in this turn of the event loop has run. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Ids and chance that come out the same in every run. */
export function fakeIds(seed = 1): Ids {
  let counter = 0
  let state = seed
  const random = () => {
    // Mulberry32: small, and good enough to jitter with.
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const pad = (length: number) => String(++counter).padStart(length, '0')
  return {
    uuid: () => `00000000-0000-7000-8000-${pad(12)}`,
    secret: (length) => `s${pad(length - 1)}`,
    random,
  }
}
