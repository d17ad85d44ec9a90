// Derives from a schema of the protocol what a request could hold there: values that it allows, most of the time, so that
// requests get as far into the server as they can.
import { reservedKeys } from '@parley-chat/protocol'
import { fieldsOf, type Part, partOf } from '@parley-chat/protocol/schema-walk'
import fc from 'fast-check'
import type { z } from 'zod'
import { hostileText, hostileValue } from './hostile-values.ts'
import { asWritten } from './json-text.ts'
import { filter, setFields, sort, unsetFields } from './languages.ts'
import { known } from './town.ts'

type Value = fc.Arbitrary<unknown>

const words = [
  ...Object.values(known).flat(),
  ...[
    '{connection:0}',
    '{connection:1}',
    'red',
    'hello **you**',
    'like',
    'typing.start',
    'x',
    'en',
    'infinite',
    '1h0m0s',
  ],
  ...['2026-01-05T09:30:00Z', 'https://a.test/x.png', '{task}'],
]

/** Which words suit a field of this name; any other word is worth a try too. */
const suiting: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^User\w*\.id$/, known.users],
  [/^DeliveredMessage\.id$/, known.messages],
  [/^RestoreUsersRequest/, ['gone', 'lost']],
  [/^(channel_type|type|QueryMembersPayload\.type)$/, known.types],
  [/^QueryMembersPayload\.id$/, known.channels],
  [/^task$/, ['{task}']],
  [/^reaction$/, known.reactions],
  [/(^|\.)(id_|messages_id_|message_id|quoted_message_id|parent_id|thread_id|ids$)/, known.messages],
  [/(^|\.)(user_id|created_by|banned_by|target_|member_ids|user_ids|\w*_by_id$|\w*_by$|mentioned_users)/, known.users],
  [/cid/, known.cids],
  [/role/, known.roles],
  [/connection/, ['{connection:0}', '{connection:1}', '{connection:2}']],
]

/** Any value that a field of this name and schema may hold; sometimes one that it may not. */
export function plausible(schema: z.core.$ZodType, name = ''): Value {
  const part = partOf(schema)
  const fitting = language(name.replace(/^.*\./, '')) ?? byWire(part) ?? byKind(part, name)
  return fc.oneof({ weight: 60, arbitrary: fitting }, { weight: 1, arbitrary: hostileValue })
}

function language(name: string): Value | undefined {
  if (/^filter/.test(name) && name !== 'filter_tags') return filter
  if (name === 'sort') return sort
  if (name === 'set') return setFields
  return name === 'unset' ? unsetFields : undefined
}

function byWire(part: Part): Value | undefined {
  const plain = () => byKind({ ...part, meta: {} }, '')
  switch (part.meta.wire) {
    case 'time':
      return time
    case 'custom':
      return customData
    case 'id_or_object':
      return fc.oneof(plain(), fc.constantFrom(...known.users))
    case 'object_as_id':
      return fc.oneof(
        fc.constantFrom(...known.users),
        fc.constantFrom(...known.users).map((id) => ({ id })),
      )
    case 'keyed_by_id':
      return fc.oneof(plain(), fc.array(valueOfRecord(part), { maxLength: 3 }))
    default:
      return undefined
  }
}

const time: Value = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('2026-01-05T09:30:00Z', '2026-01-05T09:30:01.000001Z', '2026-01-06T00:00:00+02:00'),
  },
  { weight: 1, arbitrary: fc.constantFrom('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '1970-01-01T00:00:00Z') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1767605400000000000', '0', '-1', '253402300799999999999', '1e30').map(asWritten),
  },
  { weight: 1, arbitrary: fc.constantFrom(30, 1_767_605_400, 1e12, 0.5) },
)

const customValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>('red', 7, true, null, { a: { b: [1] } }, [1, 'x'], '', 0.1) },
  { weight: 1, arbitrary: hostileValue },
)
const customKey = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('color', 'age', 'mood', 'topics', 'name') },
  { weight: 1, arbitrary: hostileText },
)
const customData = fc.array(fc.tuple(customKey, customValue), { maxLength: 3 }).map(Object.fromEntries)

function byKind(part: Part, name: string): Value {
  const { def } = part.core._zod
  switch (def.type) {
    case 'object':
      return objects(part)
    case 'array':
      return fc.array(plausible(def.element, name), { maxLength: 3 })
    case 'record': {
      const key = fc.oneof(texts(def.keyType as z.core.$ZodType, name), fc.constantFrom<string>(...known.users))
      return fc.array(fc.tuple(key, plausible(def.valueType, name)), { maxLength: 3 }).map(Object.fromEntries)
    }
    case 'union':
      return fc.oneof(...def.options.map((option) => plausible(option, name)))
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries))
    case 'literal':
      return fc.constantFrom<unknown>(...def.values)
    case 'boolean':
      return fc.oneof(fc.boolean(), fc.constantFrom<unknown>(1, 0, 'true', '1'))
    case 'number':
      return numbers(part.core)
    case 'string':
      return texts(part.core, name)
    default:
      return customValue
  }
}

const valueOfRecord = ({ core }: Part): Value =>
  core._zod.def.type === 'record' ? plausible(core._zod.def.valueType) : hostileValue

/** Without these a request says nothing, although its schema could do without them. */
const essential = /^(data|members|message_id|id|set)$/

/** Fields that may be absent mostly are: a request with everything in it contradicts itself. */
function objects({ core, name: owner }: Part): Value {
  const schema = core as z.ZodObject
  const parts = fieldsOf(schema)
  const optional = parts.filter(([, { isOptional }]) => isOptional).length
  const fields = parts.map(([name, part]) => {
    const value = plausible(schema.shape[name]!, owner ? `${owner}.${name}` : name)
    const absent = fc.constant(undefined)
    const present = { weight: 3, arbitrary: value }
    const weight = part.meta.acting ? 40 : essential.test(name) ? 1 : Math.max(2, optional / 2)
    return [
      name,
      part.isOptional ? fc.oneof({ weight: Math.round(weight), arbitrary: absent }, present) : value,
    ] as const
  })
  const reserved = reservedKeys(schema)
  const managed = [...reserved.dropped, ...reserved.refused]
  const hasCustom = 'custom' in schema.shape
  return fc
    .tuple(
      fc.record(Object.fromEntries(fields)) as fc.Arbitrary<Record<string, unknown>>,
      hasCustom ? customData : fc.constant({}),
      managed.length > 0 ? fc.subarray(managed, { maxLength: 2 }) : fc.constant([]),
      fc.nat(9),
      hostileValue,
    )
    .map(([given, custom, keys, chance, value]) => ({
      ...given,
      ...(chance < 4 && custom),
      ...(chance === 9 && Object.fromEntries(keys.map((key) => [key, value]))),
    }))
}

function numbers(schema: z.core.$ZodType): Value {
  const bounds = (schema as z.core.$ZodNumber)._zod.bag as { minimum?: number; maximum?: number }
  const { minimum = -1, maximum = 1000 } = bounds
  const edges = [minimum - 1, minimum, minimum + 1, maximum - 1, maximum, maximum + 1]
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(0, 1, 2, 10, 60) },
    { weight: 1, arbitrary: fc.constantFrom(...edges) },
  )
}

function texts(schema: z.core.$ZodType, name: string): fc.Arbitrary<string> {
  const fits = (text: string) => (schema as z.ZodType).safeParse(text).success
  const all = words.filter(fits)
  const best = suiting.find(([pattern]) => pattern.test(name))?.[1].filter(fits) ?? []
  const any = all.length > 0 ? fc.constantFrom(...all) : hostileText
  return fc.oneof(
    { weight: best.length > 0 ? 40 : 0, arbitrary: best.length > 0 ? fc.constantFrom(...best) : any },
    { weight: best.length > 0 ? 3 : 12, arbitrary: any },
    { weight: 1, arbitrary: hostileText },
  )
}
