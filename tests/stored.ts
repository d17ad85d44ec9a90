// What a server has stored, read from its database by connections of the test's own: that a refusal stores nothing is not to
// be taken on trust from the server.

import { Database } from 'bun:sqlite'
import { SQL } from 'bun'

export interface Stored {
  /** From here on changes are looked for. */
  mark(): Promise<void>
  /** Which rows have come or gone since the mark, as `+ table row` and `- table row`; nothing if all is as it was. */
  changes(): Promise<string[]>
  /** The same, but for rows that belong to other apps. */
  changesOf(app_pk: number): Promise<string[]>
  close(): Promise<void>
}

/** A database, as it was at a mark and as it is now. */
interface Source {
  mark(): Promise<void>
  /** Whether anything may have changed since the mark: to be asked before all is read. */
  mayDiffer(): Promise<boolean>
  read(when: 'then' | 'now'): Promise<readonly Entry[]>
  close(): Promise<void>
}

interface Entry {
  readonly table: string
  readonly row: Readonly<Record<string, unknown>>
}

/** Columns that say when somebody was last seen: refusing a request may move them, because it came from somebody. */
const passing: Readonly<Record<string, readonly string[]>> = { users: ['last_active'] }

/** Watches all tables of a database, of which this is the PostgreSQL URL or the SQLite file. */
export function watchStored(url: string): Stored {
  const source = /^postgres(ql)?:/.test(url) ? postgresSource(url) : sqliteSource(url)

  async function changes(isCounted: (entries: readonly Entry[]) => (entry: Entry) => boolean): Promise<string[]> {
    if (!(await source.mayDiffer())) return []
    const [then, now] = [await source.read('then'), await source.read('now')]
    const [before, after] = [countRows(then.filter(isCounted(then))), countRows(now.filter(isCounted(now)))]
    return [...missing(after, before).map((row) => `+ ${row}`), ...missing(before, after).map((row) => `- ${row}`)]
  }

  return {
    mark: source.mark,
    changes: () => changes(() => () => true),
    changesOf: (app_pk) => changes((entries) => mayBelongTo(app_pk, entries)),
    close: source.close,
  }
}

/** Rows that name no app may name a channel of one. */
function mayBelongTo(app_pk: number, entries: readonly Entry[]): (entry: Entry) => boolean {
  const channels = entries.filter(({ table }) => table === 'channels')
  const apps = new Map(channels.map(({ row }) => [row.pk, row.app_pk]))
  return ({ table, row }) => {
    const app = table === 'apps' ? row.pk : (row.app_pk ?? apps.get(row.channel_pk))
    return app === undefined || app === app_pk
  }
}

function sqliteSource(file: string): Source {
  const then = new Database(file, { readonly: true })
  const now = new Database(file, { readonly: true })
  // It changes with every commit of another connection that has written anything at all.
  const version = now.query<{ data_version: number }, []>('PRAGMA data_version')
  const tables = now.query<{ name: string }, []>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  )
  let marked = -1
  return {
    async mark() {
      if (then.inTransaction) then.run('ROLLBACK')
      // An open read transaction keeps seeing what was there when it first read.
      then.run('BEGIN')
      then.query('SELECT count(*) FROM apps').get()
      marked = version.get()!.data_version
    },
    mayDiffer: async () => version.get()!.data_version !== marked,
    async read(when) {
      const database = when === 'then' ? then : now
      return tables.all().flatMap(({ name: table }) => {
        const rows = database.query<Entry['row'], []>(`SELECT * FROM "${table}"`).all()
        return rows.map((row) => ({ table, row }))
      })
    },
    async close() {
      then.close()
      now.close()
    },
  }
}

function postgresSource(url: string): Source {
  const then = new SQL(url, { max: 1 })
  const now = new SQL(url, { max: 1 })
  const tables = countStatements(now)
  let marked: unknown

  async function counted(): Promise<unknown> {
    await tables
    const [row] = await now`SELECT last_value FROM watched.statements`
    return row.last_value
  }

  return {
    async mark() {
      const next = await counted()
      if (marked !== undefined) await then.unsafe('ROLLBACK')
      marked = next
      await then.unsafe('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      await then.unsafe('SELECT count(*) FROM apps')
    },
    mayDiffer: async () => (await counted()) !== marked,
    async read(when) {
      const sql = when === 'then' ? then : now
      const found: Entry[] = []
      for (const table of await tables) {
        const rows = await sql.unsafe<{ row: Entry['row'] }[]>(`SELECT to_jsonb(t) AS row FROM "${table}" AS t`)
        for (const { row } of rows) found.push({ table, row })
      }
      return found
    },
    async close() {
      await Promise.all([then.close(), now.close()])
    },
  }
}

/** Has the database count the statements that write, which is quicker to ask for than all that is there. Answers its tables. */
async function countStatements(sql: SQL): Promise<string[]> {
  await sql.unsafe(`
    CREATE SCHEMA IF NOT EXISTS watched;
    CREATE SEQUENCE IF NOT EXISTS watched.statements;
    CREATE OR REPLACE FUNCTION watched.count() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM nextval('watched.statements'); RETURN NULL; END $$;
    SELECT nextval('watched.statements')`)
  const found = await sql<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`
  const tables = found.map(({ name }) => name)
  for (const table of tables) {
    await sql.unsafe(`
      CREATE OR REPLACE TRIGGER watched AFTER INSERT OR UPDATE OR DELETE ON "${table}"
      FOR EACH STATEMENT EXECUTE FUNCTION watched.count()`)
  }
  return tables
}

/** Rows as text, with how often each is there. */
function countRows(entries: readonly Entry[]): Map<string, number> {
  const rows = new Map<string, number>()
  for (const { table, row } of entries) {
    const columns = Object.entries(row).filter(([column]) => !passing[table]?.includes(column))
    const text = `${table} ${JSON.stringify(Object.fromEntries(columns))}`
    rows.set(text, (rows.get(text) ?? 0) + 1)
  }
  return rows
}

/** The rows of one look that the other lacks. */
const missing = (some: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string[] =>
  [...some].flatMap(([row, times]) => (times > (other.get(row) ?? 0) ? [row] : []))
