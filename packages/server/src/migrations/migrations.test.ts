import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { sqliteColumnTypes } from '../adapters/sqlite/sqlite-database.ts'
import { migrations } from './index.ts'

/** An empty database with all tables. */
function migrated(): Database {
  const database = new Database(':memory:')
  for (const { statements } of migrations)
    for (const statement of statements(sqliteColumnTypes)) database.run(statement)
  return database
}

interface Table {
  readonly name: string
  readonly sql: string
}

const tablesOf = (database: Database) =>
  database
    .query<Table, []>("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()

const columnsOf = (database: Database, table: string) =>
  database
    .query<{ name: string; pk: number; type: string; notnull: number }, [string]>('SELECT * FROM pragma_table_info(?)')
    .all(table)

test('migrations have names of their own, in the order in which they run', () => {
  const names = migrations.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect([...names].sort()).toEqual(names)
  for (const [index, name] of names.entries())
    expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-`))
})

test('they name no type but through the words in which the databases differ', () => {
  const words = migrations.flatMap(({ statements }) =>
    statements({ serial: '<serial>', json: '<json>', clustered: '<clustered>' }),
  )
  for (const statement of words) {
    expect(statement).not.toMatch(/AUTOINCREMENT|WITHOUT ROWID|JSONB|BIGSERIAL|INTEGER|VARCHAR|DATETIME|TIMESTAMP/i)
  }
})

/** Administrators stand above the apps. */
const beside = ['admins', 'admin_sessions', 'audit_log', 'demo_app']

test('everything belongs to an app or hangs on a channel: the first column of every key says so', () => {
  const database = migrated()
  const roots = new Set(['instance', 'apps', 'app_keys', 'channels', 'user_events', ...beside])
  for (const { name } of tablesOf(database)) {
    if (roots.has(name)) continue
    const [first] = columnsOf(database, name).filter(({ pk }) => pk === 1)
    expect([name, ['app_pk', 'channel_pk'].includes(first!.name)]).toEqual([name, true])
  }
  for (const name of ['channels', 'user_events', 'app_keys']) {
    expect(columnsOf(database, name).some((column) => column.name === 'app_pk')).toBe(true)
  }
})

test('times and numbers are whole numbers, and nothing is stored as a floating one', () => {
  const database = migrated()
  for (const { name } of tablesOf(database)) {
    for (const column of columnsOf(database, name)) {
      expect([name, column.name, ['BIGINT', 'INTEGER', 'TEXT'].includes(column.type)]).toEqual([
        name,
        column.name,
        true,
      ])
      if (column.name.endsWith('_at') || column.name.endsWith('_pk')) {
        expect([name, column.name, column.type]).toEqual([name, column.name, 'BIGINT'])
      }
    }
  }
})

test('no whole index begins like the key of its table, which would do its work', () => {
  const database = migrated()
  const indexes = database
    .query<{ name: string; tbl_name: string }, []>(
      "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE '% WHERE %'",
    )
    .all()
  const inOrder = (index: string) =>
    database
      .query<{ name: string | null }, [string]>('SELECT name FROM pragma_index_info(?) ORDER BY seqno')
      .all(index)
      .map(({ name }) => name)
  for (const { name, tbl_name } of indexes) {
    const key = columnsOf(database, tbl_name)
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((column) => column.name)
    const columns = inOrder(name)
    const isPrefix = columns.length <= key.length && columns.every((column, index) => column === key[index])
    expect([name, isPrefix]).toEqual([name, false])
  }
})

test('a cid is unique among living channels only', () => {
  const database = migrated()
  const add = (pk: number, deletedAt: number | null) =>
    database
      .query(
        `INSERT INTO channels (pk, app_pk, type, id, cid, created_by_id, custom, created_at, updated_at, deleted_at)
         VALUES (?, 1, 'messaging', 'x', 'messaging:x', 'ann', '{}', 1, 1, ?)`,
      )
      .run(pk, deletedAt)
  add(1, 5)
  add(2, null)
  add(3, 6)
  expect(() => add(4, null)).toThrow('UNIQUE')
})
