import { fail } from '../../core/errors.ts'
import type { Clock } from '../../ports/clock.ts'

const perLock = 10
const perAddress = 30
const windowMs = 15 * 60_000
/** At most so many names are counted; whoever fills the list pushes out the oldest. */
const namesLimit = 10_000
/** Passwords that are looked at at the same moment: each takes memory and a core. */
const underWayLimit = 8

/** Counts attempts to sign in, so that nobody can try passwords one after another. */
export interface Attempts {
  /**
   * Counts one attempt from this address, and at this lock if it is one that many addresses could try together, and
   * makes it; refused where there were too many. What succeeds is no attempt.
   */
  make<T>(from: { readonly ip: string | undefined; readonly lock?: string }, attempt: () => Promise<T>): Promise<T>
}

interface Counted {
  count: number
  readonly until: number
}

export function createAttempts(clock: Clock): Attempts {
  const counted = new Map<string, Counted>()
  let underWay = 0

  function raise(name: string, most: number): Counted {
    const now = clock.elapsedMs()
    let entry = counted.get(name)
    if (!entry || entry.until <= now) {
      counted.delete(name)
      if (counted.size >= namesLimit) counted.delete(counted.keys().next().value!)
      entry = { count: 0, until: now + windowMs }
      counted.set(name, entry)
    }
    if (entry.count >= most) fail('rate_limited', 'too many attempts: try again in a quarter of an hour')
    entry.count++
    return entry
  }

  return {
    async make({ ip, lock }, attempt) {
      if (underWay >= underWayLimit) fail('rate_limited', 'too many attempts at the same time: try again')
      const ofAddress = raise(`address ${ip ?? 'unknown'}`, perAddress)
      if (lock !== undefined) raise(`lock ${lock}`, perLock)
      underWay++
      try {
        const answer = await attempt()
        ofAddress.count--
        if (lock !== undefined) counted.delete(`lock ${lock}`)
        return answer
      } finally {
        underWay--
      }
    },
  }
}
