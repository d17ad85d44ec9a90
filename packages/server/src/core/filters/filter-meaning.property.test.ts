import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { env, openPeople, type Person, peopleFilters } from './people.fixture.ts'

type Json = Record<string, unknown>

const people = openPeople()

// --- The oracle: what a filter means, in plain JavaScript. It knows nothing of SQL. ---

function matches(filter: Json, person: Person): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === '$and') return (value as Json[]).every((part) => matches(part, person))
    if (key === '$or') return (value as Json[]).some((part) => matches(part, person))
    if (key === '$nor') return !(value as Json[]).some((part) => matches(part, person))
    const isBare = typeof value !== 'object' || value === null || Array.isArray(value)
    const conditions = isBare ? { $eq: value } : (value as Json)
    return Object.entries(conditions).every(([operator, operand]) => holds(key, operator, operand, person))
  })
}

function holds(field: string, operator: string, operand: unknown, person: Person): boolean {
  if (field === 'muted') return person.mutes.includes('ann') === operand
  if (field === 'teams') return listHolds(person.teams, operator, operand)
  const value = valueAt(field, person)
  const wanted = field === 'created_at' || field === 'last_active' ? microsecondsIn(operand) : operand
  switch (operator) {
    case '$eq':
      return wanted === null ? value === null : value === wanted
    case '$ne':
      return wanted === null ? value !== null : value !== wanted
    case '$in':
      return (wanted as unknown[]).includes(value)
    case '$nin':
      return !(wanted as unknown[]).includes(value)
    case '$exists':
      return (value !== null) === wanted
    case '$contains':
      return Array.isArray(value) && value.includes(wanted)
    case '$autocomplete':
      return typeof value === 'string' && tailsOfWords(value).some((tail) => tail.startsWith(folded(wanted)))
    case '$q':
      return typeof value === 'string' && wordsOf(folded(wanted)).every((word) => wordsOf(folded(value)).includes(word))
    default:
      return typeof value === typeof wanted && comparesAs(operator, order(value, wanted))
  }
}

function valueAt(field: string, person: Person): unknown {
  if (Object.hasOwn(person, field) && field !== 'custom') return person[field as keyof Person]
  let value: unknown = person.custom
  for (const key of field.replace(/^custom\./, '').split('.')) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    value = isObject && Object.hasOwn(value as object, key) ? (value as Json)[key] : null
  }
  return value
}

function listHolds(list: readonly string[], operator: string, operand: unknown): boolean {
  const has = (entry: unknown) => list.includes(entry as string)
  switch (operator) {
    case '$eq':
      if (Array.isArray(operand)) return operand.every(has) && list.every((entry) => operand.includes(entry))
      return operand === null ? list.length === 0 : has(operand)
    case '$ne':
      return !listHolds(list, '$eq', operand)
    case '$contains':
      return has(operand)
    case '$in':
      return (operand as string[]).some(has)
    case '$nin':
      return !(operand as string[]).some(has)
    default:
      return list.length > 0 === operand
  }
}

function comparesAs(operator: string, order: number): boolean {
  if (operator === '$gt') return order > 0
  if (operator === '$gte') return order >= 0
  return operator === '$lt' ? order < 0 : order <= 0
}

/** Text in the order of code points, which is not JavaScript's own. */
function order(left: unknown, right: unknown): number {
  if (typeof left === 'string') return Buffer.compare(Buffer.from(left), Buffer.from(right as string))
  return Number(left) - Number(right)
}

function microsecondsIn(operand: unknown): unknown {
  if (Array.isArray(operand)) return operand.map(microsecondsIn)
  if (typeof operand !== 'string') return operand
  return Date.parse(`${operand.slice(0, 19)}Z`) * 1000 + Number(operand.slice(20, 26))
}

const folded = (text: unknown) => (text as string).trim().toLowerCase()
const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
const tailsOfWords = (text: string) =>
  Array.from(text, (_, index) => index)
    .filter((index) => index === 0 || /[^\p{L}\p{N}]/u.test(text[index - 1]!))
    .map((index) => text.slice(index).toLowerCase())
    .concat('')

// --- People and filters about them. Values come from small sets, so that they meet. ---

const texts = [
  '',
  'ann',
  'Ann',
  'ANN é',
  'Éva-Ann',
  'a_n',
  'a%n',
  'a*n',
  '[a]',
  'x?n',
  'a\\n',
  "o'n",
  '1',
  'true',
  '太郎',
  '\u{1f40d}',
  '\uffee',
]
const aText = fc.constantFrom(...texts)
const aNumber = fc.constantFrom(0, 1, -1, 9, 10, 9.5, 1e15, 0.1, -1e-9, 2 ** 53)
const aTime = fc.constantFrom(-1, 0, 1, 1_000_000, 1_700_000_000_123_456, 1_700_000_000_123_457)
const aTeam = fc.constantFrom('red', 'blue', "o'team", 'RED')
const aScalar = fc.oneof(aText, aNumber, fc.boolean())
const aKey = fc.constantFrom(
  'hat',
  'size',
  '__proto__',
  'constructor',
  "it's",
  'a b',
  'é',
  'back\\',
  'a[0]',
  '$.x',
  'a]',
  '\ud800',
)
const aPath = fc
  .tuple(fc.constantFrom('', 'custom.'), fc.array(aKey, { minLength: 1, maxLength: 2 }))
  .map(([prefix, keys]) => prefix + keys.join('.'))
  .filter((path) => !path.startsWith('$'))
const aTimeText = aTime.map((time) => {
  const seconds = Math.floor(time / 1e6)
  const fraction = String(time - seconds * 1e6).padStart(6, '0')
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`
})

const aPerson: fc.Arbitrary<Person> = fc.record({
  id: fc.constant(''),
  name: fc.option(aText),
  age: fc.option(aNumber),
  banned: fc.boolean(),
  created_at: aTime,
  last_active: fc.option(aTime),
  teams: fc.uniqueArray(aTeam),
  mutes: fc.uniqueArray(fc.constantFrom('ann', 'bob')),
  custom: objectOf(fc.oneof(aScalar, fc.constant(null), fc.array(aScalar, { maxLength: 3 }), objectOf(aScalar))),
})
const aCrowd = fc
  .array(aPerson, { minLength: 1, maxLength: 6 })
  .map((crowd) => crowd.map((person, index) => ({ ...person, id: `${texts[index + 1]}${index}` })))

/** Built entry by entry, so that `__proto__` is a key like any other. */
function objectOf(values: fc.Arbitrary<unknown>): fc.Arbitrary<Json> {
  return fc.array(fc.tuple(aKey, values), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))
}

/** A condition about one field: bare, or with one or two of the operators it takes. */
function condition(field: fc.Arbitrary<string>, operands: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Json> {
  const single = fc
    .constantFrom(...Object.keys(operands))
    .chain((operator) => operands[operator]!.map((operand) => ({ [operator]: operand })))
  const both = fc.tuple(single, single).map(([one, other]) => ({ ...one, ...other }))
  const bare = operands.$eq!
  return fc.tuple(field, fc.oneof(bare, single, both)).map(([name, value]) => Object.fromEntries([[name, value]]))
}

const named = (name: string) => fc.constant(name)
const ranges = (of: fc.Arbitrary<unknown>) => ({ $gt: of, $gte: of, $lt: of, $lte: of })
const listOf = (of: fc.Arbitrary<unknown>) => fc.array(of, { maxLength: 3 })
const orNull = (of: fc.Arbitrary<unknown>) => fc.option(of, { freq: 5 })
const exists = { $exists: fc.boolean() }
const search = aText.filter((text) => wordsOf(text).length > 0)

const aCondition = fc.oneof(
  condition(named('id'), { $eq: aText, $ne: aText, $in: listOf(aText), $nin: listOf(aText), ...ranges(aText) }),
  condition(named('name'), {
    $eq: orNull(aText),
    $ne: orNull(aText),
    $in: listOf(aText),
    ...exists,
    $autocomplete: aText,
    $q: search,
  }),
  condition(named('age'), {
    $eq: orNull(aNumber),
    $ne: aNumber,
    $in: listOf(aNumber),
    $nin: listOf(aNumber),
    ...ranges(aNumber),
  }),
  condition(named('banned'), { $eq: fc.boolean(), $ne: fc.boolean() }),
  condition(named('created_at'), { $eq: aTimeText, $in: listOf(aTimeText), ...ranges(aTimeText) }),
  condition(named('last_active'), { $eq: orNull(aTimeText), ...ranges(aTimeText), ...exists }),
  condition(named('teams'), {
    $eq: fc.oneof(orNull(aTeam), listOf(aTeam)),
    $ne: fc.oneof(orNull(aTeam), listOf(aTeam)),
    $contains: aTeam,
    $in: listOf(aTeam),
    $nin: listOf(aTeam),
    ...exists,
  }),
  condition(named('muted'), { $eq: fc.boolean() }),
  condition(aPath, {
    $eq: orNull(aScalar),
    $in: listOf(aScalar),
    ...ranges(aScalar),
    ...exists,
    $contains: aScalar,
    $autocomplete: aText,
  }),
)

const aFilter: fc.Arbitrary<Json> = fc.letrec<{ filter: Json; group: Json }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    aCondition,
    fc.tuple(aCondition, tie('group')).map(([one, other]) => ({ ...one, ...other })),
    tie('group'),
  ),
  group: fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { minLength: 1, maxLength: 3 }))
    .map(([combinator, parts]) => ({ [combinator]: parts })),
})).filter

test('filters find exactly the people that a plain reading of the filter finds', () => {
  let found = 0
  let left = 0
  fc.assert(
    fc.property(aCrowd, fc.array(aFilter, { minLength: 1, maxLength: 8 }), (crowd, filters) => {
      people.replace(crowd)
      for (const filter of filters) {
        const expected = crowd.filter((person) => matches(filter, person)).map((person) => person.id)
        expect(people.find(peopleFilters.compile(filter, env)).sort()).toEqual(expected.sort())
        found += expected.length
        left += crowd.length - expected.length
      }
    }),
    { numRuns: 400 },
  )
  // Filters that find everyone or no one would prove little.
  expect(found / (found + left)).toBeWithin(0.2, 0.8)
})
