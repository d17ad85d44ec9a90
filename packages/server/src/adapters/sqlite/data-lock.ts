import { SQLiteError, Database as Sqlite } from 'bun:sqlite'

/**
 * Takes the data for this process, or throws: two servers on one file would not hear of each other's events, and their
 * clients would miss them. The system gives the lock back when the process ends, however it ends.
 */
export function lockData(file: string): { release(): void } {
  const lock = new Sqlite(file, { create: true, strict: true })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof SQLiteError && error.code === 'SQLITE_BUSY') throw new Error('another server is running on it')
    throw error
  }
  return { release: () => lock.close() }
}
