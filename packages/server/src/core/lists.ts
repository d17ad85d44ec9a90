import { join, type Sql } from 'sql-template-tag'

/** Rows of one statement at most: it takes only so many parameters. */
const rowsPerStatement = 512

/**
 * The values of an IN (…) list. It is padded to a power of two by repeating the last value, so that lists of any
 * length make only a handful of prepared statements.
 */
export const list = (values: readonly (string | number)[]): Sql => join(values.length === 0 ? [null] : padded(values))

/** Values padded to a power of two by repeating the last one. */
export function padded<T>(values: readonly T[]): T[] {
  const size = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...new Array<T>(size - values.length).fill(values.at(-1)!)]
}

/** Runs a statement for all rows, in groups that make few different statements; none of them waits for another. */
export async function forRows<T>(rows: readonly T[], run: (some: T[]) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from(inPowers(rows), run))
}

/** Rows in groups whose sizes are powers of two. */
function* inPowers<T>(rows: readonly T[]): Iterable<T[]> {
  for (let start = 0; start < rows.length; ) {
    const size = Math.min(2 ** Math.floor(Math.log2(rows.length - start)), rowsPerStatement)
    yield rows.slice(start, start + size)
    start += size
  }
}

/**
 * What a batch holds of each app, in the order of the apps: whoever takes locks app by app does it in this order, so that
 * no two wait for each other.
 */
export function groupsByApp<T>(items: Iterable<T>, appOf: (item: T) => number): [app_pk: number, items: T[]][] {
  return [...Map.groupBy(items, appOf)].sort(([a], [b]) => a - b)
}

/** Long lists in pieces that one statement takes. */
export function* pieces<T>(rows: readonly T[]): Iterable<T[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) yield rows.slice(start, start + rowsPerStatement)
}
