import type { Clock } from '../../ports/clock.ts'
import type { Roster } from '../../ports/roster.ts'

/** Users who watch a channel, on all nodes together (core §4.5). */
export interface Watchers {
  /** The user watches from this node now; resolves whether they were watching from no other. */
  enter(channel_pk: number, user_id: string): Promise<boolean>
  leave(channel_pk: number, user_id: string): Promise<boolean>
  /** How many there are, as of a moment ago; undefined where nobody has asked before. */
  recent(channel_pk: number): number | undefined
  count(channel_pk: number): Promise<number>
  /** The first of them, in the order of their ids. */
  list(channel_pk: number): Promise<string[]>
}

/** Beyond this many the list is cut off: the count is exact at every size. */
const listLimit = 1000
const freshForMs = 1000
/** Reads of the database ask while they hold a connection: when Redis hangs they go on with what is known. */
const patienceMs = 200
const keptLimit = 10_000

const placePrefix = 'watching '
const placeOf = (channel_pk: number) => `${placePrefix}${channel_pk}`

/** The channel that a place of the roster is, if it is one. */
export const watchedIn = (place: string): number | undefined =>
  place.startsWith(placePrefix) ? Number(place.slice(placePrefix.length)) : undefined

/** `here`: who watches a channel from this node, in the order of their ids. */
export function createWatchers(
  roster: Roster,
  clock: Clock,
  here: (channel_pk: number) => readonly string[],
): Watchers {
  /** Some question has not been answered in time, and none since. */
  let isHanging = false
  const counts = new Map<number, { count: number; readonly asOfMs: number }>()

  function inTime<T>(ask: () => Promise<T>, otherwise: () => T): Promise<T> {
    if (isHanging) return Promise.resolve(otherwise())
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const cancel = clock.after(patienceMs, () => {
      isHanging = true
      resolve(otherwise())
    })
    ask()
      .then(resolve, reject)
      .finally(() => {
        cancel()
        isHanging = false
      })
    return promise
  }

  async function ask(channel_pk: number): Promise<number> {
    const count = await roster.count(placeOf(channel_pk))
    counts.delete(channel_pk)
    counts.set(channel_pk, { count, asOfMs: clock.elapsedMs() })
    if (counts.size > keptLimit) counts.delete(counts.keys().next().value!)
    return count
  }

  const isFresh = (channel_pk: number) =>
    clock.elapsedMs() - (counts.get(channel_pk)?.asOfMs ?? -freshForMs) < freshForMs

  return {
    enter(channel_pk, user_id) {
      counts.delete(channel_pk)
      return roster.enter(placeOf(channel_pk), user_id)
    },
    leave(channel_pk, user_id) {
      counts.delete(channel_pk)
      return roster.leave(placeOf(channel_pk), user_id)
    },
    recent(channel_pk) {
      if (!isFresh(channel_pk)) ask(channel_pk).catch(() => undefined)
      return counts.get(channel_pk)?.count
    },
    async count(channel_pk) {
      const known = counts.get(channel_pk)
      if (known && isFresh(channel_pk)) return known.count
      return inTime(
        () => ask(channel_pk),
        () => known?.count ?? here(channel_pk).length,
      )
    },
    list: (channel_pk) =>
      inTime(
        () => roster.list(placeOf(channel_pk), listLimit),
        () => here(channel_pk).slice(0, listLimit),
      ),
  }
}
