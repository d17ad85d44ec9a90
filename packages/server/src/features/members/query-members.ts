import type { Member, QueryMembersPayload, Sort } from '@parley-chat/protocol'
import sql, { join, type Sql } from 'sql-template-tag'
import { type Context, type Reader, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { type ChannelRow, distinctId, getChannel } from '../channels/channels.ts'
import { permit } from '../permissions/permissions.ts'
import { publicUsers } from '../users/users.ts'
import { memberFilters, memberSort } from './member-filters.ts'
import type { MemberDetails } from './member-row.ts'
import { toMember } from './member-shapes.ts'
import { selectMember } from './store.ts'

const defaultLimit = 100

/** The members of one channel that match a filter. */
export async function queryMembers(context: Context, payload: QueryMembersPayload): Promise<Member[]> {
  const read = async (reader: Reader) => {
    const { access } = reader
    const channel = await getChannel(reader, context.app_pk, cidOf(payload))
    const own = access.user && (await selectMember(reader, channel.pk, access.user.id))
    permit(access, 'ReadChannelMembers', channel, own)
    const rows = await selectFiltered(reader, context, channel, payload)
    const world = worldOf(context)
    const users = await publicUsers(
      reader,
      context.app_pk,
      rows.map((row) => row.user_id),
      world,
    )
    return rows.map((row) => toMember(row, channel, users, world.now, context.caller.kind))
  }
  return context.read(read, { isSlow: memberFilters.isSlow(payload.filter_conditions) })
}

/** The channel is named by its id or, if it is distinct, by its members. */
function cidOf({ type, id, members }: QueryMembersPayload): string {
  if (id) return `${type}:${id}`
  if (members && members.length > 0) return `${type}:${distinctId(members.map((member) => member.user_id))}`
  return fail('input', 'either id or members must be provided')
}

function selectFiltered(
  reader: Reader,
  { services }: Context,
  channel: ChannelRow,
  payload: QueryMembersPayload,
): Promise<MemberDetails[]> {
  const env = { dialect: services.database.dialect, userId: reader.access.user?.id, now: reader.now }
  const conditions = [
    sql`m.channel_pk = ${channel.pk}`,
    ...cursors(payload),
    memberFilters.compile(payload.filter_conditions, env),
  ]
  return reader.all(sql`
    SELECT m.*, b.shadow AS ban_shadow, b.expires AS ban_expires,
      cm.created_at AS muted_at, cm.expires AS mute_expires
    FROM members AS m
    JOIN channels AS c ON c.pk = m.channel_pk
    LEFT JOIN users AS u ON u.app_pk = m.app_pk AND u.id = m.user_id
    LEFT JOIN bans AS b ON b.channel_pk = m.channel_pk AND b.user_id = m.user_id
    LEFT JOIN channel_mutes AS cm ON cm.app_pk = m.app_pk AND cm.user_id = m.user_id AND cm.channel_pk = m.channel_pk
    WHERE ${join(conditions, ' AND ')}
    ORDER BY ${memberSort.compile(orderOf(payload), env)}
    LIMIT ${payload.limit || defaultLimit} OFFSET ${payload.offset ?? 0}`)
}

/** Pages by user id go on in that order, away from the cursor, unless another one is asked for. */
function orderOf({ sort, user_id_gt, user_id_gte, user_id_lt, user_id_lte }: QueryMembersPayload): Sort | undefined {
  if (sort && sort.length > 0) return sort
  if (user_id_gt !== undefined || user_id_gte !== undefined) return [{ field: 'user_id', direction: 1 }]
  if (user_id_lt !== undefined || user_id_lte !== undefined) return [{ field: 'user_id', direction: -1 }]
  return undefined
}

function cursors(page: QueryMembersPayload): Sql[] {
  const { user_id_gt, user_id_gte, user_id_lt, user_id_lte } = page
  const { created_at_after, created_at_after_or_equal, created_at_before, created_at_before_or_equal } = page
  return [
    user_id_gt !== undefined && sql`m.user_id > ${user_id_gt}`,
    user_id_gte !== undefined && sql`m.user_id >= ${user_id_gte}`,
    user_id_lt !== undefined && sql`m.user_id < ${user_id_lt}`,
    user_id_lte !== undefined && sql`m.user_id <= ${user_id_lte}`,
    created_at_after !== undefined && sql`m.created_at > ${created_at_after}`,
    created_at_after_or_equal !== undefined && sql`m.created_at >= ${created_at_after_or_equal}`,
    created_at_before !== undefined && sql`m.created_at < ${created_at_before}`,
    created_at_before_or_equal !== undefined && sql`m.created_at <= ${created_at_before_or_equal}`,
  ].filter((condition) => condition !== false)
}
