// Builds the C# client and what tests run of it, with Debian's mono: every warning is an error, and so is a public member
// without its comment. `--check` builds into a place that is thrown away.
import { copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const home = join(root, 'clients/csharp')
const built = join(home, 'dist')

/** Where Debian's package keeps it: Newtonsoft.Json stands in no global cache there. */
const json = '/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll'
const needed = [json, '/usr/lib/mono/4.5/System.Net.Http.dll']

/** Whether this machine has what compiles and runs C#. */
export const findMono = (): boolean =>
  Bun.which('mcs') !== null && Bun.which('mono') !== null && needed.every((file) => existsSync(file))

/** Where nothing may be skipped tests run anyway, and fail by name. */
export const hasMono = process.env.CI === 'true' || findMono()

interface Assembly {
  readonly file: string
  readonly sources: string
  readonly options: readonly string[]
}

const assemblies: readonly Assembly[] = [
  { file: 'StreamChat.dll', sources: 'src/**/*.cs', options: ['-target:library', '-doc:StreamChat.xml'] },
  { file: 'TestDriver.exe', sources: 'tests/**/*.cs', options: ['-reference:StreamChat.dll'] },
  { file: 'Sample.exe', sources: 'sample/**/*.cs', options: ['-reference:StreamChat.dll'] },
]

/** Builds what has changed since it was built, and answers the folder that holds it. */
export async function buildCSharp(): Promise<string> {
  if (!isBuilt()) {
    console.log('Building the C# client …')
    await build(built)
  }
  return built
}

function isBuilt(): boolean {
  const sources = globSync(['{src,tests,sample}/**/*.cs'], { cwd: home }).map((file) => join(home, file))
  const results = present().map(({ file }) => statSync(join(built, file), { throwIfNoEntry: false })?.mtimeMs ?? 0)
  const changed = [...sources, import.meta.filename].map((file) => statSync(file).mtimeMs)
  return Math.max(...changed) < Math.min(...results)
}

/** In a folder of its own first: several processes of tests may want it. */
async function build(target: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'parley-csharp-'))
  try {
    for (const assembly of present()) await compile(assembly, scratch)
    copyFileSync(json, join(scratch, basename(json)))
    mkdirSync(target, { recursive: true })
    for (const file of globSync('*', { cwd: scratch })) {
      copyFileSync(join(scratch, file), join(target, `.${file}.${process.pid}`))
      renameSync(join(target, `.${file}.${process.pid}`), join(target, file))
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function present(): readonly Assembly[] {
  return assemblies.filter(({ sources }) => globSync(sources, { cwd: home }).length > 0)
}

async function compile({ file, sources, options }: Assembly, folder: string): Promise<void> {
  const files = globSync(sources, { cwd: home })
    .sort()
    .map((source) => join(home, source))
  // 1573: parameters whose name says all have no line of their own.
  const strict = ['-nologo', '-warn:4', '-warnaserror+', '-nowarn:1573', '-optimize+', '-debug']
  const references = [`-reference:${json}`, '-reference:System.Net.Http.dll']
  const command = ['mcs', ...strict, ...references, ...options, `-out:${file}`, ...files]
  const child = Bun.spawn(command, { cwd: folder, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, err, exitCode] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  if (exitCode !== 0) throw new Error(`${file} could not be built:\n${out}${err}`.replaceAll(`${root}/`, ''))
}

if (import.meta.main) {
  const scratch = mkdtempSync(join(tmpdir(), 'parley-csharp-check-'))
  const target = process.argv.includes('--check') ? scratch : built
  await build(target).catch((error: Error) => {
    console.error(error.message)
    process.exitCode = 1
  })
  rmSync(scratch, { recursive: true, force: true })
}
