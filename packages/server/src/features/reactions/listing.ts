import type { QueryReactionsRequest, Reaction, Sort } from '@parley-chat/protocol'
import sql, { join, raw, type Sql } from 'sql-template-tag'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { number, ranges, text, time } from '../../core/filters/fields.ts'
import { filterable } from '../../core/filters.ts'
import { getReadable, toReaction } from '../messages/messages.ts'
import { publicUsers } from '../users/users.ts'
import { summarised } from './filling.ts'
import { type ReactionRow, selectNewest, selectReactions } from './store.ts'

const defaultListed = 10
const defaultFound = 25

/** The reactions to a message, newest first. */
export function getReactions(
  context: Context,
  message_id: string,
  { limit, offset = 0 }: { readonly limit?: number | undefined; readonly offset?: number | undefined },
): Promise<Reaction[]> {
  return context.read(async (reader) => {
    const { row } = await getReadable(reader, context.app_pk, message_id)
    // What a deleted message holds is not shown.
    if (row.deleted_at !== null) return []
    const page = { limit: limit || defaultListed, offset }
    return toReactions(reader, context, await selectNewest(reader, { ...row, message_id }, undefined, page))
  })
}

const filters = filterable(
  {
    type: text(sql`r.type`, ['$eq', '$in']),
    user_id: text(sql`r.user_id`, ['$eq', '$in']),
    score: number(sql`r.score`),
    created_at: time(sql`r.created_at`, ranges),
  },
  { resource: 'reactions', root: 'filter' },
)

interface Found {
  readonly reactions: Reaction[]
  readonly next?: string
  readonly prev?: string
}

/** Finds reactions to a message, a page at a time. The cursor knows the order: pages go on in the first one. */
export function queryReactions(context: Context, message_id: string, request: QueryReactionsRequest): Promise<Found> {
  const cursor = readCursor(request)
  const order = cursor ?? orderOf(request.sort)
  const limit = request.limit || defaultFound
  return context.read(async (reader) => {
    const { row } = await getReadable(reader, context.app_pk, message_id)
    if (row.deleted_at !== null) return { reactions: [] }
    const env = { dialect: context.services.database.dialect, userId: reader.access.user?.id, now: reader.now }
    const conditions = [
      sql`r.app_pk = ${context.app_pk}`,
      sql`r.message_id = ${message_id}`,
      filters.compile(request.filter ?? {}, env),
      ...(cursor ? [beyond(cursor)] : []),
    ]
    // One more than the page tells whether another page follows.
    const found = await selectReactions(reader, join(conditions, ' AND '), orderSql(order), limit + 1)
    const rows = found.slice(0, limit)
    const isMore = found.length > limit
    if (order.isBackward) rows.reverse()
    const [first, last] = [rows[0], rows.at(-1)]
    return {
      reactions: await toReactions(reader, context, rows),
      ...(last && (order.isBackward || isMore) && { next: writeCursor(order, last, false) }),
      ...(first && (order.isBackward ? isMore : cursor) && { prev: writeCursor(order, first, true) }),
    }
  })
}

async function toReactions(reader: Reader, context: Context, rows: readonly ReactionRow[]): Promise<Reaction[]> {
  const ids = [...new Set(rows.map(({ user_id }) => user_id))]
  const users = await publicUsers(reader, context.app_pk, ids, worldOf(context))
  return rows.map((row) => toReaction(summarised(row), row.message_id, { users }))
}

const sortFields = ['created_at', 'score'] as const

interface Order {
  readonly field: (typeof sortFields)[number]
  readonly direction: 1 | -1
  /** The page before the cursor is asked for. */
  readonly isBackward: boolean
}

interface Cursor extends Order {
  readonly value: number
  readonly user_id: string
  readonly type: string
}

function orderOf(sort: Sort | undefined): Order {
  const [first, ...more] = sort ?? []
  if (!first) return { field: 'created_at', direction: -1, isBackward: false }
  const field = sortFields.find((name) => name === first.field)
  if (!field || more.length > 0) fail('input', `sort: only one of [${sortFields.join(' ')}] is supported`)
  return { field, direction: first.direction ?? 1, isBackward: false }
}

const columns = { created_at: raw('r.created_at'), score: raw('r.score') }

/** The way in which rows are walked: backwards before a cursor. */
const goesUp = ({ direction, isBackward }: Order): boolean => (direction === 1) !== isBackward

function orderSql(order: Order): Sql {
  const way = raw(goesUp(order) ? 'ASC' : 'DESC')
  return sql`${columns[order.field]} ${way}, r.user_id ${way}, r.type ${way}`
}

function beyond(cursor: Cursor): Sql {
  const sign = raw(goesUp(cursor) ? '>' : '<')
  const { field, value, user_id, type } = cursor
  return sql`(${columns[field]}, r.user_id, r.type) ${sign} (${value}, ${user_id}, ${type})`
}

function writeCursor({ field, direction }: Order, row: ReactionRow, isBackward: boolean): string {
  const cursor: Cursor = { field, direction, isBackward, value: row[field], user_id: row.user_id, type: row.type }
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function readCursor({ next, prev }: QueryReactionsRequest): Cursor | undefined {
  const text = next ?? prev
  if (!text) return undefined
  const cursor = parseCursor(text)
  if (cursor) return cursor
  return fail('input', `${next ? 'next' : 'prev'} is not a cursor of this query`)
}

function parseCursor(text: string): Cursor | undefined {
  try {
    const { field, direction, isBackward, value, user_id, type } = JSON.parse(Buffer.from(text, 'base64url').toString())
    const isOurs =
      sortFields.includes(field) &&
      (direction === 1 || direction === -1) &&
      typeof isBackward === 'boolean' &&
      Number.isSafeInteger(value) &&
      typeof user_id === 'string' &&
      typeof type === 'string'
    return isOurs ? { field, direction, isBackward, value, user_id, type } : undefined
  } catch {
    return undefined
  }
}
