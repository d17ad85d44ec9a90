import type { Clock } from '../../ports/clock.ts'
import type { Connections } from './connections.ts'

const lookEveryMs = 10
/** None of a node's own is under way for so long: its statements and its idling have limits. */
const limitMs = 30_000

/**
 * Waits for what is under way in this database to end, whichever node it belongs to; what begins meanwhile is not waited for, nor
 * what others have open for hours to copy or to look at.
 */
export async function settled(pool: Connections, clock: Pick<Clock, 'after'>): Promise<void> {
  let underWay = await listTransactions(pool)
  for (let waitedMs = 0; underWay.size > 0 && waitedMs < limitMs; waitedMs += lookEveryMs) {
    await new Promise<void>((resolve) => clock.after(lookEveryMs, resolve))
    underWay = underWay.intersection(await listTransactions(pool))
  }
}

const listTransactions = (pool: Connections): Promise<Set<unknown>> =>
  pool.lend(async (connection) => {
    const { rows } = await connection.query(`
      SELECT l.virtualxid AS id FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
      WHERE l.locktype = 'virtualxid' AND a.datname = current_database() AND l.pid <> pg_backend_pid()
        AND a.application_name = current_setting('application_name')`)
    return new Set(rows.map(({ id }) => id))
  })
