import type { Clock } from '../ports/clock.ts'
import type { Database, Queries } from '../ports/database.ts'
import { createFileWriter } from './export-file.ts'
import { CommandError } from './failing.ts'
import { channelColumns, kindsAfterChannels, kindsBeforeChannels } from './kinds.ts'
import { lineWriter, type Row } from './lines.ts'
import type { Progress } from './progress.ts'
import {
  type Counts,
  countBigTables,
  type ExportedApp,
  findAppOfKey,
  numberOfChannel,
  type Placed,
  pagesOf,
  pagesOfChannelRows,
  selectKeys,
} from './selecting.ts'
import { pagesOfTasks } from './unfinished-tasks.ts'

export interface ExportOptions {
  /** Any key of the app. */
  readonly key: string
  /** Whether the app's keys go along with their secrets. */
  readonly withSecrets: boolean
  /** Resolves when the text has been taken: reading waits for it. */
  readonly write: (text: string) => Promise<void>
  /** Begins to tell how far it has got. */
  readonly progress: (about: Counts) => Progress
}

/** Writes a whole app as it is at one moment (docs/export-format.md), holding a page of it in memory. */
export async function exportApp(
  database: Database,
  clock: Pick<Clock, 'now'>,
  { key, withSecrets, write, progress }: ExportOptions,
): Promise<void> {
  let isBegun = false
  await database.snapshot(async (q) => {
    // A database may read once more what it has lost the connection under; what has been written cannot be taken back.
    if (isBegun) throw new CommandError('the database was lost in the middle of the export')
    const app = await findAppOfKey(q, key)
    if (!app) throw new CommandError(`there is no app with the key ${key}`)
    const about = await countBigTables(q, app.pk)
    const header = { app: app.row.name as string, exported_at: clock.now(), about, secrets: withSecrets }
    const file = createFileWriter(header, write)
    const told = progress(about)
    isBegun = true
    try {
      for await (const { kind, rows } of pagesOfAll(q, app, withSecrets)) {
        const toLine = lineWriter(kind)
        await file.add(
          kind,
          rows.map(({ row, channel }) => toLine(row, channel)),
        )
        told.add(kind, rows.length)
      }
      await file.end()
    } finally {
      told.end()
    }
  })
}

interface Page {
  readonly kind: string
  readonly rows: readonly Placed[]
}

/** Everything that travels, in the order of the file. */
async function* pagesOfAll(q: Queries, app: ExportedApp, withSecrets: boolean): AsyncIterable<Page> {
  yield { kind: 'app', rows: [{ row: app.row }] }
  if (withSecrets) yield { kind: 'key', rows: (await selectKeys(q, app.pk)).map((row) => ({ row })) }
  for (const kind of kindsBeforeChannels) {
    for await (const rows of pagesOf(q, app.pk, kind)) yield { kind: kind.name, rows }
  }
  for await (const channels of pagesOfChannelRows<Row>(q, app.pk, Object.keys(channelColumns))) {
    yield { kind: 'channel', rows: channels.map(({ number, ...row }) => ({ row, channel: number })) }
  }
  for (const kind of kindsAfterChannels) {
    for await (const rows of pagesOf(q, app.pk, kind)) yield { kind: kind.name, rows }
  }
  for await (const tasks of pagesOfTasks(q, app.pk, (pk) => numberOfChannel(q, app.pk, pk))) {
    yield { kind: 'task', rows: tasks.map((row) => ({ row })) }
  }
}
