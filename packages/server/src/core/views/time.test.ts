import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { isZeroTime, parseTime, printRfc3339 } from './time.ts'

test('a moment is printed in UTC with six digits', () => {
  expect(printRfc3339(0)).toBe('1970-01-01T00:00:00.000000Z')
  expect(printRfc3339(1)).toBe('1970-01-01T00:00:00.000001Z')
  expect(printRfc3339(1_767_605_460_123_456)).toBe('2026-01-05T09:31:00.123456Z')
  // The same second and another one, because seconds are remembered.
  expect(printRfc3339(1_767_605_460_000_000)).toBe('2026-01-05T09:31:00.000000Z')
  expect(printRfc3339(1_709_164_799_999_999)).toBe('2024-02-28T23:59:59.999999Z')
})

test('whatever is printed is read back to the microsecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 53 - 1 }), (micros) => {
      expect(parseTime(printRfc3339(micros))).toBe(micros)
    }),
  )
})

test('nanoseconds that went through a double come back to the microsecond, until the year 2116', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_611_686_018_427_387 }), (micros) => {
      expect(parseTime(Number(`${micros}000`))).toBe(micros)
    }),
    { numRuns: 1000 },
  )
})

test('requests write times with any number of digits, in any zone, in either case', () => {
  const moment = 1_767_605_460_000_000
  const written: [string, number][] = [
    ['2026-01-05T09:31:00Z', moment],
    ['2026-01-05t09:31:00z', moment],
    ['2026-01-05 09:31:00Z', moment],
    ['2026-01-05T09:31:00.5Z', moment + 500_000],
    ['2026-01-05T09:31:00.123456Z', moment + 123_456],
    ['2026-01-05T09:31:00.123456789Z', moment + 123_457],
    ['2026-01-05T09:31:00.999999999Z', moment + 1_000_000],
    ['2026-01-05T10:31:00+01:00', moment],
    ['2026-01-05T01:01:00.25-08:30', moment + 250_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000],
  ]
  for (const [text, micros] of written) expect([text, parseTime(text)]).toEqual([text, micros])
})

test('what is no time is none', () => {
  const wrong = [
    '',
    'yesterday',
    '2026-01-05',
    '2026-01-05T09:31:00',
    '2026-01-05T09:31Z',
    '2026-13-05T09:31:00Z',
    '2026-02-30T09:31:00Z',
    '2025-02-29T09:31:00Z',
    '2026-01-05T24:00:00Z',
    '2026-01-05T09:60:00Z',
    '2026-01-05T09:31:60Z',
    '2026-01-05T09:31:00.1234567890Z',
    '2026-01-05T09:31:00+99:00',
    '2026-01-05T09:31:00+0100',
    '+12026-01-05T09:31:00Z',
    ' 2026-01-05T09:31:00Z',
    '2026-01-05T09:31:00Z\n',
    '1767605460',
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    undefined,
    [],
    {},
    new Date(),
  ]
  for (const value of wrong) expect([value, parseTime(value)]).toEqual([value, undefined])
})

test('the zero time of some clients means "not given" (spec/95 §1.7)', () => {
  expect(isZeroTime('0001-01-01T00:00:00Z')).toBe(true)
  expect(isZeroTime('1970-01-01T00:00:00Z')).toBe(false)
  expect(isZeroTime(0)).toBe(false)
})
