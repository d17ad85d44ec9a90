import type { SQLQueryBindings, Database as Sqlite } from 'bun:sqlite'
import { empty, type Sql } from 'sql-template-tag'
import { Unavailable } from '../../ports/database.ts'

const statementCacheSize = 500

/** What is asked of a connection: a text and the values that are bound to it. */
export type Statement = Pick<Sql, 'sql' | 'values'>

/** `Queries` of statements that may have come from another process. */
export interface StatementQueries {
  lock(): Sql
  keep(): Sql
  all<Row>(query: Statement): Promise<Row[]>
  get<Row>(query: Statement): Promise<Row | undefined>
  run(query: Statement): Promise<number>
}

/**
 * SQLite looks at bound values to choose a plan, and prepares a statement anew whenever they change: ten times what
 * running it costs. Behind a unary plus it sees no variable to look at (docs/decisions/0005). No text of ours holds a
 * question mark but as a placeholder.
 */
const steady = (text: string): string => text.replaceAll('?', '+?')

/** What can be asked on one connection. Prepared statements are kept, the oldest given up: texts vary with lists' lengths. */
export function queriesOn(connection: Sqlite): StatementQueries {
  const statements = new Map<string, ReturnType<Sqlite['prepare']>>()

  const prepare = (text: string) => {
    let statement = statements.get(text)
    if (!statement) {
      statement = connection.prepare(steady(text))
      if (statements.size >= statementCacheSize) {
        const [oldest, unused] = statements.entries().next().value!
        statements.delete(oldest)
        unused.finalize()
      }
      statements.set(text, statement)
    }
    return statement
  }

  return {
    lock: () => empty,
    keep: () => empty,
    all: async <Row>(query: Statement) => prepare(query.sql).all(...bindings(query)) as Row[],
    get: async <Row>(query: Statement) => (prepare(query.sql).get(...bindings(query)) ?? undefined) as Row | undefined,
    run: async (query: Statement) => storing(() => prepare(query.sql).run(...bindings(query)).changes),
  }
}

/** What may find no room: the same succeeds once there is some. */
export function storing<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw (error as { code?: unknown }).code === 'SQLITE_FULL'
      ? new Unavailable('the disk is full', { cause: error })
      : error
  }
}

/** The values of a statement as SQLite takes them. */
export function bindings({ values }: Statement): SQLQueryBindings[] {
  return values.map((value) => {
    if (value === undefined) return null
    return typeof value === 'boolean' ? Number(value) : (value as SQLQueryBindings)
  })
}
