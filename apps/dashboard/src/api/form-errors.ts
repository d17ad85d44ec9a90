import { ApiError } from './api.ts'

/** What the server says about single fields, under their names. */
export function fieldErrors(error: Error | null): Readonly<Record<string, string>> {
  return error instanceof ApiError ? error.fields : {}
}

/** The error, unless it is already shown beside one of these fields. */
export function otherProblem(error: Error | null, shown: readonly string[]): Error | null {
  const fields = Object.keys(fieldErrors(error))
  return fields.length > 0 && fields.every((field) => shown.includes(field)) ? null : error
}
