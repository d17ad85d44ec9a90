import sql, { join, type Sql } from 'sql-template-tag'
import type { JsonDialect, JsonPath } from '../../ports/sql-dialect.ts'
import { anyCase, separators, wordsOf } from '../../ports/words.ts'

/** The JSON and text expressions of SQLite. JSON columns hold text. */
export const sqliteDialect: JsonDialect = {
  jsonValue(column, path, type) {
    const at = sqlitePath(path)
    const found = sql`json_type(${column}, ${at})`
    switch (type) {
      case 'string':
        return sql`CASE WHEN ${found} = 'text' THEN json_extract(${column}, ${at}) END`
      case 'number':
        return sql`CASE WHEN ${found} IN ('integer', 'real') THEN json_extract(${column}, ${at}) END`
      case 'boolean':
        return sql`CASE ${found} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END`
    }
  },

  jsonExists(column, path) {
    return sql`(coalesce(json_type(${column}, ${sqlitePath(path)}), 'null') <> 'null')`
  },

  jsonListCount(column, path, among) {
    // json_each also walks objects and single values, whose keys are text and NULL: only lists count their entries.
    const entries = sql`json_each(${column}, ${sqlitePath(path)}) AS entry WHERE typeof(entry.key) = 'integer'`
    const chosen = among ? sql` AND ${isOneOf(among)}` : sql``
    return sql`(SELECT count(DISTINCT entry.value) FROM ${entries}${chosen})`
  },

  beginsWord(text, prefix) {
    return sql`((' ' || ${text}) GLOB ${`*[${separators}]${glob(prefix.trim())}*`})`
  },

  hasWords(text, query) {
    const words = wordsOf(query)
    if (words.length === 0) return sql`FALSE`
    const found = words.map((word) => `*[${separators}]${glob(word)}[${separators}]*`)
    return sql`(${join(
      found.map((pattern) => sql`(' ' || ${text} || ' ') GLOB ${pattern}`),
      ' AND ',
    )})`
  },
}

/**
 * The path that SQLite understands. Quotes keep brackets and dots in a key from meaning anything, and JSON's own
 * escapes keep a backslash, a NUL or a lone surrogate from breaking the text.
 */
function sqlitePath(path: JsonPath): string {
  return `$${path.map((key) => `.${JSON.stringify(key)}`).join('')}`
}

/** SQLite reads `true` as 1, so an entry's type is compared along with its value. */
function isOneOf(values: readonly (string | number | boolean)[]): Sql {
  const alike = [
    sql`(entry.type = 'text' AND ${isIn(values.filter((value) => typeof value === 'string'))})`,
    sql`(entry.type IN ('integer', 'real') AND ${isIn(values.filter((value) => typeof value === 'number'))})`,
    sql`(entry.type IN ('true', 'false') AND ${isIn(values.filter((value) => typeof value === 'boolean'))})`,
  ]
  return sql`(${join(alike, ' OR ')})`
}

function isIn(values: readonly (string | number | boolean)[]): Sql {
  return values.length === 0 ? sql`FALSE` : sql`entry.value IN (${join(values)})`
}

/** A GLOB pattern that means exactly this text, in any case. */
const glob = (text: string): string => anyCase(text, (letter) => ('*?['.includes(letter) ? `[${letter}]` : letter))
