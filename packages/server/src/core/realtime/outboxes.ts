import type { Clock } from '../../ports/clock.ts'
import type { Publish } from '../../ports/socket.ts'
import { type Connection, closeConnection, type Deferred, type Outgoing } from './connection.ts'
import type { SmallSet } from './small-set.ts'

const closeAboveBytes = 1024 * 1024
const closeAfterMs = 10_000

/** What waits to leave on every socket: flushed once a turn, in one write per socket (core §4.2, §4.3). */
export interface Outboxes {
  readonly publish: Publish
  /** Names the current turn: what is queued in it leaves together. */
  turn(): number
  queue(connection: Connection, item: Outgoing): void
  /** Some of these connections wait for their numbers: nothing may be published past what is queued for them. */
  holdsBack(connections: SmallSet<Connection>): boolean
  /** Sends what deferred items have waited for. */
  release(connection: Connection): void
  /** The connection is gone, and what waited for it with it. */
  drop(connection: Connection): void
  flush(): void
  /** Ends connections whose readers do not keep up (core §4.4). */
  sweepSlow(connections: Iterable<Connection>): void
}

export function createOutboxes(clock: Clock, publish: Publish): Outboxes {
  const dirty = new Set<Connection>()
  const waiting = new Set<Connection>()
  let turn = 0
  let isScheduled = false

  function schedule() {
    if (isScheduled) return
    isScheduled = true
    clock.nextTurn(flush)
  }

  function flush() {
    isScheduled = false
    turn += 1
    for (const connection of dirty) {
      dirty.delete(connection)
      if (flushOne(connection)) waiting.delete(connection)
    }
  }

  return {
    publish,
    turn: () => turn,
    queue(connection, item) {
      if (connection.isClosed) return
      connection.outbox.push(item)
      dirty.add(connection)
      if (isDeferred(item)) waiting.add(connection)
      schedule()
    },
    holdsBack(connections) {
      for (const connection of waiting) if (connections.has(connection)) return true
      return false
    },
    release(connection) {
      if (connection.outbox.length === 0) return
      dirty.add(connection)
      schedule()
    },
    drop(connection) {
      dirty.delete(connection)
      waiting.delete(connection)
    },
    flush,
    sweepSlow(connections) {
      const now = clock.elapsedMs()
      for (const connection of connections) {
        const waiting = connection.socket.bufferedBytes()
        if (waiting === 0) connection.slowSinceMs = undefined
        else connection.slowSinceMs ??= now
        const isSlow = waiting > closeAboveBytes || now - (connection.slowSinceMs ?? now) >= closeAfterMs
        if (isSlow) closeConnection(connection, 'slow_reader')
      }
    },
  }
}

/** Sends what may leave, in order; answers whether that was all. */
function flushOne(connection: Connection): boolean {
  if (connection.isClosed) return true
  const { outbox, socket } = connection
  // A write of its own needs no cork around it.
  if (outbox.length === 1) sendReady(connection)
  else socket.cork(() => sendReady(connection))
  return connection.outbox.length === 0
}

/** What the first one waits for is being read; what stands behind it waits too, so that order is kept. */
function sendReady(connection: Connection): void {
  const { outbox, socket } = connection
  let sent = 0
  for (const item of outbox) {
    if (isDeferred(item) && !item.isReady()) break
    socket.send(textOf(item))
    sent += 1
  }
  connection.outbox = sent === outbox.length ? [] : outbox.slice(sent)
}

const isDeferred = (item: Outgoing): item is Deferred => typeof item !== 'string' && 'isReady' in item

/**
 * Put together no earlier than it is sent, so that of all the texts of a turn only one at a time takes up memory: a
 * third of what it costs to queue them whole (docs/benchmarks.md).
 */
function textOf(item: Outgoing): string {
  if (typeof item === 'string') return item
  return `${item.open}${isDeferred(item) ? item.tail() : item.tail}}`
}
