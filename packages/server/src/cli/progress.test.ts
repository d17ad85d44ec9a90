import { expect, test } from 'bun:test'
import { createProgress } from './progress.ts'

function screen(isTTY: boolean) {
  const texts: string[] = []
  return { isTTY, texts, write: (text: string) => texts.push(text) }
}

function steps(isTTY: boolean, elapsed: readonly number[]) {
  const shown = screen(isTTY)
  let nowMs = 0
  const progress = createProgress(shown, { elapsedMs: () => nowMs }, 'exporting', { users: 100, messages: 900 })
  for (const [index, ms] of elapsed.entries()) {
    nowMs = ms
    progress.add(index === 0 ? 'user' : index % 2 ? 'message' : 'read', 100)
  }
  progress.end()
  return shown.texts
}

test('a terminal is redrawn, ten times a second at most', () => {
  const texts = steps(true, [50, 120, 150, 1000])
  expect(texts).toEqual([
    '\rexporting [#####-------------------] 20 %, 200 rows, 1,667 rows/s\u001b[K',
    '\rexporting [#######-----------------] 30 %, 400 rows, 400 rows/s\u001b[K',
    '\rexporting [#######-----------------] 30 %, 400 rows, 400 rows/s\u001b[K\n',
  ])
})

test('anything else gets a plain line every few seconds, and a last one', () => {
  expect(steps(false, [4000, 6000, 9000, 12_000])).toEqual([
    'exporting 20 %, 200 rows, 33 rows/s\n',
    'exporting 30 %, 400 rows, 33 rows/s\n',
    'exporting 30 %, 400 rows, 33 rows/s\n',
  ])
})

test('an app of nothing but settings is done at once', () => {
  const shown = screen(false)
  createProgress(shown, { elapsedMs: () => 0 }, 'importing', {}).end()
  expect(shown.texts).toEqual(['importing 100 %, 0 rows, 0 rows/s\n'])
})
