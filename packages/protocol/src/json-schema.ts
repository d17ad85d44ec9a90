import { z } from 'zod'
import type { Generation } from './endpoint.ts'
import { CustomEvent } from './events/event.ts'
import { eventTable } from './events/table.ts'
import { fieldsOf, namedParts, type Part, partOf } from './schema-walk.ts'

export type JsonSchema = { readonly [keyword: string]: unknown }

/** A request and an answer may say different things of one object: strictness, times, custom data. */
export type Direction = 'request' | 'answer'

/** A schema as one generation sees it in one direction. */
export interface Aspect {
  readonly generation: Generation
  readonly direction: Direction
}

/** Gathers the named schemas that a document refers to, each printed once. */
export interface Components {
  /** The schema, by reference where it has a name. */
  use(schema: z.core.$ZodType, aspect: Aspect): JsonSchema
  /** The schema of an answer, which every answer's `duration` is added to. */
  useReply(schema: z.ZodObject, generation: Generation): JsonSchema
  /** All that was used, by name. */
  readonly schemas: ReadonlyMap<string, JsonSchema>
}

/** Both directions meet in some objects; the request's form of such a one has another name. */
export function createComponents(answers: readonly z.core.$ZodType[]): Components {
  const answered = namedParts(answers)
  const schemas = new Map<string, JsonSchema>()

  function nameOf(part: Part, { generation, direction }: Aspect): string {
    if (direction === 'answer') return answerComponent(part.core, generation)
    const base = answered.has(part.name!) ? `${part.name}Input` : part.name!
    return generation === 'v2' && differs(partOf(part.core), 'request') ? `${base}V2` : base
  }

  function referTo(name: string, print: () => JsonSchema): JsonSchema {
    if (!schemas.has(name)) {
      schemas.set(name, {}) // Taken before it is printed, should it refer to itself.
      schemas.set(name, print())
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  function printPart(part: Part, aspect: Aspect): JsonSchema {
    const { wire } = part.meta
    if (wire === 'time') return referTo(...timeComponent(aspect))
    if (wire === 'event') return referToEvents(aspect)
    const plain = part.name ? referTo(nameOf(part, aspect), () => printCore(part, aspect)) : printCore(part, aspect)
    if (aspect.direction === 'request' && wire === 'id_or_object') return { anyOf: [plain, { type: 'string' }] }
    return plain
  }

  function referToEvents(aspect: Aspect): JsonSchema {
    const name = aspect.generation === 'v2' ? 'WireEventV2' : 'WireEvent'
    const all = [...Object.values(eventTable).map(({ schema }) => schema), CustomEvent]
    return referTo(name, () => ({ oneOf: all.map((schema) => printPart(partOf(schema), aspect)) }))
  }

  function printCore({ core }: Part, aspect: Aspect): JsonSchema {
    const { def } = core._zod
    switch (def.type) {
      case 'object':
        return printObject(core as z.core.$ZodObject, aspect)
      case 'array':
        return { type: 'array', items: printField(partOf(def.element), aspect), ...sizesOf(core) }
      case 'record':
        return { type: 'object', additionalProperties: printField(partOf(def.valueType), aspect) }
      case 'union':
        return { anyOf: def.options.map((option) => printField(partOf(option), aspect)) }
      case 'unknown':
        return {}
      default:
        return leaf(core)
    }
  }

  function printField(part: Part, aspect: Aspect): JsonSchema {
    const printed = printPart(part, aspect)
    const isNull = part.isNullable || (part.meta.v1 === 'null' && showsNull(aspect))
    const schema = isNull ? { anyOf: [printed, { type: 'null' }] } : printed
    const notes = [part.meta.description, part.meta.server && 'Server-side only.'].filter(Boolean)
    return notes.length > 0 ? { ...schema, description: notes.join(' ') } : schema
  }

  function printObject(core: z.core.$ZodObject, aspect: Aspect): JsonSchema {
    const isAnswer = aspect.direction === 'answer'
    const properties: Record<string, JsonSchema> = {}
    const required: string[] = []
    let isOpen = false
    for (const [key, part] of fieldsOf(core)) {
      if (part.meta[aspect.generation] === 'omit') continue
      if (part.meta.wire === 'custom' && aspect.generation === 'v1') {
        isOpen = true
        continue
      }
      properties[key] = printField(part, aspect)
      const isPrinted = isAnswer && part.meta.wire === 'custom'
      if (!part.isOptional || isPrinted || (part.meta.v1 === 'null' && showsNull(aspect))) required.push(key)
    }
    if (core === CustomEvent) properties.type = { type: 'string', not: { enum: Object.keys(eventTable) } }
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...((isOpen || isAnswer) && { additionalProperties: isOpen }),
    }
  }

  return {
    schemas,
    use: (schema, aspect) => printField(partOf(schema), aspect),
    useReply(schema, generation) {
      const aspect: Aspect = { generation, direction: 'answer' }
      const part = partOf(schema)
      return referTo(nameOf(part, aspect), () => {
        const printed = printObject(schema, aspect)
        return {
          ...printed,
          properties: { ...(printed.properties as object), duration: { type: 'string' } },
          required: [...((printed.required as string[] | undefined) ?? []), 'duration'],
        }
      })
    },
  }
}

/** The name that an answer's or event's schema has among the components of a generation. */
export function answerComponent(schema: z.core.$ZodType, generation: Generation): string {
  const part = partOf(schema)
  return generation === 'v2' && differs(partOf(part.core), 'answer') ? `${part.name}V2` : part.name!
}

const showsNull = ({ generation, direction }: Aspect) => generation === 'v1' && direction === 'answer'

const seen = { request: new Map<z.core.$ZodType, boolean>(), answer: new Map<z.core.$ZodType, boolean>() }

/** Whether the two generations print an object differently. */
function differs({ core, meta }: Part, direction: Direction): boolean {
  if (meta.v1 !== undefined || meta.v2 !== undefined || meta.wire === 'custom' || meta.wire === 'event') return true
  if (meta.wire === 'time') return direction === 'answer'
  const known = seen[direction].get(core)
  if (known !== undefined) return known
  seen[direction].set(core, false)
  const { def } = core._zod
  let result = false
  if (def.type === 'object') result = fieldsOf(core as z.core.$ZodObject).some(([, part]) => differs(part, direction))
  else if (def.type === 'array') result = differs(partOf(def.element), direction)
  else if (def.type === 'record') result = differs(partOf(def.valueType), direction)
  else if (def.type === 'union') result = def.options.some((option) => differs(partOf(option), direction))
  seen[direction].set(core, result)
  return result
}

function timeComponent({ generation, direction }: Aspect): [string, () => JsonSchema] {
  if (direction === 'request') {
    return ['TimeInput', () => ({ type: 'string', format: 'date-time', description: 'RFC 3339, any offset.' })]
  }
  if (generation === 'v2') {
    return ['TimeV2', () => ({ type: 'integer', format: 'int64', description: 'Nanoseconds since 1970 in UTC.' })]
  }
  const pattern = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$'
  return ['Time', () => ({ type: 'string', format: 'date-time', pattern, description: 'RFC 3339 in UTC.' })]
}

const leafKeywords = ['type', 'enum', 'const', 'minLength', 'maxLength', 'pattern', 'minimum', 'maximum']

/** A schema without parts, as Zod itself prints it; its bounds of a safe integer say nothing and are left out. */
function leaf(core: z.core.$ZodType): JsonSchema {
  const document = z.toJSONSchema(core, { io: 'input' }) as Record<string, unknown>
  // One with a name is printed as a reference to itself.
  const [named] = Object.values((document.$defs ?? {}) as Record<string, Record<string, unknown>>)
  const printed = named ?? document
  const kept = leafKeywords.filter((keyword) => {
    const value = printed[keyword]
    return value !== undefined && Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER
  })
  return Object.fromEntries(kept.map((keyword) => [keyword, printed[keyword]]))
}

/** The bounds on the length of a list. */
function sizesOf(core: z.core.$ZodType): JsonSchema {
  const sizes: Record<string, number> = {}
  for (const check of core._zod.def.checks ?? []) {
    const bound = check._zod.def as { check: string; minimum?: number; maximum?: number }
    if (bound.check === 'min_length') sizes.minItems = bound.minimum!
    if (bound.check === 'max_length') sizes.maxItems = bound.maximum!
  }
  return sizes
}
