import { Failure } from '../errors.ts'

/** A filter or sort that cannot be understood: the reason as the wire words it, and the request's field it is about. */
export class FilterError extends Failure {
  readonly field: string

  constructor(field: string, reason: string) {
    super('input', reason, { [field]: reason })
    this.name = 'FilterError'
    this.field = field
  }
}

/** The refusal of a value that is not of the wanted kind. */
export function wrongKind(field: string, wanted: string, value: unknown): FilterError {
  return new FilterError(field, `expected ${wanted} for field "${field}" but got ${kindOf(value)}`)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
