import { declarationOf } from '@parley-chat/protocol'
import type { z } from 'zod'
import { declared } from './models.fixture.ts'
import type { View } from './view.ts'

/**
 * Prints a value of the model the slow and plain way, straight from what spec/00 §4 and §5 say: the printers must
 * come to the same text.
 */
export function printNaively(schema: z.core.$ZodType, value: unknown, view: View): string {
  const { schema: core, meta } = declared(schema)
  if (value === null) return 'null'
  if (meta.wire === 'time') return printTime(value as number, view)
  const { def } = (core as z.core.$ZodTypes)._zod
  if (meta.wire === 'event') {
    return printNaively(declarationOf((value as { type: string }).type).schema, value, view)
  }
  if (def.type === 'object') return printFields(core as z.core.$ZodObject, value as Record<string, unknown>, view)
  if (def.type === 'array') {
    return `[${(value as unknown[]).map((item) => printNaively(def.element, item, view)).join(',')}]`
  }
  if (def.type === 'record') {
    const entries = Object.entries(value as Record<string, unknown>)
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${printNaively(def.valueType, item, view)}`).join(',')}}`
  }
  if (def.type === 'union' && typeof value === 'object') {
    const object = def.options.find(
      (option) => (declared(option).schema as z.core.$ZodTypes)._zod.def.type === 'object',
    )
    if (object) return printNaively(object, value, view)
  }
  return JSON.stringify(value)
}

function printTime(micros: number, view: View): string {
  if (view === 'v2') return String(BigInt(micros) * 1000n)
  const millis = Math.floor(micros / 1000)
  const rest = String(micros - millis * 1000).padStart(3, '0')
  return JSON.stringify(new Date(millis).toISOString().replace('Z', `${rest}Z`))
}

function printFields(schema: z.core.$ZodObject, value: Record<string, unknown>, view: View): string {
  const { shape } = schema._zod.def
  const parts: string[] = []
  let custom: Record<string, unknown> | undefined
  for (const [name, field] of Object.entries(shape)) {
    const { meta } = declared(field)
    if (meta.wire === 'custom') {
      custom = (value[name] ?? {}) as Record<string, unknown>
    } else if (meta[view] !== 'omit') {
      const part = value[name]
      if (part !== undefined) parts.push(`${JSON.stringify(name)}:${printNaively(field, part, view)}`)
      else if (meta[view] === 'null') parts.push(`${JSON.stringify(name)}:null`)
    }
  }
  if (custom && view === 'v2') parts.push(`"custom":${JSON.stringify(custom)}`)
  if (custom && view === 'v1') {
    for (const [key, part] of Object.entries(custom)) {
      if (!Object.hasOwn(shape, key)) parts.push(`${JSON.stringify(key)}:${JSON.stringify(part)}`)
    }
  }
  return `{${parts.join(',')}}`
}
