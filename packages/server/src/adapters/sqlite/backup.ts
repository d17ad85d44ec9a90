import { Database } from 'bun:sqlite'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes the database as it stands at this moment into one new file, beside a server that goes on writing. Copying the
 * files would not do: pages change while they are read, and what was committed last is still in the log. The new file has
 * its name when it is whole and on disk, and never takes the place of another.
 */
export function backUpSqlite(file: string, target: string): void {
  if (!existsSync(file)) throw new Error(`there is no database ${file}`)
  if (existsSync(target)) throw new Error(`${target} is there already`)
  const source = new Database(file, { readonly: true })
  const partial = `${target}.partial`
  try {
    source.exec('PRAGMA busy_timeout = 5000')
    // For nobody else's eyes: it holds the secrets of every app.
    closeSync(openSync(partial, 'w', 0o600))
    source.query('VACUUM INTO ?').run(partial)
    syncToDisk(partial)
    renameSync(partial, target)
    syncToDisk(dirname(target))
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  } finally {
    source.close()
  }
}

/** SQLite leaves it to chance when a copy gets there. */
function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
