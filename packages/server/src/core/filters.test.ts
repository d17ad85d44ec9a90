import { describe, expect, test } from 'bun:test'
import { FilterError } from './filters/filter-error.ts'
import { filterLimits, readTime } from './filters/filter-values.ts'
import { env, openPeople, peopleFilters, person, plainFilters } from './filters/people.fixture.ts'

const people = openPeople()
people.replace([
  person('ann', {
    name: 'Ann Éclair',
    age: 30,
    created_at: 1_000_000,
    last_active: 5_000_000,
    teams: ['red', 'blue'],
    custom: { hat: 'red', size: 10, vip: true, tags: ['a', 1, true], address: { city: 'Ghent' }, gone: null },
  }),
  person('bob', {
    name: "Bob O'Neil-Smith",
    age: 9.5,
    banned: true,
    created_at: 2_000_000,
    teams: ['red'],
    mutes: ['ann'],
    custom: { hat: 'Red', size: 9, vip: false, tags: ['1', 'true'], address: 'Ghent' },
  }),
  person('cid_1%', {
    name: '100%_real',
    created_at: 3_000_000,
    custom: { size: '10', vip: 1, tags: { a: 'a' }, constructor: 'x', 'a.b': 1 },
  }),
])

const find = (filter: unknown) => people.find(peopleFilters.compile(filter, env)).join(' ')

function refused(filter: unknown, filters = peopleFilters): { reason: string; field: string } {
  try {
    filters.compile(filter, env)
  } catch (error) {
    if (error instanceof FilterError) return { reason: error.message, field: error.field }
    throw error
  }
  throw new Error('the filter was taken')
}

describe('a filter as a whole', () => {
  test('an empty one finds everyone, however it is written', () => {
    for (const filter of [{}, [], null, undefined]) expect(find(filter)).toBe('ann bob cid_1%')
  })

  test('what is no object is refused in the words of the wire', () => {
    expect(refused([{}])).toEqual({
      field: 'filter_conditions',
      reason: 'expected object for field "filter_conditions" but got array',
    })
    expect(refused('ann', plainFilters).reason).toBe('expected object for field "filter" but got string')
  })

  test('several fields and several operators of one field must all hold', () => {
    expect(find({ banned: false, age: 30 })).toBe('ann')
    expect(find({ age: { $gt: 9, $lt: 10 } })).toBe('bob')
    expect(find({ age: { $gt: 9, $lt: 9.5 } })).toBe('')
  })

  test('$and, $or and $nor combine filters, and absent values count as false', () => {
    expect(find({ $or: [{ id: 'ann' }, { age: { $lt: 10 } }] })).toBe('ann bob')
    expect(find({ $and: [{ $or: [{ id: 'ann' }, { id: 'bob' }] }, { banned: true }] })).toBe('bob')
    expect(find({ $nor: [{ age: { $gt: 10 } }, { banned: true }] })).toBe('cid_1%')
    expect(find({ $nor: [{ $nor: [{ age: { $gt: 10 } }] }] })).toBe('ann')
    expect(find({ $or: [[], { id: 'ann' }] })).toBe('ann bob cid_1%')
  })

  test('combinators without a list, or with an empty one, are refused', () => {
    expect(refused({ $or: [] }).reason).toBe('$or must contain at least 1 item')
    expect(refused({ $and: { id: 'ann' } }).reason).toBe(
      'expected array for field "filter_conditions.$and" but got object',
    )
    expect(refused({ $or: [{ id: 'ann' }, 5] })).toEqual({
      field: 'filter_conditions.$or[1]',
      reason: 'expected object for field "filter_conditions.$or[1]" but got number',
    })
  })

  test('a field with an empty object asks for nothing, yet is mentioned', () => {
    expect(find({ teams: {} })).toBe('ann bob cid_1%')
    expect(peopleFilters.mentions({ $or: [{ $and: [{ teams: {} }] }] }, 'teams')).toBe(true)
    expect(peopleFilters.mentions({ $or: [{ id: 'teams' }] }, 'teams')).toBe(false)
  })

  test('each limit holds, and what just fits is taken', () => {
    const nested = (levels: number): object => (levels === 1 ? {} : { $and: [nested(levels - 1)] })
    const names = (length: number) => Array.from({ length }, (_, index) => `p${index}`)
    const limited: [(size: number) => unknown, number][] = [
      [nested, filterLimits.levels],
      [(size) => ({ $or: Array.from({ length: size - 1 }, () => ({})) }), filterLimits.conditions],
      [(size) => ({ id: { $in: names(size) } }), filterLimits.entriesOfList],
      [(size) => ({ ['x'.repeat(size)]: 1 }), filterLimits.lengthOfName],
      [(size) => ({ id: 'x'.repeat(size) }), filterLimits.lengthOfText],
      [(size) => ({ id: { $autocomplete: 'x'.repeat(size) } }), filterLimits.lengthOfSearch],
    ]
    for (const [make, limit] of limited) {
      expect(() => find(make(limit))).not.toThrow()
      expect(refused(make(limit + 1)).reason).toBeString()
    }
    const full = { id: { $in: names(filterLimits.entriesOfList) } }
    expect(find({ $and: [full, full, full, full] })).toBe('')
    expect(refused({ $and: [full, full, full, full, { id: 'ann' }] }).reason).toEndWith('has more than 2000 values')
  })
})

describe('fields and operators', () => {
  test('an unknown field is refused where there is no custom data', () => {
    expect(refused({ hat: 'red' }, plainFilters)).toEqual({
      field: 'filter.hat',
      reason: 'filtering by field "hat" is not supported',
    })
    expect(refused({ hat: {} }, plainFilters).field).toBe('filter.hat')
    expect(refused({ constructor: 'x', toString: 'x' }, plainFilters).field).toBe('filter.constructor')
  })

  test('an operator that a field does not take is refused in the words of the wire', () => {
    expect(refused({ age: { $exists: true } }).reason).toBe('operator $exists is not supported for field "age"')
    expect(refused({ hat: { $ne: 'red' } }).reason).toBe('operator $ne is not supported for custom fields')
    expect(refused({ age: { $autocomplete: 'a' } }).reason).toBe('autocomplete is not enabled for field people.age.')
    expect(refused({ id: { $q: 'a' } }).reason).toBe('search is not enabled for field people.id.')
    expect(refused({ invite: { $in: ['pending'] } }).reason).toBe('invalid invite operator')
    expect(refused({ id: { $regex: '.' } }).reason).toBe('unknown operator $regex')
    expect(refused({ id: { constructor: '.' } }).reason).toBe('unknown operator constructor')
    expect(refused({ $where: '1' })).toEqual({ field: 'filter_conditions.$where', reason: 'unknown operator $where' })
  })

  test('text: $eq, $ne, $in, $nin and order', () => {
    expect(find({ id: 'ann' })).toBe('ann')
    expect(find({ id: { $eq: 'Ann' } })).toBe('')
    expect(find({ id: { $ne: 'ann' } })).toBe('bob cid_1%')
    expect(find({ id: { $in: ['ann', 'bob', 'ann', 'zoe'] } })).toBe('ann bob')
    expect(find({ id: { $in: [] } })).toBe('')
    expect(find({ id: { $nin: ['ann'] } })).toBe('bob cid_1%')
    expect(find({ id: { $nin: [] } })).toBe('ann bob cid_1%')
    expect(find({ id: { $gte: 'b', $lt: 'c' } })).toBe('bob')
    expect(refused({ id: 5 }).reason).toBe('expected string for field "filter_conditions.id" but got number')
    expect(refused({ id: { $in: ['a', null] } }).reason).toBe(
      'expected string, number or boolean for field "filter_conditions.id.$in[1]" but got null',
    )
  })

  test('null asks for absent values, and an absent value is unlike any other', () => {
    expect(find({ age: null })).toBe('cid_1%')
    expect(find({ age: { $ne: null } })).toBe('ann bob')
    expect(find({ age: { $ne: 30 } })).toBe('bob cid_1%')
    expect(find({ age: { $nin: [30] } })).toBe('bob cid_1%')
    expect(refused({ age: { $gt: null } }).field).toBe('filter_conditions.age.$gt')
  })

  test('$exists takes true and false', () => {
    expect(find({ last_active: { $exists: true } })).toBe('ann')
    expect(find({ last_active: { $exists: false } })).toBe('bob cid_1%')
    expect(refused({ last_active: { $exists: 1 } }).reason).toBe(
      'expected boolean for field "filter_conditions.last_active.$exists" but got number',
    )
  })

  test('booleans are not coerced', () => {
    expect(find({ banned: true })).toBe('bob')
    expect(find({ banned: { $ne: true } })).toBe('ann cid_1%')
    for (const value of [1, 'true']) expect(refused({ banned: value }).field).toBe('filter_conditions.banned')
  })

  test('numbers are finite', () => {
    expect(find({ age: { $gte: 9.5 } })).toBe('ann bob')
    expect(refused(JSON.parse('{"age": 1e999}')).reason).toStartWith('expected number')
    expect(refused({ age: '30' }).reason).toBe('expected number for field "filter_conditions.age" but got string')
  })

  test('$autocomplete finds the beginning of any word in any case, and no wildcards', () => {
    expect(find({ name: { $autocomplete: 'aNN' } })).toBe('ann')
    expect(find({ name: { $autocomplete: 'écl' } })).toBe('ann')
    expect(find({ name: { $autocomplete: 'ann é' } })).toBe('ann')
    expect(find({ name: { $autocomplete: 'smi' } })).toBe('bob')
    expect(find({ name: { $autocomplete: "o'n" } })).toBe('bob')
    expect(find({ name: { $autocomplete: 'mith' } })).toBe('')
    expect(find({ id: { $autocomplete: 'cid_1%' } })).toBe('cid_1%')
    expect(find({ id: { $autocomplete: 'cid__' } })).toBe('')
    for (const wildcard of ['%', '_nn', '*', '?', '[a-z]', '^']) {
      expect(find({ id: { $autocomplete: wildcard } })).toBe('')
    }
    expect(find({ name: { $autocomplete: '' } })).toBe('ann bob cid_1%')
  })

  test('$q finds whole words, all of them, in any order', () => {
    expect(find({ name: { $q: 'smith bob' } })).toBe('bob')
    expect(find({ name: { $q: 'ÉCLAIR' } })).toBe('ann')
    expect(find({ name: { $q: 'ecl' } })).toBe('')
    expect(find({ name: { $q: 'smith ann' } })).toBe('')
    expect(find({ name: { $q: ' ?! ' } })).toBe('')
  })

  test('a field may have SQL of its own', () => {
    expect(find({ 'friend.name': 'x' })).toBe('')
  })

  test('what is relative to a user needs one, and false means not so', () => {
    expect(find({ muted: true })).toBe('bob')
    expect(find({ muted: false })).toBe('ann cid_1%')
    expect(() => peopleFilters.compile({ muted: true }, { ...env, userId: undefined })).toThrow(
      'field "muted" can only be filtered with a user_id',
    )
  })
})

describe('times', () => {
  test('are RFC 3339, with any offset and fraction', () => {
    for (const moment of ['1970-01-01T00:00:02Z', '1970-01-01t01:00:02.000000+01:00', '1969-12-31 23:00:02.0-01:00']) {
      expect(find({ created_at: moment })).toBe('bob')
    }
    expect(find({ created_at: { $gt: '1970-01-01T00:00:01.000000400Z', $lte: '1970-01-01T00:00:03Z' } })).toBe(
      'bob cid_1%',
    )
  })

  test('are rounded to the nearest microsecond', () => {
    expect(find({ created_at: '1970-01-01T00:00:01.999999872Z' })).toBe('bob')
  })

  test('that no number holds exactly still compare', () => {
    expect(readTime('0001-01-01T00:00:00Z', 'time')).toBe(Number.MIN_SAFE_INTEGER)
    expect(readTime('9999-12-31T23:59:59Z', 'time')).toBe(Number.MAX_SAFE_INTEGER)
    expect(find({ created_at: { $gt: '0001-01-01T00:00:00Z', $lt: '9999-12-31T23:59:59Z' } })).toBe('ann bob cid_1%')
  })

  test('that are none are refused', () => {
    const none = [
      '',
      'yesterday',
      '1970-01-01',
      '1970-02-30T00:00:00Z',
      '1970-01-01T25:00:00Z',
      '1970-01-01T00:00:00',
      1,
    ]
    for (const value of none) expect(refused({ created_at: value }).field).toBe('filter_conditions.created_at')
  })
})

describe('lists of text', () => {
  test('$contains and $in find entries', () => {
    expect(find({ teams: { $contains: 'blue' } })).toBe('ann')
    expect(find({ teams: { $in: ['blue', 'green', 'red'] } })).toBe('ann bob')
    expect(find({ teams: { $in: [] } })).toBe('')
    expect(find({ teams: { $nin: ['blue'] } })).toBe('bob cid_1%')
  })

  test('$eq takes one entry, or exactly the given ones, or none', () => {
    expect(find({ teams: 'red' })).toBe('ann bob')
    expect(find({ teams: ['red'] })).toBe('bob')
    expect(find({ teams: { $eq: ['blue', 'red', 'blue'] } })).toBe('ann')
    expect(find({ teams: { $ne: ['red'] } })).toBe('ann cid_1%')
    for (const nothing of [null, [], { $exists: false }]) expect(find({ teams: nothing })).toBe('cid_1%')
    expect(find({ teams: { $exists: true } })).toBe('ann bob')
    expect(refused({ teams: { $in: [1] } }).field).toBe('filter_conditions.teams.$in[0]')
  })
})

describe('custom fields', () => {
  test('compare only with values of their own type', () => {
    expect(find({ hat: 'red' })).toBe('ann')
    expect(find({ 'custom.hat': 'red' })).toBe('ann')
    expect(find({ size: 10 })).toBe('ann')
    expect(find({ size: '10' })).toBe('cid_1%')
    expect(find({ size: { $gt: 8 } })).toBe('ann bob')
    expect(find({ size: { $gte: 9, $lt: 10 } })).toBe('bob')
    expect(find({ vip: true })).toBe('ann')
    expect(find({ vip: 1 })).toBe('cid_1%')
    expect(find({ size: { $in: ['10', 9, true] } })).toBe('bob cid_1%')
    expect(find({ hat: { $autocomplete: 'RE' } })).toBe('ann bob')
  })

  test('are reached by dots, and only through objects', () => {
    expect(find({ 'address.city': 'Ghent' })).toBe('ann')
    expect(find({ 'custom.address.city': { $exists: true } })).toBe('ann')
    expect(find({ 'a.b': 1 })).toBe('')
    expect(find({ 'tags.0': 'a' })).toBe('')
  })

  test('are absent when null or missing', () => {
    expect(find({ gone: null })).toBe('ann bob cid_1%')
    expect(find({ hat: null })).toBe('cid_1%')
    expect(find({ hat: { $exists: true } })).toBe('ann bob')
    expect(find({ address: { $exists: true } })).toBe('ann bob')
  })

  test('$contains looks into lists alone, type and all', () => {
    expect(find({ tags: { $contains: 'a' } })).toBe('ann')
    expect(find({ tags: { $contains: 1 } })).toBe('ann')
    expect(find({ tags: { $contains: true } })).toBe('ann')
    expect(find({ tags: { $contains: '1' } })).toBe('bob')
    expect(find({ hat: { $contains: 'red' } })).toBe('')
  })

  test('hostile names and values do no harm', () => {
    expect(find({ constructor: 'x' })).toBe('cid_1%')
    expect(find(JSON.parse('{"__proto__": 1, "toString": {"$exists": true}}'))).toBe('')
    for (const name of ["'; DROP TABLE people; --", 'a$', '[0]', '#-1', '\\', '\ud800', '\u2028', ' ', '*', '`', ')']) {
      expect(find({ [name]: 1 })).toBe('')
      expect(find({ [name]: { $autocomplete: name } })).toBe('')
      expect(find({ hat: name })).toBe('')
    }
    for (const name of ['', '.', 'a..b', 'a.', 'custom.', 'a"b']) {
      expect(refused({ [name]: 1 }).reason).toBe(`invalid field name "${name}"`)
    }
    expect(refused({ 'a\0b': 1 }).reason).toEndWith('names a field that cannot exist')
    expect(refused({ hat: 'a\0b' }).reason).toEndWith('contains a NUL character')
    expect(find({})).toBe('ann bob cid_1%')
  })
})
