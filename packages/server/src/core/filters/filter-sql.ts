import sql, { join, type Sql } from 'sql-template-tag'
import type { JsonDialect } from '../../ports/sql-dialect.ts'
import type { Anything, Filter, Operator, Test } from './filter-language.ts'
import type { Scalar } from './filter-values.ts'

/** What an expression may depend on besides the row: the acting user, the time, and how the database writes JSON. */
export interface FilterEnv {
  readonly dialect: JsonDialect
  readonly userId?: string | undefined
  readonly now: number
}

/** Operators that compare one value of a row with given ones. */
export type ComparisonOperator = Exclude<Operator, '$contains'>

/** A value of a row, as comparisons see it. */
export interface Comparable {
  /** The expression to compare with a value of this type. */
  readonly as: (value: Scalar) => Sql
  readonly isAbsent: Sql
  /** Checks a given value and turns it into what the database holds. */
  readonly read: (value: unknown, path: string) => Scalar
}

const signs = { $gt: sql`>`, $gte: sql`>=`, $lt: sql`<`, $lte: sql`<=` }

/** Writes a filter as a boolean expression, asking `writeField` for what it says of single fields. */
export function writeFilter(filter: Filter, writeField: (about: Test | Anything) => Sql): Sql {
  if ('field' in filter) return writeField(filter)
  const parts = filter.parts.map((part) => writeFilter(part, writeField))
  switch (filter.kind) {
    case '$and':
      return all(parts)
    case '$or':
      return any(parts)
    case '$nor':
      return not(any(parts))
  }
}

/** Writes one condition about a comparable value. */
export function writeComparison(test: Test<ComparisonOperator>, comparable: Comparable, env: FilterEnv): Sql {
  const { as, isAbsent } = comparable
  const read = (given: unknown) => comparable.read(given, test.path)
  const compare = (sign: Sql, given: unknown) => {
    const value = read(given)
    return sql`(${as(value)} ${sign} ${value})`
  }
  const equals = (value: unknown) => (value === null ? isAbsent : compare(sql`=`, value))
  switch (test.operator) {
    case '$eq':
      return equals(test.value)
    case '$ne':
      return not(equals(test.value))
    case '$in':
      return isIn(comparable, test.value.map(read))
    case '$nin':
      return not(isIn(comparable, test.value.map(read)))
    case '$exists':
      return test.value ? not(isAbsent) : isAbsent
    case '$autocomplete':
      return env.dialect.beginsWord(as(test.value), test.value)
    case '$q':
      return env.dialect.hasWords(as(test.value), test.value)
    default:
      return compare(signs[test.operator], test.value)
  }
}

/** True where all conditions are; of none, everywhere. */
export function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`TRUE` : sql`(${join(conditions, ' AND ')})`
}

/** True where some condition is; of none, nowhere. */
function any(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`FALSE` : sql`(${join(conditions, ' OR ')})`
}

/** A condition about an absent value is NULL: its opposite holds, as if it were false. */
export function not(condition: Sql): Sql {
  return sql`(${condition} IS NOT TRUE)`
}

/** Values of different types have different expressions in a JSON column, so each type makes its own list. */
function isIn({ as }: Comparable, values: readonly Scalar[]): Sql {
  const byType = Map.groupBy(values, (value) => typeof value)
  return any(Array.from(byType.values(), (alike) => sql`${as(alike[0]!)} IN (${join(alike)})`))
}
