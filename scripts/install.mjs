// Installs the npm packages when they are missing or not what the lockfile says, and builds the client that plain Node
// imports when its source is newer. Plain JavaScript, because it must run on Node 20 before anything is installed;
// everything after it runs on the Bun that this brings.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bunFolder = join(root, 'node_modules/bun')
const clientFolder = join(root, 'packages/client')

/** What npm wrote down about the packages that are on disk. */
function installed() {
  try {
    return JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages
  } catch {
    return {}
  }
}

/** Optional packages are for other platforms: in the lockfile, but not on disk. A link has no version, but is listed. */
function isMissing([path, { version, optional }], have) {
  return path.includes('node_modules/') && !optional && (!have[path] || have[path].version !== version)
}

/** Bun's package holds a small placeholder until its install script has put the binary in its place. */
function hasBun() {
  return (statSync(join(bunFolder, 'bin/bun.exe'), { throwIfNoEntry: false })?.size ?? 0) > 1_000_000
}

/** When a file was last written; 0 if there is none. */
const writtenAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Bun and the bundlers of this repository read the client's source; Node reads what is built from it. */
function buildClient() {
  const built = join(clientFolder, 'dist/node.js')
  const source = readdirSync(join(clientFolder, 'src'), { recursive: true }).map((name) => join('src', name))
  const newest = Math.max(...['tsconfig.json', ...source].map((path) => writtenAt(join(clientFolder, path))))
  if (writtenAt(built) >= newest) return
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '--project', clientFolder], { stdio: ['ignore', 'inherit', 'inherit'] })
  // The compiler may leave a file alone that comes out the same.
  utimesSync(built, new Date(), new Date())
}

try {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const have = installed()
  if (Object.entries(packages).some((entry) => isMissing(entry, have))) {
    console.log('Installing packages (once) …')
    // With the development packages even where npm is set to leave them out: else they would be missed at every start.
    const options = ['--include=dev', '--no-fund', '--no-audit', '--loglevel=error']
    execFileSync('npm', ['ci', ...options], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  }
  // Where npm is set to run no install scripts, this one is run by hand: without Bun nothing starts.
  if (!hasBun()) execFileSync(process.execPath, ['install.js'], { cwd: bunFolder, stdio: 'inherit' })
  buildClient()
} catch (error) {
  console.error(`The packages could not be installed: ${error.message}`)
  process.exit(1)
}
