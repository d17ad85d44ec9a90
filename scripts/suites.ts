// Runs the test files of all packages in a few processes and says what each suite did. A suite is a package or one of the
// folders beside them. What bun's own summary would let pass counts as a failure here: a file that never reported, a
// suite without tests.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJUnit, type TestResult } from './junit.ts'

/** What became of one suite; failures and skips are named. */
export interface SuiteTally {
  readonly name: string
  readonly passed: number
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
  readonly seconds: number
}

interface Run {
  readonly files: readonly string[]
  /** Suites that must not come back empty. */
  readonly required: readonly string[]
  readonly results: readonly TestResult[]
  readonly exitCode: number
  /** The one suite that all belong to, where it is not the folder that says so. */
  readonly suite?: string
}

// More than CI has cores: tests wait about as long as they compute.
const processes = 3
// Only a test that hangs should run into it, and not one that shares its machine with others.
const testTimeoutMs = 120_000
/** Only a run that hangs comes to this: on two quiet cores it takes a few minutes. */
const runLimitMs = 40 * 60_000

/** Some of the tests once more, on other engines. */
export interface Part {
  readonly files: RegExp
  /** How its one suite is called. */
  readonly name: string
}

/** What people do in the chat, on what a cluster stands on. */
export const onCluster: Part = {
  files: /^packages\/server\/src\/features\//,
  name: 'features on PostgreSQL and Redis',
}

/** Runs every suite under `root`, or a part; with `output: 'inherit'` the failures are printed as they come. */
export async function runSuites(
  root: string,
  env: Record<string, string>,
  output: 'inherit' | 'ignore',
  part?: Part,
): Promise<SuiteTally[]> {
  const files = (await findTestFiles(root)).filter((file) => !part || part.files.test(file))
  const required = part ? [part.name] : await findRequiredSuites(root)
  const scratch = await mkdtemp(join(tmpdir(), 'parley-suites-'))
  try {
    const exitCode = files.length > 0 ? await runBunTest(root, files, scratch, env, output) : 0
    const report = await readFile(join(scratch, 'junit.xml'), 'utf8').catch(() => '')
    return tallySuites({ files, required, results: readJUnit(report), exitCode, ...(part && { suite: part.name }) })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Sorts the results into suites, and adds as failures what is missing from them. */
export function tallySuites({ files, required, results, exitCode, suite }: Run): SuiteTally[] {
  const suiteOf = (file: string) => suite ?? folderOf(file)
  const reported = new Set(results.map(({ file }) => file))
  const silent: TestResult[] = files
    .filter((file) => !reported.has(file))
    .map((file) => ({ file, name: 'reported no tests', outcome: 'failed', seconds: 0 }))
  const all = [...results, ...silent]
  const names = new Set([...required, ...all.map(({ file }) => suiteOf(file))])
  const tallies = [...names].sort().map((name) =>
    tally(
      name,
      all.filter(({ file }) => suiteOf(file) === name),
    ),
  )
  if (exitCode === 0 || tallies.some(({ failed }) => failed.length > 0)) return tallies
  const crash = { passed: 0, failed: [`bun test ended with exit code ${exitCode}`], skipped: [], seconds: 0 }
  return [...tallies, { name: 'the test run', ...crash }]
}

function tally(name: string, results: readonly TestResult[]): SuiteTally {
  const named = (outcome: TestResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).map((result) => `${result.file}: ${result.name}`)
  const failed = results.length > 0 ? named('failed') : [`${name}: no tests found`]
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0)
  return { name, passed: named('passed').length, failed, skipped: named('skipped'), seconds }
}

async function runBunTest(
  root: string,
  files: readonly string[],
  scratch: string,
  env: Record<string, string>,
  output: 'inherit' | 'ignore',
): Promise<number> {
  const timings = join(scratch, 'timings.json')
  await writeFile(timings, JSON.stringify({ version: 1, files: Object.fromEntries(files.map(guessTiming)) }))
  const options = [
    `--parallel=${processes}`,
    '--only-failures',
    '--no-orphans',
    `--timeout=${testTimeoutMs}`,
    `--timings=${timings}`,
    '--reporter=junit',
    `--reporter-outfile=${join(scratch, 'junit.xml')}`,
  ]
  const child = Bun.spawn([process.execPath, 'test', ...options, ...files.map((file) => `./${file}`)], {
    cwd: root,
    // The header limit of `npm start`, for servers that tests start in their own process.
    env: { ...process.env, BUN_OPTIONS: '--max-http-header-size=65536', ...env },
    stdio: ['ignore', output, output],
    timeout: runLimitMs,
  })
  return child.exited
}

/** Whole journeys under tests/ take long, so they start first and no process idles at the end. */
function guessTiming(file: string): [string, number] {
  return [file, file.startsWith('tests/') ? 10_000 : 100]
}

async function findTestFiles(root: string): Promise<string[]> {
  const folders = ['packages/*/src', 'tests', 'bench', 'scripts']
  const globs = folders.map((folder) => new Bun.Glob(`${folder}/**/*.test.{ts,tsx}`))
  const found = await Promise.all(globs.map((glob) => Array.fromAsync(glob.scan({ cwd: root }))))
  return found.flat().sort()
}

async function findRequiredSuites(root: string): Promise<string[]> {
  const packages = await readdir(join(root, 'packages'))
  return [...packages.map((name) => `packages/${name}`), 'scripts', 'tests']
}

function folderOf(file: string): string {
  return file
    .split('/')
    .slice(0, file.startsWith('packages/') ? 2 : 1)
    .join('/')
}
