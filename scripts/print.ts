// `npm run print`: writes the files that are printed from the source and committed, so that a review sees what a change
// does to them. `--check` writes nothing and fails when one of them is not what the source says.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { printClientTypes } from '@parley-chat/protocol/client-types'
import { printDashboardTypes } from '@parley-chat/protocol/dashboard-types'
import { printOpenApi } from '@parley-chat/protocol/openapi'
import { printCSharp } from './print-csharp.ts'
import { printSchema } from './print-schema.ts'

interface Printer {
  /** Where the printed text is kept, relative to the root. */
  readonly file: string
  readonly print: () => Promise<string>
}

const printers: readonly Printer[] = [
  { file: 'packages/protocol/openapi.json', print: async () => printOpenApi() },
  { file: 'packages/client/src/wire.ts', print: async () => printClientTypes() },
  { file: 'apps/dashboard/src/api/wire.ts', print: async () => printDashboardTypes() },
  { file: 'clients/csharp/src/Wire/Models.cs', print: async () => printCSharp() },
  { file: 'packages/server/src/migrations/schema.sql', print: async () => printSchema() },
]

const root = join(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')

for (const { file, print } of printers) {
  const path = join(root, file)
  const text = await print()
  const committed = await readFile(path, 'utf8').catch(() => undefined)
  if (text === committed) continue
  if (isCheck) {
    console.log(`${file} is not what the source prints: run \`npm run print\` and commit it`)
    process.exitCode = 1
  } else {
    await writeFile(path, text)
    console.log(`printed ${file}`)
  }
}
