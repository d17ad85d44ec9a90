import type { Sql } from 'sql-template-tag'

/** Where a value stands in a JSON column: one key for each level. The empty path is the whole column. */
export type JsonPath = readonly string[]

export type JsonType = 'string' | 'number' | 'boolean'

/**
 * The few expressions that filters and sorts need and that databases write differently. Keys and values are always
 * bound parameters. A column given to these methods must be qualified with its table's alias.
 */
export interface JsonDialect {
  /** The value at `path` if it is of this type, and NULL otherwise: `"1"` is no number and `1` is no boolean. */
  jsonValue(column: Sql, path: JsonPath, type: JsonType): Sql
  /** Whether anything other than null stands at `path`; never NULL. */
  jsonExists(column: Sql, path: JsonPath): Sql
  /** How many distinct entries the list at `path` has, of those in `among` if given; 0 where there is no list. */
  jsonListCount(column: Sql, path: JsonPath, among?: readonly (string | number | boolean)[]): Sql
  /** Whether a word of the text, or the text itself, begins with `prefix`, whatever the case. */
  beginsWord(text: Sql, prefix: string): Sql
  /** Whether all words of `query`, of which there must be one, are words of the text, whatever the case. */
  hasWords(text: Sql, query: string): Sql
}
