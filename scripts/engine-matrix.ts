// All tests of the server on {SQLite, PostgreSQL} × {in process, Redis}; `npm run soak -- --only engines`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEngines } from './engines.ts'
import { runSuites } from './suites.ts'

const root = join(import.meta.dirname, '..')
const engines = await startEngines()
const counts: Record<string, number> = {}
for (const database of ['sqlite', 'postgres']) {
  for (const bus of ['memory', 'redis']) {
    const name = `${database} × ${bus}`
    const part = { files: /^(?:packages\/server|tests\/(?:generations|hostile|permissions|isolation))\//, name }
    const env = { PARLEY_TEST_DATABASE: database, PARLEY_TEST_BUS: bus, ...engines.env }
    const [tally] = await runSuites(root, env, 'inherit', part)
    counts[`${name}: passed`] = tally!.passed
    counts[`${name}: failed`] = tally!.failed.length
    for (const test of tally!.failed) console.log(`    failed   ${test}`)
  }
}
await engines.stop()
if (Object.entries(counts).some(([name, count]) => name.endsWith('failed') && count > 0)) process.exitCode = 1
if (process.env.PARLEY_SOAK_REPORT) await writeFile(process.env.PARLEY_SOAK_REPORT, JSON.stringify({ seed: 0, counts }))
