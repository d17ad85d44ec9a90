import sql, { join, type Sql } from 'sql-template-tag'
import type { JsonDialect, JsonPath } from '../../ports/sql-dialect.ts'

/**
 * What stands between words: controls, white space and punctuation, in ranges that mean the same to GLOB and to a
 * regular expression. All other characters make words, so that names of any script are found.
 */
const separators = '\u0001-/:-@[-`{-\u00a9\u00ab-\u00b1\u2000-\u206f\u3000-\u303f'
const betweenWords = new RegExp(`[${separators}]+`)

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
    return sql`((' ' || ${text}) GLOB ${`*[${separators}]${anyCase(prefix.trim())}*`})`
  },

  hasWords(text, query) {
    const words = query.split(betweenWords).filter((word) => word !== '')
    if (words.length === 0) return sql`FALSE`
    const found = words.map((word) => `*[${separators}]${anyCase(word)}[${separators}]*`)
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

/**
 * A GLOB pattern for the text in any case: `é1` becomes `[éÉ]1`. LIKE and lower() of SQLite know the cases of ASCII
 * only, and people's names do not stop there. Letters whose other case is longer than one character stay as they are.
 */
function anyCase(text: string): string {
  return Array.from(text, (letter) => {
    const cases = new Set(
      [letter, letter.toLowerCase(), letter.toUpperCase()].filter((form) => Array.from(form).length === 1),
    )
    return cases.size > 1 || '*?['.includes(letter) ? `[${Array.from(cases).join('')}]` : letter
  }).join('')
}
