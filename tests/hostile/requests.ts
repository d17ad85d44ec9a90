// Requests to one endpoint by anybody: over any of its paths, from nearly right to nonsense.
import type { Endpoint, Route } from '@parley-chat/protocol'
import { routesOf } from '@parley-chat/protocol'
import fc from 'fast-check'
import { damaged } from './damage.ts'
import { hostileText } from './hostile-values.ts'
import { writeJson } from './json-text.ts'
import { oddBody, oddHeaders, oddQuery, oddSegment } from './odd-parts.ts'
import { plausible } from './plausible.ts'
import { type CallerName, callers, known } from './town.ts'

/** A request as it is put on the wire. */
export interface HostileRequest {
  readonly by: CallerName
  readonly method: string
  /** Path and query without the key of the app. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Requests to any of the paths of an endpoint. */
export function requestsTo(endpoint: Endpoint): fc.Arbitrary<HostileRequest> {
  return fc.oneof(...routesOf(endpoint).map((route) => requestsOver(endpoint, route)))
}

interface Parts {
  readonly by: CallerName
  readonly actor: string
  readonly path: string
  readonly query: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

/** Half of the requests could be right; the others are wrong in one of their parts, where the server would look last. */
function requestsOver(endpoint: Endpoint, route: Route): fc.Arbitrary<HostileRequest> {
  const sound: { [Name in keyof Parts]: fc.Arbitrary<Parts[Name]> } = {
    by: callerOf(endpoint),
    actor: fc.constantFrom('', '', 'user_id=ann', 'user_id=ann', 'user_id=bob', 'user_id=dan'),
    path: soundPath(endpoint, route.path),
    query: soundQuery(endpoint),
    headers: fc.constant({}),
    body: fc.constant(undefined),
  }
  const hasBody = endpoint.body !== undefined && route.method !== 'GET'
  const written = hasBody ? plausible(endpoint.body!) : fc.constant({})
  const parts = (odd: Partial<typeof sound>) =>
    fc.record({ ...sound, ...(hasBody && { body: written.map(writeJson) }), ...odd })
  return fc
    .oneof(
      { weight: 6, arbitrary: parts({}) },
      { weight: 1, arbitrary: parts({ path: oddPath(route.path) }) },
      { weight: 1, arbitrary: parts({ query: fc.oneof(oddQuery, damagedQuery(endpoint)) }) },
      { weight: 1, arbitrary: parts({ headers: oddHeaders }) },
      { weight: hasBody ? 3 : 0, arbitrary: parts({ body: damaged(written).map(writeJson) }) },
      { weight: route.method === 'GET' ? 0 : 1, arbitrary: parts({ body: oddBody }) },
    )
    .map(({ by, actor, path, query, headers, body }) => ({
      by,
      method: route.method,
      target: withQuery(path, by === 'server' && actor ? [query, actor] : [query]),
      headers,
      ...(body !== undefined && { body }),
    }))
}

/** A call of the backend acts for somebody most of the time. */
function withQuery(path: string, parts: readonly string[]): string {
  const query = parts.filter((part) => part !== '').join('&')
  return query === '' ? path : `${path}?${query}`
}

/** Whoever may call calls often; whoever may not must be refused. */
function callerOf({ side }: Endpoint): fc.Arbitrary<CallerName> {
  const serverWeight = { client: 1, server: 12, both: 2, admin: 1, anyone: 1 }[side]
  return fc.oneof(
    { weight: serverWeight, arbitrary: fc.constant('server' as const) },
    { weight: side === 'server' ? 1 : 4, arbitrary: fc.constantFrom('ann' as const, 'bob' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...callers) },
  )
}

function soundPath({ params, query }: Endpoint, path: string): fc.Arbitrary<string> {
  const segments = path.split('/').map((segment) => {
    if (!segment.startsWith(':')) return fc.constant(segment)
    const name = segment.slice(1)
    const schema = params?.shape[name] ?? query?.shape[name]
    return (schema ? plausible(schema, hintOf(path, name)) : hostileText).map((value) => quoted(textOf(value)))
  })
  const anything = fc.tuple(...segments)
  const at = path.split('/').indexOf(':type')
  if (!path.includes('/channels/:type/:id')) return anything.map((parts) => parts.join('/'))
  // Type and id of a channel that exists stand together.
  const cid = fc.constantFrom(...known.cids.slice(0, 4))
  return fc.tuple(anything, cid, fc.nat(5)).map(([parts, real, chance]) => {
    const [type, id] = real.split(':') as [string, string]
    return (chance === 0 ? parts : parts.with(at, type).with(at + 1, id)).join('/')
  })
}

function oddPath(path: string): fc.Arbitrary<string> {
  const segments = path.split('/').map((segment) => {
    if (!segment.startsWith(':')) return fc.constant(segment)
    return fc.oneof(oddSegment, hostileText.map(quoted))
  })
  return fc.tuple(...segments).map((parts) => parts.join('/'))
}

/** What a segment is called where its name alone does not say what it names. */
function hintOf(path: string, name: string): string {
  if (path.includes('/messages/:id')) return name === 'id' ? 'message_id' : 'reaction'
  if (path.includes('/tasks/')) return 'task'
  return path.includes('/channeltypes/') ? 'channel_type' : name
}

/** What stands in a URL for a text, whatever it holds: half of a surrogate pair becomes what no decoder takes. */
function quoted(text: string): string {
  try {
    return encodeURIComponent(text.slice(0, 3000))
  } catch {
    return '%ED%A0%80'
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : writeJson(value))

const soundQuery = ({ query }: Endpoint): fc.Arbitrary<string> =>
  query ? fc.tuple(plausible(query), fc.nat(9)).map(writeQuery) : fc.constant('')

const damagedQuery = ({ query }: Endpoint): fc.Arbitrary<string> =>
  query ? fc.tuple(damaged(plausible(query)), fc.nat(9)).map(writeQuery) : oddQuery

function writeQuery([values, chance]: [unknown, number]): string {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return ''
  return Object.entries(values)
    .flatMap(([name, value]) => pairsOf(quoted(name), value, chance))
    .join('&')
}

/** A list is written in any of the ways that clients have (spec/00 §3). */
function pairsOf(key: string, value: unknown, chance: number): string[] {
  if (value === undefined) return []
  if (Array.isArray(value) && chance < 3) return value.slice(0, 200).map((item) => `${key}=${quoted(textOf(item))}`)
  if (Array.isArray(value) && chance < 6) return [`${key}=${quoted(value.map(textOf).join(','))}`]
  return [`${key}=${quoted(textOf(value))}`]
}
