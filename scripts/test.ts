// `npm test`: prepares the machine, runs the checks, then every suite. The last line is the whole result.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApps } from './build-apps.ts'
import { buildCSharp, findMono } from './build-csharp.ts'
import { runChecks } from './check.ts'
import { startEngines } from './engines.ts'
import { prepareMachine } from './prepare.ts'
import { printCompatibility } from './print-compatibility.ts'
import { onCluster, runSuites, type SuiteTally } from './suites.ts'

const root = join(import.meta.dirname, '..')
const mayNotSkip = process.env.CI === 'true'

for (const line of await prepareMachine()) console.log(line)
// Before several processes of tests could want to.
await buildApps()
// What does not compile is told by the checks, and by each test that needs it.
if (findMono()) await buildCSharp().catch(() => undefined)

console.log('\nChecks')
const checks = await runChecks()

console.log('\nSuites')
// The test kit notes there which endpoints were exercised, one file a process.
const coverageDir = await mkdtemp(join(tmpdir(), 'parley-coverage-'))
const engines = await startEngines()
const tallies = await runSuites(root, { PARLEY_COVERAGE_DIR: coverageDir, ...engines.env }, 'inherit')
if (engines.isWhole) {
  const cluster = { PARLEY_TEST_DATABASE: 'postgres', PARLEY_TEST_BUS: 'redis', ...engines.env }
  tallies.push(...(await runSuites(root, cluster, 'inherit', onCluster)))
}
await engines.stop()
const isMatrixTrue = await rewriteMatrix()
await rm(coverageDir, { recursive: true, force: true })
tallies.forEach(printTally)

const skipped = tallies.reduce((sum, tally) => sum + tally.skipped.length, 0)
const passed = checks.passed + (isMatrixTrue ? 1 : 0) + tallies.reduce((sum, tally) => sum + tally.passed, 0)
const failed =
  checks.failed +
  (isMatrixTrue ? 0 : 1) +
  tallies.reduce((sum, tally) => sum + tally.failed.length, 0) +
  (mayNotSkip ? skipped : 0)

process.exitCode = failed > 0 ? 1 : 0
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 && !mayNotSkip ? `, ${skipped} skipped` : ''}`)

/** The compatibility matrix says what this run has shown; the committed one must say the same. */
async function rewriteMatrix(): Promise<boolean> {
  const file = join(root, 'docs/compatibility.md')
  const committed = await readFile(file, 'utf8').catch(() => '')
  const shown = await printCompatibility(coverageDir)
  await writeFile(file, shown)
  if (committed === shown) return true
  console.log('✗ docs/compatibility.md was not what the tests show; it has been rewritten: look at it and commit it')
  return false
}

function printTally({ name, passed, failed, skipped, seconds }: SuiteTally): void {
  const sign = failed.length > 0 || (mayNotSkip && skipped.length > 0) ? '✗' : '✓'
  console.log(`${sign} ${name.padEnd(18)} ${String(passed).padStart(5)} passed ${seconds.toFixed(1).padStart(7)} s`)
  for (const test of failed) console.log(`    failed   ${test}`)
  for (const test of skipped) console.log(`    skipped  ${test}${mayNotSkip ? ' (CI=true allows no skips)' : ''}`)
}
