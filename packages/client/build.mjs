// Builds what plain Node and browsers import, dist/, when the source is newer. npm runs this after an install, and
// scripts/install.mjs before every script. Bun and the bundlers of this repository read the source itself.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
const built = join(folder, 'dist/node.js')
const compiler = join(folder, '../../node_modules/typescript/bin/tsc')

/** When a file was last written; 0 if there is none. */
const writtenAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

export function buildClient() {
  const source = readdirSync(join(folder, 'src'), { recursive: true }).map((name) => join('src', name))
  const newest = Math.max(...['tsconfig.json', ...source].map((path) => writtenAt(join(folder, path))))
  // Without the development packages nothing can be built, and nothing here needs it.
  if (writtenAt(built) >= newest || !existsSync(compiler)) return
  execFileSync(process.execPath, [compiler, '--project', folder], { stdio: ['ignore', 'inherit', 'inherit'] })
  // The compiler may leave a file alone that comes out the same.
  utimesSync(built, new Date(), new Date())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildClient()
