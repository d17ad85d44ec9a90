import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import type { Page, Pages } from '../ports/pages.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Reads built web apps from directories; one that is missing has no pages. What has no type here is not served. */
export function diskPages(directories: Readonly<Record<string, string>>): Pages {
  const pages = new Map<string, Page>()
  for (const [path, directory] of Object.entries(directories)) {
    for (const file of filesOf(directory)) {
      const type = types[extname(file)]
      if (!type) continue
      const name = relative(directory, file).split(sep).join('/')
      const bytes = new Uint8Array(readFileSync(file))
      const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
      pages.set(`${path}/${name}`, { bytes, type, isImmutable: name.startsWith('assets/'), tag })
    }
  }
  return { find: (path) => pages.get(path) }
}

function filesOf(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}
