import type { Clock } from '../../ports/clock.ts'
import type { Publish } from '../../ports/socket.ts'
import { type Connection, closeConnection, type Deferred } from './connection.ts'
import { withTail } from './event-text.ts'

const closeAboveBytes = 1024 * 1024
const closeAfterMs = 10_000

/** What waits to leave on every socket: flushed once a turn, in one write per socket (core §4.2, §4.3). */
export interface Outboxes {
  readonly publish: Publish
  /** Names the current turn: what is queued in it leaves together. */
  turn(): number
  queue(connection: Connection, item: string | Deferred): void
  /** Some of these connections wait for their numbers: nothing may be published past what is queued for them. */
  holdsBack(connections: ReadonlySet<Connection>): boolean
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
      if (typeof item !== 'string') waiting.add(connection)
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
  const { outbox } = connection
  const [only] = outbox
  if (outbox.length === 1 && typeof only === 'string') {
    connection.outbox = []
    // A write of its own needs no cork around it.
    connection.socket.send(only)
    return true
  }
  connection.socket.cork(() => {
    let sent = 0
    for (const item of outbox) {
      if (typeof item === 'string') connection.socket.send(item)
      // What it waits for is being read; what stands behind it waits too, so that order is kept.
      else if (!item.isReady()) break
      else connection.socket.send(withTail(item.body, item.tail()))
      sent += 1
    }
    connection.outbox = outbox.slice(sent)
  })
  return connection.outbox.length === 0
}
