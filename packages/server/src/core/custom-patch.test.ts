import { describe, expect, test } from 'bun:test'
import { type Patch, readPatch } from './custom-patch.ts'

const fields = new Set(['frozen', 'team'])
const reserved = new Set(['cid'])
const read = (before: Record<string, unknown>, patch: Patch) => readPatch(before, patch, fields, reserved)

describe('a partial update', () => {
  test('tells fields and custom data apart', () => {
    const patch = read({ name: 'a', old: 1 }, { set: { frozen: true, name: 'b', team: null }, unset: ['old'] })
    expect(patch).toEqual({ fields: { frozen: true }, cleared: ['team'], custom: { name: 'b' } })
  })

  test('reaches into objects, and makes those that are missing', () => {
    const before = { look: { color: 'red' }, text: 'x' }
    const { custom } = read(before, {
      set: { 'look.size': 1, 'text.deep': 2, 'custom.new.one': 3 },
      unset: ['look.color', 'a.b'],
    })
    expect(custom).toEqual({ look: { size: 1 }, text: { deep: 2 }, new: { one: 3 } })
    expect(before).toEqual({ look: { color: 'red' }, text: 'x' })
  })

  test('takes custom data as an object too', () => {
    expect(read({ a: 1 }, { set: { custom: { b: 2, frozen: false } } })).toEqual({
      fields: { frozen: false },
      cleared: [],
      custom: { a: 1, b: 2 },
    })
    expect(read({ a: 1 }, { unset: ['custom'] }).custom).toEqual({})
  })

  test('is refused where it says nothing, contradicts itself or names what cannot be set', () => {
    for (const patch of [
      {},
      { set: {} },
      { set: { a: 1 }, unset: ['a'] },
      { set: { cid: 'x' } },
      { set: { custom: { cid: 'x' } } },
      { set: { custom: 1 } },
      { unset: ['cid'] },
      { set: { '': 1 } },
      { set: { 'a.': 1 } },
      { set: { 'frozen.a': 1 } },
    ]) {
      expect(() => read({}, patch)).toThrow()
    }
  })

  test('knows no key that is more than a key', () => {
    const { custom } = read({}, JSON.parse('{"set":{"__proto__":{"x":1},"constructor.name":"y"}}'))
    expect(Object.keys(custom)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(custom)).toBe(Object.prototype)
  })
})
