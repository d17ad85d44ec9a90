import sql, { type Sql } from 'sql-template-tag'
import { type Filter, parseFilter, type Test } from '../../core/filters/filter-language.ts'
import { list } from '../../core/lists.ts'

/** Where a filter allows to begin: a few channels, found by an index, among which all that match are. */
type Candidates = (test: Test, app_pk: number, user_id: string | undefined) => Sql | undefined

/** The best beginnings first. Everything else is looked for among all channels of the app, the newest first. */
const beginnings: readonly (readonly [field: string, candidates: Candidates])[] = [
  ['cid', (test, app_pk) => withColumn(sql`cid`, test, app_pk)],
  ['id', (test, app_pk) => withColumn(sql`id`, test, app_pk)],
  ['joined', ownChannels],
  ['pinned', ownChannels],
  ['archived', ownChannels],
  ['hidden', ownChannels],
  ['invite', ownChannels],
  ['has_unread', ownChannels],
  ['members', channelsOfMembers],
  ['created_by_id', (test, app_pk) => withColumn(sql`created_by_id`, test, app_pk)],
]

/**
 * The keys of the channels among which all that match a filter are, as a query; undefined where no index helps. Left to
 * itself a database that knows nothing of its data walks all channels in the order asked for.
 */
export function candidatesOf(filter: unknown, app_pk: number, user_id: string | undefined): Sql | undefined {
  const tests = required(parseFilter(filter, 'filter_conditions'))
  for (const [field, candidates] of beginnings) {
    for (const test of tests) {
      const found = test.field === field ? candidates(test, app_pk, user_id) : undefined
      if (found) return found
    }
  }
  return undefined
}

/** The conditions that every match must meet. */
function required(filter: Filter): Test[] {
  if (filter.kind === 'test') return [filter]
  return filter.kind === '$and' ? filter.parts.flatMap(required) : []
}

function textsOf({ operator, value }: Test): string[] {
  const values = operator === '$in' || operator === '$eq' ? [value].flat() : []
  return values.filter((each) => typeof each === 'string')
}

function withColumn(column: Sql, test: Test, app_pk: number): Sql | undefined {
  const values = textsOf(test)
  if (values.length === 0) return undefined
  return sql`SELECT pk FROM channels WHERE app_pk = ${app_pk} AND ${column} IN (${list(values)}) AND deleted_at IS NULL`
}

/** What is true of a channel only for those who belong to it. */
function ownChannels({ operator, value }: Test, app_pk: number, user_id: string | undefined): Sql | undefined {
  if (operator !== '$eq' || value === false || user_id === undefined) return undefined
  return sql`SELECT channel_pk AS pk FROM members WHERE app_pk = ${app_pk} AND user_id = ${user_id}`
}

function channelsOfMembers(test: Test, app_pk: number): Sql | undefined {
  const ids = textsOf(test)
  // Exactly these members: whoever looks through the channels of one of them has seen all.
  const some = test.operator === '$eq' ? ids.slice(0, 1) : ids
  if (some.length === 0) return undefined
  return sql`SELECT DISTINCT channel_pk AS pk FROM members WHERE app_pk = ${app_pk} AND user_id IN (${list(some)})`
}
