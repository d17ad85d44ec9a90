import type { Sql } from 'sql-template-tag'
import type { CustomFields, Field } from './filters/fields.ts'
import { FilterError } from './filters/filter-error.ts'
import { type Anything, conditionsIn, mentions, parseFilter, type Test } from './filters/filter-language.ts'
import { all, type FilterEnv, writeFilter } from './filters/filter-sql.ts'
import { readCustomPath } from './filters/filter-values.ts'

interface FilterableOptions {
  /** What is filtered, in the plural, as refusals name it. */
  readonly resource: string
  /** The filter's name in the request. */
  readonly root?: string
  /** The column of custom data; without it only declared fields can be filtered. */
  readonly custom?: CustomFields
}

export interface Filterable {
  /** The filter as a boolean expression. Throws FilterError for what is not a filter of these fields. */
  compile(filter: unknown, env: FilterEnv): Sql
  /** Whether the filter names this field, however deep: a default that the field may have then gives way. */
  mentions(filter: unknown, field: string): boolean
  /** Whether it asks for custom data or for parts of a text or list, which no index finds. */
  isSlow(filter: unknown): boolean
}

const isSearch = (about: Test | Anything): boolean =>
  about.kind === 'test' && ['$autocomplete', '$q', '$contains'].includes(about.operator)

/** None of a filter that cannot be understood: it is refused when it is compiled, after everything that comes before. */
function conditionsOf(filter: unknown, root: string): (Test | Anything)[] {
  try {
    return conditionsIn(parseFilter(filter, root))
  } catch (error) {
    if (error instanceof FilterError) return []
    throw error
  }
}

/**
 * Declares what a resource can be filtered by, once (spec/00 §9):
 *
 *     const userFilters = filterable(
 *       { id: text(sql`u.id`, ['$eq', '$in', '$autocomplete']), created_at: time(sql`u.created_at`) },
 *       { resource: 'users', custom: jsonColumn(sql`u.custom`) },
 *     )
 *     sql`SELECT * FROM users AS u WHERE u.app_pk = ${app} AND ${userFilters.compile(filter, env)}`
 *
 * Nothing a client wrote becomes SQL text: names choose among the declared expressions or become bound JSON paths, and
 * every value is bound.
 */
export function filterable(declared: Readonly<Record<string, Field>>, options: FilterableOptions): Filterable {
  const { resource, root = 'filter_conditions', custom } = options
  // A Map, because "constructor" is a name like any other.
  const fields = new Map(Object.entries(declared))

  function write(about: Test | Anything, env: FilterEnv): Sql {
    const known = fields.get(about.field)
    const field = known ?? custom?.at(readCustomPath(about.field, about.path))
    if (!field) throw new FilterError(about.path, `filtering by field "${about.field}" is not supported`)
    if (about.kind === 'anything') return all([])
    if (!field.operators.includes(about.operator)) {
      throw new FilterError(about.path, field.refusal ?? refusal(about, known === undefined))
    }
    return field.sql(about, env)
  }

  function refusal({ field, operator }: Test, isCustom: boolean): string {
    if (operator === '$autocomplete') return `autocomplete is not enabled for field ${resource}.${field}.`
    if (operator === '$q') return `search is not enabled for field ${resource}.${field}.`
    if (isCustom) return `operator ${operator} is not supported for custom fields`
    return `operator ${operator} is not supported for field "${field}"`
  }

  return {
    compile: (filter, env) => writeFilter(parseFilter(filter, root), (about) => write(about, env)),
    mentions: (filter, field) => mentions(parseFilter(filter, root), field),
    isSlow: (filter) => conditionsOf(filter, root).some((each) => !fields.has(each.field) || isSearch(each)),
  }
}
