import sql from 'sql-template-tag'
import type { Clock, Ids } from '../ports/clock.ts'
import type { Database, Queries } from '../ports/database.ts'
import { type ExportFile, openExportFile } from './export-file.ts'
import { CommandError } from './failing.ts'
import {
  advanceImport,
  findImport,
  finishImport,
  firstChannels,
  forgetChannels,
  forgetImport,
  type ImportState,
  insertImport,
  isGivenUp,
} from './import-state.ts'
import { insertApp, insertRows, parkedStatus } from './importing.ts'
import { inTransaction } from './in-transaction.ts'
import type { FileRow, Row } from './lines.ts'
import type { Progress } from './progress.ts'
import type { Counts } from './selecting.ts'

/** What one transaction stores at most, so that a server beside it does not wait (core §1.6). */
const rowsPerBatch = 500
const charactersPerBatch = 4 * 1024 * 1024

export interface ImportOptions {
  readonly input: AsyncIterable<Uint8Array>
  /** The name of a new key; the keys of the file are then left out. */
  readonly key?: string | undefined
  readonly progress: (about: Counts) => Progress
}

export interface Imported {
  readonly app: string
  readonly app_pk: number
  readonly rows: number
  /** A pair that was made for the app. It is told this once. */
  readonly made?: { readonly key: string; readonly secret: string }
  /** Keys that came with the file. */
  readonly keys: readonly string[]
}

interface Ports {
  readonly database: Database
  readonly clock: Pick<Clock, 'now'>
  readonly ids: Pick<Ids, 'secret'>
}

/**
 * Brings an app from a file into the database, beside those that are there. What was broken off goes on where it was
 * when the same file comes again. Nobody can use the app before the file has proved whole: its keys come last.
 */
export async function importApp(ports: Ports, { input, key, progress }: ImportOptions): Promise<Imported> {
  const file = await openExportFile(input)
  try {
    return await importFile(ports, file, { key, progress })
  } finally {
    await file.close()
  }
}

async function importFile(
  ports: Ports,
  file: ExportFile,
  { key, progress }: Pick<ImportOptions, 'key' | 'progress'>,
): Promise<Imported> {
  const { database } = ports
  const known = await database.snapshot((q) => findImport(q, file.id))
  if (known && known.finished_at !== null) return alreadyFinished(database, file, known)
  if (known && isGivenUp(known)) {
    throw new CommandError('this import was abandoned half-way: finish that with `import --abandon`')
  }
  if (key !== undefined) await refuseTaken(database, key)
  const told = progress(file.header.about)
  try {
    const { app_pk, rows, keys } = await storeRows(ports, file, known, key === undefined, told)
    const made = keys.length > 0 ? undefined : { key: key ?? ports.ids.secret(12), secret: ports.ids.secret(64) }
    await finish(ports, app_pk, made, keys)
    await forget(database, app_pk)
    return { app: file.header.app, app_pk, rows, keys: keys.map((row) => row.key as string), ...(made && { made }) }
  } finally {
    told.end()
  }
}

/** Stores what is not in yet, and answers once the whole file was read and its trailer agrees. */
async function storeRows(
  { database, clock }: Ports,
  file: ExportFile,
  known: ImportState | undefined,
  takesKeys: boolean,
  told: Progress,
) {
  let state = known
  let rows = 0
  let batch: FileRow[] = []
  let characters = 0
  const keys: Row[] = []

  async function store() {
    if (batch.length === 0) return
    const first = rows - batch.length + 2
    state = await inTransaction(database, (tx) => storeBatch(tx, file, state, batch, clock.now())).catch(
      (error: Error) => {
        throw new CommandError(`lines ${first} to ${rows + 1} cannot be stored: ${error.message}`)
      },
    )
    for (const [kind, of] of Map.groupBy(batch, (row) => row.kind)) told.add(kind, of.length)
    batch = []
    characters = 0
  }

  for await (const row of file.rows()) {
    rows += 1
    if (row.kind === 'key' && takesKeys) {
      keys.push(row.values)
      await refuseTaken(database, row.values.key as string)
    }
    if (state && rows <= state.lines) {
      told.add(row.kind, 1)
      if (rows === state.lines && file.digest() !== state.lines_hash) throw notTheSame()
      continue
    }
    batch.push(row)
    characters += sizeOf(row)
    if (batch.length >= rowsPerBatch || characters >= charactersPerBatch) await store()
  }
  await store()
  if (!state || rows < state.lines) throw notTheSame()
  return { app_pk: state.app_pk, rows, keys }
}

const notTheSame = () =>
  new CommandError('this is not the file whose first half is in: take that away with `import --abandon` first')

function sizeOf({ values }: FileRow): number {
  let size = 0
  for (const value of Object.values(values)) size += typeof value === 'string' ? value.length : 8
  return size
}

async function storeBatch(
  q: Queries,
  file: ExportFile,
  known: ImportState | undefined,
  batch: readonly FileRow[],
  now: number,
): Promise<ImportState> {
  const before = known ?? (await begin(q, file, batch[0]!, now))
  const { app_pk } = before
  for (const run of runsOf(batch)) await insertRows(q, app_pk, run[0]!.kind, run)
  const after = { lines: before.lines + batch.length, lines_hash: file.digest() }
  if (!(await advanceImport(q, before, after))) throw new CommandError('somebody else imports or abandons this file')
  return { ...before, ...after }
}

async function begin(q: Queries, file: ExportFile, app: FileRow, now: number): Promise<ImportState> {
  const app_pk = await insertApp(q, app)
  await insertImport(q, { app_pk, file_id: file.id, now })
  return { app_pk, lines: 0, lines_hash: '', finished_at: null }
}

/** Rows of one kind stand together in the file. */
const runsOf = (batch: readonly FileRow[]): Iterable<FileRow[]> => Map.groupBy(batch, (row) => row.kind).values()

async function refuseTaken(database: Database, key: string): Promise<void> {
  if (await database.snapshot((q) => isTaken(q, key))) {
    throw new CommandError(`the key ${key} belongs to another app here: choose a new one with --key`)
  }
}

const isTaken = async (q: Queries, key: string): Promise<boolean> =>
  (await q.get(sql`SELECT key FROM app_keys WHERE key = ${key}`)) !== undefined

/** Makes the app usable: its keys are there and its tasks go on, all at once. */
async function finish(
  { database, clock }: Ports,
  app_pk: number,
  made: Imported['made'],
  keys: readonly Row[],
): Promise<void> {
  const now = clock.now()
  await inTransaction(database, async (tx) => {
    const rows = made ? [{ ...made, created_at: now, disabled_at: null }] : keys
    for (const { key, secret, created_at, disabled_at } of rows) {
      if (await isTaken(tx, key as string)) throw new CommandError(`the key ${key} belongs to another app by now`)
      await tx.run(sql`
        INSERT INTO app_keys (key, app_pk, secret, created_at, disabled_at)
        VALUES (${key}, ${app_pk}, ${secret}, ${created_at}, ${disabled_at})`)
    }
    await tx.run(sql`UPDATE tasks SET status = 'waiting' WHERE app_pk = ${app_pk} AND status = ${parkedStatus}`)
    // A server that has met the app half imported looks at it anew.
    await tx.run(sql`UPDATE apps SET config_version = config_version + 1, imported_at = ${now} WHERE pk = ${app_pk}`)
    await finishImport(tx, app_pk, now)
  })
}

/** What the import remembered is of no more use. */
async function forget(database: Database, app_pk: number): Promise<void> {
  for (let left = rowsPerBatch; left === rowsPerBatch; ) {
    left = await inTransaction(database, async (tx) => {
      const channels = await firstChannels(tx, app_pk, rowsPerBatch)
      if (channels.length > 0) await forgetChannels(tx, app_pk, channels)
      return channels.length
    })
  }
  await inTransaction(database, (tx) => forgetImport(tx, app_pk))
}

/** The process ended after the app was whole and before that was forgotten. */
async function alreadyFinished(
  database: Database,
  { header }: ExportFile,
  { app_pk, lines }: ImportState,
): Promise<Imported> {
  await forget(database, app_pk)
  const keys = await database.snapshot((q) =>
    q.all<{ key: string }>(sql`SELECT key FROM app_keys WHERE app_pk = ${app_pk} ORDER BY created_at, key`),
  )
  return { app: header.app, app_pk, rows: lines, keys: keys.map(({ key }) => key) }
}
