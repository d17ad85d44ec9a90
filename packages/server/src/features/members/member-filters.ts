import sql, { type Sql } from 'sql-template-tag'
import { boolean, type Field, jsonColumn, special, text, time } from '../../core/filters/fields.ts'
import { FilterError } from '../../core/filters/filter-error.ts'
import type { FilterEnv } from '../../core/filters/filter-sql.ts'
import { nullable, sortable } from '../../core/filters/sort.ts'
import { filterable } from '../../core/filters.ts'

// Aliases: m members, u users, c channels, b bans, cm channel_mutes, as in the query of `selectFilteredMembers`.

const inForce = (expires: Sql, { now }: FilterEnv) => sql`(${expires} IS NULL OR ${expires} > ${now})`

const flag = (holds: (env: FilterEnv) => Sql): Field =>
  special(['$eq'], (test, env) => boolean(sql`CASE WHEN ${holds(env)} THEN 1 ELSE 0 END`).sql(test, env))

const inviteStates: Readonly<Record<string, Sql>> = {
  pending: sql`m.status = 'pending'`,
  accepted: sql`(m.status = 'member' AND m.invite_accepted_at IS NOT NULL)`,
  rejected: sql`m.status = 'rejected'`,
}

/** Where an invitation stands: of the members aliased `m`. */
export const inviteField: Field = {
  ...special(['$eq'], (test) => {
    const state = typeof test.value === 'string' && Object.hasOwn(inviteStates, test.value)
    if (!state) throw new FilterError(test.path, `field "${test.path}" must be one of [pending accepted rejected]`)
    return inviteStates[test.value as string]!
  }),
  refusal: 'invalid invite operator, expecting {invite:"pending"} or {invite:{$eq:"pending"}}',
}

/** What the members of a channel can be filtered by (spec/30 §5.6). */
export const memberFilters = filterable(
  {
    id: text(sql`m.user_id`),
    user_id: text(sql`m.user_id`),
    name: text(sql`u.name`, ['$eq', '$in', '$autocomplete', '$q']),
    'user.name': text(sql`u.name`, ['$eq', '$in', '$autocomplete', '$q']),
    'user.email': special(['$eq', '$in', '$autocomplete'], (test, env) =>
      text(env.dialect.jsonValue(sql`u.custom`, ['email'], 'string'), ['$eq', '$in', '$autocomplete']).sql(test, env),
    ),
    channel_role: text(sql`m.channel_role`, ['$eq', '$in']),
    is_moderator: flag(() => sql`m.channel_role = 'channel_moderator'`),
    banned: flag((env) => sql`(b.shadow = 0 AND ${inForce(sql`b.expires`, env)})`),
    joined: flag(() => sql`m.status = 'member'`),
    invite: inviteField,
    cid: text(sql`c.cid`, ['$eq']),
    notifications_muted: flag((env) => sql`(cm.created_at IS NOT NULL AND ${inForce(sql`cm.expires`, env)})`),
    created_at: time(sql`m.created_at`),
    updated_at: time(sql`m.updated_at`),
    last_active: time(sql`u.last_active`),
  },
  { resource: 'members', custom: jsonColumn(sql`m.custom`) },
)

export const memberSort = sortable(
  {
    created_at: sql`m.created_at`,
    updated_at: sql`m.updated_at`,
    user_id: sql`m.user_id`,
    channel_role: sql`m.channel_role`,
    name: nullable(sql`u.name`),
    last_active: nullable(sql`u.last_active`),
  },
  { id: sql`m.user_id`, unsorted: [{ field: 'created_at', direction: 1 }], custom: sql`m.custom` },
)
