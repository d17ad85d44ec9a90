// Requests to one endpoint by anybody: over any of its paths, from nearly right to nonsense.
import type { Endpoint, Route } from '@parley-chat/protocol'
import { routesOf } from '@parley-chat/protocol'
import fc from 'fast-check'
import type { z } from 'zod'
import { damaged } from './damage.ts'
import { hostileText } from './hostile-values.ts'
import { writeJson } from './json-text.ts'
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

function requestsOver(endpoint: Endpoint, route: Route): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      by: callerOf(endpoint),
      actor: fc.constantFrom('', '', 'user_id=ann', 'user_id=ann', 'user_id=bob', 'user_id=dan'),
      path: pathOf(endpoint, route.path),
      query: queryOf(endpoint),
      headers: oddHeaders,
      body: bodyOf(endpoint, route),
    })
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
  const anybody = { weight: 1, arbitrary: fc.constantFrom(...callers) }
  const server = {
    weight: side === 'client' ? 1 : side === 'server' ? 8 : 2,
    arbitrary: fc.constant('server' as const),
  }
  const user = { weight: side === 'server' ? 1 : 3, arbitrary: fc.constantFrom('ann' as const, 'bob' as const) }
  return fc.oneof(server, user, anybody)
}

/** Segments that routers, proxies and file systems have tripped over. */
const oddSegments = [
  '',
  '.',
  '..',
  '%2e%2e',
  '%2F',
  '%00',
  'a%00b',
  '%',
  '%zz',
  '%ED%A0%80',
  '%F0%9F',
  '+',
  '*',
  ';a=b',
]

function pathOf({ params }: Endpoint, path: string): fc.Arbitrary<string> {
  const segments = path.split('/').map((segment): fc.Arbitrary<string> => {
    if (!segment.startsWith(':')) return fc.constant(segment)
    const name = segment.slice(1)
    const schema = params?.shape[name]
    const fitting = schema ? plausible(schema, hintOf(path, name)) : hostileText
    return fc.oneof(
      { weight: 40, arbitrary: fitting.map((value) => quoted(textOf(value))) },
      { weight: 1, arbitrary: fc.constantFrom(...oddSegments) },
      { weight: 1, arbitrary: hostileText.map(quoted) },
    )
  })
  const anything = fc.tuple(...segments).map((parts) => parts.join('/'))
  if (!path.includes('/channels/:type/:id')) return anything
  // Type and id of a channel that exists stand together.
  const channel = fc.constantFrom(...known.cids.slice(0, 4)).map((cid) => cid.split(':') as [string, string])
  const real = fc.tuple(anything, channel).map(([made, [type, id]]) => replaceChannel(made, path, type, id))
  return fc.oneof({ weight: 3, arbitrary: real }, { weight: 1, arbitrary: anything })
}

function replaceChannel(made: string, path: string, type: string, id: string): string {
  const parts = made.split('/')
  const at = path.split('/').indexOf(':type')
  return parts.length === path.split('/').length
    ? parts
        .with(at, type)
        .with(at + 1, id)
        .join('/')
    : made
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

function queryOf({ query }: Endpoint): fc.Arbitrary<string> {
  const fields = query ? damaged(plausible(query)) : fc.constant({})
  const extra = fc.oneof(
    { weight: 20, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...[
          'user_id=ann',
          'user_id=',
          'user_id=%00',
          `user_id=${'x'.repeat(300)}`,
          'user_id=a&user_id=b',
          '%00=1',
          '%=%',
        ],
        ...[
          'connection_id=%7Bconnection%3A0%7D',
          'connection_id=none',
          'payload={',
          'payload=[]',
          'payload=null',
          '&&=&?',
        ],
        ...[
          '__proto__=1&constructor=2',
          'payload[__proto__][a]=1',
          '%ED%A0%80=%FF',
          'api_key=other',
          'authorization=x',
        ],
      ),
    },
  )
  return fc.tuple(fields, extra, fc.nat(9)).map(([values, more, chance]) => {
    const pairs = isRecord(values)
      ? Object.entries(values).flatMap(([name, value]) => pairsOf(name, value, chance))
      : []
    return [...pairs, ...(more ? [more] : [])].join('&')
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A list is written in any of the ways that clients have (spec/00 §3). */
function pairsOf(name: string, value: unknown, chance: number): string[] {
  if (value === undefined) return []
  const key = quoted(name)
  if (Array.isArray(value) && chance < 3) return value.slice(0, 200).map((item) => `${key}=${quoted(textOf(item))}`)
  if (Array.isArray(value) && chance < 6) return [`${key}=${quoted(value.map(textOf).join(','))}`]
  return [`${key}=${quoted(textOf(value))}`]
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : writeJson(value))

/** What is no JSON, or not quite. */
const brokenBodies = [
  '',
  'null',
  '[]',
  '{',
  '[',
  '"x"',
  '0',
  '{"a":1}x',
  '{"a":NaN}',
  "{'a':1}",
  '\ufeff{}',
  '\0',
  '{"a":1,}',
  '{}{}',
]

function bodyOf(endpoint: Endpoint, route: Route): fc.Arbitrary<string | undefined> {
  if (route.method === 'GET' || (route.method === 'DELETE' && !endpoint.body)) return fc.constant(undefined)
  const schema: z.ZodObject | undefined = endpoint.body
  const written = schema ? damaged(plausible(schema)).map(writeJson) : fc.constant('{}')
  return fc.oneof({ weight: 30, arbitrary: written }, { weight: 1, arbitrary: fc.constantFrom(...brokenBodies) })
}

const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 30, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { 'content-type': 'text/plain' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-encoding': 'br' },
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'identity' },
      { 'accept-encoding': 'gzip;q=0, *' },
      { 'x-stream-client': `stream-${'x'.repeat(5000)}` },
      { 'stream-auth-type': 'anonymous' },
      { 'stream-auth-type': '__proto__' },
      { authorization: 'Bearer' },
      { authorization: 'a.b.c' },
      { 'x-http-method-override': 'DELETE' },
      { origin: 'null' },
    ),
  },
)
