import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Files in a directory of their own, which is gone when the value goes out of scope (`using`). */
export function fixtureTree(files: Record<string, string>): Disposable & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'parley-fixture-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

/** A TypeScript project just large enough to be parsed. */
export function fixtureSources(files: Record<string, string>): Disposable & { readonly root: string } {
  const options = { noLib: true, noEmit: true, types: [], module: 'Preserve', allowImportingTsExtensions: true }
  const config = JSON.stringify({ compilerOptions: options, include: ['packages/*/src'] })
  const app = JSON.stringify({ compilerOptions: options, include: ['src'] })
  return fixtureTree({
    'tsconfig.json': config,
    'apps/demo/tsconfig.json': app,
    'apps/ui/tsconfig.json': app,
    ...files,
  })
}
