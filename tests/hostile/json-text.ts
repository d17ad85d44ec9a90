const verbatim = Symbol('verbatim')

/** JSON that no JavaScript value is written as: `1e999`, brackets that never end. */
export interface Verbatim {
  readonly [verbatim]: string
}

/** This text stands in the JSON as it is. */
export const asWritten = (text: string): Verbatim => ({ [verbatim]: text })

/** Writes JSON as a sender who knows no rules would: keys that mean something to JavaScript, and verbatim text. */
export function writeJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (verbatim in value) return (value as Verbatim)[verbatim]
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${writeJson(field)}`).join(',')}}`
}
