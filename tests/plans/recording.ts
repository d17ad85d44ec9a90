import type { Sql } from 'sql-template-tag'
import type { Database, Queries, Transaction } from '../../packages/server/src/ports/database.ts'

/** Notes the text of every statement that is asked of a database from here on. */
export function recordStatements(database: Database): Set<string> {
  const texts = new Set<string>()
  const noting =
    <T>(ask: (query: Sql) => Promise<T>) =>
    (query: Sql) => {
      texts.add(query.sql)
      return ask(query)
    }
  const noted = ({ all, get, run }: Queries) => ({ all: noting(all), get: noting(get), run: noting(run) }) as Queries
  const { begin, snapshot, slowSnapshot } = database
  const recording: Pick<Database, 'begin' | 'snapshot' | 'slowSnapshot'> = {
    snapshot: (read) => snapshot((queries) => read(noted(queries))),
    slowSnapshot: (read) => slowSnapshot((queries) => read(noted(queries))),
    async begin() {
      const transaction = await begin()
      return Object.defineProperty({ ...transaction, ...noted(transaction) }, 'isOpen', {
        get: () => transaction.isOpen,
      }) as Transaction
    },
  }
  Object.assign(database, recording)
  return texts
}
