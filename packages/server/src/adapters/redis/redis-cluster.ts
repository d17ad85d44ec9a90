import type { Cluster } from '../../ports/cluster.ts'
import { redisBus } from './redis-bus.ts'
import { redisCounters } from './redis-counters.ts'
import type { RedisOptions } from './redis-link.ts'
import { redisRoster } from './redis-roster.ts'

/** Any number of nodes that hear of each other through Redis. Resolves also while Redis is away. */
export async function redisCluster(options: RedisOptions & { readonly leaseMs?: number }): Promise<Cluster> {
  const [bus, roster, counters] = await Promise.all([redisBus(options), redisRoster(options), redisCounters(options)])
  return { bus, roster, counters }
}
