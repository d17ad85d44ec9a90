// Whoever writes against the SDK reads what a method does where they write it.
import { expect, test } from 'bun:test'
import { join } from 'node:path'

const source = join(import.meta.dirname, '../../packages/client/src')
const method = /^ {2}(?:static |async )*([a-z]\w*)(?:<[^(]*>)?\(/
/** What stands at the depth of a method and is none. */
const noMethods = new Set(['constructor', 'if', 'for', 'while', 'switch', 'return', 'super', 'queueMicrotask'])

/** The public methods of the exported classes, each with the comment above its first form. */
async function publicMethods(): Promise<{ where: string; comment: string }[]> {
  const found: { where: string; comment: string }[] = []
  const files = ['calls/*.ts', '{channel,channel-view,channel-state,client-view,stream-chat,state-store}.ts']
  for (const pattern of files) {
    for await (const path of new Bun.Glob(pattern).scan({ cwd: source })) {
      const lines = (await Bun.file(join(source, path)).text()).split('\n')
      const seen = new Set<string>()
      for (const [index, line] of lines.entries()) {
        const name = method.exec(line)?.[1]
        if (!name || noMethods.has(name) || seen.has(name)) continue
        seen.add(name)
        found.push({ where: `${path}: ${name}`, comment: commentAbove(lines, index) })
      }
    }
  }
  return found
}

function commentAbove(lines: readonly string[], index: number): string {
  if (lines[index - 1]?.trim() !== '*/') return ''
  const start = lines.findLastIndex((line, at) => at < index && line.trim() === '/**')
  return lines.slice(start, index).join('\n')
}

test('every public method says what it does, with an example', async () => {
  const methods = await publicMethods()
  expect(methods.length).toBeGreaterThan(110)
  expect(methods.filter(({ comment }) => !comment.includes('```ts')).map(({ where }) => where)).toEqual([])
})
