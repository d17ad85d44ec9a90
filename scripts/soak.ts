// `npm run soak`: the long suites one after the other, `--only <name>` for a single one. A suite that holds writes its
// seed and counts as JSON (`{ seed, counts }`) to the file named by PARLEY_SOAK_REPORT; they go into docs/reliability.md.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeReliability } from './reliability.ts'

interface LongSuite {
  readonly name: string
  /** The heading of its section in docs/reliability.md. */
  readonly title: string
  readonly command: readonly string[]
  /** How long the run is, unless the environment says otherwise. */
  readonly env: Readonly<Record<string, string>>
}

const bunTest = (file: string) => [process.execPath, 'test', '--timeout', '36000000', file]

const suites: readonly LongSuite[] = [
  {
    name: 'kills',
    title: 'Killed in a burst of sends, again and again',
    command: bunTest('tests/durability/durability.test.ts'),
    env: { KILL_ROUNDS: '200' },
  },
  {
    name: 'unread',
    title: 'Random steps, and every unread number counted anew',
    command: bunTest('tests/simulation/unread/unread.test.ts'),
    env: { PARLEY_UNREAD_STEPS: '1000000' },
  },
  {
    name: 'recovery',
    title: 'A hundred clients, broken connections and a dying server',
    command: bunTest('tests/simulation/recovery.test.ts'),
    env: { RECOVERY_SEEDS: '200', RECOVERY_ROUNDS: '3' },
  },
  {
    name: 'engines',
    title: 'All tests of the server, on each database with each bus',
    command: [process.execPath, 'scripts/engine-matrix.ts'],
    env: {},
  },
  {
    name: 'cluster',
    title: 'Three servers, and whatever they stand on dying in turn',
    command: bunTest('tests/cluster/faults.test.ts'),
    env: { CLUSTER_ROUNDS: '40' },
  },
  {
    name: 'hostile',
    title: 'Hostile requests against every endpoint',
    command: bunTest('tests/hostile/requests.test.ts'),
    env: { PARLEY_HOSTILE_ROUNDS: '50' },
  },
]

const root = join(import.meta.dirname, '..')
const { only } = parseArgs({ options: { only: { type: 'string' } } }).values
// Asked once, before the first section makes the working tree differ from its commit.
const commit = currentCommit()
const chosen = suites.filter(({ name }) => only === undefined || name === only)

if (chosen.length === 0) {
  console.log(`There is no long suite ${only ?? 'yet'}. Known: ${suites.map(({ name }) => name).join(', ') || 'none'}`)
  process.exitCode = 1
}
for (const suite of chosen) {
  if (!(await runSuite(suite))) process.exitCode = 1
}

async function runSuite({ name, title, command, env }: LongSuite): Promise<boolean> {
  console.log(`\n${title} (${name})`)
  const scratch = await mkdtemp(join(tmpdir(), 'parley-soak-'))
  const report = join(scratch, 'report.json')
  try {
    const child = Bun.spawn([...command], {
      cwd: root,
      env: { ...env, ...process.env, PARLEY_SOAK_REPORT: report },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const exitCode = await child.exited
    if (exitCode !== 0) {
      console.log(`✗ ${name} ended with exit code ${exitCode}`)
      return false
    }
    const written = await readFile(report, 'utf8').catch(() => undefined)
    if (written === undefined) {
      console.log(`✗ ${name} ended well but wrote no report to PARLEY_SOAK_REPORT`)
      return false
    }
    const { seed, counts } = JSON.parse(written)
    const date = new Date().toISOString().slice(0, 10)
    const section = { name, title, seed: String(seed), counts, commit, date, machine: describeMachine() }
    await writeReliability(join(root, 'docs/reliability.md'), section)
    console.log(`✓ ${name}`)
    return true
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function currentCommit(): string {
  const git = (...args: string[]) =>
    Bun.spawnSync(['git', ...args], { cwd: root })
      .stdout.toString()
      .trim()
  return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') ? ' with changes' : '')
}

function describeMachine(): string {
  const cores = cpus()
  return `${cores.length} × ${cores[0]?.model.trim() ?? process.arch}, Bun ${Bun.version}`
}
