// How SQLite means to run a statement, and whether it would look through a table that grows.
import { Database } from 'bun:sqlite'
import { sqliteColumnTypes } from '../../packages/server/src/adapters/sqlite/sqlite-database.ts'
import { migrations } from '../../packages/server/src/migrations/index.ts'

/** One step of a plan that walks a whole table, or all that an app has in it. */
export interface Walk {
  readonly table: string
  /** As SQLite says it. */
  readonly step: string
}

/** Tables whose size follows from settings and deployments, not from what people do. */
const smallTables = ['instance', 'apps', 'app_keys', 'channel_types', 'admins', 'demo_app']

const connection = new Database(':memory:', { strict: true })
for (const { statements } of migrations) for (const text of statements(sqliteColumnTypes)) connection.run(text)

/** All tables of the schema. */
export const tables = connection
  .query<{ name: string }, []>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
  .all()
  .map(({ name }) => name)

/** The steps of a statement's plan. */
export function planOf(text: string): string[] {
  const statement = connection.prepare<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${text}`)
  try {
    return statement.all().map(({ detail }) => detail)
  } finally {
    statement.finalize()
  }
}

/** The steps that take longer the more an app or the server holds. */
export function walksOf(text: string): Walk[] {
  const names = namesIn(text)
  return planOf(text).flatMap((step) => {
    const alias = /^(?:SCAN|SEARCH) (\w+)/.exec(step)?.[1]
    const table = alias && names.get(alias)
    if (!table || smallTables.includes(table) || !isWalk(step)) return []
    return [{ table, step }]
  })
}

/** Every index begins with the app: to search by that alone is to look through all that the app has. */
const isWalk = (step: string): boolean =>
  /^SCAN /.test(step) ||
  / AUTOMATIC /.test(step) ||
  /^SEARCH \w+ USING .*\(app_pk=\?( AND (rowid|pk|id)[<>]\?)?\)$/.test(step)

/** Which table each name of a statement stands for. */
function namesIn(text: string): Map<string, string> {
  const names = new Map<string, string>()
  for (const [, table, alias] of text.matchAll(/\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+AS\s+(\w+))?/g)) {
    if (tables.includes(table!)) names.set(alias ?? table!, table!)
  }
  return names
}
