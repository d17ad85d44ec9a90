import type { ChannelState, QueryChannelsRequest } from '@parley-chat/protocol'
import sql, { join, type Sql } from 'sql-template-tag'
import type { Context, Reader } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { ChannelRow } from '../channels/channels.ts'
import type { Place } from '../members/members.ts'
import { allows, isGranted } from '../permissions/permissions.ts'
import { unreadCounts } from '../unread/unread.ts'
import { candidatesOf } from './candidates.ts'
import { type ChannelFilterEnv, channelFilters, channelSort } from './channel-filters.ts'
import { liveConnections, openChannels } from './opening.ts'

const defaultLimit = 10
const memberLimit = 100

/** The channels that match a filter, as the acting user sees them, perhaps watched from now on. */
export async function queryChannels(context: Context, request: QueryChannelsRequest): Promise<ChannelState[]> {
  if (request.predefined_filter) fail('not_found', `predefined filter ${request.predefined_filter} does not exist`)
  const live = liveConnections(context, request)
  if (context.acting?.profile) await context.transaction(async () => undefined)
  return openChannels(context, {
    ...live,
    isSlow: isSlow(context, request.filter_conditions),
    find: (reader) => findFiltered(reader, context, request),
    judge,
    options: {
      state: request.state ?? true,
      messages: { limit: request.message_limit },
      members: { limit: request.member_limit || memberLimit },
      memberCustom: request.member_custom_include,
    },
  })
}

/** Whether all channels of the app may have to be looked at, by what no index knows of them. */
function isSlow({ app_pk, caller, acting }: Context, filter: unknown): boolean {
  const userId = caller.kind === 'server' ? acting?.id : caller.user_id
  return channelFilters.isSlow(filter) && !candidatesOf(filter, app_pk, userId)
}

/**
 * A channel that may not be read fails the whole query (spec/30 §7.4). A disabled one is listed without what happens in
 * it, and so is one whose invitation the user has declined: it is found by the filter for such invitations.
 */
function judge({ access }: Reader, row: ChannelRow, { member }: Place): boolean {
  if (allows(access, 'ReadChannel', row, member)) return true
  if (isGranted(access, 'ReadChannel', row, member) || member?.status === 'rejected') return false
  return fail(
    'no_access_to_channels',
    "Query channels with provided filter would return channels you don't have access to",
  )
}

async function findFiltered(
  reader: Reader,
  { services }: Context,
  request: QueryChannelsRequest,
): Promise<readonly ChannelRow[]> {
  const { access, now } = reader
  const app_pk = access.config.pk
  const userId = access.caller.kind === 'anonymous' ? access.caller.user_id : access.user?.id
  const { filter_conditions: filter = {}, sort } = request
  const unread = await unreadChannels(reader, userId, filter, sort)
  const env: ChannelFilterEnv = { dialect: services.database.dialect, userId, now, app_pk, unread }
  const conditions = [
    sql`c.app_pk = ${app_pk} AND c.deleted_at IS NULL`,
    channelFilters.compile(filter, env),
    ...defaults(reader, userId, filter),
  ]
  const candidates = candidatesOf(filter, app_pk, userId)
  // The order of this join is the plan: SQLite keeps to it, and PostgreSQL finds it by itself.
  const channels = candidates ? sql`(${candidates}) AS k CROSS JOIN channels AS c` : sql`channels AS c`
  if (candidates) conditions.push(sql`c.pk = k.pk`)
  return reader.all(sql`
    SELECT c.* FROM ${channels}
    LEFT JOIN members AS m ON m.channel_pk = c.pk AND m.user_id = ${userId ?? null}
    WHERE ${join(conditions, ' AND ')}
    ORDER BY ${channelSort.compile(sort, env)}
    LIMIT ${request.limit || defaultLimit} OFFSET ${request.offset ?? 0}`)
}

/** What holds unless the filter says otherwise: hidden channels stay hidden, and other teams' channels out of sight. */
function defaults({ access }: Reader, userId: string | undefined, filter: object): Sql[] {
  const conditions: Sql[] = []
  if (userId !== undefined && !channelFilters.mentions(filter, 'hidden')) {
    conditions.push(sql`(m.hidden = 1) IS NOT TRUE`)
  }
  const { caller, config, user } = access
  if (caller.kind !== 'server' && config.settings.multi_tenant_enabled && !channelFilters.mentions(filter, 'team')) {
    const teams = user?.teams ?? []
    conditions.push(teams.length > 0 ? sql`c.team IN (${join([...teams])})` : sql`c.team IS NULL`)
  }
  return conditions
}

/** The user's newest unread channels, by cid, if the filter or the sort asks for them. */
async function unreadChannels(
  reader: Reader,
  userId: string | undefined,
  filter: object,
  sort: QueryChannelsRequest['sort'] = [],
): Promise<ReadonlyMap<string, number>> {
  const isSorted = sort.some(({ field }) => field === 'has_unread' || field === 'unread_count')
  if (userId === undefined || !(isSorted || channelFilters.mentions(filter, 'has_unread'))) return new Map()
  const counts = (await unreadCounts(reader, reader.access.config.pk, [userId])).get(userId)
  return new Map(counts?.channels.map(({ channel_id, unread_count }) => [channel_id, unread_count]))
}
