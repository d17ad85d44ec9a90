/** One channel's events in their order, as they reach a node (core §2.3). */
export interface Lane<Event extends { readonly seq: number }> {
  /** The seq that is delivered next. Undefined until it is known where the channel stands. */
  next: number | undefined
  readonly held: Map<number, Event>
}

export const newLane = <Event extends { readonly seq: number }>(): Lane<Event> => ({ next: undefined, held: new Map() })

/**
 * Takes an event off the bus and answers what may be delivered now, in order: nothing for one that was seen already or
 * that comes too early, and with the missing one all that waited behind it. The lane moves on with each event that the
 * caller takes, so that `next` always says what has been delivered.
 */
export function offer<Event extends { readonly seq: number }>(lane: Lane<Event>, event: Event): Iterable<Event> {
  if (lane.next === undefined || event.seq >= lane.next) lane.held.set(event.seq, event)
  return drain(lane)
}

/** Begins a lane where the channel stands, or jumps there: everything at or below `seq` counts as delivered. */
export function startAfter<Event extends { readonly seq: number }>(lane: Lane<Event>, seq: number): Iterable<Event> {
  lane.next = Math.max(lane.next ?? 0, seq + 1)
  for (const held of lane.held.keys()) if (held < lane.next) lane.held.delete(held)
  return drain(lane)
}

/** Begins a lane anew where the channel stands, whatever was delivered before. */
export function restartAfter(lane: Lane<{ readonly seq: number }>, seq: number): void {
  lane.next = seq + 1
  lane.held.clear()
}

function* drain<Event extends { readonly seq: number }>(lane: Lane<Event>): Iterable<Event> {
  while (lane.next !== undefined) {
    const event = lane.held.get(lane.next)
    if (!event) return
    lane.held.delete(lane.next)
    lane.next += 1
    yield event
  }
}

/** The seq of the event that was delivered last. */
export const delivered = (lane: Lane<{ readonly seq: number }>): number => (lane.next ?? 1) - 1

/**
 * The seqs that are missing in front of what is held, or up to the head of the channel where that is known; undefined
 * where nothing is missing.
 */
export function gapOf(lane: Lane<{ readonly seq: number }>, head = 0): { from: number; to: number } | undefined {
  if (lane.next === undefined) return undefined
  let to = lane.held.size > 0 ? Number.POSITIVE_INFINITY : head
  for (const seq of lane.held.keys()) to = Math.min(to, seq - 1)
  return to < lane.next ? undefined : { from: lane.next, to }
}
