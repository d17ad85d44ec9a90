import type { Ask, Json } from '../../packages/server/src/testing/test-client.ts'

/** What an id is replaced by: one of the same kind that nobody has ever had. */
export type Names = ReadonlyMap<string, string>

/** A request in which every id is another: also where it stands behind a channel's type, or as a key. */
export const renamed = (ask: Ask, names: Names): Ask => rename(ask, names) as Ask

function rename(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return renameText(value, names)
  if (Array.isArray(value)) return value.map((item) => rename(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [renameText(key, names), rename(item, names)]))
}

function renameText(text: string, names: Names): string {
  const [type, id, ...rest] = text.split(':')
  if (id === undefined || rest.length > 0) return names.get(text) ?? text
  return `${type}:${names.get(id) ?? id}`
}

export interface Answer {
  readonly status: number
  readonly body: Json
}

/** What is another in each of two answers that say the same. */
const passing = ['duration', 'epoch', 'access_token', 'remaining', 'own_user']

/** All that an answer says, whatever ids were asked for and whenever it came. */
export function essence({ status, body }: Answer, names: Names): unknown {
  const said = status < 300 ? body : { code: body.code, message: body.message }
  const text = JSON.stringify({ status, ...said }, (key, value) => (passing.includes(key) ? undefined : value))
  return JSON.parse(
    text
      .replace(/[\w-]+/g, (word) => names.get(word) ?? word)
      .replace(/"[\d-]{10}T[\d:.]+Z"/g, '"a time"')
      .replace(/(unknown-)?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'an id'),
  )
}
