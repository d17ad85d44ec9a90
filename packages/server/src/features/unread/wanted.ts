import sql, { bulk, type Sql } from 'sql-template-tag'

/**
 * Rows that a query joins with: `WITH wanted (channel_pk, user_id) AS (${wanted(pairs)}) SELECT …`. Like the lists of IN
 * they are padded to a power of two by repeating the last, so that a repeated row may be answered more than once.
 */
export function wanted(rows: readonly (readonly (string | number)[])[]): Sql {
  const last = rows.at(-1)
  if (!last) throw new Error('nothing is wanted')
  const size = 2 ** Math.ceil(Math.log2(rows.length))
  return sql`VALUES ${bulk([...rows, ...new Array(size - rows.length).fill(last)])}`
}

/** Rows of one INSERT at most: a bound on the length of the statement, not on how many rows there are. */
const rowsPerInsert = 500

/** Long lists in pieces that one statement takes. */
export function* pieces<T>(rows: readonly T[]): Iterable<T[]> {
  for (let start = 0; start < rows.length; start += rowsPerInsert) yield rows.slice(start, start + rowsPerInsert)
}
