import { fail } from '../../core/errors.ts'

type Data = Record<string, unknown>

/** The keys that a dotted path leads through; one leading `custom.` may be left out (spec/20 §2.3). */
export function readPath(field: string): string[] {
  const keys = field.replace(/^custom\./, '').split('.')
  if (keys.some((key) => key === '' || /\s/.test(key))) fail('input', `invalid field name "${field}"`)
  return keys
}

/** Puts a value where the path leads, through objects that are made where there are none. */
export function setPath(data: Data, path: readonly string[], value: unknown): void {
  let here = data
  for (const key of path.slice(0, -1)) {
    const next = own(here, key)
    here = isObject(next) ? next : put(here, key, {})
  }
  put(here, path.at(-1)!, value)
}

/** Takes away what the path leads to; what stood around it stays, even if it is empty now. */
export function unsetPath(data: Data, path: readonly string[]): void {
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
