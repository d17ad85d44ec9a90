import type { Clock } from '../../ports/clock.ts'
import type { Database } from '../../ports/database.ts'
import type { Log } from '../../ports/log.ts'
import type { ChannelHere } from './channel-here.ts'
import { delivered } from './lane.ts'
import type { Sources } from './sources.ts'

/** A lane that has moved within this time is compared often, every other one now and then (core §2.3). */
const activeForMs = 60_000
const oftenMs = 5000
const seldomMs = 60_000
/** Channels that one query asks about. */
const sliceSize = 500

/** Finds what the bus has lost without anybody noticing: compares lanes with the database. */
export interface Comparing {
  /** All lanes, at once. */
  compareAll(): void
  stop(): void
}

export function createComparing(options: {
  readonly clock: Clock
  readonly database: Database
  readonly log: Log
  readonly sources: Sources
  readonly channels: () => Iterable<ChannelHere>
  /** The channel has come to this seq. */
  readonly found: (here: ChannelHere, head: number) => void
  /** The channel has come to this seq only, although more of it had been delivered before that was asked. */
  readonly lost: (here: ChannelHere, head: number) => void
  /** Whether anything can get lost on the way. */
  readonly isNeeded: boolean
}): Comparing {
  const { clock, database, log, sources, channels, found, lost, isNeeded } = options
  let comparedAllMs = clock.elapsedMs()
  let cancel = isNeeded ? clock.after(oftenMs, round) : () => undefined

  function round() {
    const now = clock.elapsedMs()
    const isForAll = now - comparedAllMs >= seldomMs
    if (isForAll) comparedAllMs = now
    compare([...channels()].filter(({ movedAtMs }) => isForAll || now - movedAtMs < activeForMs))
    cancel = clock.after(oftenMs, round)
  }

  function compare(some: readonly ChannelHere[]) {
    compareInSlices(some).catch((error) => log.error({ err: error }, 'lanes could not be compared'))
  }

  async function compareInSlices(some: readonly ChannelHere[]) {
    for (let start = 0; start < some.length; start += sliceSize) {
      const slice = some.slice(start, start + sliceSize)
      const pks = slice.map(({ pk }) => pk)
      const deliveredBefore = slice.map(({ lane }) => delivered(lane))
      const heads = await database.snapshot((queries) => sources.heads(queries, pks))
      for (const [index, here] of slice.entries()) {
        const head = heads.get(here.pk)
        if (head === undefined) continue
        if (head < deliveredBefore[index]!) lost(here, head)
        else found(here, head)
      }
    }
  }

  return {
    compareAll: () => compare([...channels()]),
    stop: () => cancel(),
  }
}
