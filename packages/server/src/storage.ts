import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openPostgres } from './adapters/postgres/postgres-database.ts'
import { lockData } from './adapters/sqlite/data-lock.ts'
import { openSqlite } from './adapters/sqlite/sqlite-database.ts'
import type { Config } from './config.ts'
import type { Clock } from './ports/clock.ts'
import type { Database } from './ports/database.ts'

/** Where everything durable lives, taken for this process alone. */
export interface Storage {
  readonly database: Database
  /** Lets the next process have it, once the database is closed. */
  release(): void
}

/**
 * Opens what the environment names; `isPatient`: for work that may take as long as it takes. It throws when that cannot be used, or when
 * another process is using the data directory; a PostgreSQL server may have any number of users.
 */
export function openStorage(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>,
  clock: Clock,
  { isPatient = false } = {},
): Storage {
  if (databaseUrl)
    return {
      database: openPostgres({ url: databaseUrl, clock, machineClock: clock, isPatient }),
      release: () => undefined,
    }
  mkdirSync(dataDir, { recursive: true })
  const lock = lockData(join(dataDir, 'lock'))
  const database = openSqlite({ file: databaseFile(dataDir), durable: true, clock })
  return { database, release: lock.release }
}

/** Whether anything has ever been stored there. */
export const hasStorage = ({ dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>): boolean =>
  databaseUrl !== undefined || existsSync(databaseFile(dataDir))

/** Where everything is kept, without the words that open it. */
export const nameStorage = ({ dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>): string =>
  databaseUrl ? withoutSecrets(databaseUrl) : `the data directory ${dataDir}`

/** An address without the words that open it. */
export function withoutSecrets(address: string): string {
  const { protocol, host, pathname } = new URL(address)
  return `${protocol}//${host}${pathname}`
}

/** Why something cannot be used, in the words of what has refused it. */
export function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? reasonOf(cause) : message
}

const databaseFile = (dataDir: string) => join(dataDir, 'parley.db')
