// `npm run bench`: all benchmarks one after the other, or those that are named: `npm run bench -- sends latency`.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Driver, startDriver } from './driver.ts'
import { benchOperations, benchPostgres } from './engines.ts'
import { benchFanOut } from './fan-out.ts'
import { benchJitter } from './jitter.ts'
import { benchLatency } from './latency.ts'
import { benchMemory } from './memory.ts'
import { benchNodes } from './nodes.ts'
import { printSection, type Section, writeSection } from './report.ts'
import { benchSends, type Extent } from './sends.ts'

const benches: Readonly<Record<string, (driver: Driver, extent: Extent) => Promise<Section>>> = {
  sends: benchSends,
  latency: benchLatency,
  'fan-out': benchFanOut,
  memory: benchMemory,
  jitter: benchJitter,
  postgres: benchPostgres,
  operations: benchOperations,
  nodes: benchNodes,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    /** A directory for CPU profiles of the server; what is measured with it is not the truth. */
    profile: { type: 'string' },
    /** Shows the result only. */
    'dry-run': { type: 'boolean', default: false },
  },
})
const names = positionals.length > 0 ? positionals : Object.keys(benches)
const unknown = names.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. Known: ${Object.keys(benches).join(', ')}`)
  process.exit(1)
}
const extent: Extent = {
  rounds: Number(values.rounds),
  ms: Number(values.seconds) * 1000,
  profileDir: values.profile && resolve(values.profile),
}
const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')

await using driver = await startDriver()
for (const name of names) {
  const section = await benches[name]!(driver, extent)
  console.log(printSection(section))
  if (!values['dry-run'] && !values.profile) await writeSection(section, command)
}
