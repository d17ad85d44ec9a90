// Installs the npm packages when they are missing or not what the lockfile says, and builds the client that plain Node
// imports when its source is newer. Plain JavaScript, because it must run on Node 20 before anything is installed;
// everything after it runs on the Bun that this brings.
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildClient } from '../packages/client/build.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bunFolder = join(root, 'node_modules/bun')

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
