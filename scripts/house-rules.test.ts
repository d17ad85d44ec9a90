import { expect, test } from 'bun:test'
import { fixtureSources } from './fixture-tree.ts'
import { findBrokenRules } from './house-rules.ts'
import { readSourceModules } from './source-files.ts'

const server = 'packages/server/src'

/** How many findings each file has, files without any left out. */
async function findingsPerFile(files: Record<string, string>): Promise<Record<string, number>> {
  using tree = fixtureSources(files)
  const counts: Record<string, number> = {}
  for (const { path } of findBrokenRules(await readSourceModules(tree.root))) counts[path] = (counts[path] ?? 0) + 1
  return counts
}

function everywhere(places: string[], text: string): Record<string, string> {
  return Object.fromEntries(places.map((place) => [place, text]))
}

test('Bun is named in adapters, transport and tests alone', async () => {
  const refused = [`${server}/core/a.ts`, `${server}/main.ts`, 'packages/protocol/src/a.ts', 'packages/client/src/a.ts']
  const allowed = ['adapters/a.ts', 'transport/a.ts', 'testing/a.ts', 'core/a.test.ts', 'core/people.fixture.ts'].map(
    (path) => `${server}/${path}`,
  )
  const found = await findingsPerFile(everywhere([...refused, ...allowed], `import 'bun:sqlite'\nBun.gc(true)\n`))
  expect(found).toEqual(Object.fromEntries(refused.map((path) => [path, 2])))
})

test.each([
  'Date.now()',
  'const later = Date.now',
  'new Date()',
  'setTimeout(() => {}, 1)',
  'globalThis.setInterval(() => {}, 1)',
  'const timer = { setTimeout }',
  'crypto.randomUUID()',
  'randomUUID()',
  'Math.random()',
  `import { setTimeout as sleep } from 'node:timers/promises'`,
])('time and chance have one source: %s', async (text) => {
  const elsewhere = [`${server}/core/a.ts`, `${server}/transport/a.ts`]
  const home = [`${server}/adapters/system.ts`, `${server}/testing/a.ts`, `${server}/core/a.test.ts`]
  const found = await findingsPerFile(everywhere([...elsewhere, ...home], text))
  expect(Object.keys(found)).toEqual(elsewhere)
})

test.each([
  'new Date(0)',
  'Date.parse("")',
  'socket.setTimeout(5)',
  'interface Timers { setTimeout(): void }',
  'let handle: ReturnType<typeof setTimeout>',
  '// Date.now() is not asked here',
  'const said = "Math.random()"',
  `const isNew = segments[1] === 'v2'`,
  'if (view === undefined) {}',
])('what only looks like it is let through: %s', async (text) => {
  expect(await findingsPerFile({ [`${server}/core/a.ts`]: text })).toEqual({})
})

test.each([`if (view === 'v1') {}`, `const time = 'v2' !== ctx.view ? 1 : 2`, `switch (ctx.view) { default: }`])(
  'only the views ask which view it is: %s',
  async (text) => {
    const elsewhere = `${server}/features/users/routes.ts`
    const home = [`${server}/core/views/print.ts`, `${server}/features/users/routes.legacy.ts`]
    expect(await findingsPerFile(everywhere([elsewhere, ...home], text))).toEqual({ [elsewhere]: 1 })
  },
)
