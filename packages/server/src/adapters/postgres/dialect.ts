import sql, { join, type Sql } from 'sql-template-tag'
import type { JsonDialect, JsonPath } from '../../ports/sql-dialect.ts'
import { anyCase, separators, wordsOf } from '../../ports/words.ts'

/** The JSON and text expressions of PostgreSQL. JSON columns hold text; texts compare byte by byte. */
export const postgresDialect: JsonDialect = {
  jsonValue(column, path, type) {
    const found = at(column, path)
    const ofType = sql`CASE WHEN json_typeof(${found}) = ${type}`
    switch (type) {
      case 'string':
        return sql`(${ofType} THEN ${textOf(found)} END)`
      case 'number':
        return sql`(${ofType} THEN CAST(${textOf(found)} AS DOUBLE PRECISION) END)`
      case 'boolean':
        return sql`(${ofType} THEN CASE ${textOf(found)} WHEN 'true' THEN 1 ELSE 0 END END)`
    }
  },

  jsonExists(column, path) {
    return sql`(coalesce(json_typeof(${at(column, path)}), 'null') <> 'null')`
  },

  jsonListCount(column, path, among) {
    const found = at(column, path)
    const entries = sql`json_array_elements(CASE WHEN json_typeof(${found}) = 'array' THEN ${found} ELSE '[]' END)`
    const chosen = among ? sql` WHERE ${isOneOf(among)}` : sql``
    return sql`(SELECT count(DISTINCT CAST(entry.value AS TEXT)) FROM ${entries} AS entry (value)${chosen})`
  },

  beginsWord(text, prefix) {
    return sql`((' ' || ${text}) ~ ${`[${separators}]${literal(prefix.trim())}`})`
  },

  hasWords(text, query) {
    const words = wordsOf(query)
    if (words.length === 0) return sql`FALSE`
    const found = words.map((word) => `[${separators}]${literal(word)}[${separators}]`)
    return sql`(${join(
      found.map((pattern) => sql`(' ' || ${text} || ' ') ~ ${pattern}`),
      ' AND ',
    )})`
  },
}

/**
 * `json` and not `jsonb`, which refuses texts whole for one character that it cannot store. Keys lead through objects
 * only, because they are said to be text.
 */
const at = (column: Sql, path: JsonPath): Sql =>
  path.reduce((found, key) => sql`(${found} -> CAST(${key} AS TEXT))`, sql`CAST(${column} AS JSON)`)

const textOf = (json: Sql): Sql => sql`((${json} #>> '{}') COLLATE "C")`

function isOneOf(values: readonly (string | number | boolean)[]): Sql {
  const alike = (['string', 'number', 'boolean'] as const).flatMap((type) => {
    const given = values.filter((value) => typeof value === type)
    return given.length === 0 ? [] : [sql`(json_typeof(entry.value) = ${type} AND ${isIn(type, given)})`]
  })
  return alike.length === 0 ? sql`FALSE` : sql`(${join(alike, ' OR ')})`
}

function isIn(type: 'string' | 'number' | 'boolean', values: readonly (string | number | boolean)[]): Sql {
  const text = textOf(sql`entry.value`)
  const listed = join(values.map(String))
  // Numbers are the same however they are written.
  return type === 'number'
    ? sql`CAST(${text} AS DOUBLE PRECISION) IN (${join(values.map((value) => sql`CAST(${String(value)} AS DOUBLE PRECISION)`))})`
    : sql`${text} IN (${listed})`
}

/** A regular expression that means exactly this text, in any case: whatever could mean more is escaped. */
const literal = (text: string): string =>
  anyCase(text, (letter) => (/[\w\u0080-\u{10ffff}]/u.test(letter) ? letter : `\\${letter}`))
