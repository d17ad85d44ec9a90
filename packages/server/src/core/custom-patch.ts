import { Failure, fail } from './errors.ts'

type Data = Record<string, unknown>

/** A partial update as clients write it: dotted paths reach into custom data. */
export interface Patch {
  readonly set?: Data | undefined
  readonly unset?: readonly string[] | undefined
}

/** What a patch says, told apart. */
export interface ReadPatch {
  /** Fields of the resource that are set, not judged yet. */
  readonly fields: Data
  /** Fields of the resource that are unset. */
  readonly cleared: string[]
  /** The custom data as it is afterwards. */
  readonly custom: Data
}

/**
 * Applies `set` and `unset` to custom data, and tells the fields of the resource apart from it. Everything about a
 * field that is not custom data is judged by whoever asks.
 */
export function readPatch(
  before: Data,
  { set = {}, unset = [] }: Patch,
  fields: ReadonlySet<string>,
  reserved: ReadonlySet<string>,
): ReadPatch {
  const entries = Object.entries(set)
  if (entries.length === 0 && unset.length === 0) fail('input', 'set or unset is required')
  for (const name of unset) if (Object.hasOwn(set, name)) fail('input', `field "${name}" is in both set and unset`)
  const custom = structuredClone(before)
  const read: ReadPatch = { fields: {}, cleared: [], custom }

  function place(path: readonly string[], value: unknown): void {
    const name = path[0]!
    if (reserved.has(name)) refuseReserved(name)
    if (!fields.has(name)) {
      setPath(custom, path, value)
      return
    }
    if (path.length > 1) fail('input', `field "${name}" has no fields`)
    if (value === null) read.cleared.push(name)
    else read.fields[name] = value
  }

  for (const [name, value] of entries) {
    if (name !== 'custom') place(readPath(name), value)
    else for (const [key, part] of Object.entries(asObject(value))) place([key], part)
  }
  for (const name of unset) {
    const path = readPath(name)
    if (reserved.has(path[0]!)) refuseReserved(path[0]!)
    if (name === 'custom') for (const key of Object.keys(custom)) delete custom[key]
    else if (fields.has(path[0]!)) read.cleared.push(path[0]!)
    else unsetPath(custom, path)
  }
  return read
}

function refuseReserved(name: string): never {
  throw new Failure('input', `${name} is a reserved field`, { [name]: `${name} is a reserved field` })
}

function asObject(value: unknown): object {
  if (!isObject(value)) fail('input', 'custom must be an object')
  return value
}

/** The keys that a dotted path leads through; one leading `custom.` may be left out. */
function readPath(field: string): string[] {
  const keys = field.replace(/^custom\./, '').split('.')
  if (keys.some((key) => key === '')) fail('input', `invalid field name "${field.slice(0, 255)}"`)
  return keys
}

/** Puts a value where the path leads, through objects that are made where there are none. */
function setPath(data: Data, path: readonly string[], value: unknown): void {
  let here = data
  for (const key of path.slice(0, -1)) {
    const next = own(here, key)
    here = isObject(next) ? next : put(here, key, {})
  }
  put(here, path.at(-1)!, value)
}

/** Takes away what the path leads to; what stood around it stays, even if it is empty now. */
function unsetPath(data: Data, path: readonly string[]): void {
  let here = data
  for (const key of path.slice(0, -1)) {
    const next = own(here, key)
    if (!isObject(next)) return
    here = next
  }
  delete here[path.at(-1)!]
}

const own = (data: Data, key: string): unknown => (Object.hasOwn(data, key) ? data[key] : undefined)

/** Defines instead of assigning: `__proto__` is a key like any other. */
function put<T>(data: Data, key: string, value: T): T {
  Object.defineProperty(data, key, { value, writable: true, enumerable: true, configurable: true })
  return value
}

const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value)
