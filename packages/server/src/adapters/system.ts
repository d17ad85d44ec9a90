import { randomBytes } from 'node:crypto'
import type { Clock, Ids } from '../ports/clock.ts'

const startedAtMicros = Date.now() * 1000 - performance.now() * 1000
const resyncEveryMs = 1000

/** The machine's clock: microseconds from the monotonic timer, pinned to the wall clock once a second. */
export function systemClock(): Clock {
  let offsetMicros = startedAtMicros
  let nextSyncMs = 0
  return {
    now() {
      const elapsed = performance.now()
      if (elapsed >= nextSyncMs) {
        nextSyncMs = elapsed + resyncEveryMs
        const drift = Date.now() * 1000 - (offsetMicros + elapsed * 1000)
        if (Math.abs(drift) > 1000) offsetMicros += drift
      }
      return Math.floor(offsetMicros + elapsed * 1000)
    },
    elapsedMs: () => performance.now(),
    after(delayMs, work) {
      const timer = setTimeout(work, delayMs)
      return () => clearTimeout(timer)
    },
    nextTurn: (work) => void setImmediate(work),
  }
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

export const systemIds: Ids = {
  uuid: () => Bun.randomUUIDv7(),
  secret(length) {
    // 252 = 7 × 36: bytes above are thrown away, so that every character is equally likely.
    let text = ''
    while (text.length < length) {
      for (const byte of randomBytes(length)) if (byte < 252 && text.length < length) text += alphabet[byte % 36]
    }
    return text
  },
  random: Math.random,
}
