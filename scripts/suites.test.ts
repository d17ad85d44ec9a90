import { expect, test } from 'bun:test'
import { fixtureTree } from './fixture-tree.ts'
import type { TestResult } from './junit.ts'
import { runSuites, tallySuites } from './suites.ts'

const passing: TestResult = { file: 'tests/a.test.ts', name: 'a', outcome: 'passed', seconds: 1 }
const run = { files: ['tests/a.test.ts'], required: ['tests'], results: [passing], exitCode: 0 }

test('a run in which everything passed has no failures', () => {
  expect(tallySuites(run)).toEqual([{ name: 'tests', passed: 1, failed: [], skipped: [], seconds: 1 }])
})

test('results are sorted into the package they belong to', () => {
  const results: TestResult[] = [
    { file: 'packages/server/src/core/a.test.ts', name: 'a', outcome: 'failed', seconds: 1 },
    { file: 'packages/client/src/b.test.ts', name: 'b', outcome: 'skipped', seconds: 2 },
  ]
  expect(tallySuites({ files: [], required: [], results, exitCode: 1 })).toEqual([
    { name: 'packages/client', passed: 0, failed: [], skipped: ['packages/client/src/b.test.ts: b'], seconds: 2 },
    { name: 'packages/server', passed: 0, failed: ['packages/server/src/core/a.test.ts: a'], skipped: [], seconds: 1 },
  ])
})

test('a file that reported nothing is a failure', () => {
  const [tests] = tallySuites({ ...run, files: [...run.files, 'tests/b.test.ts'] })
  expect(tests?.failed).toEqual(['tests/b.test.ts: reported no tests'])
})

test('a suite without tests is a failure where tests are due', () => {
  const tallies = tallySuites({ ...run, required: ['tests', 'packages/server'] })
  expect(tallies[0]).toMatchObject({ name: 'packages/server', failed: ['packages/server: no tests found'] })
})

test('a run that ends badly is a failure even if every test passed', () => {
  const failed = tallySuites({ ...run, exitCode: 1 }).flatMap((tally) => tally.failed)
  expect(failed).toEqual(['bun test ended with exit code 1'])
})

test('tests that fail, crash, skip or do not load are told apart in a real run', async () => {
  const head = `import { test } from 'bun:test'\n`
  using tree = fixtureTree({
    'packages/server/package.json': '{}',
    'packages/server/src/good.test.ts': `${head}test('holds', () => {})\ntest.skip('waits', () => {})`,
    'packages/server/src/bad.test.ts': `${head}test('breaks', () => { throw 'quietly' })`,
    'scripts/load.test.ts': `throw 'quietly'`,
    'tests/crash.test.ts': `${head}test('dies', () => process.exit(0))`,
  })
  const tallies = await runSuites(tree.root, {}, 'ignore')
  expect(tallies.map(({ name, passed, failed, skipped }) => ({ name, passed, failed, skipped }))).toEqual([
    {
      name: 'packages/server',
      passed: 1,
      failed: ['packages/server/src/bad.test.ts: breaks'],
      skipped: ['packages/server/src/good.test.ts: waits'],
    },
    { name: 'scripts', passed: 0, failed: ['scripts/load.test.ts: reported no tests'], skipped: [] },
    { name: 'tests', passed: 0, failed: ['tests/crash.test.ts: (worker crashed)'], skipped: [] },
  ])
})
