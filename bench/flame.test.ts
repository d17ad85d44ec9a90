import { expect, test } from 'bun:test'
import { drawFlames, mergeFrames, ownTimes } from './flame.ts'

const frame = (functionName: string) => ({ functionName, url: '', lineNumber: 0 })
const profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 4] },
    { id: 2, callFrame: frame('serve<T>'), children: [3] },
    { id: 3, callFrame: frame('parse') },
    { id: 4, callFrame: frame('serve<T>') },
  ],
  samples: [3, 2, 4, 3],
  timeDeltas: [10, 5, 5, 20],
}

test('a profile becomes a tree in which time adds up, and its picture shows every frame', () => {
  const root = mergeFrames(profile)
  expect(root.micros).toBe(40)
  expect(ownTimes(root)).toEqual([
    ['parse', 30],
    ['serve<T>', 10],
    ['all', 0],
  ])
  const picture = drawFlames(root, 'a & b')
  expect(picture).toContain('<title>serve&lt;T&gt;: 100.0 %</title>')
  expect(picture).toContain('<title>parse: 75.0 %</title>')
  expect(picture).toContain('a &amp; b')
})

test('time that was spent waiting for work is nobody’s', () => {
  const root = mergeFrames({ ...profile, timeDeltas: [1000, 1000, 500_000, 1000] })
  expect(root.micros).toBe(5000)
})
