import type { Ban, QueryBannedUsersPayload } from '@parley-chat/protocol'
import sql, { join, type Sql } from 'sql-template-tag'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { boolean, ranges, text, time } from '../../core/filters/fields.ts'
import { sortable } from '../../core/filters/sort.ts'
import { filterable } from '../../core/filters.ts'
import { type ChannelRow, findChannels, getChannel, toChannel, usersOfChannel } from '../channels/channels.ts'
import { publicUsers } from '../users/users.ts'
import { permitBans } from './bans.ts'
import { type ListedBan, selectBanPage } from './store.ts'

const defaultLimit = 100
/** Channels whose bans a client can ask for at a time. */
const channelsLimit = 100

const banFilters = filterable(
  {
    user_id: text(sql`b.user_id`, ['$eq', '$in']),
    channel_cid: text(sql`c.cid`, ['$eq', '$in', '$exists']),
    banned_by_id: text(sql`b.banned_by_id`, ['$eq', '$in']),
    reason: text(sql`COALESCE(b.reason, '')`, ['$eq', '$autocomplete']),
    created_at: time(sql`b.created_at`, ranges),
    shadow: boolean(sql`b.shadow`),
  },
  { resource: 'bans' },
)

const banSort = sortable(
  { created_at: sql`b.created_at` },
  { id: sql`b.user_id`, unsorted: [{ field: 'created_at', direction: 1 }] },
)

/** Finds bans, a page at a time (spec/50 §4). Clients see those of channels in which they may ban. */
export async function queryBannedUsers(context: Context, payload: QueryBannedUsersPayload): Promise<Ban[]> {
  const read = async (reader: Reader) => {
    await permitQuery(reader, context, payload.filter_conditions)
    const env = { dialect: context.services.database.dialect, userId: reader.access.user?.id, now: reader.now }
    const conditions = [
      sql`b.app_pk = ${context.app_pk}`,
      ...boundsOf(payload),
      ...(payload.exclude_expired_bans ? [sql`(b.expires IS NULL OR b.expires > ${reader.now})`] : []),
      banFilters.compile(payload.filter_conditions, env),
    ]
    const page = { limit: payload.limit || defaultLimit, offset: payload.offset ?? 0 }
    const rows = await selectBanPage(reader, join(conditions, ' AND '), banSort.compile(payload.sort, env), page)
    return toBans(reader, context, rows)
  }
  return context.read(read, { isSlow: banFilters.isSlow(payload.filter_conditions) })
}

/** Who asks for the bans of channels must be allowed to ban in each of them; who asks for all of them, in the app. */
async function permitQuery(reader: Reader, { app_pk }: Context, filter: Record<string, unknown>): Promise<void> {
  if (reader.access.caller.kind === 'server') return
  const cids = cidsOf(filter.channel_cid).slice(0, channelsLimit + 1)
  if (cids.length === 0 || cids.length > channelsLimit) return permitBans(reader)
  for (const cid of cids) await permitBans(reader, await getChannel(reader, app_pk, cid))
}

function cidsOf(condition: unknown): string[] {
  if (typeof condition === 'string') return [condition]
  const { $eq, $in = [$eq] } = (condition ?? {}) as { $eq?: unknown; $in?: unknown }
  return Array.isArray($in) ? $in.filter((cid) => typeof cid === 'string') : []
}

function boundsOf(payload: QueryBannedUsersPayload): Sql[] {
  const { created_at_after, created_at_after_or_equal, created_at_before, created_at_before_or_equal } = payload
  return [
    ...(created_at_after === undefined ? [] : [sql`b.created_at > ${created_at_after}`]),
    ...(created_at_after_or_equal === undefined ? [] : [sql`b.created_at >= ${created_at_after_or_equal}`]),
    ...(created_at_before === undefined ? [] : [sql`b.created_at < ${created_at_before}`]),
    ...(created_at_before_or_equal === undefined ? [] : [sql`b.created_at <= ${created_at_before_or_equal}`]),
  ]
}

async function toBans(reader: Reader, context: Context, rows: readonly ListedBan[]): Promise<Ban[]> {
  const { app_pk } = context
  const channels = await findChannels(reader, app_pk, [...new Set(rows.flatMap(({ cid }) => cid ?? []))])
  const ids = new Set(rows.flatMap(({ user_id, banned_by_id }) => [user_id, ...(banned_by_id ? [banned_by_id] : [])]))
  for (const channel of channels.values()) for (const id of usersOfChannel(channel)) ids.add(id)
  const users = await publicUsers(reader, app_pk, [...ids], worldOf(context))
  const shown = (channel: ChannelRow) => toChannel(channel, reader.access.config, users)
  return rows.map(({ user_id, banned_by_id, cid, reason, shadow, expires, created_at }) => {
    const channel = cid === null ? undefined : channels.get(cid)
    return {
      user: users.get(user_id)!,
      ...(banned_by_id !== null && { banned_by: users.get(banned_by_id)! }),
      ...(channel && { channel: shown(channel) }),
      ...(reason !== null && { reason }),
      shadow: shadow === 1,
      ...(expires !== null && { expires }),
      created_at,
    }
  })
}
