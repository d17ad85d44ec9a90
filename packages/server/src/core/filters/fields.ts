import sql, { type Sql } from 'sql-template-tag'
import type { JsonPath } from '../../ports/sql-dialect.ts'
import { FilterError } from './filter-error.ts'
import type { Operator, Test } from './filter-language.ts'
import { type Comparable, type ComparisonOperator, type FilterEnv, not, writeComparison } from './filter-sql.ts'
import { readBoolean, readList, readNumber, readScalar, readText, readTime } from './filter-values.ts'

/** One filterable field: the operators it takes and its conditions as SQL. */
export interface Field {
  readonly operators: readonly Operator[]
  /** What a refused operator is answered with, where the wire has its own words for it. */
  readonly refusal?: string
  sql(test: Test, env: FilterEnv): Sql
}

/** The fields that callers make up themselves. */
export interface CustomFields {
  at(path: JsonPath): Field
}

type OrderOperator = Exclude<ComparisonOperator, '$autocomplete' | '$q'>
type FlagOperator = '$eq' | '$ne' | '$exists'
type ListOperator = '$eq' | '$ne' | '$contains' | '$in' | '$nin' | '$exists'

/** The operators of text that has no order worth asking for. */
export const equality = ['$eq', '$ne', '$in', '$nin'] as const
/** The operators of what has an order. */
export const ranges = ['$eq', '$gt', '$gte', '$lt', '$lte'] as const
const customOperators = ['$eq', '$in', '$exists', '$gt', '$gte', '$lt', '$lte', '$contains'] as const

/** A column of text, ordered by its characters' numbers: give a column of PostgreSQL the collation "C". */
export function text(column: Sql, operators: readonly ComparisonOperator[] = equality): Field {
  return columnField(column, readText, operators)
}

/** A column of numbers. */
export function number(column: Sql, operators: readonly OrderOperator[] = ranges): Field {
  return columnField(column, readNumber, operators)
}

/** A column of integer microseconds, compared with RFC 3339 text. */
export function time(column: Sql, operators: readonly OrderOperator[] = ranges): Field {
  return columnField(column, readTime, operators)
}

/** A column of booleans, 0 and 1 in SQLite. */
export function boolean(column: Sql, operators: readonly FlagOperator[] = ['$eq']): Field {
  return columnField(column, readBoolean, operators)
}

/**
 * A JSON column that holds a list of text. `$in` asks for any of the given entries, `$eq` with a list for exactly these
 * in any order, `$eq` with text for this one among others, `$eq: null` for an empty list.
 */
export function stringList(column: Sql, operators: readonly ListOperator[] = ['$eq', '$contains', '$in']): Field {
  return special(operators, (test, { dialect }) => {
    const isEmpty = sql`(${dialect.jsonListCount(column, [])} = 0)`
    const hasAny = (entries: readonly string[]) =>
      entries.length === 0 ? sql`FALSE` : sql`(${dialect.jsonListCount(column, [], entries)} > 0)`
    const hasOnly = (entries: readonly string[]) => {
      const count = new Set(entries).size
      return sql`(${dialect.jsonListCount(column, [])} = ${count} AND ${dialect.jsonListCount(column, [], entries)} = ${count})`
    }
    const equals = (value: unknown) => {
      if (value === null) return isEmpty
      return Array.isArray(value) ? hasOnly(readList(value, test.path, readText)) : hasAny([readText(value, test.path)])
    }
    switch (test.operator) {
      case '$eq':
        return equals(test.value)
      case '$ne':
        return not(equals(test.value))
      case '$contains':
        return hasAny([readText(test.value, test.path)])
      case '$in':
        return hasAny(readList(test.value, test.path, readText))
      case '$nin':
        return not(hasAny(readList(test.value, test.path, readText)))
      case '$exists':
        return test.value ? not(isEmpty) : isEmpty
    }
  })
}

/** What is or is not so for the acting user: `false` also matches rows that know nothing of this user (spec/95 §3.23). */
export function userFlag(holds: (userId: string, env: FilterEnv) => Sql): Field {
  return special(['$eq'], (test, env) => {
    const condition = holds(actingUser(test, env), env)
    return readBoolean(test.value, test.path) ? condition : not(condition)
  })
}

/** A field with SQL of its own: something joined, derived, or relative to the acting user. */
export function special<O extends Operator>(
  operators: readonly O[],
  write: (test: Test<O>, env: FilterEnv) => Sql,
): Field {
  // `filterable` refuses every other operator before it asks for SQL.
  return { operators, sql: (test, env) => write(test as Test<O>, env) }
}

/** The custom data of a resource. A comparison looks only at values of its own type: numbers compare as numbers. */
export function jsonColumn(column: Sql, operators: readonly Operator[] = customOperators): CustomFields {
  return {
    at: (path) =>
      special(operators, (test, env) => {
        const { dialect } = env
        if (test.operator === '$contains') return sql`(${dialect.jsonListCount(column, path, [test.value])} > 0)`
        const as: Comparable['as'] = (value) => dialect.jsonValue(column, path, typeof value as 'string')
        return writeComparison(test, { as, isAbsent: not(dialect.jsonExists(column, path)), read: readScalar }, env)
      }),
  }
}

/** The acting user's id, for fields that mean nothing without one. */
export function actingUser(test: Test, env: FilterEnv): string {
  if (!env.userId) throw new FilterError(test.path, `field "${test.field}" can only be filtered with a user_id`)
  return env.userId
}

function columnField(column: Sql, read: Comparable['read'], operators: readonly ComparisonOperator[]): Field {
  const comparable: Comparable = { as: () => column, isAbsent: sql`(${column} IS NULL)`, read }
  return special(operators, (test, env) => writeComparison(test, comparable, env))
}
