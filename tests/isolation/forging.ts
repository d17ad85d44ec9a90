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

/** What an answer says, whatever ids were asked for: for a success that it is one, for a refusal all of it. */
export function essence({ status, body }: Answer, names: Names): unknown {
  if (status < 300) return { status }
  let message: string = body.message
  for (const [name, other] of names) message = message.replaceAll(name, other)
  return { status, code: body.code, message }
}
