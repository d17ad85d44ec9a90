// `npm test`: prepares the machine, runs the checks, then every suite. The last line is the whole result.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChecks } from './check.ts'
import { prepareMachine } from './prepare.ts'
import { runSuites, type SuiteTally } from './suites.ts'

const root = join(import.meta.dirname, '..')
const mayNotSkip = process.env.CI === 'true'

for (const line of await prepareMachine()) console.log(line)

console.log('\nChecks')
const checks = await runChecks()

console.log('\nSuites')
// The test kit notes there which endpoints were exercised, one file a process.
const coverageDir = await mkdtemp(join(tmpdir(), 'parley-coverage-'))
const tallies = await runSuites(root, { PARLEY_COVERAGE_DIR: coverageDir }, 'inherit')
await rm(coverageDir, { recursive: true, force: true })
tallies.forEach(printTally)

const skipped = tallies.reduce((sum, tally) => sum + tally.skipped.length, 0)
const passed = checks.passed + tallies.reduce((sum, tally) => sum + tally.passed, 0)
const failed = checks.failed + tallies.reduce((sum, tally) => sum + tally.failed.length, 0) + (mayNotSkip ? skipped : 0)

process.exitCode = failed > 0 ? 1 : 0
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 && !mayNotSkip ? `, ${skipped} skipped` : ''}`)

function printTally({ name, passed, failed, skipped, seconds }: SuiteTally): void {
  const sign = failed.length > 0 || (mayNotSkip && skipped.length > 0) ? '✗' : '✓'
  console.log(`${sign} ${name.padEnd(18)} ${String(passed).padStart(5)} passed ${seconds.toFixed(1).padStart(7)} s`)
  for (const test of failed) console.log(`    failed   ${test}`)
  for (const test of skipped) console.log(`    skipped  ${test}${mayNotSkip ? ' (CI=true allows no skips)' : ''}`)
}
