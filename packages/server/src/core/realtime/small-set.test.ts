import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { SmallSet } from './small-set.ts'

const value = fc.integer({ min: 0, max: 24 })
const act = fc.constantFrom('add' as const, 'delete' as const)

test('a small set holds what a set holds, in the same order, be there few or many', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ act, value }), { maxLength: 120 }), (steps) => {
      const small = new SmallSet<number>()
      const model = new Set<number>()
      for (const { act, value } of steps) {
        if (act === 'add') {
          small.add(value)
          model.add(value)
        } else expect(small.delete(value)).toBe(model.delete(value))
        expect([small.size, small.has(value)]).toEqual([model.size, model.has(value)])
      }
      expect([...small]).toEqual([...model])
    }),
  )
})

test('whoever goes through it meets each once, whatever is taken out meanwhile', () => {
  for (const count of [3, 30]) {
    const small = new SmallSet<number>()
    for (let value = 0; value < count; value++) small.add(value)
    const met: number[] = []
    for (const value of small) {
      met.push(value)
      small.delete(value)
    }
    expect(met).toHaveLength(count)
    expect(small.size).toBe(0)
  }
})
