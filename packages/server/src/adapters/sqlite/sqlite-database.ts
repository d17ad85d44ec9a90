import { Database as Sqlite } from 'bun:sqlite'
import type { Clock } from '../../ports/clock.ts'
import {
  type ColumnTypes,
  type Database,
  type Migration,
  pendingOf,
  type Queries,
  type Transaction,
} from '../../ports/database.ts'
import { sqliteDialect } from './dialect.ts'
import { createSlowReads } from './slow-reads.ts'
import { queriesOn, storing } from './sqlite-queries.ts'

const checkpointAfterCommits = 100
/** About 64 MB. */
const longestLogPages = 16_384

/** How SQLite says what the migrations ask for. */
export const sqliteColumnTypes: ColumnTypes = {
  serial: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  json: 'TEXT',
  clustered: 'WITHOUT ROWID',
}

export interface SqliteOptions {
  readonly file: string
  /** Tests give up durability for speed; the server never does. */
  readonly durable: boolean
  /** Says when a slow read has taken too long. */
  readonly clock: Pick<Clock, 'after'>
}

/**
 * SQLite in WAL mode: one connection writes, another reads. Every call answers within the current turn of the event
 * loop, so that a batch of operations is never interleaved with anything else (core §1.2); only slow snapshots are read
 * elsewhere, in a process of their own. Checkpoints run in a Worker, because a checkpoint inside a commit would hold
 * every request for its fsyncs.
 */
export function openSqlite({ file, durable, clock }: SqliteOptions): Database {
  const writer = new Sqlite(file, { create: true, strict: true })
  writer.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durable ? 'FULL' : 'OFF'}; PRAGMA foreign_keys = OFF;
    PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;`)
  // What a killed process has left in the log would be read through at every start.
  writer.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const reader = new Sqlite(file, { strict: true })
  reader.exec(
    'PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456;',
  )

  const write = queriesOn(writer)
  const read = queriesOn(reader)
  const checkpoints = durable ? startCheckpoints(file, beginLogAnew) : undefined
  const slowReads = createSlowReads(file, clock)
  let commitsSinceCheckpoint = 0
  let reading: Promise<unknown> = Promise.resolve()

  /**
   * While commits never pause there is always something left to move, and the log would grow for ever. Just after a
   * checkpoint next to nothing is left, so that between two transactions it takes a moment. Where somebody reads, it
   * waits for the next time.
   */
  function beginLogAnew(pages: number) {
    if (pages < longestLogPages || writer.inTransaction) return
    writer.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(RESTART); PRAGMA busy_timeout = 5000;')
  }

  const transaction: Transaction = {
    ...write,
    savepoint: async () => void writer.exec('SAVEPOINT operation'),
    releaseSavepoint: async () => void writer.exec('RELEASE operation'),
    rollbackToSavepoint: async () => void writer.exec('ROLLBACK TO operation; RELEASE operation'),
    async commit() {
      storing(() => writer.exec('COMMIT'))
      commitsSinceCheckpoint += 1
      if (checkpoints && commitsSinceCheckpoint >= checkpointAfterCommits) {
        commitsSinceCheckpoint = 0
        checkpoints.request()
      }
    },
    async rollback() {
      if (writer.inTransaction) writer.exec('ROLLBACK')
    },
    get isOpen() {
      return writer.inTransaction
    },
  }

  return {
    engine: 'sqlite',
    dialect: sqliteDialect,
    async migrate(migrations) {
      migrate(writer, migrations)
    },
    async begin() {
      writer.exec('BEGIN IMMEDIATE')
      return transaction
    },
    snapshot<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
      // One snapshot after another: they share a connection, and each holds a read transaction for its time.
      const result = reading.then(async () => {
        reader.exec('BEGIN')
        try {
          return await work(read)
        } finally {
          if (reader.inTransaction) reader.exec('ROLLBACK')
        }
      })
      reading = result.catch(() => undefined)
      return result
    },
    slowSnapshot: slowReads.snapshot,
    // Writers take turns: whoever can ask comes after the one before.
    settled: async () => undefined,
    clock: async () => undefined,
    async close() {
      await reading
      await slowReads.stop()
      await checkpoints?.stop()
      reader.close()
      writer.close()
    },
  }
}

function migrate(connection: Sqlite, migrations: readonly Migration[]): void {
  connection.exec('BEGIN IMMEDIATE')
  try {
    connection.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)')
    const done = new Set(connection.query('SELECT name FROM migrations').values().flat())
    for (const { name, statements } of pendingOf(migrations, done)) {
      for (const statement of statements(sqliteColumnTypes)) connection.exec(statement)
      connection.query('INSERT INTO migrations (name) VALUES (?)').run(name)
    }
    connection.exec('COMMIT')
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}

function startCheckpoints(file: string, moved: (pagesInLog: number) => void) {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url).href)
  worker.onmessage = ({ data }: MessageEvent<number>) => moved(data)
  worker.postMessage({ open: file })
  worker.unref()
  return {
    request: () => worker.postMessage('checkpoint'),
    async stop() {
      const stopped = new Promise<void>((resolve) => worker.addEventListener('close', () => resolve(), { once: true }))
      worker.postMessage('stop')
      await stopped
    },
  }
}
