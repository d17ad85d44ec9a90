// `npm run check`: everything that can be said about the source without running it. The steps run side by side.
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findMono } from './build-csharp.ts'

interface CheckStep {
  readonly name: string
  /** Why it cannot be run here, if it cannot. */
  readonly missing?: () => string | undefined
  readonly command: readonly string[]
}

const root = join(import.meta.dirname, '..')
const installed = (name: string) => join(root, 'node_modules/.bin', name)

const steps: readonly CheckStep[] = [
  { name: 'types', command: [installed('tsc'), '--noEmit', '--project', '.'] },
  // What runs in browsers has a project of its own, with the DOM: apps, and tests of them.
  ...globSync('{apps,tests}/*/tsconfig.json', { cwd: root }).map((config) => ({
    name: `types of ${dirname(config)}`,
    command: [installed('tsc'), '--noEmit', '--project', config],
  })),
  { name: 'lint and format', command: [installed('biome'), 'check', '--error-on-warnings'] },
  { name: 'import arrows', command: [process.execPath, 'scripts/import-arrows.ts'] },
  { name: 'dead code', command: [installed('knip')] },
  { name: 'printed files', command: [process.execPath, 'scripts/print.ts', '--check'] },
  {
    name: 'C# client',
    command: [process.execPath, 'scripts/build-csharp.ts', '--check'],
    missing: () => (findMono() ? undefined : 'mono is not on this machine'),
  },
]

/** Runs every step, prints a line for each and the findings of those that fail, and counts those that ran. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const runnable = steps.filter(({ name, missing }) => {
    const why = missing?.()
    if (why) console.log(`- ${name.padEnd(24)} skipped: ${why}`)
    return !why
  })
  const results = await Promise.all(runnable.map(runStep))
  const passed = results.filter(Boolean).length
  return { passed, failed: results.length - passed }
}

async function runStep({ name, command }: CheckStep): Promise<boolean> {
  const started = performance.now()
  const child = Bun.spawn([...command], { cwd: root, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, err, exitCode] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const findings = exitCode === 0 ? '' : indent(`${out}${err}`)
  console.log(`${exitCode === 0 ? '✓' : '✗'} ${name.padEnd(24)} ${seconds.padStart(5)} s${findings}`)
  return exitCode === 0
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '    ').replace(/^/, '\n')
}

if (import.meta.main) {
  const { failed } = await runChecks()
  process.exitCode = failed > 0 ? 1 : 0
}
