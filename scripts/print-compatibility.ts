// Prints docs/compatibility.md from what a test run has exercised: `bun scripts/print-compatibility.ts <directory>`, where
// the test kit left its notes. `--check` writes nothing and fails when the committed file says something else.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type EndpointName, endpointTable, type Generation, routesOf } from '@parley-chat/protocol'
import wirePaths from '../packages/protocol/paths.json' with { type: 'json' }

/** One answer that a test received: of which endpoint, and whether the printed contract allows it. */
export interface Note {
  readonly name: string
  readonly generation: Generation
  readonly status: number
  readonly valid: boolean
}

/** One path of the documented wire. */
export interface WirePath {
  readonly method: string
  readonly path: string
  readonly name: string
  readonly area: string
  readonly side: string
}

export type Standing = 'complete' | 'partial' | 'missing'

const file = join(import.meta.dirname, '..', 'docs', 'compatibility.md')

/** The compatibility matrix that follows from the notes in a directory: NDJSON, one file a process. */
export async function printCompatibility(directory: string): Promise<string> {
  return printMatrix(wirePaths, await readNotes(directory))
}

async function readNotes(directory: string): Promise<Note[]> {
  const names = (await readdir(directory)).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Note)
}

export const generationOf = (path: string): Generation => (path.startsWith('/api/v2/') ? 'v2' : 'v1')

/**
 * How far a path is served. Complete: in its generation at least one success and one refusal of its endpoint were
 * exercised, and no answer broke the contract.
 */
export function standingOf({ method, path, name }: WirePath, notes: readonly Note[]): Standing {
  if (!isServed(method, path, name)) return 'missing'
  const own = notes.filter((note) => note.name === name && note.generation === generationOf(path))
  const hasSuccess = own.some(({ status }) => status < 400)
  const hasRefusal = own.some(({ status }) => status >= 400)
  return hasSuccess && hasRefusal && own.every(({ valid }) => valid) ? 'complete' : 'partial'
}

function isServed(method: string, path: string, name: string): boolean {
  if (!Object.hasOwn(endpointTable, name)) return false
  const shape = shapeOf(path)
  return routesOf(endpointTable[name as EndpointName]).some(
    (route) => route.method === method && shapeOf(route.path) === shape,
  )
}

/** A path without the names of its parameters: `/users/{user_id}` and `/users/:id` are one. */
const shapeOf = (path: string) => path.replace(/\{[^}]+\}|:\w+/g, '{}')

/** The matrix as a page of documentation. */
export function printMatrix(paths: readonly WirePath[], notes: readonly Note[]): string {
  const rows = paths.map((path) => ({ ...path, standing: standingOf(path, notes) }))
  const areas = [...new Set(rows.map(({ area }) => area))]
  return [
    '# Compatibility',
    'Every documented path of both generations, and how far Parley serves it. This page is printed by `npm test` from what the run exercised.',
    '- **complete**: a success and a refusal were exercised in this generation, and both answers were what `openapi.json` says.\n' +
      '- **partial**: served, but not all of that was exercised.\n' +
      '- **missing**: not served yet.',
    `## Summary\n\n${printSummary(rows)}`,
    ...areas.map((area) =>
      printArea(
        area,
        rows.filter((row) => row.area === area),
      ),
    ),
  ]
    .join('\n\n')
    .concat('\n')
}

type Row = WirePath & { readonly standing: Standing }

const standings: readonly Standing[] = ['complete', 'partial', 'missing']

function printSummary(rows: readonly Row[]): string {
  const lines = (['v1', 'v2'] as const).map((generation) => {
    const own = rows.filter(({ path }) => generationOf(path) === generation)
    const counts = standings.map((standing) => own.filter((row) => row.standing === standing).length)
    return `| ${[generation, ...counts, own.length].join(' | ')} |`
  })
  return ['| generation | complete | partial | missing | all |', '| --- | --- | --- | --- | --- |', ...lines].join('\n')
}

function printArea(area: string, rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, method, path, side, standing }) =>
      `| ${name} | ${generationOf(path)} | \`${method} ${path}\` | ${side} | ${standing} |`,
  )
  const head = ['| operation | generation | path | callers | status |', '| --- | --- | --- | --- | --- |']
  return [`## ${area.replaceAll('_', ' ')}`, '', ...head, ...lines].join('\n')
}

if (import.meta.main) {
  const directory = process.argv.slice(2).find((argument) => !argument.startsWith('--'))
  if (!directory) throw new Error('name the directory of the notes')
  const text = await printCompatibility(directory)
  const committed = await readFile(file, 'utf8').catch(() => undefined)
  if (text !== committed && process.argv.includes('--check')) {
    console.log('docs/compatibility.md is not what this run has shown: run `npm test` and commit it')
    process.exitCode = 1
  } else if (text !== committed) {
    await writeFile(file, text)
    console.log('printed docs/compatibility.md')
  }
}
