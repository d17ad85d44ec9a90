import sql, { join, Sql } from 'sql-template-tag'
import type { JsonType } from '../../ports/sql-dialect.ts'
import { FilterError, wrongKind } from './filter-error.ts'
import type { FilterEnv } from './filter-sql.ts'
import { readCustomPath, readName, within } from './filter-values.ts'

export interface SortEntry {
  readonly field: string
  readonly direction: 1 | -1
  /** How to compare a custom field; without it numbers come as numbers, then texts, then booleans. */
  readonly type?: JsonType
}

/** What can be sorted by: a column that is never NULL, or more than that. */
export type SortKey = Sql | { readonly nullable: true; readonly sql: (env: FilterEnv) => Sql }

interface SortableOptions {
  /** Settles ties, so that pages neither repeat nor skip. Never NULL. */
  readonly id: Sql
  /** The order of those who ask for none. */
  readonly unsorted: readonly SortEntry[]
  /** The column of custom data, if its fields can be sorted by. */
  readonly custom?: Sql
}

export interface Sortable {
  /** What stands after ORDER BY. Throws FilterError for what is not a sort of these fields. */
  compile(sort: unknown, env: FilterEnv): Sql
}

const sortLimit = 10
const anyType: readonly JsonType[] = ['number', 'string', 'boolean']

/**
 * Declares what a resource can be sorted by, once (spec/00 §9). Rows without a value come last in both directions.
 *
 *     const userSort = sortable(
 *       { created_at: sql`u.created_at`, last_active: nullable(sql`u.last_active`) },
 *       { id: sql`u.id`, unsorted: [{ field: 'created_at', direction: -1 }], custom: sql`u.custom` },
 *     )
 */
export function sortable(declared: Readonly<Record<string, SortKey>>, options: SortableOptions): Sortable {
  const { id, unsorted, custom } = options
  const keys = new Map(Object.entries(declared))

  function order({ field, direction, type }: SortEntry, path: string, env: FilterEnv): Sql[] {
    const key = keys.get(field)
    // NULLS LAST only where there may be one: it keeps databases from using an index in one direction or the other.
    if (key instanceof Sql) return [ordered(key, direction)]
    if (key) return [sql`${ordered(key.sql(env), direction)} NULLS LAST`]
    if (!custom) throw new FilterError(path, `sorting by field "${field}" is not supported`)
    const keysOfPath = readCustomPath(field, path)
    return (type ? [type] : anyType).map(
      (each) => sql`${ordered(env.dialect.jsonValue(custom, keysOfPath, each), direction)} NULLS LAST`,
    )
  }

  return {
    compile(sort, env) {
      const asked = parseSort(sort)
      const entries = asked.length > 0 ? asked : unsorted
      const orders = entries.flatMap((entry, index) => order(entry, `sort[${index}].field`, env))
      const isSettled = entries.some(({ field }) => {
        const key = keys.get(field)
        return key instanceof Sql && key.sql === id.sql
      })
      // In the direction of the entry before, as an index on both can be walked.
      return join(isSettled ? orders : [...orders, ordered(id, entries.at(-1)?.direction ?? 1)])
    },
  }
}

/** A sort key that some rows do not have; with a function, one that depends on the acting user or the time. */
export function nullable(key: Sql | ((env: FilterEnv) => Sql)): SortKey {
  return { nullable: true, sql: key instanceof Sql ? () => key : key }
}

/** Reads a sort as clients write it: a list of `{field, direction, type}`, or of `{<field>: <direction>}` as older ones do. */
function parseSort(sort: unknown): SortEntry[] {
  if (sort === undefined || sort === null) return []
  if (!Array.isArray(sort)) throw wrongKind('sort', 'array', sort)
  const entries = sort.flatMap((entry, index) => readEntry(entry, `sort[${index}]`))
  within(sortLimit, 'entries', entries.length, 'sort')
  return entries
}

function readEntry(entry: unknown, path: string): SortEntry[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw wrongKind(path, 'object', entry)
  if (!('field' in entry)) {
    return Object.entries(entry).map(([field, direction]) => ({
      field: readName(field, path),
      direction: readDirection(direction, `${path}.${field}`),
    }))
  }
  const { field, direction, type } = entry as Record<string, unknown>
  const chosen = readType(type, `${path}.type`)
  return [
    {
      field: readName(field, `${path}.field`),
      direction: readDirection(direction, `${path}.direction`),
      ...(chosen && { type: chosen }),
    },
  ]
}

/** Go sends 0 for what was not given. */
function readDirection(direction: unknown, path: string): 1 | -1 {
  if (direction === undefined || direction === null || direction === 0) return 1
  if (typeof direction !== 'number') throw wrongKind(path, 'number', direction)
  if (direction !== 1 && direction !== -1)
    throw new FilterError(path, `expected 1 or -1 for field "${path}" but got ${direction}`)
  return direction
}

function readType(type: unknown, path: string): JsonType | undefined {
  if (type === undefined || type === null || type === '') return undefined
  if (type !== 'number' && type !== 'boolean')
    throw new FilterError(path, `expected "number" or "boolean" for field "${path}"`)
  return type
}

function ordered(expression: Sql, direction: 1 | -1): Sql {
  return direction === 1 ? sql`${expression} ASC` : sql`${expression} DESC`
}
