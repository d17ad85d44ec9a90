import { expect, test } from 'bun:test'
import type { z } from 'zod'
import wirePaths from '../paths.json' with { type: 'json' }
import { routesOf, statusOf } from './endpoint.ts'
import { Channel, ChannelRequest, ChannelUpdate } from './objects/channel.ts'
import { Message, MessageRequest } from './objects/message.ts'
import { FullUser, OwnUser } from './objects/own-user.ts'
import { ConnectUserDetails, UserRequest } from './objects/user.ts'
import { endpointTable, listAllEndpoints } from './operations/table.ts'
import { reservedKeys } from './resource.ts'
import { namedParts, partOf } from './schema-walk.ts'

const endpoints = listAllEndpoints()
const ours = (path: string) => path.startsWith('/parley/v1/')
const shapeOf = (method: string, path: string) => `${method} ${path.replace(/\{[^}]+\}|:\w+/g, '{}')}`
const documented = new Map(wirePaths.map((row) => [shapeOf(row.method, row.path), row]))

test('an endpoint keeps the name and the callers of the documented path it serves', () => {
  const wrong = endpoints
    .filter(([, { path }]) => !ours(path))
    .map(([name, endpoint]) => ({
      name,
      side: endpoint.side,
      row: documented.get(shapeOf(endpoint.method, endpoint.path)),
    }))
    .filter(({ name, side, row }) => row?.name !== name || row.side !== side)
  expect(wrong).toEqual([])
})

test('an endpoint serves both generations of its path, where both are documented', () => {
  const served = new Set(
    endpoints.flatMap(([, endpoint]) => routesOf(endpoint).map((route) => shapeOf(route.method, route.path))),
  )
  const forgotten = wirePaths
    .filter(({ name }) => Object.hasOwn(endpointTable, name))
    .map(({ method, path }) => shapeOf(method, path))
    .filter((shape) => !served.has(shape))
  expect(forgotten).toEqual([])
})

test('no two endpoints share a method and a path', () => {
  const shapes = endpoints.flatMap(([, endpoint]) =>
    routesOf(endpoint).map(({ method, path }) => shapeOf(method, path)),
  )
  expect(shapes.filter((shape, index) => shapes.indexOf(shape) !== index)).toEqual([])
})

test('what a path names has a schema: among the params, or for another path of the same endpoint in the query', () => {
  for (const [name, endpoint] of endpoints) {
    const named = (path: string) => [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter!)
    expect({ name, params: Object.keys(endpoint.params?.shape ?? {}) }).toEqual({ name, params: named(endpoint.path) })
    for (const route of endpoint.also ?? []) {
      const known = { ...endpoint.params?.shape, ...endpoint.query?.shape }
      expect(named(route.path).filter((parameter) => !(parameter in known))).toEqual([])
    }
  }
})

test('POST is answered with 201, everything else with 200', () => {
  const { Unban, ConnectWebSocket } = endpointTable
  expect(routesOf(Unban).map((route) => [route.method, statusOf(Unban, route)])).toEqual([
    ['DELETE', 200],
    ['POST', 201],
    ['POST', 201],
    ['DELETE', 200],
  ])
  expect(statusOf(ConnectWebSocket, routesOf(ConnectWebSocket)[0]!)).toBe(101)
})

test('every object that is answered or asked for has a name of its own', () => {
  const schemas = endpoints.flatMap(([, { body, reply }]) => (body ? [body, reply] : [reply]))
  const names = schemas.map((schema) => partOf(schema).name)
  expect(names.filter((name) => name === undefined)).toEqual([])
  expect(namedParts(schemas).size).toBeGreaterThan(new Set(names).size)
})

test('a client can never set what only the server sets, and no such key is custom data', () => {
  const keys = (schema: z.ZodObject) => reservedKeys(schema).dropped
  const server = ['banned', 'online', 'created_at', 'updated_at', 'deleted_at', 'mutes', 'devices', 'shadow_banned']
  for (const key of server) expect(keys(UserRequest)).toContain(key)
  for (const key of [...server, 'role', 'teams', 'teams_role']) expect(keys(ConnectUserDetails)).toContain(key)
  for (const key of ['cid', 'shadowed', 'reply_count', 'pinned_by', 'channel', 'poll']) {
    expect(keys(MessageRequest)).toContain(key)
  }
  expect(reservedKeys(MessageRequest).refused).toContain('quoted_message')
})

test('every field of an object that answers carry is known to the request for it, so that none becomes custom data', () => {
  const pairs: [z.ZodObject, z.ZodObject][] = [
    [UserRequest, FullUser],
    [ConnectUserDetails, OwnUser],
    [ChannelRequest, Channel],
    [ChannelUpdate, Channel],
    [MessageRequest, Message],
  ]
  for (const [request, answer] of pairs) {
    const { dropped, refused } = reservedKeys(request)
    const stray = Object.keys(answer.shape).filter(
      (key) => !(key in request.shape) && !dropped.has(key) && !refused.has(key),
    )
    expect(stray).toEqual([])
  }
})
