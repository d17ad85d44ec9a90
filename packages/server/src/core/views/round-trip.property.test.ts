import { describe, expect, test } from 'bun:test'
import { endpointTable } from '@parley-chat/protocol'
import fc from 'fast-check'
import type { z } from 'zod'
import { declared, modelsOf } from './models.fixture.ts'
import { parse } from './parse.ts'
import { printer } from './print.ts'
import { views } from './view.ts'

/** What a request means: an object that may carry custom data carries some, if only none. */
function meant(schema: z.core.$ZodType, value: unknown): unknown {
  const { def } = (declared(schema).schema as z.core.$ZodTypes)._zod
  if (value === null || typeof value !== 'object') return value
  if (def.type === 'array') return (value as unknown[]).map((item) => meant(def.element, item))
  if (def.type === 'record') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, meant(def.valueType, item)]))
  }
  if (def.type !== 'object') return value
  const result: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(def.shape)) {
    const part = (value as Record<string, unknown>)[name]
    if (part !== undefined) result[name] = declared(field).meta.wire === 'custom' ? part : meant(field, part)
    else if (declared(field).meta.wire === 'custom') result[name] = {}
  }
  return result
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('core §6.2: what a request says comes into the model the same in both generations', () => {
  for (const [name, endpoint] of Object.entries(endpointTable)) {
    const body = (endpoint as { body?: z.ZodObject }).body
    if (!body) continue
    test(name, () => {
      fc.assert(
        fc.property(modelsOf(body), (model) => {
          for (const view of views) {
            const wire = JSON.parse(printer(body, view)(model as never))
            const read = parse(body, wire, { view, from: 'body', side: 'server' }, 0)
            expect(plain(read)).toEqual(plain(meant(body, model)))
          }
        }),
        { numRuns: 8 },
      )
    })
  }
})
