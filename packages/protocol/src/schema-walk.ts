import { z } from 'zod'
import type { WireMeta } from './scalars.ts'

/** What the printers need to know of one schema: its core without wrappers, and what the wrappers said. */
export interface Part {
  readonly core: z.core.$ZodTypes
  readonly name: string | undefined
  readonly isOptional: boolean
  readonly isNullable: boolean
  readonly meta: WireMeta & { readonly description?: string | undefined }
}

/** Takes the wrappers off a schema. */
export function partOf(schema: z.core.$ZodType): Part {
  let inner = schema
  let isOptional = false
  let isNullable = false
  let meta: Part['meta'] = {}
  for (;;) {
    meta = { ...z.globalRegistry.get(inner), ...meta }
    const { def } = inner._zod
    if (def.type === 'optional' || def.type === 'default') isOptional = true
    else if (def.type === 'nullable') isNullable = true
    else break
    inner = (def as z.core.$ZodOptionalDef).innerType
  }
  const name = z.globalRegistry.get(inner)?.id
  return { core: inner as z.core.$ZodTypes, name, isOptional, isNullable, meta }
}

/** The fields of an object schema. */
export function fieldsOf(core: z.core.$ZodObject): [string, Part][] {
  return Object.entries(core._zod.def.shape).map(([name, schema]) => [name, partOf(schema)])
}

/** Every named schema that is reached from these, by name. */
export function namedParts(roots: readonly z.core.$ZodType[]): Map<string, Part> {
  const found = new Map<string, Part>()
  const seen = new Set<z.core.$ZodType>()
  const visit = (schema: z.core.$ZodType): void => {
    const part = partOf(schema)
    if (seen.has(part.core)) return
    seen.add(part.core)
    if (part.name) {
      const known = found.get(part.name)
      if (known && known.core !== part.core) throw new Error(`two schemas are named ${part.name}`)
      found.set(part.name, part)
    }
    for (const child of childrenOf(part.core)) visit(child)
  }
  for (const root of roots) visit(root)
  return found
}

function childrenOf(core: z.core.$ZodTypes): readonly z.core.$ZodType[] {
  const { def } = core._zod
  switch (def.type) {
    case 'object':
      return Object.values(def.shape)
    case 'array':
      return [def.element]
    case 'record':
      return [def.valueType]
    case 'union':
      return def.options
    case 'lazy':
      return [def.getter()]
    default:
      return []
  }
}
