// Takes a request that could be right and breaks it in one to three places.
import fc from 'fast-check'
import { hostileText, hostileValue } from './hostile-values.ts'
import { writeJson } from './json-text.ts'

type Way = 'replace' | 'remove' | 'add' | 'list' | 'wrap' | 'text' | 'many'

interface Blow {
  readonly place: number
  readonly way: Way
  readonly key: string
  readonly value: unknown
}

const blow: fc.Arbitrary<Blow> = fc.record({
  place: fc.nat(1_000_000),
  way: fc.constantFrom<Way>('replace', 'replace', 'replace', 'remove', 'add', 'add', 'list', 'wrap', 'text', 'many'),
  key: hostileText,
  value: hostileValue,
})

const blows = fc.array(blow, { minLength: 1, maxLength: 3 })

/** These values, left whole more often than not. */
export const damaged = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(values, fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: blows }))
    .map(([value, struck]) => struck.reduce<unknown>(strike, value))

function strike(whole: unknown, { place, way, key, value }: Blow): unknown {
  const target = place % countPlaces(whole)
  let index = 0
  const walk = (part: unknown): unknown => {
    if (index++ === target) return change(part)
    if (Array.isArray(part)) return part.map(walk).filter((item) => item !== undefined)
    if (!isPlain(part)) return part
    return Object.fromEntries(Object.entries(part).map(([name, field]) => [name, walk(field)]))
  }
  const change = (part: unknown): unknown => {
    switch (way) {
      case 'replace':
        return value
      case 'remove':
        return undefined
      case 'add':
        if (Array.isArray(part)) return [...part, value]
        return isPlain(part) ? Object.fromEntries([...Object.entries(part), [key, value]]) : value
      case 'list':
        return [part]
      case 'wrap':
        return Object.fromEntries([[key, part]])
      case 'text':
        return writeJson(part)
      case 'many':
        return Array(Math.max(2, Math.floor(2000 / countPlaces(part)))).fill(part)
    }
  }
  return walk(whole)
}

function countPlaces(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countPlaces(item), 1)
  if (!isPlain(value)) return 1
  return Object.values(value).reduce<number>((sum, field) => sum + countPlaces(field), 1)
}

/** Verbatim text has no string keys, so it is not walked into. */
const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getOwnPropertySymbols(value).length === 0
