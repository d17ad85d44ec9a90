import type { Clock } from './clock.ts'
import { SlowReadRefused } from './database.ts'

/** So long a slow read may take, waiting for its turn included. */
const deadlineMs = 10_000
/** So many slow reads may be under way or wait for their turn. */
const waitingLimit = 32

export interface SlowTurns {
  /** Runs one slow read in its turn; `expired` rejects when its time is up, and the caller is told so then. */
  take<T>(read: (expired: Promise<never>) => Promise<T>): Promise<T>
  /** Resolves when what is under way now is over. */
  idle(): Promise<void>
}

/** Has slow reads made one after another, each with a deadline (core §1.6). */
export function createSlowTurns(clock: Pick<Clock, 'after'>): SlowTurns {
  let last: Promise<unknown> = Promise.resolve()
  let open = 0

  return {
    async take(read) {
      if (open >= waitingLimit) throw new SlowReadRefused('too many slow reads are waiting for their turn')
      open += 1
      const { promise: expired, reject } = Promise.withResolvers<never>()
      const cancel = clock.after(deadlineMs, () => {
        reject(new SlowReadRefused(`the read took longer than ${deadlineMs / 1000} seconds`))
      })
      let isOver = false
      expired.catch(() => {
        isOver = true
      })
      const turn = last.then(() => (isOver ? expired : read(expired)))
      last = turn.catch(() => undefined)
      try {
        return await Promise.race([turn, expired])
      } finally {
        cancel()
        open -= 1
      }
    },
    async idle() {
      await last
    },
  }
}
