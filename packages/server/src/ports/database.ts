import type { Sql } from 'sql-template-tag'
import type { JsonDialect } from './sql-dialect.ts'

/** What can be asked of a database, inside a transaction or in a snapshot. */
export interface Queries {
  all<Row>(query: Sql): Promise<Row[]>
  get<Row>(query: Sql): Promise<Row | undefined>
  /** The number of rows that the statement changed. */
  run(query: Sql): Promise<number>
}

/** One write transaction. Savepoints do not nest: the writer runs one operation after another. */
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

/** A slow read that took too long, or never had its turn. It may succeed when less is going on. */
export class SlowReadRefused extends Error {}

/** Where everything durable lives. */
export interface Database {
  readonly engine: 'sqlite' | 'postgres'
  /** How filters and sorts look into its JSON columns. */
  readonly dialect: JsonDialect
  /** Runs the migrations that have not run yet, in order, under a lock. */
  migrate(migrations: readonly Migration[]): Promise<void>
  begin(): Promise<Transaction>
  /** Reads that all see one moment. A read that asks to write fails. */
  snapshot<T>(read: (queries: Queries) => Promise<T>): Promise<T>
  /**
   * A snapshot for what may take long: it is read while everything else goes on, one at a time, and ends with
   * `SlowReadRefused` when its time is up or too many wait (core §1.6).
   */
  slowSnapshot<T>(read: (queries: Queries) => Promise<T>): Promise<T>
  close(): Promise<void>
}
