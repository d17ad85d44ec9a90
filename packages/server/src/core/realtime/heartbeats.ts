import { declarationOf } from '@parley-chat/protocol'
import type { Clock } from '../../ports/clock.ts'
import { printer } from '../views/print.ts'
import { keepShare } from './buffer-share.ts'
import { type Connection, closeConnection } from './connection.ts'
import type { Outboxes } from './outboxes.ts'

/** The cadence of spec/10 §5. */
const healthCheckEveryMs = 30_000
const pingEveryMs = 20_000
const silenceLimitMs = 60_000
const answerEveryMs = 5000
const sweepEveryMs = 1000

export interface Heartbeats {
  add(connection: Connection): void
  stop(): void
}

/** Tells every client that the server lives, and finds out which clients do not, in one sweep a second. */
export function createHeartbeats(options: {
  clock: Clock
  outboxes: Outboxes
  connections: () => Iterable<Connection>
  memoryBytes: number
}): Heartbeats {
  const { clock, outboxes, connections, memoryBytes } = options
  let cancel = clock.after(sweepEveryMs, sweep)

  function sweep() {
    const now = clock.elapsedMs()
    for (const connection of connections()) {
      if (now - connection.heardAtMs >= silenceLimitMs) closeConnection(connection, 'going_away')
      else if (now - connection.pingedAtMs >= pingEveryMs) {
        connection.pingedAtMs = now
        connection.socket.ping()
      }
      if (!connection.early && now - connection.checkedAtMs >= healthCheckEveryMs)
        sendHealthCheck(clock, outboxes, connection)
    }
    outboxes.sweepSlow(connections())
    keepShare(connections(), memoryBytes)
    cancel = clock.after(sweepEveryMs, sweep)
  }

  return {
    add(connection) {
      connection.checkedAtMs = clock.elapsedMs()
    },
    stop: () => cancel(),
  }
}

function sendHealthCheck(clock: Clock, outboxes: Outboxes, connection: Connection): void {
  connection.checkedAtMs = clock.elapsedMs()
  outboxes.queue(connection, healthCheck(connection, clock.now()))
}

/** The heartbeat of a connection. */
export function healthCheck({ id, view }: Connection, now: number): string {
  const frame = { type: 'health.check', connection_id: id, cid: '*', created_at: now }
  return printer(declarationOf('health.check').schema, view)(frame as never)
}

/** Any frame of a client shows that it lives; it is answered, but not more often than a flood would profit from. */
export function heard(clock: Clock, outboxes: Outboxes, connection: Connection): void {
  const now = clock.elapsedMs()
  connection.heardAtMs = now
  if (!connection.early && now - connection.checkedAtMs >= answerEveryMs) sendHealthCheck(clock, outboxes, connection)
}
