import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { jsonDialectContract } from '../../ports/sql-dialect.contract.ts'
import { sqliteDialect } from './dialect.ts'

const database = new Database(':memory:', { strict: true })

jsonDialectContract('SQLite', {
  dialect: sqliteDialect,
  json: (value) => sql`${JSON.stringify(value)}`,
  async evaluate(expression) {
    const query = sql`SELECT ${expression} AS value`
    const row = database.prepare<{ value: unknown }, (string | number | boolean | null)[]>(query.sql)
    return row.get(...(query.values as (string | number | boolean | null)[]))?.value
  },
})

test('paths and values are parameters, never text', () => {
  const query = sqliteDialect.jsonListCount(sql`u.custom`, ['hat"s', '\0', '\ud800'], ['red'])
  expect(query.sql).not.toContain('hat')
  expect(query.values).toEqual(['$."hat\\"s"."\\u0000"."\\ud800"', 'red'])
})
