import sql, { bulk, join, raw } from 'sql-template-tag'
import { list } from '../core/lists.ts'
import type { Queries } from '../ports/database.ts'
import { CommandError } from './failing.ts'
import { channelColumns, type Kind, plainKind } from './kinds.ts'
import type { FileRow, Row } from './lines.ts'
import { planOf } from './unfinished-tasks.ts'

/** A status that nobody looks for: the work begins when the import is done. */
export const parkedStatus = 'importing'

/** Stores rows of one kind in the app. Keys are not among them: they are what makes an app usable, and come last. */
export async function insertRows(q: Queries, app_pk: number, kind: string, rows: readonly FileRow[]): Promise<void> {
  if (kind === 'app' || kind === 'key') return
  if (kind === 'channel') return insertChannels(q, app_pk, rows)
  if (kind === 'task') return insertTasks(q, app_pk, rows)
  await insertPlain(q, app_pk, plainKind(kind)!, rows)
}

/** Makes the app, without keys: nobody reaches it before it is whole. */
export async function insertApp(q: Queries, { values }: FileRow): Promise<number> {
  const columns = Object.keys(values)
  const row = await q.get<{ pk: number }>(sql`
    INSERT INTO apps (${join(columns.map((column) => raw(column)))})
    VALUES (${join(columns.map((column) => values[column]!))}) RETURNING pk`)
  return row!.pk
}

async function insertPlain(q: Queries, app_pk: number, kind: Kind, rows: readonly FileRow[]): Promise<void> {
  const columns = Object.keys(kind.columns)
  const channelOf = kind.places.includes('channel_pk') ? await findChannels(q, app_pk, kind, rows) : undefined
  const values = rows.map((row) => [
    ...kind.places.map((place) => (place === 'app_pk' ? app_pk : channelOf!(row))),
    ...columns.map((column) => row.values[column]),
  ])
  await q.run(sql`
    INSERT INTO ${raw(kind.table)} (${join([...kind.places, ...columns].map((column) => raw(column)))})
    VALUES ${bulk(values)}`)
}

/** The channels of this database that rows belong to: by their numbers in the file, or with the messages they hang on. */
async function findChannels(
  q: Queries,
  app_pk: number,
  { name, ofMessage }: Kind,
  rows: readonly FileRow[],
): Promise<(row: FileRow) => number> {
  if (ofMessage) {
    const channels = await channelsOfMessages(
      q,
      app_pk,
      rows.map(({ values }) => values[ofMessage] as string),
    )
    return ({ values }) => known(channels.get(values[ofMessage] as string), name, 'a message that is not in the file')
  }
  const channels = await channelsByNumber(
    q,
    app_pk,
    rows.flatMap(({ channel }) => channel ?? []),
  )
  // A ban of the whole app stands at 0.
  return ({ channel }) =>
    channel === undefined ? 0 : known(channels.get(channel), name, 'a channel that is not in the file')
}

function known(pk: number | undefined, kind: string, whose: string): number {
  if (pk === undefined) throw new CommandError(`a ${kind} hangs on ${whose}`)
  return pk
}

async function channelsOfMessages(q: Queries, app_pk: number, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await q.all<{ id: string; channel_pk: number }>(sql`
    SELECT id, channel_pk FROM messages WHERE app_pk = ${app_pk} AND id IN (${list([...new Set(ids)])})`)
  return new Map(rows.map(({ id, channel_pk }) => [id, channel_pk]))
}

async function channelsByNumber(q: Queries, app_pk: number, numbers: readonly number[]): Promise<Map<number, number>> {
  if (numbers.length === 0) return new Map()
  const rows = await q.all<{ number: number; channel_pk: number }>(sql`
    SELECT number, channel_pk FROM import_channels
    WHERE app_pk = ${app_pk} AND number IN (${list([...new Set(numbers)])})`)
  return new Map(rows.map(({ number, channel_pk }) => [number, channel_pk]))
}

/** One by one, because only so it is certain which number the database has given to which. */
async function insertChannels(q: Queries, app_pk: number, rows: readonly FileRow[]): Promise<void> {
  const columns = Object.keys(channelColumns)
  const names = join(['app_pk', ...columns].map((column) => raw(column)))
  const numbered: number[][] = []
  for (const { channel, values } of rows) {
    const row = await q.get<{ pk: number }>(sql`
      INSERT INTO channels (${names}) VALUES (${join([app_pk, ...columns.map((column) => values[column])])}) RETURNING pk`)
    numbered.push([app_pk, channel!, row!.pk])
  }
  await q.run(sql`INSERT INTO import_channels (app_pk, number, channel_pk) VALUES ${bulk(numbered)}`)
}

async function insertTasks(q: Queries, app_pk: number, rows: readonly FileRow[]): Promise<void> {
  for (const { values } of rows) {
    const { id, type, created_at, updated_at } = values as Row
    const input = await planOf(values, async (number) => (await channelsByNumber(q, app_pk, [number])).get(number))
    await q.run(sql`
      INSERT INTO tasks (app_pk, id, type, status, input, created_at, updated_at)
      VALUES (${app_pk}, ${id}, ${type}, ${parkedStatus}, ${input}, ${created_at}, ${updated_at})`)
  }
}
