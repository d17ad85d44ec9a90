// What a server has stored, read from its database file by a connection of the test's own: that a refusal stores nothing
// is not to be taken on trust from the server.
import { Database } from 'bun:sqlite'

export interface Stored {
  /** Which rows have come or gone since the last look, as `+ table row` and `- table row`; nothing if all is as it was. */
  changes(): string[]
  close(): void
}

/** Columns that say when somebody was last seen: refusing a request may move them, because it came from somebody. */
const passing: Readonly<Record<string, readonly string[]>> = { users: ['last_active'] }

type Rows = ReadonlyMap<string, number>

/** Watches all tables of a SQLite file. */
export function watchStored(file: string): Stored {
  const database = new Database(file, { readonly: true })
  const names = database.query<{ name: string }, []>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  )
  const tables = names.all().map(({ name }) => ({ name, rows: database.query<object, []>(`SELECT * FROM "${name}"`) }))
  const version = database.query<{ data_version: number }, []>('PRAGMA data_version')
  let seen = -1
  let held: Rows = new Map()

  function look(): Rows {
    const rows = new Map<string, number>()
    for (const table of tables) {
      for (const row of table.rows.all()) {
        const columns = Object.entries(row).filter(([column]) => !passing[table.name]?.includes(column))
        const text = `${table.name} ${JSON.stringify(Object.fromEntries(columns))}`
        rows.set(text, (rows.get(text) ?? 0) + 1)
      }
    }
    return rows
  }

  return {
    changes() {
      // It changes with every commit of another connection that has written anything at all.
      const { data_version } = version.get()!
      if (data_version === seen) return []
      const before = held
      const isFirst = seen === -1
      held = look()
      seen = data_version
      return isFirst
        ? []
        : [...missing(held, before).map((row) => `+ ${row}`), ...missing(before, held).map((row) => `- ${row}`)]
    },
    close: () => database.close(),
  }
}

/** The rows of one look that the other lacks. */
const missing = (some: Rows, other: Rows): string[] =>
  [...some].flatMap(([row, times]) => (times > (other.get(row) ?? 0) ? [row] : []))
