import { describe, expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { FilterError } from './filter-error.ts'
import { env, openPeople, peopleFilters, peopleSort, person } from './people.fixture.ts'
import { sortable } from './sort.ts'

const people = openPeople()
const everyone = peopleFilters.compile({}, env)
people.replace([
  person('ann', { age: 30, created_at: 1, custom: { size: 10, vip: true, rank: 'b', 'a b': 2 } }),
  person('bob', { age: 9, created_at: 2, custom: { size: 9, vip: false, rank: 'B', 'a b': 1 }, mutes: ['ann'] }),
  person('cid', { created_at: 2, custom: { size: '1', rank: null, address: { zip: 7 } } }),
  person('dan', { age: 9, created_at: 3, custom: { size: true, address: { zip: 20 } } }),
])

const inOrder = (sort: unknown) => people.find(everyone, peopleSort.compile(sort, env)).join(' ')

function refused(sort: unknown): { reason: string; field: string } {
  try {
    peopleSort.compile(sort, env)
  } catch (error) {
    if (error instanceof FilterError) return { reason: error.message, field: error.field }
    throw error
  }
  throw new Error('the sort was taken')
}

describe('a sort', () => {
  test('that asks for nothing gives the resource its own order', () => {
    for (const sort of [undefined, null, []]) expect(inOrder(sort)).toBe('dan cid bob ann')
  })

  test('goes up unless told otherwise, and the id settles ties in the same direction', () => {
    expect(inOrder([{ field: 'created_at' }])).toBe('ann bob cid dan')
    expect(inOrder([{ field: 'created_at', direction: 0 }])).toBe('ann bob cid dan')
    expect(inOrder([{ field: 'created_at', direction: -1 }])).toBe('dan cid bob ann')
  })

  test('puts who has no value last, in both directions', () => {
    expect(inOrder([{ field: 'age', direction: 1 }])).toBe('bob dan ann cid')
    expect(inOrder([{ field: 'age', direction: -1 }])).toBe('ann dan bob cid')
  })

  test('takes several fields, the first one first', () => {
    const sort = [
      { field: 'age', direction: 1 },
      { field: 'created_at', direction: -1 },
    ]
    expect(inOrder(sort)).toBe('dan bob ann cid')
  })

  test('may be written as older clients do', () => {
    expect(inOrder([{ age: 1 }, { created_at: -1 }])).toBe('dan bob ann cid')
  })

  test('may depend on the acting user', () => {
    expect(inOrder([{ field: 'muted', direction: -1 }])).toBe('bob dan cid ann')
  })

  test('does not settle ties twice', () => {
    expect(peopleSort.compile([{ field: 'id', direction: -1 }], env).sql).toBe('p.id DESC')
  })
})

describe('a sort by custom data', () => {
  test('compares numbers as numbers, before texts and booleans, without being told a type', () => {
    expect(inOrder([{ field: 'size', direction: 1 }])).toBe('bob ann cid dan')
    expect(inOrder([{ field: 'size', direction: -1 }])).toBe('ann bob cid dan')
    expect(inOrder([{ field: 'rank', direction: 1 }])).toBe('bob ann cid dan')
  })

  test('with a type looks at values of that type alone', () => {
    expect(inOrder([{ field: 'size', type: 'number', direction: 1 }])).toBe('bob ann cid dan')
    expect(inOrder([{ field: 'vip', type: 'boolean', direction: -1 }])).toBe('ann bob dan cid')
    expect(inOrder([{ field: 'size', type: 'boolean', direction: 1 }])).toBe('dan ann bob cid')
    expect(inOrder([{ field: 'size', type: '', direction: 1 }])).toBe('bob ann cid dan')
  })

  test('reaches into objects by dots', () => {
    expect(inOrder([{ field: 'address.zip', direction: 1 }])).toBe('cid dan ann bob')
    expect(inOrder([{ field: 'custom.address.zip', direction: -1 }])).toBe('dan cid bob ann')
    expect(inOrder([{ field: 'a b', direction: 1 }])).toBe('bob ann cid dan')
  })

  test('is refused where the resource has none', () => {
    const plain = sortable({}, { id: sql`p.id`, unsorted: [] })
    expect(() => plain.compile([{ field: 'size' }], env)).toThrow('sorting by field "size" is not supported')
    expect(plain.compile([], env).sql).toBe('p.id ASC')
  })
})

describe('a sort that is none', () => {
  test('is refused in the words of the wire', () => {
    expect(refused([{ field: 'age', direction: 'down' }])).toEqual({
      field: 'sort[0].direction',
      reason: 'expected number for field "sort[0].direction" but got string',
    })
    expect(refused({ age: 1 }).reason).toBe('expected array for field "sort" but got object')
    expect(refused([{ field: 'age' }, 'age']).reason).toBe('expected object for field "sort[1]" but got string')
    expect(refused([{ field: 'age', direction: 2 }]).reason).toBe(
      'expected 1 or -1 for field "sort[0].direction" but got 2',
    )
    expect(refused([{ field: 5 }]).reason).toBe('expected string for field "sort[0].field" but got number')
    expect(refused([{ field: 'size', type: 'date' }]).field).toBe('sort[0].type')
    expect(refused([{ field: 'a"b' }]).reason).toBe('invalid field name "a"b"')
    expect(refused([{ field: 'a\0b' }]).field).toBe('sort[0].field')
    expect(refused([{ field: 'x'.repeat(256) }]).field).toBe('sort[0].field')
  })

  test('is refused when it has too many fields', () => {
    const fields = (length: number) => Array.from({ length }, () => ({ field: 'age' }))
    expect(inOrder(fields(10))).toBe('bob dan ann cid')
    expect(refused(fields(11)).reason).toBe('field "sort" has more than 10 entries')
  })
})
