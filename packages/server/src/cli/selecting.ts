import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import { list } from '../core/lists.ts'
import type { Queries } from '../ports/database.ts'
import type { Kind } from './kinds.ts'
import type { Row } from './lines.ts'

/** So many rows are read at once. */
const rowsPerPage = 500
/** So many small channels are asked for together. */
const channelsPerQuery = 64

/** A row, and the number of its channel where the file names it. */
export interface Placed {
  readonly row: Row
  readonly channel?: number
}

/** A channel with its number in the file. */
export interface NumberedChannel {
  readonly pk: number
  readonly number: number
  /** About how many rows of one kind hang on it. */
  readonly size: number
}

const names = (columns: readonly string[]): Sql => join(columns.map((column) => raw(column)))

const columnsOf = (kind: Kind): Sql => names(Object.keys(kind.columns))

/** What hangs on messages that are gone for good is itself about to go (`message.remains`): it does not travel. */
function condition({ name, table, ofMessage }: Kind): Sql {
  if (name === 'message') {
    // Written apart, so that the index of what a channel shows serves.
    const isShown = sql`(parent_id IS NULL OR show_in_channel = 1)`
    return sql`AND ${isShown} AND (parent_id IS NULL OR ${hangsOnMessage(table, 'parent_id')})`
  }
  if (!ofMessage) return empty
  const only = name === 'reply' ? sql`AND parent_id IS NOT NULL AND show_in_channel = 0` : empty
  return sql`${only} AND ${hangsOnMessage(table, ofMessage)}`
}

/** Whether the message is there, and the one that it answers. */
function hangsOnMessage(table: string, reference: string): Sql {
  const [app_pk, id] = [raw(`${table}.app_pk`), raw(`${table}.${reference}`)]
  return sql`EXISTS (
    SELECT 1 FROM messages AS held WHERE held.app_pk = ${app_pk} AND held.id = ${id}
      AND (held.parent_id IS NULL OR EXISTS (
        SELECT 1 FROM messages AS parent WHERE parent.app_pk = held.app_pk AND parent.id = held.parent_id)))`
}

/** All rows of a kind, page by page in the order of the file. */
export function pagesOf(q: Queries, app_pk: number, kind: Kind): AsyncIterable<readonly Placed[]> {
  return kind.ofChannel ? pagesOfChannels(q, app_pk, kind) : pagesOfApp(q, kind, sql`app_pk = ${app_pk}`)
}

async function* pagesOfApp(q: Queries, kind: Kind, where: Sql): AsyncIterable<readonly Placed[]> {
  let after: Row | undefined
  for (;;) {
    const rows = await selectPage(q, kind, where, after, rowsPerPage)
    if (rows.length > 0) yield rows.map((row) => ({ row }))
    if (rows.length < rowsPerPage) return
    after = rows.at(-1)!
  }
}

function selectPage(q: Queries, kind: Kind, where: Sql, after: Row | undefined, limit: number): Promise<Row[]> {
  const key = names(kind.key)
  const further = after ? sql`AND (${key}) > (${join(kind.key.map((column) => after[column]!))})` : empty
  return q.all(sql`
    SELECT ${columnsOf(kind)} FROM ${raw(kind.table)} WHERE ${where} ${condition(kind)} ${further}
    ORDER BY ${key} LIMIT ${limit}`)
}

async function* pagesOfChannels(q: Queries, app_pk: number, kind: Kind): AsyncIterable<readonly Placed[]> {
  if (kind.name === 'ban') yield* pagesOfApp(q, kind, sql`app_pk = ${app_pk} AND channel_pk = 0`)
  for await (const channels of numberedChannels(q, app_pk)) {
    for (const some of together(channels)) yield* pagesOfSome(q, kind, some)
  }
}

/** Small channels together, so that a page is one query; a big one by itself. */
function* together(channels: readonly NumberedChannel[]): Iterable<NumberedChannel[]> {
  let some: NumberedChannel[] = []
  let size = 0
  for (const channel of channels) {
    if (some.length > 0 && (some.length === channelsPerQuery || size + channel.size > rowsPerPage)) {
      yield some
      some = []
      size = 0
    }
    some.push(channel)
    size += channel.size
  }
  if (some.length > 0) yield some
}

/** The rows of some channels; those that turn out to have more than a page are halved until one is left. */
async function* pagesOfSome(
  q: Queries,
  kind: Kind,
  channels: readonly NumberedChannel[],
): AsyncIterable<readonly Placed[]> {
  const pks = channels.map(({ pk }) => pk)
  const rows = await q.all<Row>(sql`
    SELECT channel_pk, ${columnsOf(kind)} FROM ${raw(kind.table)} WHERE channel_pk IN (${list(pks)}) ${condition(kind)}
    ORDER BY channel_pk, ${names(kind.key)} LIMIT ${rowsPerPage + 1}`)
  if (rows.length <= rowsPerPage) {
    const byChannel = Map.groupBy(rows, (row) => row.channel_pk as number)
    const placed = channels.flatMap(({ pk, number }) =>
      (byChannel.get(pk) ?? []).map((row) => ({ row, channel: number })),
    )
    if (placed.length > 0) yield placed
  } else if (channels.length > 1) {
    const half = Math.ceil(channels.length / 2)
    yield* pagesOfSome(q, kind, channels.slice(0, half))
    yield* pagesOfSome(q, kind, channels.slice(half))
  } else {
    const [{ pk, number }] = channels as [NumberedChannel]
    for await (const page of pagesOfApp(q, kind, sql`channel_pk = ${pk}`)) {
      yield page.map(({ row }) => ({ row, channel: number }))
    }
  }
}

interface ChannelPlace {
  readonly pk: number
  readonly cid: string
  readonly created_at: number
}

/**
 * Channels stand by cid and the moment of their creation: a cid may have had other channels before. Should two have been
 * made in the same microsecond, the database's own numbers keep them apart, whose order an import keeps.
 */
const channelOrder = sql`cid, created_at, pk`

const isBehind = ({ cid, created_at, pk }: ChannelPlace): Sql =>
  sql`(cid, created_at, pk) > (${cid}, ${created_at}, ${pk})`

/** The channels of an app with these columns, page by page in the order of the file; the first is number 1. */
export async function* pagesOfChannelRows<T extends object>(
  q: Queries,
  app_pk: number,
  columns: readonly string[],
): AsyncIterable<readonly (T & { readonly pk: number; readonly number: number })[]> {
  let after: (T & ChannelPlace) | undefined
  let count = 0
  const wanted = names([...new Set(['pk', 'cid', 'created_at', ...columns])])
  for (;;) {
    const rows: (T & ChannelPlace)[] = await q.all(sql`
      SELECT ${wanted} FROM channels WHERE app_pk = ${app_pk} ${after ? sql`AND ${isBehind(after)}` : empty}
      ORDER BY ${channelOrder} LIMIT ${rowsPerPage}`)
    const before = count
    if (rows.length > 0) yield rows.map((row, index) => ({ ...row, number: before + index + 1 }))
    if (rows.length < rowsPerPage) return
    count += rows.length
    after = rows.at(-1)!
  }
}

async function* numberedChannels(q: Queries, app_pk: number): AsyncIterable<NumberedChannel[]> {
  const pages = pagesOfChannelRows<{ member_count: number; message_count: number }>(q, app_pk, [
    'member_count',
    'message_count',
  ])
  for await (const page of pages) {
    yield page.map(({ pk, number, member_count, message_count }) => ({
      pk,
      number,
      size: Math.max(member_count, message_count),
    }))
  }
}

/** The number in the file of one channel; undefined if it is gone. Counts, so it is for the few that tasks speak of. */
export async function numberOfChannel(q: Queries, app_pk: number, pk: number): Promise<number | undefined> {
  const place = await q.get<ChannelPlace>(
    sql`SELECT pk, cid, created_at FROM channels WHERE pk = ${pk} AND app_pk = ${app_pk}`,
  )
  if (!place) return undefined
  const row = await q.get<{ count: number }>(sql`
    SELECT CAST(COUNT(*) AS BIGINT) AS count FROM channels WHERE app_pk = ${app_pk} AND NOT ${isBehind(place)}`)
  return row!.count
}

export interface ExportedApp {
  readonly pk: number
  readonly row: Row
}

/** The app that a key belongs to, also a disabled one. */
export async function findAppOfKey(q: Queries, key: string): Promise<ExportedApp | undefined> {
  const row = await q.get<Row & { readonly pk: number }>(sql`
    SELECT apps.pk, name, suspended, settings, apps.created_at, updated_at
    FROM apps JOIN app_keys ON app_keys.app_pk = apps.pk WHERE app_keys.key = ${key}`)
  return row && { pk: row.pk, row }
}

export const selectKeys = (q: Queries, app_pk: number): Promise<Row[]> =>
  q.all(
    sql`SELECT key, secret, created_at, disabled_at FROM app_keys WHERE app_pk = ${app_pk} ORDER BY created_at, key`,
  )

/** The big tables, by the kinds under which their rows stand in the file. */
const countedTables = {
  users: 'users',
  channels: 'channels',
  members: 'members',
  messages: 'messages',
  reactions: 'reactions',
} as const

export type Counts = Readonly<Record<keyof typeof countedTables, number>>

/** How many rows the big tables have of an app: enough to say how far an export has got. */
export async function countBigTables(q: Queries, app_pk: number): Promise<Counts> {
  const counts: Record<string, number> = {}
  for (const [name, table] of Object.entries(countedTables)) {
    const row = await q.get<{ count: number }>(
      sql`SELECT CAST(COUNT(*) AS BIGINT) AS count FROM ${raw(table)} WHERE app_pk = ${app_pk}`,
    )
    counts[name] = row!.count
  }
  return counts as Counts
}
