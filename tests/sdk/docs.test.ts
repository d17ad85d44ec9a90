// What docs/sdk.md shows is run here by plain Node, to the letter, and prints what it says it prints.
import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startServer } from '../server-process.ts'

const root = join(import.meta.dirname, '../..')
const guide = await Bun.file(join(root, 'docs/sdk.md')).text()

test('every snippet of the guide does what the guide says', async () => {
  await using server = await startServer()
  const snippets = [...guide.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)
  const promised = snippets.join('').matchAll(/\/\/ → (.+)$/gm)
  const given = { KEY: server.apiKey, SECRET: server.secret, URL: server.url }
  const constants = Object.entries(given).map(([name, value]) => `const ${name} = ${JSON.stringify(value)}\n`)
  // Beside this file, so that the package is found by its name as in any project that has installed it.
  const file = join(import.meta.dirname, `guide-${process.pid}.mjs`)
  await writeFile(file, constants.join('') + snippets.join(''))
  try {
    await using child = Bun.spawn(['node', file], { stdout: 'pipe', stderr: 'pipe' })
    const [printed, complaints] = await Promise.all([child.stdout.text(), child.stderr.text()])
    expect(complaints).toBe('')
    expect(printed.trim().split('\n')).toEqual([...promised].map((match) => match[1]!))
    expect(await child.exited).toBe(0)
  } finally {
    await rm(file)
  }
}, 15_000)

test('what the guide links to is there', () => {
  const links = [...guide.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1]!)
  expect(links.length).toBeGreaterThan(1)
  expect(links.filter((link) => !existsSync(join(root, dirname('docs/sdk.md'), link)))).toEqual([])
})
