import { describe, expect, test } from 'bun:test'
import { customEvent, endpointTable, eventTable } from '@parley-chat/protocol'
import fc from 'fast-check'
import type { z } from 'zod'
import { modelsOf } from './models.fixture.ts'
import { printNaively } from './naive-printer.fixture.ts'
import { printer } from './print.ts'
import { views } from './view.ts'

const options = { numRuns: 4 }

function printsLikeTheNaiveOne(schema: z.ZodObject): void {
  fc.assert(
    fc.property(modelsOf(schema), (model) => {
      for (const view of views) {
        const text = printer(schema, view)(model as never)
        expect(text).toBe(printNaively(schema, model, view))
        JSON.parse(text)
      }
    }),
    options,
  )
}

describe('core §6.2: in both generations every event is printed as a naive printer prints it', () => {
  for (const [type, { schema }] of Object.entries({ ...eventTable, 'an event of an app': customEvent })) {
    test(type, () => printsLikeTheNaiveOne(schema))
  }
})

describe('core §6.2: in both generations every answer is printed as a naive printer prints it', () => {
  for (const [name, { reply }] of Object.entries(endpointTable)) {
    // An answer that carries events of any kind is made of those above.
    if (name !== 'Sync') test(name, () => printsLikeTheNaiveOne(reply))
  }
})
