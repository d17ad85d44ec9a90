import { expect, test } from 'bun:test'
import { fixtureSources } from './fixture-tree.ts'
import { findForbiddenImports } from './import-arrows.ts'
import { printFindings, readSourceModules } from './source-files.ts'

const server = 'packages/server/src'
const list = `${server}/features/index.ts`

async function findingsIn(files: Record<string, string>): Promise<string> {
  using tree = fixtureSources(files)
  return printFindings(findForbiddenImports(await readSourceModules(tree.root)))
}

/** Whether a single import, in a file of its own, is let through. */
async function allows(path: string, statement: string): Promise<boolean> {
  return (await findingsIn({ [path]: `${statement}\n` })) === ''
}

test('the straight way through the server is allowed', async () => {
  const findings = await findingsIn({
    [`${server}/parley.ts`]: `import { readConfig } from './config.ts'\nimport './main.ts'\nimport './adapters/program.ts'`,
    [`${server}/main.ts`]: `import './config.ts'\nimport { createApp } from './app.ts'\nimport './adapters/sqlite/sqlite.ts'`,
    [`${server}/app.ts`]: `import './transport/http.ts'\nimport './features/index.ts'`,
    [`${server}/transport/http.ts`]: `import '../core/context.ts'\nimport '../features/index.ts'\nimport '@parley-chat/protocol'`,
    [list]: `import './users/users.ts'\nimport { messageRoutes } from './messages/routes.ts'`,
    [`${server}/features/users/users.ts`]: `import '../../core/context.ts'\nimport './store.ts'`,
    [`${server}/features/messages/messages.ts`]: `import { getUser } from '../users/users.ts'\nimport sql from 'sql-template-tag'`,
    [`${server}/core/context.ts`]: `import type { Clock } from '../ports/clock.ts'`,
    [`${server}/ports/clock.ts`]: `import { Time } from '@parley-chat/protocol'`,
    [`${server}/adapters/sqlite/sqlite.ts`]: `import { Database } from 'bun:sqlite'\nimport './rows.ts'\nimport type {} from '../../ports/database.ts'`,
    [`${server}/migrations/0001-first-tables.ts`]: `import sql from 'sql-template-tag'`,
    [`${server}/testing/test-chat.ts`]: `import '../app.ts'\nimport '../features/users/store.ts'\nimport '@parley-chat/client/state'`,
  })
  expect(findings).toBe('')
})

test('an app sees the SDK and any library, in its own project', async () => {
  const findings = await findingsIn({
    'apps/demo/src/main.ts': `import './pages/home.ts'\nimport 'react'\nimport '@parley-chat/client'\nimport '@parley-chat/ui/icon.tsx'`,
    'apps/ui/src/icon.tsx': `import 'react'\nimport './paths.ts'`,
    'apps/ui/src/paths.ts': '',
    'apps/demo/src/pages/home.ts': `import type { Message } from '@parley-chat/client'`,
  })
  expect(findings).toBe('')
})

test('an arrow against the way is named with its file and line', async () => {
  const findings = await findingsIn({
    [`${server}/core/context.ts`]: `import type { A } from '../ports/a.ts'\nimport { send } from '../features/messages/messages.ts'\n`,
  })
  expect(findings).toBe(`${server}/core/context.ts:2  core must not import feature (../features/messages/messages.ts)`)
})

test.each([
  [`${server}/core/a.ts`, `import '../transport/http.ts'`],
  [`${server}/core/a.ts`, `import '../testing/test-chat.ts'`],
  [`${server}/core/a.ts`, `import '@parley-chat/client'`],
  [`${server}/core/a.ts`, `import '../../../protocol/src/index.ts'`],
  [`${server}/core/a.ts`, `import '@parley-chat/server/core/b.ts'`],
  [`${server}/ports/a.ts`, `import '../core/a.ts'`],
  [`${server}/ports/a.ts`, `import 'pino'`],
  [`${server}/transport/a.ts`, `import '../features/messages/messages.ts'`],
  [`${server}/transport/a.ts`, `import '../adapters/system.ts'`],
  [`${server}/adapters/system.ts`, `import '../core/a.ts'`],
  [`${server}/adapters/sqlite/a.ts`, `import '../system.ts'`],
  [`${server}/migrations/0001-first-tables.ts`, `import '../core/a.ts'`],
  [`${server}/migrations/0001-first-tables.ts`, `import 'pino'`],
  [`${server}/app.ts`, `import './main.ts'`],
  [`${server}/app.ts`, `import './testing/test-chat.ts'`],
  [`${server}/features/messages/store.ts`, `import '../../adapters/sqlite/a.ts'`],
  ['packages/protocol/src/a.ts', `import 'pino'`],
  ['apps/demo/src/a.ts', `import '@parley-chat/protocol'`],
  ['apps/demo/src/a.ts', `import type { App } from '@parley-chat/server'`],
  ['apps/demo/src/a.ts', `import '../../../packages/client/src/index.ts'`],
  ['apps/demo/src/a.ts', `import '../../dashboard/src/main.tsx'`],
  ['apps/demo/src/a.ts', `import { readFile } from 'node:fs/promises'`],
  ['apps/demo/src/a.ts', `import '@parley-chat/dashboard'`],
  ['apps/ui/src/a.ts', `import '@parley-chat/client'`],
  ['apps/ui/src/a.ts', `import '@parley-chat/demo'`],
  ['apps/ui/src/a.ts', `import '@floating-ui/react'`],
  ['packages/protocol/src/a.ts', `import 'node:crypto'`],
  ['packages/protocol/src/a.ts', `import '@parley-chat/client'`],
  ['packages/client/src/a.ts', `import 'zod'`],
  ['packages/client/src/a.ts', `import '@parley-chat/server'`],
  ['packages/client/src/a.ts', `import 'node:crypto'`],
  ['packages/client/src/a.ts', `import 'ws'`],
  ['packages/client/src/a.ts', `import './node.ts'`],
  ['packages/client/src/node.ts', `import 'zod'`],
])('%s is refused %s', async (path, statement) => {
  expect(await allows(path, statement)).toBe(false)
})

test('the client takes types from the protocol, and nothing that would load', async () => {
  const path = 'packages/client/src/state/apply.ts'
  expect(await allows(path, `import type { Message } from '@parley-chat/protocol'`)).toBe(true)
  expect(await allows(path, `export type M = import('@parley-chat/protocol').Message`)).toBe(true)
  expect(await allows(path, `import { Message } from '@parley-chat/protocol'`)).toBe(false)
  expect(await allows(path, `import { type Message } from '@parley-chat/protocol'`)).toBe(false)
})

test("only the client's entry for servers knows what a browser has not", async () => {
  const path = 'packages/client/src/node.ts'
  expect(await allows(path, `import { createHmac } from 'node:crypto'\nexport * from './index.ts'`)).toBe(true)
  expect(await allows(path, `const sockets = import('ws')`)).toBe(true)
})

test('re-exports and dynamic imports are arrows too, text that looks like one is not', async () => {
  const path = `${server}/core/a.ts`
  expect(await allows(path, `export * from '../transport/http.ts'`)).toBe(false)
  expect(await allows(path, `const late = import('../transport/http.ts')`)).toBe(false)
  expect(await allows(path, `// import '../transport/http.ts'`)).toBe(true)
  expect(await allows(path, `const said = \`\${1} import '../transport/http.ts'\``)).toBe(true)
})

test('a feature calls those listed before it, never those after', async () => {
  const files = {
    [list]: `import './users/users.ts'\nimport './messages/messages.ts'`,
    [`${server}/features/users/users.ts`]: '',
    [`${server}/features/messages/messages.ts`]: '',
  }
  const down = { [`${server}/features/messages/rules.ts`]: `import '../users/users.ts'` }
  const up = { [`${server}/features/users/rules.ts`]: `import '../messages/messages.ts'` }
  const unlisted = { [`${server}/features/polls/rules.ts`]: `import '../messages/messages.ts'` }
  expect(await findingsIn({ ...files, ...down, ...unlisted })).toBe('')
  expect(await findingsIn({ ...files, ...up })).toContain('messages does not stand before users')
})

test('without a list of features every feature may call every other', async () => {
  expect(await allows(`${server}/features/users/rules.ts`, `import '../messages/messages.ts'`)).toBe(true)
})

test('a feature opens its main file only', async () => {
  const path = `${server}/features/messages/messages.ts`
  expect(await allows(path, `import '../users/users.ts'`)).toBe(true)
  expect(await allows(path, `import '../users/store.ts'`)).toBe(false)
})

test('a feature that nobody lists is found', async () => {
  const findings = await findingsIn({ [list]: `import './users/users.ts'`, [`${server}/features/polls/polls.ts`]: '' })
  expect(findings).toContain('polls is missing in features/index.ts')
})

test('an adapter has one outside library', async () => {
  const one = { [`${server}/adapters/s3-files/a.ts`]: `import 'aws4fetch'\nimport 'node:fs'\nimport 'aws4fetch/sign'` }
  const two = { [`${server}/adapters/s3-files/b.ts`]: `import '@scope/other/part'` }
  expect(await findingsIn(one)).toBe('')
  expect(await findingsIn({ ...one, ...two })).toContain('uses aws4fetch: one library each, not @scope/other too')
})

test('tests see the test kit and any library, and only tests see tests', async () => {
  const kit = `import '../testing/test-chat.ts'\nimport 'fast-check'\nimport 'bun:test'`
  expect(await allows(`${server}/core/writer.test.ts`, kit)).toBe(true)
  expect(await allows(`${server}/ports/bus.contract.ts`, kit)).toBe(true)
  expect(await allows(`${server}/adapters/sqlite/sqlite.test.ts`, `import '../../ports/database.contract.ts'`)).toBe(
    true,
  )
  expect(await allows(`${server}/adapters/sqlite/sqlite.ts`, `import '../../ports/database.contract.ts'`)).toBe(false)
  expect(await allows(`${server}/core/writer.fixture.ts`, `import '../adapters/sqlite/a.ts'`)).toBe(true)
  expect(await allows(`${server}/core/writer.ts`, `import '../adapters/sqlite/a.ts'`)).toBe(false)
})

test('a new folder needs a row in the table first', async () => {
  expect(await allows(`${server}/helpers/a.ts`, '')).toBe(false)
  expect(await allows('packages/react/src/a.ts', '')).toBe(false)
})
