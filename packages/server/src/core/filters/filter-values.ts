import type { JsonPath } from '../../ports/sql-dialect.ts'
import { FilterError, wrongKind } from './filter-error.ts'

/** What a filter compares with. */
export type Scalar = string | number | boolean

/** A filter is a short text with a large price, so everything in it has a limit. */
export const filterLimits = {
  levels: 10,
  /** Conditions and groups of them. */
  conditions: 200,
  entriesOfList: 500,
  /** Values of the whole filter: each is a parameter of the statement, and databases have a limit of their own. */
  values: 2000,
  lengthOfName: 255,
  lengthOfText: 5000,
  /** `$autocomplete` and `$q` cost the length of the one text times that of the other, row by row. */
  lengthOfSearch: 500,
} as const

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** Text of any meaning. */
export function readText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrongKind(path, 'string', value)
  // PostgreSQL cannot hold the character at all, and SQLite's text functions end there.
  if (value.includes('\0')) throw new FilterError(path, `field "${path}" contains a NUL character`)
  within(filterLimits.lengthOfText, 'characters', value.length, path)
  return value
}

/** Text to search for. */
export function readSearch(value: unknown, path: string): string {
  const text = readText(value, path)
  within(filterLimits.lengthOfSearch, 'characters', text.length, path)
  return text
}

/** A finite number; JSON can spell others. */
export function readNumber(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongKind(path, 'number', value)
  return value
}

/** `true` or `false`, and not what resembles them. */
export function readBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw wrongKind(path, 'boolean', value)
  return value
}

/** What a custom field can be compared with. */
export function readScalar(value: unknown, path: string): Scalar {
  if (typeof value === 'string') return readText(value, path)
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return readNumber(value, path)
  throw wrongKind(path, 'string, number or boolean', value)
}

/** A list, each entry read by its own reader. */
export function readList<T>(value: unknown, path: string, readEntry: (entry: unknown, path: string) => T): T[] {
  if (!Array.isArray(value)) throw wrongKind(path, 'array', value)
  within(filterLimits.entriesOfList, 'entries', value.length, path)
  return value.map((entry, index) => readEntry(entry, `${path}[${index}]`))
}

/**
 * A moment as integer microseconds. Clients that keep nanoseconds in a double are off by up to 128 of them, so the
 * nearest microsecond counts (spec/95 §1.6). Moments outside what a number holds exactly, such as the year 1 of Go's
 * zero time, become the nearest that it holds: they compare the same with every stored time.
 */
export function readTime(value: unknown, path: string): number {
  const [, date = '', time, fraction = '', zone = ''] = rfc3339.exec(readText(value, path)) ?? []
  const milliseconds = isDate(date) ? Date.parse(`${date}T${time}${zone.toUpperCase()}`) : Number.NaN
  if (Number.isNaN(milliseconds)) throw new FilterError(path, `field "${path}" is not an RFC 3339 time`)
  const microseconds = milliseconds * 1000 + Math.round(Number(`0${fraction}`) * 1e6)
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(microseconds, Number.MAX_SAFE_INTEGER))
}

/** The path of a custom field: dots lead into objects, and a leading `custom.` may be left out. */
export function readCustomPath(field: string, path: string): JsonPath {
  const keys = field.replace(/^custom\./, '').split('.')
  // Bun uses the system's SQLite on some platforms, and older ones know no way to write a quote inside a path.
  if (keys.some((key) => key === '' || key.includes('"'))) throw new FilterError(path, `invalid field name "${field}"`)
  return keys
}

/** The name of a field or operator, before it is looked up. */
export function readName(name: unknown, path: string): string {
  if (typeof name !== 'string') throw wrongKind(path, 'string', name)
  if (name.length > filterLimits.lengthOfName || name.includes('\0')) {
    throw new FilterError(path, `field "${path}" names a field that cannot exist`)
  }
  return name
}

/** Refuses what is larger than its limit. */
export function within(limit: number, unit: string, size: number, path: string): void {
  if (size > limit) throw new FilterError(path, `field "${path}" has more than ${limit} ${unit}`)
}

/** Date.parse alone would take 30 February for 1 March. */
function isDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date)
}
