import { Database as Sqlite } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql, { raw } from 'sql-template-tag'
import { migrations } from '../../migrations/index.ts'
import { databaseContract } from '../../ports/database.contract.ts'
import { Unavailable } from '../../ports/database.ts'
import { fakeClock, turn } from '../../testing/fake-clock.ts'
import { openSqlite } from './sqlite-database.ts'

const directory = mkdtempSync(join(tmpdir(), 'parley-sqlite-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const clock = fakeClock()
let count = 0
const freshFile = () => join(directory, `${++count}.db`)

databaseContract('SQLite', async (clock) => openSqlite({ file: freshFile(), durable: false, clock }))

test('the server keeps every commit through a power cut: WAL, synchronous=FULL', async () => {
  const database = openSqlite({ file: freshFile(), durable: true, clock })
  const transaction = await database.begin()
  const mode = await transaction.get<{ journal_mode: string }>(sql`PRAGMA journal_mode`)
  const sync = await transaction.get<{ synchronous: number }>(sql`PRAGMA synchronous`)
  const checkpoint = await transaction.get<{ wal_autocheckpoint: number }>(sql`PRAGMA wal_autocheckpoint`)
  await transaction.rollback()
  await database.close()
  expect([mode?.journal_mode, sync?.synchronous]).toEqual(['wal', 2])
  // Checkpoints happen in the Worker, never inside a commit.
  expect(checkpoint).toEqual({ wal_autocheckpoint: 0 })
})

test('a disk that is full refuses what needs room, and nothing else; with room again everything goes on', async () => {
  const database = openSqlite({ file: freshFile(), durable: false, clock })
  await database.migrate(migrations)
  const put = async (key: string) => {
    const transaction = await database.begin()
    const secret = 's'.repeat(100_000)
    const added = transaction.run(
      sql`INSERT INTO app_keys (key, app_pk, secret, created_at) VALUES (${key}, 1, ${secret}, 1)`,
    )
    await added.then(transaction.commit, async (error) => {
      await transaction.rollback()
      throw error
    })
  }
  const limit = async (pages: number) => {
    const transaction = await database.begin()
    await transaction.get(sql`PRAGMA max_page_count = ${raw(String(pages))}`)
    await transaction.rollback()
  }
  await put('before')
  await limit(1)
  await expect(put('refused')).rejects.toThrow(new Unavailable('the disk is full'))
  await limit(1_000_000)
  await put('after')
  const keys = await database.snapshot((queries) => queries.all<{ key: string }>(sql`SELECT key FROM app_keys`))
  expect(keys.map(({ key }) => key).sort()).toEqual(['after', 'before'])
  await database.close()
})

test('everything is answered within the turn in which it was asked (core §1.2)', async () => {
  const database = openSqlite({ file: freshFile(), durable: false, clock })
  await database.migrate(migrations)
  let turns = 0
  const next = () => {
    turns += 1
    immediate = setImmediate(next)
  }
  let immediate = setImmediate(next)
  const transaction = await database.begin()
  for (let i = 0; i < 100; i++) {
    await transaction.savepoint()
    await transaction.run(sql`INSERT INTO app_keys (key, app_pk, secret, created_at) VALUES (${`${i}`}, 1, 's', 1)`)
    await transaction.releaseSavepoint()
  }
  await transaction.commit()
  await database.snapshot((queries) => queries.all(sql`SELECT * FROM app_keys`))
  clearImmediate(immediate)
  expect(turns).toBe(0)
  await database.close()
})

test('what was written is found again after a restart, and its migrations do not run twice', async () => {
  const file = freshFile()
  const before = openSqlite({ file, durable: true, clock })
  await before.migrate(migrations)
  const transaction = await before.begin()
  await transaction.run(sql`INSERT INTO instance (id, incarnation, created_at) VALUES (1, 'abc', 1)`)
  await transaction.commit()
  await before.close()
  const after = openSqlite({ file, durable: true, clock })
  await after.migrate(migrations)
  const row = await after.snapshot((queries) => queries.get(sql`SELECT incarnation FROM instance`))
  await after.close()
  expect(row).toEqual({ incarnation: 'abc' })
})

test('checkpoints move what was committed into the database file while the server runs', async () => {
  const file = freshFile()
  const database = openSqlite({ file, durable: true, clock })
  await database.migrate(migrations)
  const sizeBefore = statSync(file).size
  for (let i = 0; i < 250; i++) {
    const transaction = await database.begin()
    await transaction.run(sql`INSERT INTO app_keys (key, app_pk, secret, created_at) VALUES (${`${i}`}, 1, 's', 1)`)
    await transaction.commit()
  }
  // The Worker takes its time; if it never came, the test would run into its time limit.
  while (statSync(file).size === sizeBefore) await turn()
  await database.close()
  const copy = new Sqlite(file, { readonly: true })
  expect(copy.query('SELECT count(*) AS n FROM app_keys').get()).toEqual({ n: 250 })
  copy.close()
})

test('two processes that migrate the same file at once do it once', async () => {
  const file = freshFile()
  const databases = [openSqlite({ file, durable: false, clock }), openSqlite({ file, durable: false, clock })]
  await Promise.all(databases.map((database) => database.migrate(migrations)))
  for (const database of databases) await database.close()
  const copy = new Sqlite(file, { readonly: true })
  expect(copy.query('SELECT count(*) AS n FROM migrations').get()).toEqual({ n: migrations.length })
  copy.close()
})
