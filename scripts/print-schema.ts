import { sqliteColumnTypes } from '../packages/server/src/adapters/sqlite/sqlite-database.ts'
import { migrations } from '../packages/server/src/migrations/index.ts'

/** All tables and indexes as SQLite holds them after the last migration, for readers: nothing runs this file. */
export function printSchema(): string {
  const parts = migrations.map(({ name, statements }) => {
    const texts = statements(sqliteColumnTypes).map((text) => `${text.replace(/^ {2}/gm, '')};`)
    return [`-- ${name}`, ...texts].join('\n')
  })
  return `-- Printed from the migrations by \`npm run print\`.\n\n${parts.join('\n\n')}\n`
}
