import type { WireMeta } from '@parley-chat/protocol'
import { z } from 'zod'

/** What printers and parsers need to know of one schema, read off Zod once. */
export interface Shape {
  readonly schema: z.core.$ZodType
  readonly optional: boolean
  readonly nullable: boolean
  readonly meta: WireMeta
}

/** Takes the wrappers off a schema and gathers what they said. */
export function shapeOf(schema: z.core.$ZodType): Shape {
  let inner = schema
  let optional = false
  let nullable = false
  let meta: WireMeta = {}
  for (;;) {
    meta = { ...z.globalRegistry.get(inner), ...meta }
    const { def } = inner._zod
    if (def.type === 'optional' || def.type === 'default') optional = true
    else if (def.type === 'nullable') nullable = true
    else return { schema: inner, optional, nullable, meta }
    inner = (def as z.core.$ZodOptionalDef).innerType
  }
}

/** The definition of a schema, typed by its kind. */
export function definitionOf(schema: z.core.$ZodType): z.core.$ZodTypes['_zod']['def'] {
  return (schema as z.core.$ZodTypes)._zod.def
}
