import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { SmallMap } from './small-map.ts'

const keys = fc.integer({ min: 0, max: 24 })
const steps = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('set' as const), key: keys, value: fc.integer() }),
    fc.record({ act: fc.constant('delete' as const), key: keys }),
  ),
  { maxLength: 120 },
)

test('a small map holds what a map holds, in the same order, be there few entries or many', () => {
  fc.assert(
    fc.property(steps, (steps) => {
      const small = new SmallMap<number, number>()
      const model = new Map<number, number>()
      for (const step of steps) {
        if (step.act === 'set') {
          small.set(step.key, step.value)
          model.set(step.key, step.value)
        } else expect(small.delete(step.key)).toBe(model.delete(step.key))
        expect([small.size, small.get(step.key), small.has(step.key)]).toEqual([
          model.size,
          model.get(step.key),
          model.has(step.key),
        ])
      }
      expect([...small.keys()]).toEqual([...model.keys()])
      expect([...small.values()]).toEqual([...model.values()])
    }),
  )
})

test('whoever goes through its entries meets each once, whatever is taken out meanwhile', () => {
  for (const count of [3, 30]) {
    const small = new SmallMap<number, number>()
    for (let key = 0; key < count; key++) small.set(key, key)
    const met: number[] = []
    for (const value of small.values()) {
      met.push(value)
      small.delete(value)
    }
    expect(met).toHaveLength(count)
    expect(small.size).toBe(0)
  }
})
