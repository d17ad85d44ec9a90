/** One channel's events in their order, as they reach a node (core §2.3). */
export interface Lane<Event extends { readonly seq: number }> {
  /** The seq that is delivered next. Undefined until it is known where the channel stands. */
  next: number | undefined
  readonly held: Map<number, Event>
}

export const newLane = <Event extends { readonly seq: number }>(): Lane<Event> => ({ next: undefined, held: new Map() })

/**
 * Takes an event off the bus and answers what may be delivered now, in order: nothing for one that was seen already or
 * that comes too early, and with the missing one all that waited behind it.
 */
export function offer<Event extends { readonly seq: number }>(lane: Lane<Event>, event: Event): Event[] {
  if (lane.next !== undefined && event.seq < lane.next) return []
  lane.held.set(event.seq, event)
  return drain(lane)
}

/** Begins a lane where the channel stands, or jumps there: everything at or below `seq` counts as delivered. */
export function startAfter<Event extends { readonly seq: number }>(lane: Lane<Event>, seq: number): Event[] {
  lane.next = Math.max(lane.next ?? 0, seq + 1)
  for (const held of lane.held.keys()) if (held < lane.next) lane.held.delete(held)
  return drain(lane)
}

function drain<Event extends { readonly seq: number }>(lane: Lane<Event>): Event[] {
  const ready: Event[] = []
  if (lane.next === undefined) return ready
  for (let event = lane.held.get(lane.next); event; event = lane.held.get(lane.next)) {
    lane.held.delete(lane.next)
    lane.next += 1
    ready.push(event)
  }
  return ready
}

/** The gap in front of what is held, as the seqs it runs from and to; undefined where there is none. */
export function gapOf(lane: Lane<{ readonly seq: number }>): { from: number; to: number } | undefined {
  if (lane.next === undefined || lane.held.size === 0) return undefined
  return { from: lane.next, to: Math.min(...lane.held.keys()) - 1 }
}
