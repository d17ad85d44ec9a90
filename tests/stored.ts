// What a server has stored, read from its database file by connections of the test's own: that a refusal stores nothing
// is not to be taken on trust from the server.
import { Database } from 'bun:sqlite'

export interface Stored {
  /** From here on changes are looked for. */
  mark(): void
  /** Which rows have come or gone since the mark, as `+ table row` and `- table row`; nothing if all is as it was. */
  changes(): string[]
  /** The same, but for rows that belong to other apps. */
  changesOf(app_pk: number): string[]
  close(): void
}

/** Columns that say when somebody was last seen: refusing a request may move them, because it came from somebody. */
const passing: Readonly<Record<string, readonly string[]>> = { users: ['last_active'] }

type Row = Readonly<Record<string, unknown>>
type Rows = ReadonlyMap<string, number>

/** Watches all tables of a SQLite file. */
export function watchStored(file: string): Stored {
  const then = new Database(file, { readonly: true })
  const now = new Database(file, { readonly: true })
  // It changes with every commit of another connection that has written anything at all.
  const version = now.query<{ data_version: number }, []>('PRAGMA data_version')
  let marked = -1

  function changes(isCounted: (table: string, row: Row) => boolean): string[] {
    if (version.get()!.data_version === marked) return []
    const [before, after] = [rowsOf(then, isCounted), rowsOf(now, isCounted)]
    return [...missing(after, before).map((row) => `+ ${row}`), ...missing(before, after).map((row) => `- ${row}`)]
  }

  return {
    mark() {
      if (then.inTransaction) then.run('ROLLBACK')
      // An open read transaction keeps seeing what was there when it first read.
      then.run('BEGIN')
      tablesOf(then)
      marked = version.get()!.data_version
    },
    changes: () => changes(() => true),
    changesOf(app_pk) {
      const others = now.query<{ pk: number }, [number]>('SELECT pk FROM channels WHERE app_pk <> ?').all(app_pk)
      const theirs = new Set(others.map(({ pk }) => pk))
      return changes((table, row) => {
        const app = table === 'apps' ? row.pk : row.app_pk
        return app === undefined ? !theirs.has(row.channel_pk as number) : app === app_pk
      })
    },
    close() {
      then.close()
      now.close()
    },
  }
}

function tablesOf(database: Database): string[] {
  const tables = database.query<{ name: string }, []>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  )
  return tables.all().map(({ name }) => name)
}

/** Rows as text, with how often each is there. */
function rowsOf(database: Database, isCounted: (table: string, row: Row) => boolean): Rows {
  const rows = new Map<string, number>()
  for (const table of tablesOf(database)) {
    for (const row of database.query<Row, []>(`SELECT * FROM "${table}"`).all()) {
      if (!isCounted(table, row)) continue
      const columns = Object.entries(row).filter(([column]) => !passing[table]?.includes(column))
      const text = `${table} ${JSON.stringify(Object.fromEntries(columns))}`
      rows.set(text, (rows.get(text) ?? 0) + 1)
    }
  }
  return rows
}

/** The rows of one look that the other lacks. */
const missing = (some: Rows, other: Rows): string[] =>
  [...some].flatMap(([row, times]) => (times > (other.get(row) ?? 0) ? [row] : []))
