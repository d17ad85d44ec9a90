import { canonical } from './canonical.ts'
import { CommandError } from './failing.ts'
import { type Columns, columnsOfKinds, type Form, plainKind } from './kinds.ts'

/** A row as the database gives and takes it. */
export type Row = Readonly<Record<string, string | number | null>>

/** A row as it stands in the file. */
export interface FileRow {
  readonly kind: string
  /** The channel that it hangs on, or is, by its number in the file. */
  readonly channel?: number
  readonly values: Row
}

type Writer = (row: Row, channel: number | undefined) => string | undefined

/** Writes the rows of a kind as lines: keys sorted, nothing that is absent. */
export function lineWriter(kind: string): (row: Row, channel?: number) => string {
  const columns = columnsOfKinds.get(kind)!
  const writers: [string, Writer][] = [
    ['kind', () => JSON.stringify(kind)],
    ['channel', (_row, channel) => channel?.toString()],
    ...Object.entries(columns).map(([column, form]): [string, Writer] => [
      column,
      (row) => (row[column] === null || row[column] === undefined ? undefined : written(form, row[column])),
    ]),
  ]
  writers.sort(([a], [b]) => (a < b ? -1 : 1))
  return (row, channel) => {
    let line = ''
    for (const [name, write] of writers) {
      const value = write(row, channel)
      if (value !== undefined) line += `${line === '' ? '{' : ','}"${name}":${value}`
    }
    return `${line}}`
  }
}

function written(form: Form, value: string | number): string {
  if (form === 'yes') return value === 1 ? 'true' : 'false'
  if (form === 'json' || form === 'json?') return value === '{}' || value === '[]' ? value : recast(value as string)
  return JSON.stringify(value)
}

const recast = (json: string): string => canonical(JSON.parse(json))

/** Reads a line that holds a row; what is wrong with it is said without its text, which may be anybody's secret. */
export function readRow(fields: Readonly<Record<string, unknown>>): FileRow {
  const { kind, channel, ...rest } = fields
  const columns = typeof kind === 'string' ? columnsOfKinds.get(kind) : undefined
  if (typeof kind !== 'string' || !columns) throw new CommandError('there is no such kind of row')
  const stray = Object.keys(rest).find((name) => !Object.hasOwn(columns, name))
  if (stray !== undefined) throw new CommandError(`a ${kind} has no ${stray}`)
  const values = readColumns(kind, columns, rest)
  // Bans of the whole app name no channel.
  const needsChannel = kind === 'channel' || (plainKind(kind)?.ofChannel === true && kind !== 'ban')
  const mayHaveChannel = needsChannel || kind === 'ban'
  if (channel === undefined ? needsChannel : !mayHaveChannel || !isCount(channel)) {
    throw new CommandError(`a ${kind} ${mayHaveChannel ? 'needs the number of its' : 'names no'} channel`)
  }
  return { kind, values, ...(channel !== undefined && { channel: channel as number }) }
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0

function readColumns(kind: string, columns: Columns, fields: Readonly<Record<string, unknown>>): Row {
  const values: Record<string, string | number | null> = {}
  for (const [name, form] of Object.entries(columns)) {
    const value = fields[name]
    if (value === undefined && !form.endsWith('?')) throw new CommandError(`a ${kind} needs ${name}`)
    const read = value === undefined ? null : readValue(form, value)
    if (read === undefined) throw new CommandError(`${name} of a ${kind} is not what it must be`)
    values[name] = read
  }
  return values
}

/** Undefined if it is of another type. */
function readValue(form: Form, value: unknown): string | number | undefined {
  switch (form) {
    case 'yes':
      return typeof value === 'boolean' ? Number(value) : undefined
    case 'json':
    case 'json?':
      return canonical(value)
    case 'number':
    case 'number?':
      // The end of what has none is no safe integer, but an exact one.
      return Number.isInteger(value) && Math.abs(value as number) < 2 ** 63 ? (value as number) : undefined
    default:
      return typeof value === 'string' ? value : undefined
  }
}
