import { createPlaces } from '../../ports/places.ts'
import type { Roster } from '../../ports/roster.ts'

/** The roster of a single node: there is nobody else to be heard of, and nobody to be forgotten. */
export function memoryRoster(): Roster {
  const places = createPlaces()
  return {
    isShared: false,
    isUp: true,
    enter: async (place, member) => places.enter(place, member),
    leave: async (place, member) => places.leave(place, member),
    count: async (place) => places.count(place),
    list: async (place, limit) => places.list(place, limit),
    has: async (place, members) => places.has(place, members),
    onGone: () => () => undefined,
    onBack: () => () => undefined,
    onLapsed: () => () => undefined,
    close: async () => undefined,
  }
}
