import { type ErrorName, errors } from '@parley-chat/protocol'
import { Unavailable } from '../ports/database.ts'

/** A refusal that the wire has a code for. Anything else that is thrown is our bug and answered as internal. */
export class Failure extends Error {
  readonly error: ErrorName
  /** Which fields are wrong, and how; only for bad input. */
  readonly fields: Readonly<Record<string, string>>

  constructor(error: ErrorName, reason: string, fields: Readonly<Record<string, string>> = {}) {
    super(reason)
    this.error = error
    this.fields = fields
  }
}

/** Refuses the request: `fail('not_found', "Can't find channel with id messaging:x")`. */
export function fail(error: ErrorName, reason: string): never {
  throw new Failure(error, reason)
}

/** Refuses the input and names the field: `failField('message.text', 'is a required field')`. */
export function failField(field: string, problem: string): never {
  const reason = `${field} ${problem}`
  throw new Failure('input', reason, { [field]: reason })
}

/** What a request is answered with for what was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof Unavailable) return new Failure('request_timeout', error.message)
  return new Failure('internal', 'an unexpected error occurred')
}

export interface ErrorBody {
  readonly code: number
  readonly message: string
  readonly StatusCode: number
  readonly duration: string
  readonly more_info: string
  readonly details: readonly number[]
  readonly exception_fields?: Readonly<Record<string, string>>
  readonly unrecoverable?: boolean
}

/** Refusals name what was wrong, and that may be a key or a text of any length: they do not repeat whole books. */
const maxTextLength = 500

/** The wire's form of a failure (spec/00 §6). `operation` is the endpoint's name on the wire. */
export function errorBody(failure: Failure, operation: string, duration = '0.00ms'): ErrorBody {
  const { code, status, retry } = errors[failure.error]
  const fields = Object.entries(failure.fields).map((entry) => entry.map(shortened))
  return {
    code,
    message: `${operation} failed with error: "${shortened(failure.message)}"`,
    StatusCode: status,
    duration,
    more_info: `/docs#errors-${code}`,
    details: [],
    ...(fields.length > 0 && { exception_fields: Object.fromEntries(fields) }),
    ...(!retry && status !== 401 && { unrecoverable: true }),
  }
}

/** Cut where no pair of surrogates is torn apart. */
const shortened = (text: string): string =>
  text.length > maxTextLength ? `${text.slice(0, maxTextLength).toWellFormed()}…` : text
