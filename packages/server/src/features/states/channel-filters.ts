import sql, { join, type Sql } from 'sql-template-tag'
import {
  actingUser,
  boolean,
  type Field,
  jsonColumn,
  number,
  special,
  stringList,
  text,
  time,
  userFlag,
} from '../../core/filters/fields.ts'
import { FilterError } from '../../core/filters/filter-error.ts'
import type { FilterEnv } from '../../core/filters/filter-sql.ts'
import { readList, readText } from '../../core/filters/filter-values.ts'
import { nullable, sortable } from '../../core/filters/sort.ts'
import { filterable } from '../../core/filters.ts'
import { list } from '../../core/lists.ts'
import { inviteField } from '../members/members.ts'

// Aliases: c channels, m the acting user's own membership (no row: not a member), as in the query of `findFiltered`.

/** What filters of channels depend on besides. */
export interface ChannelFilterEnv extends FilterEnv {
  readonly app_pk: number
  /** The channels in which the acting user has unread messages, by cid, and how many. */
  readonly unread: ReadonlyMap<string, number>
}

const appOf = (env: FilterEnv) => (env as ChannelFilterEnv).app_pk
const unreadOf = (env: FilterEnv) => (env as ChannelFilterEnv).unread

const timeOperators = ['$eq', '$gt', '$gte', '$lt', '$lte', '$exists'] as const

/** The channels that one of these users belongs to. A declined invitation is no belonging. */
const withAnyOf = (ids: readonly string[], env: FilterEnv) => sql`
  c.pk IN (SELECT o.channel_pk FROM members AS o
    WHERE o.app_pk = ${appOf(env)} AND o.user_id IN (${list(ids)}) AND o.status <> 'rejected')`

const members: Field = special(['$eq', '$in', '$nin'], (test, env) => {
  const { value, path } = test
  const ids = [...new Set(Array.isArray(value) ? readList(value, path, readText) : [readText(value, path)])]
  if (test.operator === '$in') return ids.length === 0 ? sql`FALSE` : withAnyOf(ids, env)
  if (test.operator === '$nin') return ids.length === 0 ? sql`TRUE` : sql`(NOT (${withAnyOf(ids, env)}))`
  if (!Array.isArray(value)) return withAnyOf(ids, env)
  if (ids.length === 0) return sql`(c.member_count = 0)`
  return sql`(c.member_count = ${ids.length} AND ${withAnyOf(ids.slice(0, 1), env)} AND ${ids.length} = (
    SELECT count(*) FROM members AS o
    WHERE o.channel_pk = c.pk AND o.user_id IN (${list(ids)}) AND o.status <> 'rejected'))`
})

const memberName = text(sql`u.name`, ['$eq', '$autocomplete'])
const withMemberNamed: Field = special(['$eq', '$autocomplete'], (test, env) => {
  return sql`EXISTS (SELECT 1 FROM members AS o JOIN users AS u ON u.app_pk = o.app_pk AND u.id = o.user_id
    WHERE o.channel_pk = c.pk AND o.status <> 'rejected' AND ${memberName.sql(test, env)})`
})

const muted = userFlag((id, { now }) => {
  return sql`EXISTS (SELECT 1 FROM channel_mutes AS cm
    WHERE cm.app_pk = c.app_pk AND cm.user_id = ${id} AND cm.channel_pk = c.pk
      AND (cm.expires IS NULL OR cm.expires > ${now}))`
})

/** Of two people, the other one is banned from the app. */
const partnerBanned = (id: string, now: number) => sql`
  (c.member_count = 2 AND EXISTS (SELECT 1 FROM members AS o JOIN users AS u ON u.app_pk = o.app_pk AND u.id = o.user_id
    WHERE o.channel_pk = c.pk AND o.user_id <> ${id} AND u.ban_until > ${now}))`

const appBanned: Field = special(['$eq'], (test, env) => {
  const id = actingUser(test, env)
  if (test.value === 'only') return partnerBanned(id, env.now)
  if (test.value === 'excluded') return sql`(NOT ${partnerBanned(id, env.now)})`
  throw new FilterError(test.path, `field "${test.path}" must be one of [excluded only]`)
})

const hasUnread: Field = special(['$eq'], (test, env) => {
  actingUser(test, env)
  if (test.value !== true) throw new FilterError(test.path, `field "${test.path}" can only be true`)
  return sql`(c.cid IN (${list([...unreadOf(env).keys()])}))`
})

const nameOperators = ['$eq', '$in', '$exists', '$gt', '$gte', '$lt', '$lte', '$autocomplete'] as const
const name: Field = special(nameOperators, (test, env) =>
  text(env.dialect.jsonValue(sql`c.custom`, ['name'], 'string'), nameOperators).sql(test, env),
)

const invite: Field = {
  ...inviteField,
  sql(test, env) {
    actingUser(test, env)
    return sql`(${inviteField.sql(test, env)} IS TRUE)`
  },
}

/** What channels can be filtered by (spec/30 §7.2). */
export const channelFilters = filterable(
  {
    cid: text(sql`c.cid`, ['$eq', '$in']),
    id: text(sql`c.id`, ['$eq', '$in']),
    type: text(sql`c.type`, ['$eq', '$in']),
    members,
    'member.user.name': withMemberNamed,
    name,
    created_by_id: text(sql`c.created_by_id`, ['$eq', '$in']),
    team: text(sql`c.team`, ['$eq', '$in']),
    frozen: boolean(sql`c.frozen`),
    disabled: boolean(sql`c.disabled`),
    hidden: userFlag(() => sql`(m.hidden = 1)`),
    joined: userFlag(() => sql`(m.status = 'member')`),
    pinned: userFlag(() => sql`(m.pinned_at IS NOT NULL)`),
    archived: userFlag(() => sql`(m.archived_at IS NOT NULL)`),
    muted,
    // Nobody can block anybody yet, so no channel is blocked.
    blocked: userFlag(() => sql`FALSE`),
    invite,
    has_unread: hasUnread,
    app_banned: appBanned,
    filter_tags: stringList(sql`c.filter_tags`),
    member_count: number(sql`c.member_count`),
    last_message_at: time(sql`c.last_message_at`, timeOperators),
    last_updated: time(sql`COALESCE(c.last_message_at, c.created_at)`),
    created_at: time(sql`c.created_at`, timeOperators),
    updated_at: time(sql`c.updated_at`),
  },
  { resource: 'channels', custom: jsonColumn(sql`c.custom`) },
)

/** Sorts that mean nothing without a user. */
const own = (key: (env: FilterEnv) => Sql, field: string) =>
  nullable((env) => {
    if (!env.userId) throw new FilterError('sort', `sorting by field "${field}" needs a user_id`)
    return key(env)
  })

export const channelSort = sortable(
  {
    last_updated: sql`COALESCE(c.last_message_at, c.created_at)`,
    last_message_at: nullable(sql`c.last_message_at`),
    created_at: sql`c.created_at`,
    updated_at: sql`c.updated_at`,
    member_count: sql`c.member_count`,
    cid: sql`c.cid`,
    id: sql`c.id`,
    type: sql`c.type`,
    pinned_at: own(() => sql`m.pinned_at`, 'pinned_at'),
    has_unread: own((env) => sql`(c.cid IN (${list([...unreadOf(env).keys()])}))`, 'has_unread'),
    unread_count: own((env) => unreadCount(unreadOf(env)), 'unread_count'),
  },
  { id: sql`c.pk`, unsorted: [{ field: 'last_updated', direction: -1 }], custom: sql`c.custom` },
)

function unreadCount(unread: ReadonlyMap<string, number>): Sql {
  if (unread.size === 0) return sql`CAST(NULL AS BIGINT)`
  return sql`CASE c.cid ${join(
    Array.from(unread, ([cid, count]) => sql`WHEN ${cid} THEN ${count}`),
    ' ',
  )} ELSE 0 END`
}
