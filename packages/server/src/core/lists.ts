import { join, type Sql } from 'sql-template-tag'

/**
 * The values of an IN (…) list. It is padded to a power of two by repeating the last value, so that lists of any
 * length make only a handful of prepared statements.
 */
export function list(values: readonly (string | number)[]): Sql {
  if (values.length === 0) return join([null])
  const size = 2 ** Math.ceil(Math.log2(values.length))
  return join([...values, ...new Array(size - values.length).fill(values.at(-1))])
}
