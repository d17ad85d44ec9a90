import { expect, test } from 'bun:test'
import { canonical } from './canonical.ts'

test('equal values are the same text, and the text means the value', () => {
  const value = JSON.parse('{"b":[1,{"z":null,"a":"é\\u2028"}],"10":1e21,"9":-0.5,"__proto__":{"x":true},"":[]}')
  const text = canonical(value)
  expect(text).toBe('{"":[],"10":1e+21,"9":-0.5,"__proto__":{"x":true},"b":[1,{"a":"é\u2028","z":null}]}')
  expect(canonical(JSON.parse(text))).toBe(text)
  expect(JSON.parse(text)).toEqual(value)
})
