import { describe, expect, test } from 'bun:test'
import { endpointTable, MessageRequest, QueryChannelsRequest, SendMessageRequest } from '@parley-chat/protocol'
import fc from 'fast-check'
import type { z } from 'zod'
import { Failure } from '../errors.ts'
import { readJson } from './json.ts'
import { parse, type Source } from './parse.ts'
import { printer } from './print.ts'
import { views } from './view.ts'

const client: Source = { view: 'v1', from: 'body', side: 'client' }

/** What is not understood is refused with a failure of the wire, never with anything else. */
function readOrRefuse(schema: z.ZodObject, value: unknown, source: Source): unknown {
  try {
    return parse(schema, value, source, 0)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(['input', 'not_allowed', 'payload_too_big']).toContain(error.error)
    return undefined
  }
}

const nested = (depth: number, leaf: unknown) => {
  let value = leaf
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? { deeper: value } : [value]
  return value
}

describe('threats #29: keys that mean something to JavaScript', () => {
  const hostile =
    '{"text":"hi","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"custom":{"deep":{"__proto__":{"isAdmin":true}},"__proto__":{"isAdmin":true},"toString":7,"hasOwnProperty":1}}'

  test('change nothing but what they are in', () => {
    for (const view of views) {
      const message = parse(MessageRequest, JSON.parse(hostile), { ...client, view }, 0)
      expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
      const { custom } = message as { custom: Record<string, unknown> }
      expect(custom.isAdmin).toBeUndefined()
      expect((custom.deep as { isAdmin?: boolean }).isAdmin).toBeUndefined()
      expect(custom.toString).toBe(7 as never)
      JSON.stringify(custom)
    }
  })

  test('and are printed as the data that they are', () => {
    const custom = JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":null}')
    const [v1, v2] = views.map((view) => printer(MessageRequest, view)({ text: 'hi', custom } as never))
    expect(v1).toBe('{"text":"hi","__proto__":{"a":1},"constructor":2,"toString":null}')
    expect(v2).toBe('{"text":"hi","custom":{"__proto__":{"a":1},"constructor":2,"toString":null}}')
  })

  test('custom data that is named like a field of its object never takes its place (spec/00 §5)', () => {
    const text = printer(
      MessageRequest,
      'v1',
    )({ text: 'mine', custom: { text: 'forged', type: 'system', x: 1 } } as never)
    expect(text).toBe('{"text":"mine","x":1}')
  })
})

test('threats #29: what cannot even be turned into text is refused like anything else that is no switch', () => {
  for (const state of [{ toString: 1, valueOf: null }, { toString: 'x' }, [[]], [{ toString: null }]]) {
    expect(() => parse(QueryChannelsRequest, { state }, client, 0)).toThrow('state must be a boolean')
  }
})

describe('threats #21: depth', () => {
  test('custom data may be nested 32 deep and no deeper', () => {
    const read = (depth: number) => parse(MessageRequest, { text: 'hi', deep: nested(depth, 1) }, client, 0)
    expect(() => read(32)).not.toThrow()
    expect(() => read(33)).toThrow('deep is nested too deep')
    expect(() => read(33)).toThrow(Failure)
  })

  test('the same holds in filters and anywhere else where any JSON is allowed', () => {
    const deep = nested(40, 1)
    const body = { filter_conditions: { a: deep } }
    expect(() => parse(QueryChannelsRequest, body, client, 0)).toThrow('nested too deep')
    expect(() => parse(SendMessageRequest, { message: { attachments: [{ x: deep }] } }, client, 0)).toThrow(Failure)
  })

  test('a body a hundred thousand deep is a refusal, not a crash', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const text = `{"message":{"text":"hi","x":${open.repeat(100_000)}1${close.repeat(100_000)}}}`
      for (const body of [text, text.replace('hi', '\\u0000')]) {
        let refusal: unknown
        try {
          parse(SendMessageRequest, readJson(body, 'invalid json data'), client, 0)
        } catch (error) {
          refusal = error
        }
        expect(refusal).toBeInstanceOf(Failure)
      }
    }
  })
})

describe('threats #30: text that fits in no database', () => {
  const broken = [
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00"',
    '"a\\udc00\\ud800b"',
    '"\\uD83D"',
    '{"\\u0000":1}',
    '{"a":[{"b":"\\ud800x"}]}',
  ]
  const sound = ['"\\ud83d\\ude00"', '"\\\\u0000"', '"\\u0001\\u202e"', '"\u{1f600}"', '"\\uD83D\\uDE00\\u00e9"']

  test('NUL and half surrogate pairs are refused, wherever they stand', () => {
    for (const text of broken) expect(() => readJson(text, 'x')).toThrow('may not contain NUL')
    for (const text of sound) expect(readJson(text, 'x')).toBe(JSON.parse(text))
  })

  test('whatever gets through is whole: it survives being stored as UTF-8', () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: 'binary' }), (text, words) => {
        for (const candidate of [text, JSON.stringify({ [words]: words })]) {
          let value: unknown
          try {
            value = readJson(candidate, 'x')
          } catch {
            continue
          }
          const stored = new TextDecoder().decode(new TextEncoder().encode(JSON.stringify(value)))
          expect(JSON.parse(stored)).toEqual(value)
          expect(stored).not.toContain('\\u0000')
        }
      }),
    )
  })

  test('what is no JSON is refused with the words of the wire', () => {
    for (const text of ['{', '{"a":}', "{'a':1}", 'undefined', '{"a":1}x', '\u0000', 'NaN', '[1,]', '{"a":1,}']) {
      expect(() => readJson(text, 'invalid json data')).toThrow('invalid json data')
    }
  })
})

describe('any JSON sent anywhere is read or refused, and leaves no trace in the language', () => {
  const values = fc.oneof(
    fc.anything({ withNullPrototype: false }).map((value) => JSON.parse(JSON.stringify(value) ?? 'null')),
    fc.constantFrom<unknown>(null, [], {}, '', 0, -1, 1e308, '0001-01-01T00:00:00Z', [[]], { id: {} }, true, 'null'),
  )
  for (const [name, endpoint] of Object.entries(endpointTable)) {
    const { body, query } = endpoint as { body?: z.ZodObject; query?: z.ZodObject }
    if (!body && !query) continue
    test(name, () => {
      const fields = Object.keys({ ...body?.shape, ...query?.shape })
      const wire = fc.dictionary(fc.oneof(fc.constantFrom(...fields), fc.string()), values, { maxKeys: 6 })
      fc.assert(
        fc.property(fc.oneof(values, wire), fc.constantFrom(...views), fc.boolean(), (value, view, isServer) => {
          const side = isServer ? 'server' : 'client'
          if (body) readOrRefuse(body, value, { view, side, from: 'body' })
          if (query && typeof value === 'object' && value !== null) {
            const texts = Object.fromEntries(
              Object.entries(value).map(([key, part]) => [key, String(JSON.stringify(part))]),
            )
            readOrRefuse(query, texts, { view, side, from: 'query' })
          }
          expect(Object.keys(Object.prototype)).toEqual([])
        }),
        { numRuns: 12 },
      )
    })
  }
})

describe('threats #21: a text that is cheap to send and dear to read', () => {
  test('is refused before it is parsed where it nests deeper than any request does', () => {
    const padding = ' '.repeat(5000)
    for (const deep of [nested(200, 1), { text: '['.repeat(5000), quoted: `\\"${'{'.repeat(500)}` }]) {
      expect(readJson(JSON.stringify(deep) + padding, 'x')).toEqual(deep)
    }
    for (const text of [JSON.stringify(nested(201, 1)) + padding, '['.repeat(5000), '{"a":'.repeat(1000)]) {
      expect(() => readJson(text, 'x')).toThrow('x: it is nested too deep')
    }
  })

  test('is refused where one of its parts holds more values than any limit behind it allows', () => {
    const many = (count: number) => Array.from({ length: count }, () => 1)
    const keys = (count: number) => Object.fromEntries(many(count).map((one, index) => [`k${index}`, one]))
    const refused = (schema: z.ZodObject, value: unknown) =>
      expect(() => parse(schema, value, client, 0)).toThrow('holds more than 10000 values')
    expect(parse(MessageRequest, { text: 'hi', list: many(9999) }, client, 0)).toMatchObject({ text: 'hi' })
    refused(MessageRequest, { text: 'hi', list: many(10_000) })
    refused(MessageRequest, { text: 'hi', list: [[many(5000)], { a: many(5000) }] })
    refused(MessageRequest, { text: 'hi', ...keys(10_001) })
    refused(MessageRequest, { text: 'hi', attachments: many(10_001).map(() => ({})) })
    refused(QueryChannelsRequest, { filter_conditions: { id: { $in: many(10_000) } } })
    refused(QueryChannelsRequest, { filter_conditions: keys(10_001) })
  })
})
