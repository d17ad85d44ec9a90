import type { Message, MessagePage } from '@parley-chat/protocol'
import sql, { join, raw, type Sql } from 'sql-template-tag'
import { fail } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import type { MessageRow } from './message-row.ts'
import { toMessage, type Viewer } from './message-shapes.ts'
import { hasParent, selectMessages } from './store.ts'
import { type ChannelSeen, loadSurroundings, seenAfter } from './surroundings.ts'

/** The channel's columns that its messages depend on: a whole row fits. */
export interface ChannelOfMessages {
  readonly app_pk: number
  readonly pk: number
  readonly cid: string
  readonly truncated_at: number | null
}

/** Which messages of one channel to load. */
export interface MessagesAsk {
  readonly channel: ChannelOfMessages
  /** Absent: no messages at all. */
  readonly page?: MessagePage | undefined
  /** How many of the most recently pinned ones; by default none. */
  readonly pinned?: number
  /** The viewer's `hide_messages_before` here. */
  readonly hiddenBefore?: number | null | undefined
}

export interface ChannelMessages {
  readonly messages: Message[]
  readonly pinned_messages: Message[]
}

const defaultLimit = 25

/** The messages and pinned messages of many channels of one app with a fixed number of queries, by channel. */
export async function messagesOfChannels(
  q: Queries,
  asks: readonly MessagesAsk[],
  viewer: Viewer,
  world: World,
  memberCustom?: readonly string[],
): Promise<Map<number, ChannelMessages>> {
  const [first] = asks
  if (!first) return new Map()
  const { app_pk } = first.channel
  const channels = asks.map(channelSeen)
  const cursors = await loadCursors(q, app_pk, asks)
  const parts = asks.flatMap(({ page, pinned }, index) => {
    const channel = channels[index]!
    const messages = page ? pageParts(listOfChannel(channel), page, cursors, viewer) : []
    const pins = pinned ? pageParts(listOfPins(channel, world.now), { limit: pinned }, cursors, viewer) : []
    return [...messages, ...pins]
  })
  const found = await selectParts(q, parts)
  const around = await loadSurroundings(q, [...new Set(found.flat())], channels, viewer, world, memberCustom)
  const print = (rows: readonly MessageRow[]) => rows.map((row) => toMessage(row, around, viewer))

  let next = 0
  const result = new Map<number, ChannelMessages>()
  for (const { channel, page, pinned } of asks) {
    const rows = page ? assemble(page, () => found[next++]!) : []
    result.set(channel.pk, { messages: print(rows), pinned_messages: pinned ? print(found[next++]!) : [] })
  }
  return result
}

/** One page of the replies to a message, or of a channel's pinned messages in the order of pinning; oldest first. */
export async function pageOf(
  q: Queries,
  ask: { readonly channel: ChannelOfMessages; readonly page: MessagePage; readonly hiddenBefore: number | null },
  of: { readonly parent_id: string } | 'pins',
  viewer: Viewer,
  world: World,
  memberCustom?: readonly string[],
): Promise<Message[]> {
  const channel = channelSeen(ask)
  const cursors = await loadCursors(q, channel.app_pk, [ask])
  const list = of === 'pins' ? listOfPins(channel, world.now) : listOfReplies(channel, of.parent_id)
  const found = await selectParts(q, pageParts(list, ask.page, cursors, viewer))
  let next = 0
  const rows = assemble(ask.page, () => found[next++]!)
  const around = await loadSurroundings(q, rows, [channel], viewer, world, memberCustom)
  return rows.map((row) => toMessage(row, around, viewer))
}

const channelSeen = ({ channel, hiddenBefore }: MessagesAsk): ChannelSeen => ({
  app_pk: channel.app_pk,
  pk: channel.pk,
  cid: channel.cid,
  seenAfter: seenAfter(channel.truncated_at, hiddenBefore),
})

/** A place in a list: at a moment, or exactly at one message. */
interface Place {
  readonly at: number
  readonly id?: string
}

const idCursors = ['id_lt', 'id_lte', 'id_gt', 'id_gte', 'id_around'] as const
const timeCursors = [
  'created_at_before',
  'created_at_before_or_equal',
  'created_at_after',
  'created_at_after_or_equal',
  'created_at_around',
] as const
type Cursor = (typeof idCursors)[number] | (typeof timeCursors)[number]

/** The one cursor of a page; two of them contradict each other. */
function cursorOf(page: MessagePage): Cursor | undefined {
  const given = [...idCursors, ...timeCursors].filter((name) => page[name] !== undefined)
  if (given.length > 1) fail('input', `${given[0]} and ${given[1]} cannot be given together`)
  return given[0]
}

/** The messages that cursors name, wherever they are. */
async function loadCursors(q: Queries, app_pk: number, asks: readonly MessagesAsk[]): Promise<Map<string, MessageRow>> {
  const ids = asks.flatMap(({ page }) => idCursors.flatMap((name) => page?.[name] ?? []))
  return new Map((await selectMessages(q, app_pk, ids)).map((row) => [row.id, row]))
}

/** Messages in an order: that in which they were sent, or that in which they were pinned. */
interface List {
  readonly channel: ChannelSeen
  readonly where: Sql
  readonly by: 'created_at' | 'pinned_at'
}

const listOfChannel = (channel: ChannelSeen): List => ({
  channel,
  where: sql`channel_pk = ${channel.pk} AND (parent_id IS NULL OR show_in_channel = 1)`,
  by: 'created_at',
})

const listOfReplies = (channel: ChannelSeen, parent_id: string): List => ({
  channel,
  where: sql`app_pk = ${channel.app_pk} AND parent_id = ${parent_id} AND channel_pk = ${channel.pk}`,
  by: 'created_at',
})

const listOfPins = (channel: ChannelSeen, now: number): List => ({
  channel,
  where: sql`channel_pk = ${channel.pk} AND pinned_at IS NOT NULL AND (pin_expires IS NULL OR pin_expires > ${now})
    AND deleted_at IS NULL`,
  by: 'pinned_at',
})

/** The queries that a page consists of: one, or for a page around a message one to each side. */
function pageParts(list: List, page: MessagePage, cursors: ReadonlyMap<string, MessageRow>, viewer: Viewer): Sql[] {
  const limit = page.limit || defaultLimit
  const cursor = cursorOf(page)
  if (!cursor) return [part(list, viewer, sql`TRUE`, 'newest', limit, page.offset)]
  const place = placeOf(list, page, cursor, cursors)
  const older = (sign: Sql) => part(list, viewer, beside(list, sign, place), 'newest', limit)
  const newer = (sign: Sql) => part(list, viewer, beside(list, sign, place), 'oldest', limit)
  switch (cursor) {
    case 'id_lt':
    case 'created_at_before':
      return [older(sql`<`)]
    case 'id_lte':
    case 'created_at_before_or_equal':
      return [older(sql`<=`)]
    case 'id_gt':
    case 'created_at_after':
      return [newer(sql`>`)]
    case 'id_gte':
    case 'created_at_after_or_equal':
      return [newer(sql`>=`)]
    case 'id_around':
    case 'created_at_around':
      return [older(sql`<`), newer(sql`>=`)]
  }
}

function placeOf(list: List, page: MessagePage, cursor: Cursor, cursors: ReadonlyMap<string, MessageRow>): Place {
  const value = page[cursor]!
  if (typeof value === 'number') return { at: value }
  const row = cursors.get(value)
  const at = row?.channel_pk === list.channel.pk ? row[list.by] : null
  return at === null ? fail('input', `${cursor}: message with id ${value} doesn't exist`) : { at, id: value }
}

const column = { created_at: raw('created_at'), pinned_at: raw('pinned_at') }

const beside = ({ by }: List, sign: Sql, { at, id }: Place): Sql =>
  id === undefined ? sql`${column[by]} ${sign} ${at}` : sql`(${column[by]}, id) ${sign} (${at}, ${id})`

function part(list: List, viewer: Viewer, place: Sql, order: 'newest' | 'oldest', limit: number, offset = 0): Sql {
  const by = column[list.by]
  return sql`
    SELECT * FROM messages AS m
    WHERE ${list.where} AND ${place} AND created_at > ${list.channel.seenAfter} AND ${visible(viewer)} AND ${hasParent}
    ORDER BY ${order === 'newest' ? sql`${by} DESC, id DESC` : sql`${by}, id`} LIMIT ${limit} OFFSET ${offset}`
}

/** Messages of users who are banned in silence are seen by themselves only, and by the backend. */
function visible(viewer: Viewer): Sql {
  if (viewer.kind === 'server') return sql`TRUE`
  return viewer.user_id === undefined ? sql`shadowed = 0` : sql`(shadowed = 0 OR user_id = ${viewer.user_id})`
}

/** Runs all queries as one statement and answers the rows of each. */
async function selectParts(q: Queries, parts: readonly Sql[]): Promise<MessageRow[][]> {
  if (parts.length === 0) return []
  // The numbers are our own and become text, so that no database has to guess their type.
  const numbered = parts.map((each, index) => sql`SELECT ${raw(String(index))} AS part, page.* FROM (${each}) AS page`)
  const rows = await q.all<MessageRow & { part: number }>(join(numbered, ' UNION ALL '))
  const found: MessageRow[][] = parts.map(() => [])
  for (const row of rows) found[row.part]!.push(row)
  return found
}

/** Puts a page together from its parts, oldest first. */
function assemble(page: MessagePage, next: () => MessageRow[]): MessageRow[] {
  const cursor = cursorOf(page)
  switch (cursor) {
    case 'id_gt':
    case 'id_gte':
    case 'created_at_after':
    case 'created_at_after_or_equal':
      return next()
    case 'id_around':
    case 'created_at_around': {
      const older = next()
      return around(older, next(), page.limit || defaultLimit)
    }
    default:
      return next().reverse()
  }
}

/** Half older, half newer, what the cursor names in the middle. Where one side is short, the other fills the page. */
function around(older: readonly MessageRow[], newer: readonly MessageRow[], limit: number): MessageRow[] {
  const half = Math.floor(limit / 2)
  const before = Math.min(older.length, Math.max(half, limit - newer.length))
  return [...older.slice(0, before).reverse(), ...newer.slice(0, limit - before)]
}
