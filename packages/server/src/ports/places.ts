/** Which members one node has in which places: what every roster begins with. */
export interface Places {
  /** Answers whether the member was not there before. */
  enter(place: string, member: string): boolean
  /** Answers whether the member was there. */
  leave(place: string, member: string): boolean
  count(place: string): number
  /** The first of them, in the order of their bytes in UTF-8. */
  list(place: string, limit: number): string[]
  has(place: string, members: readonly string[]): Set<string>
  /** Every place with its members; it may change while it is gone through. */
  all(): Iterable<readonly [string, ReadonlySet<string>]>
}

const nobody: ReadonlySet<string> = new Set()

export function createPlaces(): Places {
  const places = new Map<string, Set<string>>()
  const at = (place: string) => places.get(place) ?? nobody
  return {
    enter(place, member) {
      const members = places.get(place) ?? new Set()
      const isNew = !members.has(member)
      places.set(place, members.add(member))
      return isNew
    },
    leave(place, member) {
      const members = places.get(place)
      const wasHere = members?.delete(member) ?? false
      if (members?.size === 0) places.delete(place)
      return wasHere
    },
    count: (place) => at(place).size,
    list: (place, limit) => [...at(place)].sort(inByteOrder).slice(0, Math.max(0, limit)),
    has: (place, members) => new Set(members.filter((member) => at(place).has(member))),
    all: () => places,
  }
}

/** Strings compare by UTF-16, where what lies beyond the first plane stands before the end of it. */
function inByteOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
