import fc from 'fast-check'
import { z } from 'zod'

/** What a declaration says about a field, read off Zod without the help of the printers and parsers under test. */
export interface Declared {
  readonly schema: z.core.$ZodType
  readonly isOptional: boolean
  readonly isNullable: boolean
  readonly meta: Readonly<Record<string, unknown>>
}

export function declared(schema: z.core.$ZodType): Declared {
  const own = z.globalRegistry.get(schema) ?? {}
  const { type, innerType } = schema._zod.def as { type: string; innerType?: z.core.$ZodType }
  if (!innerType || (type !== 'optional' && type !== 'nullable')) {
    return { schema, isOptional: false, isNullable: false, meta: own }
  }
  const inner = declared(innerType)
  return {
    schema: inner.schema,
    isOptional: inner.isOptional || type === 'optional',
    isNullable: inner.isNullable || type === 'nullable',
    meta: { ...inner.meta, ...own },
  }
}

/** Moments whose nanoseconds a JavaScript number still tells apart to the microsecond. */
const moments = fc.integer({ min: 1_000_000_000, max: 4_000_000_000_000_000 })

/** Text as people write it, with all that JSON must escape; no half surrogate pairs, which no request may hold. */
const texts = fc.string({ unit: 'grapheme', maxLength: 12 })

/** Keys of custom data: whatever, but nothing that a declaration could have taken. */
const customKeys = fc.oneof(
  fc.string({ maxLength: 8 }).map((text) => `my_${text}`),
  fc.constantFrom('my-key', 'ключ', '"', 'x.y', '0'),
)

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
const customData = fc.dictionary(customKeys, json, { maxKeys: 4 })

const made = new WeakMap<z.core.$ZodType, fc.Arbitrary<unknown>>()

/** Values of the model that a declaration allows. */
export function modelsOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const known = made.get(schema)
  if (known) return known
  const arbitrary = make(schema)
  made.set(schema, arbitrary)
  return arbitrary
}

function make(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { schema: core, isNullable, meta } = declared(schema)
  const plain = meta.wire === 'time' ? moments : meta.wire === 'custom' ? customData : makeCore(core)
  return isNullable ? fc.option(plain, { nil: null }) : plain
}

function makeCore(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'string':
      return stringsOf(limitsOf(schema))
    case 'number':
      return numbersOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'literal':
      return fc.constantFrom(...def.values)
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries))
    case 'array': {
      const { min } = limitsOf(schema)
      return fc.array(modelsOf(def.element), { minLength: Math.max(0, min), maxLength: Math.max(2, min) })
    }
    case 'record':
      return fc.dictionary(keysOf(def.keyType), modelsOf(def.valueType), { maxKeys: 2 })
    case 'union':
      return fc.oneof(...def.options.map(modelsOf))
    case 'unknown':
      return json
    case 'object':
      return objectsOf(schema as z.core.$ZodObject)
    default:
      throw new Error(`no values are known for ${def.type}`)
  }
}

function keysOf(schema: z.core.$ZodType): fc.Arbitrary<string> {
  return limitsOf(schema).pattern ? (modelsOf(schema) as fc.Arbitrary<string>) : customKeys
}

interface Limits {
  readonly min: number
  readonly max: number
  readonly pattern: RegExp | undefined
}

/** What the checks of a schema allow: lengths of text and lists, sizes of numbers. */
function limitsOf(schema: z.core.$ZodType): Limits {
  let min = Number.NEGATIVE_INFINITY
  let max = Number.POSITIVE_INFINITY
  let pattern: RegExp | undefined
  for (const { _zod } of schema._zod.def.checks ?? []) {
    const { minimum, maximum, value, check, ...rest } = _zod.def as unknown as Record<string, number> & {
      check: string
    }
    min = Math.max(min, minimum ?? (check === 'greater_than' ? value! : min))
    max = Math.min(max, maximum ?? (check === 'less_than' ? value! : max))
    if ('pattern' in rest) pattern = rest.pattern as unknown as RegExp
  }
  return { min, max, pattern }
}

/** Never empty: an empty text means "not given" in most places, which has tests of its own. */
function stringsOf({ min, max, pattern }: Limits): fc.Arbitrary<string> {
  const any = pattern ? fc.stringMatching(pattern) : texts
  return any.filter(({ length }) => length >= Math.max(1, min) && length <= max)
}

function numbersOf(schema: z.core.$ZodType): fc.Arbitrary<number> {
  const limits = limitsOf(schema)
  const [min, max] = [Math.max(limits.min, -1e9), Math.min(limits.max, 1e9)]
  if ('format' in schema._zod.def) return fc.integer({ min, max })
  return fc.double({ min, max, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value))
}

function objectsOf(schema: z.core.$ZodObject): fc.Arbitrary<unknown> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {}
  const required: string[] = []
  for (const [name, field] of Object.entries(schema._zod.def.shape)) {
    fields[name] = modelsOf(field)
    if (!declared(field).isOptional) required.push(name)
  }
  return fc.record(fields, { requiredKeys: required, noNullPrototype: true })
}
