import { reservedKeys, type WireMeta } from '@parley-chat/protocol'
import type { z } from 'zod'
import { Failure } from '../errors.ts'
import { readJson } from './json.ts'
import { definitionOf, shapeOf } from './shape.ts'
import { isZeroTime, parseTime } from './time.ts'
import type { View } from './view.ts'

/** Whoever asks and where: decides what a field may hold and how leniently text is read. */
export interface Source {
  readonly view: View
  readonly from: 'body' | 'query'
  readonly side: 'client' | 'server'
}

/** `now` is what a number of seconds from now counts from. */
type Normalise = (value: unknown, path: string, now: number) => unknown

/** Deeper custom data than this is refused: nobody needs it and every walk over it would pay. */
const maxDepth = 32
/** Values in one piece of custom data or one filter, and items of one list: far more than any limit behind this allows. */
const maxValues = 10_000

const compiled = new Map<string, WeakMap<object, Normalise>>()

/**
 * Reads a request into the model. First what clients mean is made plain (spec/95: null, "" and the zero time for
 * "not given", `[]` for an empty object, flattened custom data, numbers in query strings), then Zod judges it.
 */
export function parse<S extends z.ZodObject>(schema: S, value: unknown, source: Source, now: number): z.output<S> {
  const plain = normaliser(schema, source)(value ?? {}, '', now)
  const result = schema.safeParse(plain, { reportInput: true })
  if (result.success) return result.data
  throw inputFailure(result.error.issues)
}

function inputFailure(issues: readonly z.core.$ZodIssue[]): Failure {
  const fields: Record<string, string> = {}
  for (const issue of issues.slice(0, 10)) {
    const path = issue.path.map(String).join('.') || 'body'
    fields[path] ??= `${path} ${problem(issue)}`
  }
  return new Failure('input', Object.values(fields)[0]!, fields)
}

function problem(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined) return 'is a required field'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'an integer' : article(issue.expected)}`
    case 'too_big':
      return `must contain at maximum ${issue.maximum} ${unit(issue.origin)}`
    case 'too_small':
      return `must contain at least ${issue.minimum} ${unit(issue.origin)}`
    case 'invalid_value':
      return `must be one of [${issue.values.join(' ')}]`
    default:
      return issue.message === 'Invalid input' ? 'is not valid' : issue.message
  }
}

/** Older clients write `{<field>: direction}`, and Go 0 for a direction that was not given (spec/41 §1). */
function sortEntry(value: unknown): unknown {
  if (!isObject(value)) return value
  const [only, ...more] = Object.entries(value)
  const entry = only && more.length === 0 && only[0] !== 'field' ? { field: only[0], direction: only[1] } : value
  return entry.direction === 0 ? { ...entry, direction: undefined } : entry
}

const article = (kind: string) => (/^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`)

function unit(origin: string): string {
  if (origin === 'string') return 'characters'
  return origin === 'number' || origin === 'int' ? '(value)' : 'items'
}

function normaliser(schema: z.core.$ZodType, source: Source): Normalise {
  const key = `${source.view} ${source.from} ${source.side}`
  const known = compiled.get(key) ?? new WeakMap<object, Normalise>()
  compiled.set(key, known)
  const made = known.get(schema)
  if (made) return made
  let later: Normalise | undefined
  known.set(schema, (value, path, now) => later!(value, path, now))
  later = compile(schema, source)
  known.set(schema, later)
  return later
}

function compile(schema: z.core.$ZodType, source: Source): Normalise {
  const shape = shapeOf(schema)
  const inner = compileKind(shape.schema, source, shape.meta)
  const emptyIsAbsent = shape.optional && shape.meta.empty !== 'kept' && !shape.nullable
  // In a filter or in `set` null is a value like any other.
  const keepsNull = shape.nullable || definitionOf(shape.schema).type === 'unknown'
  return (value, path, now) => {
    if (value === undefined || (value === null && !keepsNull)) return undefined
    if (value === null) return null
    if (value === '' && (emptyIsAbsent || source.from === 'query')) return undefined
    return inner(value, path, now)
  }
}

function compileKind(schema: z.core.$ZodType, source: Source, { wire, numbers }: WireMeta): Normalise {
  if (wire === 'time') {
    const plain = source.from === 'query' ? timeOfQuery : (value: unknown) => value
    return (value, path, now) => {
      const time = readTime(plain(value), numbers === 'seconds' ? now : undefined)
      return typeof time === 'string' ? refuseTime(path) : time
    }
  }
  if (wire === 'object_as_id') return (value) => (isObject(value) ? value.id : value)
  if (wire === 'custom') return (value, path) => customData(value, path)
  const definition = definitionOf(schema)
  switch (definition.type) {
    case 'object': {
      const object = compileObject(schema as z.ZodObject, source)
      return (value, path, now) => {
        if (typeof value !== 'string') return object(wire === 'sort_entry' ? sortEntry(value) : value, path, now)
        if (wire === 'id_or_object') return object({ user_id: value }, path, now)
        return source.from === 'query' ? object(parseJson(value, path), path, now) : value
      }
    }
    case 'array':
      return compileArray(normaliser(definition.element, source), source)
    case 'record': {
      const record = compileRecord(normaliser(definition.valueType, source), source)
      return wire === 'keyed_by_id' ? (value, path, now) => record(keyedById(value), path, now) : record
    }
    case 'number':
      return (value) => (source.from === 'query' && typeof value === 'string' ? Number(value) : value)
    case 'boolean':
      return (value) => booleanTexts.get(value) ?? value
    case 'unknown':
    case 'any':
      return (value, path) => harmless(value, path)
    case 'union': {
      const object = definition.options.find((option) => shapeOf(option).meta.wire === 'id_or_object')
      return object ? normaliser(object, source) : (value) => value
    }
    default:
      return (value) => value
  }
}

/** php writes 1 and 0; a switch that a query names without a value is off (spec/00 §3). */
const booleanTexts = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  [1, true],
  ['false', false],
  ['0', false],
  [0, false],
])

function compileArray(element: Normalise, source: Source): Normalise {
  return (value, path, now) => {
    const list = source.from === 'query' && typeof value === 'string' ? splitList(value, path) : value
    if (!Array.isArray(list)) return list
    if (list.length > maxValues) refuseCrowd(path)
    return list.map((item, index) => element(item, `${path}[${index}]`, now))
  }
}

/** A list in a query: a JSON array, JSON objects joined by commas without brackets, or plain text joined by commas. */
function splitList(text: string, path: string): unknown {
  if (text === 'null') return undefined
  if (text.startsWith('[')) return parseJson(text, path)
  if (text.startsWith('{')) return parseJson(`[${text}]`, path)
  return text.split(',')
}

function compileRecord(element: Normalise, source: Source): Normalise {
  return (value, path, now) => {
    const record = source.from === 'query' && typeof value === 'string' ? parseJson(value, path) : value
    if (Array.isArray(record) && record.length === 0) return {}
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
    const keys = Object.keys(record)
    if (keys.length > maxValues) refuseCrowd(path)
    const copy = empty()
    for (const key of keys) {
      copy[key] = element((record as Record<string, unknown>)[key], `${path}.${key}`, now)
    }
    return copy
  }
}

function compileObject(schema: z.ZodObject, source: Source): Normalise {
  const reserved = reservedKeys(schema)
  const fields: { name: string; read: Normalise }[] = []
  const refused = new Set(reserved.refused)
  const known = new Set([...reserved.dropped, ...reserved.refused])
  const isClosed = shapeOf(schema).meta.unknown === 'refuse'
  let custom: Normalise | undefined
  for (const name of Object.keys(schema.shape)) {
    const { meta } = shapeOf(schema.shape[name]!)
    known.add(name)
    if (meta.wire === 'custom') custom = normaliser(schema.shape[name]!, source)
    else if (source.side === 'client' && meta.server === 'refuse') refused.add(name)
    else if (source.side === 'server' || meta.server === undefined) {
      fields.push({ name, read: normaliser(schema.shape[name]!, source) })
    }
  }
  return (value, path, now) => {
    const given = Array.isArray(value) && value.length === 0 ? {} : value
    if (!isObject(given)) return given
    const prefix = path === '' ? '' : `${path}.`
    const model = empty()
    for (const { name, read } of fields) {
      const part = read(given[name], `${prefix}${name}`, now)
      if (part !== undefined) model[name] = part
    }
    for (const name of refused) {
      if (given[name] !== undefined && given[name] !== null) refuseField(`${prefix}${name}`, reserved.refused.has(name))
    }
    if (isClosed) refuseUnknown(given, known, prefix)
    if (custom) {
      const nested = custom(given.custom ?? undefined, `${prefix}custom`, now)
      if (source.view === 'v2') model.custom = nested ?? empty()
      else model.custom = Object.assign(flatCustom(given, known, prefix), nested)
    }
    return model
  }
}

function refuseField(field: string, isReserved: boolean): never {
  if (!isReserved) throw new Failure('not_allowed', `${field} is a server-side only field`)
  throw new Failure('input', `${field} is a reserved field`, { [field]: `${field} is a reserved field` })
}

function refuseUnknown(given: Record<string, unknown>, known: ReadonlySet<string>, prefix: string): void {
  for (const [key, value] of Object.entries(given)) {
    if (!known.has(key) && value !== null) throw fieldFailure(`${prefix}${key}`, 'is not a known setting')
  }
}

function flatCustom(
  given: Record<string, unknown>,
  known: ReadonlySet<string>,
  prefix: string,
): Record<string, unknown> {
  const custom = empty()
  const budget = { left: maxValues }
  for (const key of Object.keys(given)) {
    if (!known.has(key)) custom[key] = copyOf(given[key], `${prefix}${key}`, 0, budget)
  }
  return custom
}

function customData(value: unknown, path: string): unknown {
  if (Array.isArray(value) && value.length === 0) return {}
  return harmless(value, path)
}

/** A copy of any JSON that no key of it can surprise (`__proto__`), refused when it nests too deep or never ends. */
const harmless = (value: unknown, path: string): unknown => copyOf(value, path, 0, { left: maxValues })

function copyOf(value: unknown, path: string, depth: number, budget: { left: number }): unknown {
  budget.left -= 1
  if (budget.left < 0) refuseCrowd(path)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= maxDepth) throw fieldFailure(path, 'is nested too deep')
  if (Array.isArray(value)) return value.map((item) => copyOf(item, path, depth + 1, budget))
  const copy = empty()
  for (const key of Object.keys(value)) {
    copy[key] = copyOf((value as Record<string, unknown>)[key], path, depth + 1, budget)
  }
  return copy
}

function refuseCrowd(path: string): never {
  throw new Failure('payload_too_big', `${path} holds more than ${maxValues} values`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A list of objects with ids stands for the map of them. */
function keyedById(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value
  const map = empty()
  for (const item of value) {
    if (!isObject(item) || typeof item.id !== 'string') return value
    map[item.id] = item
  }
  return map
}

/** In a query a time may be the digits that v2 answers print, or quoted like JSON (spec/00 §3). */
function timeOfQuery(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return /^\d{1,20}$/.test(value) ? Number(value) : value.replace(/^"(.*)"$/, '$1')
}

/** A time; where numbers are seconds, small ones count from now (spec/40 §6). */
function readTime(value: unknown, secondsFrom: number | undefined): unknown {
  if (isZeroTime(value)) return undefined
  if (secondsFrom !== undefined && typeof value === 'number' && value < 1e12) {
    return Math.round(value * 1e6) + (value < 1e9 ? secondsFrom : 0)
  }
  return parseTime(value) ?? value
}

function refuseTime(path: string): never {
  throw fieldFailure(path, 'must be an RFC 3339 time')
}

/** An object without a prototype: `__proto__` is a key like any other. */
const empty = (): Record<string, unknown> => Object.create(null)

function parseJson(text: string, path: string): unknown {
  try {
    return readJson(text, 'is not valid JSON')
  } catch (error) {
    throw fieldFailure(path, (error as Failure).message)
  }
}

function fieldFailure(path: string, problem: string): Failure {
  return new Failure('input', `${path} ${problem}`, { [path]: `${path} ${problem}` })
}
