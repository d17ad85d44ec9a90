import type { Sql } from 'sql-template-tag'
import type { Database, Queries, Transaction } from '../../packages/server/src/ports/database.ts'

/** Notes every statement that is asked of a database from here on: its text, as the engine reads it, and the values of once. */
export function recordStatements(database: Database): Map<string, readonly unknown[]> {
  const texts = new Map<string, readonly unknown[]>()
  const noting =
    <T>(ask: (query: Sql) => Promise<T>) =>
    (query: Sql) => {
      texts.set(database.engine === 'sqlite' ? query.sql : query.text, query.values)
      return ask(query)
    }
  const noted = (queries: Queries): Queries =>
    ({ ...queries, all: noting(queries.all), get: noting(queries.get), run: noting(queries.run) }) as Queries
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
