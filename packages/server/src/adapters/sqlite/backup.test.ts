import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backUpSqlite } from './backup.ts'

const directory = mkdtempSync(join(tmpdir(), 'parley-backup-'))
afterAll(() => rmSync(directory, { recursive: true }))
const file = join(directory, 'parley.db')

const numbersIn = (database: string) => {
  using opened = new Database(database, { readonly: true })
  return opened.query('SELECT n FROM numbers ORDER BY n').values().flat()
}

test('a backup holds all that was committed, also what is still in the log, while somebody is writing', () => {
  using server = new Database(file, { create: true })
  server.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE numbers (n INTEGER)')
  server.exec('INSERT INTO numbers VALUES (1), (2)')
  server.exec('BEGIN IMMEDIATE; INSERT INTO numbers VALUES (3)')
  const target = join(directory, 'monday.db')
  backUpSqlite(file, target)
  server.exec('COMMIT')
  expect(numbersIn(target)).toEqual([1, 2])
  expect(numbersIn(file)).toEqual([1, 2, 3])
  expect(statSync(target).mode & 0o777).toBe(0o600)
})

test('nobody needs to be writing', () => {
  const target = join(directory, 'tuesday.db')
  backUpSqlite(file, target)
  expect(numbersIn(target)).toEqual([1, 2, 3])
})

test('it takes nobody’s place, and what could not be made whole leaves nothing behind', () => {
  const taken = join(directory, 'monday.db')
  expect(() => backUpSqlite(file, taken)).toThrow('is there already')
  expect(numbersIn(taken)).toEqual([1, 2])

  const nowhere = join(directory, 'nowhere.db')
  expect(() => backUpSqlite(nowhere, join(directory, 'copy.db'))).toThrow('there is no database')
  const broken = join(directory, 'broken.db')
  writeFileSync(
    broken,
    'this is no database, whatever it is called, and it is long enough to be seen as none'.repeat(20),
  )
  expect(() => backUpSqlite(broken, join(directory, 'copy.db'))).toThrow('not a database')
  expect(existsSync(nowhere)).toBe(false)
  expect(readdirSync(directory).filter((name) => name.startsWith('copy'))).toEqual([])
})
