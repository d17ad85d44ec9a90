import { Database } from 'bun:sqlite'
import { sqliteColumnTypes } from '../packages/server/src/adapters/sqlite/sqlite-database.ts'
import { migrations } from '../packages/server/src/migrations/index.ts'

/** All tables, each with its indexes, as SQLite holds them after the last migration: for readers, nothing runs it. */
export function printSchema(): string {
  const database = new Database(':memory:')
  for (const { statements } of migrations) for (const text of statements(sqliteColumnTypes)) database.run(text)
  const made = database
    .query<{ sql: string; type: string }, []>(
      `SELECT made.sql, made.type FROM sqlite_master AS made JOIN sqlite_master AS owner ON owner.name = made.tbl_name
       WHERE made.sql IS NOT NULL AND made.name NOT LIKE 'sqlite%' ORDER BY owner.rowid, made.rowid`,
    )
    .all()
  const texts = made.map(({ sql, type }) => `${type === 'table' ? '\n' : ''}${sql.replace(/^ {2}/gm, '')};`)
  return `-- Printed from the migrations by \`npm run print\`.\n${texts.join('\n')}\n`
}
