import { FilterError, wrongKind } from './filter-error.ts'
import {
  filterLimits,
  readBoolean,
  readList,
  readName,
  readScalar,
  readSearch,
  type Scalar,
  within,
} from './filter-values.ts'

/** The operators, each with what it compares with. */
export interface Operands {
  $eq: Scalar | null | readonly Scalar[]
  $ne: Scalar | null | readonly Scalar[]
  $gt: Scalar
  $gte: Scalar
  $lt: Scalar
  $lte: Scalar
  $in: readonly Scalar[]
  $nin: readonly Scalar[]
  $exists: boolean
  $contains: Scalar
  $autocomplete: string
  $q: string
}

/** What can be asked of a field. */
export type Operator = keyof Operands

/** One condition about one field. `path` is its place in the request, for refusals. */
export type Test<O extends Operator = Operator> = {
  [K in O]: {
    readonly kind: 'test'
    readonly field: string
    readonly path: string
    readonly operator: K
    readonly value: Operands[K]
  }
}[O]

/** A field named with no condition, `{ "team": {} }`: rows with any value and with none. */
export interface Anything {
  readonly kind: 'anything'
  readonly field: string
  readonly path: string
}

/** Filters that must all hold, of which one must hold, or of which none may. */
export interface Group {
  readonly kind: '$and' | '$or' | '$nor'
  readonly parts: readonly Filter[]
}

/** A filter, read. */
export type Filter = Test | Anything | Group

const operands: { readonly [O in Operator]: (value: unknown, path: string) => Operands[O] } = {
  $eq: readOperand,
  $ne: readOperand,
  $gt: readScalar,
  $gte: readScalar,
  $lt: readScalar,
  $lte: readScalar,
  $in: readScalars,
  $nin: readScalars,
  $exists: readBoolean,
  $contains: readScalar,
  $autocomplete: readSearch,
  $q: readSearch,
}

/**
 * Reads a filter as clients write it: keys are AND-ed, a bare value means `$eq`, several operators of one field are
 * AND-ed. Which fields there are is not known here. `root` is the filter's own name in the request.
 */
export function parseFilter(filter: unknown, root: string): Group {
  let conditionCount = 0
  let valueCount = 0

  function group(value: unknown, path: string, depth: number): Group {
    within(filterLimits.levels, 'levels', depth, root)
    count()
    const parts = entriesOf(value, path).flatMap(([key, below]): Filter[] => {
      const at = `${path}.${readName(key, path)}`
      if (key === '$and' || key === '$or' || key === '$nor') return [combine(key, below, at, depth + 1)]
      if (key.startsWith('$')) throw new FilterError(at, `unknown operator ${key}`)
      return conditions(key, below, at)
    })
    return { kind: '$and', parts }
  }

  function combine(kind: Group['kind'], value: unknown, path: string, depth: number): Group {
    if (!Array.isArray(value)) throw wrongKind(path, 'array', value)
    if (value.length === 0) throw new FilterError(path, `${kind} must contain at least 1 item`)
    return { kind, parts: value.map((part: unknown, index) => group(part, `${path}[${index}]`, depth)) }
  }

  function conditions(field: string, value: unknown, path: string): Filter[] {
    if (!isObject(value)) return [test(field, '$eq', value, path)]
    const operators = Object.entries(value)
    if (operators.length === 0) return [{ kind: 'anything', field, path }]
    return operators.map(([operator, operand]) => {
      const at = `${path}.${readName(operator, path)}`
      if (!isOperator(operator)) throw new FilterError(at, `unknown operator ${operator}`)
      return test(field, operator, operand, at)
    })
  }

  function test(field: string, operator: Operator, operand: unknown, path: string): Test {
    count()
    const value = operands[operator](operand, path)
    valueCount += Array.isArray(value) ? value.length : 1
    within(filterLimits.values, 'values', valueCount, root)
    // The table above pairs each operator with its operand; the compiler cannot follow the pairing through a variable.
    return { kind: 'test', field, path, operator, value } as Test
  }

  function count(): void {
    conditionCount += 1
    within(filterLimits.conditions, 'conditions', conditionCount, root)
  }

  return group(filter ?? {}, root, 1)
}

/** Whether the filter names this field anywhere. */
export function mentions(filter: Filter, field: string): boolean {
  return 'field' in filter ? filter.field === field : filter.parts.some((part) => mentions(part, field))
}

/** All conditions of a filter, however deep. */
export function conditionsIn(filter: Filter): (Test | Anything)[] {
  return 'field' in filter ? [filter] : filter.parts.flatMap(conditionsIn)
}

/** PHP writes an empty object as `[]` (spec/00 §3). */
function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (Array.isArray(value) && value.length === 0) return []
  if (!isObject(value)) throw wrongKind(path, 'object', value)
  return Object.entries(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isOperator(key: string): key is Operator {
  return Object.hasOwn(operands, key)
}

function readOperand(value: unknown, path: string): Scalar | null | readonly Scalar[] {
  if (value === null) return null
  return Array.isArray(value) ? readScalars(value, path) : readScalar(value, path)
}

function readScalars(value: unknown, path: string): readonly Scalar[] {
  return readList(value, path, readScalar)
}
