// Plants forged values where a request could claim what only the server decides.
import { reservedKeys } from '@parley-chat/protocol'
import { partOf } from '@parley-chat/protocol/schema-walk'
import type { z } from 'zod'

/** Stands in every planted value, and nowhere else in the world. */
export const canary = 'forged-by-a-client'

/** The body with a forged value under every key that a client may send and the server must not take from it. */
export function plantForgeries(schema: z.core.$ZodType, value: unknown): unknown {
  const { core } = partOf(schema)
  const { def } = core._zod
  if (Array.isArray(value)) return def.type === 'array' ? value.map((item) => plantForgeries(def.element, item)) : value
  if (typeof value !== 'object' || value === null) return value
  if (def.type === 'record') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plantForgeries(def.valueType, item)]))
  }
  return def.type === 'object' ? plantIn(core as z.ZodObject, value) : value
}

function plantIn(schema: z.ZodObject, value: object): object {
  const honest = Object.entries(value).map(([key, field]) => {
    const of = schema.shape[key]
    return [key, of ? plantForgeries(of, field) : field]
  })
  const forged = droppedKeys(schema)
    .filter((key) => !(key in value))
    .map((key) => [key, `${canary}-${key}`])
  return Object.fromEntries([...honest, ...forged])
}

/** Keys that are ignored in a client's request, because clients send back whole objects that they were given. */
export const droppedKeys = (schema: z.ZodObject): string[] => [
  ...reservedKeys(schema).dropped,
  ...Object.keys(schema.shape).filter((key) => partOf(schema.shape[key]!).meta.server === 'drop'),
]

/** Keys with which a client's request is refused, by the way to them. */
export function refusedPlaces(schema: z.core.$ZodType, way: readonly string[] = []): string[][] {
  const { core } = partOf(schema)
  if (core._zod.def.type !== 'object' || way.length > 2) return []
  const { shape } = core as z.ZodObject
  const own = [
    ...reservedKeys(core as z.ZodObject).refused,
    ...Object.keys(shape).filter((key) => partOf(shape[key]!).meta.server === 'refuse'),
  ]
  const inner = Object.keys(shape).flatMap((key) => refusedPlaces(shape[key]!, [...way, key]))
  return [...own.map((key) => [...way, key]), ...inner]
}
