import type { Clock } from '../../ports/clock.ts'
import type { Connections } from './connections.ts'

const lookEveryMs = 2000

/** Tables that have grown fourfold since PostgreSQL last looked at them; a few pages are always read in no time. */
const grown = `
  SELECT quote_ident(c.relname) AS name FROM pg_class AS c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
    AND pg_relation_size(c.oid) > (16 + 4 * GREATEST(c.relpages, 0)) * current_setting('block_size')::bigint`

/**
 * Has PostgreSQL look at tables that have just filled. By itself it does so a minute later, and until then it takes every
 * table for empty: to find one message it would read all those of the app. Answers how to end it.
 */
export function keepStatistics(pool: Connections, machineClock: Pick<Clock, 'after'>): () => Promise<void> {
  let looking = Promise.resolve()
  let cancel = () => {}

  function lookLater() {
    cancel = machineClock.after(lookEveryMs, () => {
      looking = look()
        // A server that is away has nothing to be told; the next look comes anyway.
        .catch(() => undefined)
        .then(lookLater)
    })
  }

  const look = () =>
    pool.lend(async (connection) => {
      const { rows } = await connection.query(grown)
      // Another node may be at it.
      for (const { name } of rows) await connection.query(`ANALYZE (SKIP_LOCKED) ${name}`)
    })

  lookLater()
  return async () => {
    cancel()
    await looking
    cancel()
  }
}
