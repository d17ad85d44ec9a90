import type { FullUser, QueryUsersPayload } from '@parley-chat/protocol'
import sql, { join, type Sql } from 'sql-template-tag'
import { type Access, type Context, type Reader, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { boolean, type Field, jsonColumn, ranges, special, stringList, text, time } from '../../core/filters/fields.ts'
import { type FilterEnv, not } from '../../core/filters/filter-sql.ts'
import { readBoolean } from '../../core/filters/filter-values.ts'
import { nullable, sortable } from '../../core/filters/sort.ts'
import { type Filterable, filterable } from '../../core/filters.ts'
import { allows, permit } from '../permissions/permissions.ts'
import type { UserRow } from './user-row.ts'
import { fullUsers } from './users.ts'

const defaultLimit = 30

const name = text(sql`u.name`, ['$eq', '$in', '$autocomplete'])

const fields: Readonly<Record<string, Field>> = {
  id: text(sql`u.id`, ['$eq', ...ranges, '$in', '$autocomplete']),
  name,
  username: name,
  role: text(sql`u.role`, ['$eq', ...ranges, '$in']),
  banned: untilNow(sql`u.ban_until`),
  teams: stringList(sql`u.teams`),
  created_at: time(sql`u.created_at`),
  updated_at: time(sql`u.updated_at`),
  last_active: time(sql`u.last_active`, [...ranges, '$exists']),
  deactivated_at: time(sql`u.deactivated_at`, [...ranges, '$exists']),
  language: text(sql`u.language`, ['$eq', '$in']),
}

const options = { resource: 'users', custom: jsonColumn(sql`u.custom`) }

/** What the backend can ask for. */
const serverFilters = filterable(
  { ...fields, shadow_banned: untilNow(sql`u.shadow_ban_until`), invisible: boolean(sql`u.invisible`) },
  options,
)

/** Clients find nobody by what they may not see: who is banned in silence, or invisible to others. */
const clientFilters = filterable(
  {
    ...fields,
    shadow_banned: flag(() => sql`FALSE`),
    invisible: flag(({ userId }) => sql`(u.invisible = 1 AND u.id = ${userId ?? ''})`),
  },
  options,
)

const unsorted = [{ field: 'created_at', direction: -1 }] as const

const declaredSort = {
  id: sql`u.id`,
  name: nullable(sql`u.name`),
  created_at: sql`u.created_at`,
  updated_at: sql`u.updated_at`,
  last_active: nullable(sql`u.last_active`),
  role: sql`u.role`,
}

const userSort = sortable(declaredSort, { id: sql`u.id`, unsorted, custom: sql`u.custom` })

/** Finds users, a page at a time (spec/20 §3). With `presence` the connection hears of them from now on. */
export async function queryUsers(context: Context, payload: QueryUsersPayload): Promise<FullUser[]> {
  const { app_pk, caller, services } = context
  const connection =
    payload.presence && caller.kind !== 'server'
      ? services.hub.connection(app_pk, caller.user_id, context.connection_id)
      : undefined
  const read = async (reader: Reader) => {
    const rows = await findPage(reader, context, payload)
    if (connection) {
      services.hub.users.follow(
        connection,
        rows.map(({ id }) => id),
      )
    }
    return fullUsers(reader, reader.access, rows, worldOf(context))
  }
  return context.read(read, { isSlow: serverFilters.isSlow(payload.filter_conditions) })
}

async function findPage(reader: Reader, context: Context, payload: QueryUsersPayload): Promise<UserRow[]> {
  const { access } = reader
  const { filter_conditions: filter, offset = 0 } = payload
  const bounds = boundsOf(payload)
  if (bounds.length > 0 && offset > 0) fail('input', 'offset can not be combined with id_lt, id_lte, id_gt or id_gte')
  if (!isAboutOneself(access, filter)) permitSearch(access)
  const filters = access.caller.kind === 'server' ? serverFilters : clientFilters
  const userId = access.caller.kind === 'user' ? access.caller.user_id : access.user?.id
  const env: FilterEnv = { dialect: context.services.database.dialect, userId, now: reader.now }
  const conditions = [
    sql`u.app_pk = ${context.app_pk}`,
    sql`u.deleted_at IS NULL`,
    ...(payload.include_deactivated_users ? [] : [sql`u.deactivated_at IS NULL`]),
    ...bounds,
    filters.compile(filter, env),
    ...teamsOnly(access, filters, filter, env),
  ]
  const byId = bounds.length > 0 && !payload.sort?.length
  const order = userSort.compile(byId ? [{ field: 'id', direction: -1 }] : payload.sort, env)
  return reader.all<UserRow>(sql`
    SELECT u.* FROM users AS u WHERE ${join(conditions, ' AND ')}
    ORDER BY ${order} LIMIT ${payload.limit || defaultLimit} OFFSET ${offset}`)
}

function boundsOf({ id_lt, id_lte, id_gt, id_gte }: QueryUsersPayload): Sql[] {
  return [
    ...(id_lt === undefined ? [] : [sql`u.id < ${id_lt}`]),
    ...(id_lte === undefined ? [] : [sql`u.id <= ${id_lte}`]),
    ...(id_gt === undefined ? [] : [sql`u.id > ${id_gt}`]),
    ...(id_gte === undefined ? [] : [sql`u.id >= ${id_gte}`]),
  ]
}

/** Everybody can always read their own data (spec/60 §5.1). */
function isAboutOneself({ caller }: Access, filter: Record<string, unknown>): boolean {
  if (caller.kind !== 'user') return false
  const { id } = filter
  const wanted = typeof id === 'object' && id !== null ? ((id as Record<string, unknown>).$eq ?? firstOf(id)) : id
  return wanted === caller.user_id
}

function firstOf(condition: object): unknown {
  const { $in } = condition as { $in?: unknown }
  return Array.isArray($in) && $in.length === 1 ? $in[0] : undefined
}

function permitSearch(access: Access): void {
  permit(access, 'SearchUser')
  const { user_search_disallowed_roles } = access.config.settings
  if (access.caller.kind !== 'server' && access.user && user_search_disallowed_roles.includes(access.user.role)) {
    fail('not_allowed', `users with role ${access.user.role} are not allowed to query users`)
  }
}

/** With teams in force clients find their own teams' users, unless they ask for others and may see them (spec/60 §9). */
function teamsOnly(access: Access, filters: Filterable, filter: unknown, env: FilterEnv): Sql[] {
  if (access.caller.kind === 'server' || !access.config.settings.multi_tenant_enabled) return []
  const teams = access.user?.teams ?? []
  const sees = (theirs: readonly string[]) => allows(access, 'SearchUser', undefined, undefined, undefined, theirs)
  // A team of no name is nobody's: only who may search in any team sees it.
  if (filters.mentions(filter, 'teams') && sees([''])) return []
  return [filters.compile({ teams: teams.length > 0 ? { $in: teams } : { $eq: null } }, env)]
}

/** A ban with an end, or `forever`. */
function untilNow(until: Sql): Field {
  return flag(({ now }) => sql`(${until} IS NOT NULL AND ${until} > ${now})`)
}

function flag(holds: (env: FilterEnv) => Sql): Field {
  return special(['$eq'], (test, env) => (readBoolean(test.value, test.path) ? holds(env) : not(holds(env))))
}
