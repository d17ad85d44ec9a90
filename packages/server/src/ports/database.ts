import { empty, type Sql } from 'sql-template-tag'
import type { JsonDialect } from './sql-dialect.ts'

/**
 * What can be asked of a database, inside a transaction or in a snapshot. What is asked for before an earlier answer has
 * come runs in the order in which it was asked for.
 */
export interface Queries {
  /**
   * What a SELECT of rows ends with that are about to be changed (those of one table, where it joins several): nobody else
   * changes them until this transaction is over (core §1.4). Whoever locks several says in which order, so that no two wait
   * for each other. Nothing where there is one writer, nor in snapshots.
   */
  lock(options?: { readonly table?: Sql; readonly order?: Sql }): Sql
  /**
   * The same for rows that only have to stay as they are: others may rely on them too, but nobody who locks them gets them
   * before this transaction is over.
   */
  keep(options?: { readonly order?: Sql }): Sql
  all<Row>(query: Sql): Promise<Row[]>
  get<Row>(query: Sql): Promise<Row | undefined>
  /** The number of rows that the statement changed. */
  run(query: Sql): Promise<number>
}

/** Never locks: reads among the work of a transaction that must stand in nobody's way. */
export const unlocked = <Q extends Queries>(queries: Q): Q => ({
  ...queries,
  lock: () => empty,
  keep: () => empty,
})

/** One write transaction. Savepoints do not nest. */
export interface Transaction extends Queries {
  savepoint(): Promise<void>
  releaseSavepoint(): Promise<void>
  rollbackToSavepoint(): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
  /** False once the database has ended the transaction by itself (disk full, I/O error). */
  readonly isOpen: boolean
}

/** The words in which the two databases differ when a table is made. */
export interface ColumnTypes {
  /** A growing number that is never given twice. */
  readonly serial: string
  readonly json: string
  /** After a table whose rows live in its primary key. */
  readonly clustered: string
}

export interface Migration {
  readonly name: string
  statements(types: ColumnTypes): readonly string[]
}

/**
 * The migrations that have not run yet. It throws where a newer version has run some of its own: what this one knows nothing
 * of it would neither keep right nor delete.
 */
export function pendingOf(migrations: readonly Migration[], done: ReadonlySet<unknown>): Migration[] {
  const names = new Set<unknown>(migrations.map(({ name }) => name))
  const newer = [...done].filter((name) => !names.has(name))
  if (newer.length > 0) throw new Error(`a newer version of Parley has changed it (${newer.sort().join(', ')})`)
  return migrations.filter(({ name }) => !done.has(name))
}

/** The database does not answer now. The same may succeed in a moment. */
export class Unavailable extends Error {}

/** A slow read that took too long, or never had its turn. It may succeed when less is going on. */
export class SlowReadRefused extends Unavailable {}

/** Somebody else was faster. Nothing has been changed, and the whole transaction may be run again. */
export class TransactionConflict extends Error {}

/** The connection is gone, and nothing of what it was in the middle of has been changed. */
export class ConnectionLost extends Unavailable {}

/** The connection was lost while it committed: the changes may be stored, or not. */
export class CommitUnknown extends Unavailable {}

/** Where everything durable lives. */
export interface Database {
  readonly engine: 'sqlite' | 'postgres'
  /** How filters and sorts look into its JSON columns. */
  readonly dialect: JsonDialect
  /** Runs the migrations that have not run yet, in order, under a lock. Refused where a newer version has run others. */
  migrate(migrations: readonly Migration[]): Promise<void>
  begin(): Promise<Transaction>
  /** Reads that all see one moment. A read that asks to write fails. */
  snapshot<T>(read: (queries: Queries) => Promise<T>): Promise<T>
  /**
   * A snapshot for what may take long: it is read while everything else goes on, one at a time, and ends with
   * `SlowReadRefused` when its time is up or too many wait (core §1.6).
   */
  slowSnapshot<T>(read: (queries: Queries) => Promise<T>): Promise<T>
  /** Resolves when every transaction that is under way at the call has ended, or been so for far too long. */
  settled(): Promise<void>
  /** The database's own clock, in microseconds since 1970; undefined where it is this machine's. */
  clock(): Promise<number | undefined>
  close(): Promise<void>
}
