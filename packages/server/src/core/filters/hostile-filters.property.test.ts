import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Sql } from 'sql-template-tag'
import { FilterError } from './filter-error.ts'
import { env, openPeople, peopleFilters, peopleSort, person } from './people.fixture.ts'

const people = openPeople()
// SQLite looks at a pattern or a JSON path only where there is a row to try it on.
people.replace([
  person('ann', { name: 'Ann', age: 1, last_active: 1, teams: ['a'], custom: { name: 'x', a: { b: [1, 'x', true] } } }),
  person('bob', { mutes: ['ann'], custom: { constructor: true, $q: 1 } }),
])

/** Stands in every text that only a client could have written. */
const marker = 'Zq'

/** The words of the language, and hostile ones. */
const aWord = fc
  .oneof(
    fc.constantFrom('$and', '$or', '$nor', '$eq', '$in', '$gt', '$exists', '$contains', '$autocomplete', '$q', '$nope'),
    fc.constantFrom(
      'id',
      'name',
      'age',
      'banned',
      'created_at',
      'teams',
      'muted',
      'invite',
      'field',
      'direction',
      'type',
    ),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '',
      '.',
      'a.b',
      '"',
      "'",
      '\\',
      '\0',
      '\ud800',
      '`',
      '?',
      '--',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  .map((word) => (word.startsWith('$') || /^[a-z_]+$/.test(word) ? word : word + marker))

/** Any JSON made of them. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(aWord, fc.constant(`${marker}'); DROP TABLE people; --`)),
    fc.oneof(fc.double(), fc.boolean(), fc.constant(null), fc.constantFrom(1, -1)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(aWord, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value

test('filters of any shape are refused cleanly or can be run, and never become SQL text', () => {
  const outcomes = { refused: 0, run: 0 }
  fc.assert(
    fc.property(anything, aWord, (value, word) => {
      for (const filter of [value, { [word]: value }, { $and: [{ name: value }, { $or: [value] }] }]) {
        const condition = attempt(() => peopleFilters.compile(filter, env))
        if (condition) expect(people.find(condition).length).toBeWithin(0, 3)
        outcomes[condition ? 'run' : 'refused'] += 1
      }
    }),
    { numRuns: 3000 },
  )
  expect(Math.min(outcomes.refused, outcomes.run)).toBeGreaterThan(500)
})

test('sorts of any shape are refused cleanly or can be run, and never become SQL text', () => {
  const everyone = peopleFilters.compile({}, env)
  const outcomes = { refused: 0, run: 0 }
  fc.assert(
    fc.property(anything, aWord, (value, field) => {
      for (const sort of [value, [value], [{ field, direction: 1 }, { [field]: -1 }], [{ field, type: value }]]) {
        const order = attempt(() => peopleSort.compile(sort, env))
        if (order) expect(people.find(everyone, order)).toHaveLength(2)
        outcomes[order ? 'run' : 'refused'] += 1
      }
    }),
    { numRuns: 2000 },
  )
  expect(Math.min(outcomes.refused, outcomes.run)).toBeGreaterThan(500)
})

function attempt(compile: () => Sql): Sql | undefined {
  try {
    const query = compile()
    expect(query.sql).not.toContain(marker)
    return query
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    return undefined
  }
}
