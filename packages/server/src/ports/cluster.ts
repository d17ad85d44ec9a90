import type { Bus } from './bus.ts'
import type { Counters } from './counters.ts'
import type { Roster } from './roster.ts'

/** What the nodes on one database have between them. */
export interface Cluster {
  readonly bus: Bus
  readonly roster: Roster
  readonly counters: Counters
}
