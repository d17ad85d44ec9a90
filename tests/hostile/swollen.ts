// Bodies in which one list or one object is as long as a body can be.
import { type Endpoint, routesOf } from '@parley-chat/protocol'
import fc from 'fast-check'
import { writeJson } from './json-text.ts'
import { plausible } from './plausible.ts'
import type { HostileRequest } from './requests.ts'

/** More than a statement of SQLite takes parameters, and as much as a body may hold. */
const length = 33_000
const bodyLimit = 1_000_000
const placesPerBody = 3

/** Requests to an endpoint with bodies that could be right but for their size; from so many different ones. */
export function swollenRequestsTo(endpoint: Endpoint, seed: number, bodies: number): HostileRequest[] {
  return swollenBodies(endpoint, seed, bodies)
    .filter((body) => body.length <= bodyLimit)
    .map((body, index) => requestWith(endpoint, index % 2 === 0 ? 'server' : 'ann', body))
}

function requestWith(endpoint: Endpoint, by: 'server' | 'ann', body: string): HostileRequest {
  const { method, path } = routesOf(endpoint)[0]!
  const id = path.includes('/channels/') ? 'general' : 'm1'
  const target = path
    .replace(':type', 'messaging')
    .replace(/:(parent_)?id/, id)
    .replace(':user_id', 'bob')
    .replace(':name', 'custom')
  const query = [
    ...(by === 'server' ? ['user_id=ann'] : []),
    ...(endpoint.query?.shape.connection_id ? ['connection_id=%7Bconnection%3A0%7D'] : []),
  ]
  return { by, method, target: query.length > 0 ? `${target}?${query.join('&')}` : target, headers: {}, body }
}

/** Of each body every list and every object in turn made long. */
function swollenBodies({ body }: Endpoint, seed: number, bodies: number): string[] {
  const samples = fc.sample(plausible(body!), { seed, numRuns: 10 * bodies })
  const richest = samples.sort((a, b) => countPlaces(b) - countPlaces(a)).slice(0, bodies)
  return richest.flatMap((sample) =>
    Array.from({ length: Math.min(placesPerBody, countPlaces(sample)) }, (_, place) => writeJson(swell(sample, place))),
  )
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getOwnPropertySymbols(value).length === 0

/** Lists and objects. */
function countPlaces(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countPlaces(item), 1)
  return isPlain(value) ? Object.values(value).reduce<number>((sum, field) => sum + countPlaces(field), 1) : 0
}

function swell(whole: unknown, place: number): unknown {
  let index = 0
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return index++ === place ? longList(part) : part.map(walk)
    if (!isPlain(part)) return part
    if (index++ === place) return longObject(part)
    return Object.fromEntries(Object.entries(part).map(([name, field]) => [name, walk(field)]))
  }
  return walk(whole)
}

function longList([first = 'x']: unknown[]): unknown[] {
  if (typeof first === 'string') return Array.from({ length }, (_, index) => `u${index}`)
  return Array(Math.min(length, Math.floor(900_000 / (writeJson(first).length + 1)))).fill(first)
}

function longObject(part: Record<string, unknown>): Record<string, unknown> {
  const [first = 1] = Object.values(part)
  const count = Math.min(length, Math.floor(900_000 / (writeJson(first).length + 12)))
  return { ...part, ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`u${index}`, first])) }
}
