import type { Cluster } from '../../ports/cluster.ts'
import { memoryBus } from './memory-bus.ts'
import { memoryCounters } from './memory-counters.ts'
import { memoryRoster } from './memory-roster.ts'

/** A node that is alone on its database. */
export const singleNode = async (): Promise<Cluster> => ({
  bus: memoryBus(),
  roster: memoryRoster(),
  counters: memoryCounters(),
})
