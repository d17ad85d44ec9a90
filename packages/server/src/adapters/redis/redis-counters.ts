import type { Counters } from '../../ports/counters.ts'
import { createRedisLink, type RedisOptions } from './redis-link.ts'

const exchangeEveryMs = 250
/** Longer than the longest window, and than the clocks of nodes may differ. */
const keptSeconds = 150

interface Count {
  /** What all nodes together had counted when this was last exchanged, as far as it is known here. */
  known: number
  /** Counted here, and on its way to Redis. */
  underWay: number
  /** Counted here since. */
  unsent: number
  /** Redis has the key already, with its time to live. */
  isThere: boolean
}

/**
 * The counters of many nodes, in Redis. Nobody waits for it: what was counted here is added there four times a second,
 * and what is answered is what all have counted. Resolves once Redis is reached, or known to be away.
 */
export async function redisCounters({ prefix, ...options }: RedisOptions): Promise<Counters> {
  let current = 0
  const counts = new Map<string, Count>()
  const changed = new Map<string, Count>()
  let client: Bun.RedisClient | undefined
  let isExchanging = false
  let cancelExchange: (() => void) | undefined

  const link = createRedisLink({
    ...options,
    purpose: 'counters',
    connections: 1,
    async prepare([only]) {
      client = only
      plan()
    },
    onLost() {
      client = undefined
      isExchanging = false
      cancelExchange?.()
      cancelExchange = undefined
      // Whether Redis has taken what was on its way is not known; it is not counted twice here.
      for (const count of counts.values()) {
        count.known += count.underWay
        count.underWay = 0
        count.isThere = false
      }
    },
    onReturn() {},
  })

  /** Exchanges soon, if there is anything to tell. */
  function plan() {
    const used = client
    if (!used || isExchanging || cancelExchange || changed.size === 0) return
    cancelExchange = options.clock.after(exchangeEveryMs, () => {
      cancelExchange = undefined
      void exchange(used)
    })
  }

  async function exchange(used: Bun.RedisClient) {
    isExchanging = true
    const sent = [...changed]
    changed.clear()
    try {
      await Promise.all(sent.map(([key, count]) => add(used, `${prefix}:count:${current}:${key}`, count)))
    } catch (error) {
      if (client === used) link.giveUp(error as Error)
    }
    if (client !== used) return
    isExchanging = false
    plan()
  }

  async function add(used: Bun.RedisClient, key: string, count: Count) {
    count.underWay = count.unsent
    count.unsent = 0
    const made = count.isThere || used.send('SET', [key, '0', 'NX', 'EX', String(keptSeconds)])
    count.isThere = true
    const [total] = await Promise.all([used.send('INCRBY', [key, String(count.underWay)]), made])
    if (client !== used) return
    // A Redis that was lost begins again at zero; what is known within a window stays known.
    count.known = Math.max(count.known + count.underWay, total)
    count.underWay = 0
  }

  function turnTo(window: number) {
    if (window === current) return
    current = window
    counts.clear()
    changed.clear()
  }

  const sum = ({ known, underWay, unsent }: Count) => known + underWay + unsent

  await link.tried
  return {
    raise(window, key) {
      turnTo(window)
      const count = counts.get(key) ?? { known: 0, underWay: 0, unsent: 0, isThere: false }
      counts.set(key, count)
      changed.set(key, count)
      count.unsent += 1
      plan()
      return sum(count)
    },
    look(window, key) {
      turnTo(window)
      const count = counts.get(key)
      return count ? sum(count) : 0
    },
    close: async () => link.close(),
  }
}
