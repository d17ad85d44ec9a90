import { expect, test } from 'bun:test'
import { endpoints, resource } from '@parley-chat/protocol'
import { z } from 'zod'
import { type Caller, type Context, createContext, type Services } from './context.ts'
import { actFor, implement } from './endpoint.ts'
import { Failure } from './errors.ts'

const contextOf = (caller: Caller): Context =>
  createContext({ app_pk: 1, caller, view: 'v1', operation: 'Test', services: {} as Services })

const server = contextOf({ kind: 'server' })
const ann = contextOf({ kind: 'user', user_id: 'ann' })
const anonymous = contextOf({ kind: 'anonymous', user_id: '!anon' })

test('a backend acts for the user that its request names, the first one that it names', () => {
  expect(actFor(server, { user_id: 'ann' }, { user_id: 'bob' }).acting).toEqual({ id: 'ann' })
  expect(actFor(server, undefined, {}, { user_id: 'bob' }).acting).toEqual({ id: 'bob' })
  expect(actFor(server, { user_id: '' }, { user_id: 'bob' }).acting).toEqual({ id: 'bob' })
  expect(actFor(server, {}, undefined).acting).toBeUndefined()
})

test('a user whom a backend brings along is stored first; an id that contradicts it wins alone', () => {
  const user = { id: 'ann', name: 'Ann' }
  expect(actFor(server, { user }).acting).toEqual({ id: 'ann', profile: user } as never)
  expect(actFor(server, { user_id: 'bob', user }).acting).toEqual({ id: 'bob' })
})

test('a client acts for itself: it may say so, and may not name anybody else', () => {
  for (const context of [ann, anonymous]) {
    expect(actFor(context, {}, { user_id: null })).toBe(context)
    const own = context === ann ? 'ann' : '!anon'
    expect(actFor(context, { user_id: own }, { user: { id: own } })).toBe(context)
    for (const source of [{ user_id: 'bob' }, { user: { id: 'bob' } }, { user_id: own, user: { id: own } }]) {
      const act = () => actFor(context, source, { user_id: 'bob' })
      expect(act).toThrow(Failure)
      expect(act).toThrow('user_id must be the id of the user whose token was sent')
    }
  }
})

test('what names nobody in a way that is none is not taken for a name', () => {
  for (const source of [{ user_id: 7 }, { user_id: {} }, { user: null }, { user: { id: 3 } }]) {
    expect(actFor(server, source as object).acting).toBeUndefined()
    expect(actFor(ann, source as object)).toBe(ann)
  }
})

test('every endpoint of a table is bound to its operation', async () => {
  const table = endpoints({
    Greet: {
      method: 'POST',
      path: '/greet',
      v2: 'chat',
      side: 'both',
      tag: 'test',
      summary: 'Greets',
      body: z.object({ name: z.string() }),
      reply: resource('GreetResponse', { text: z.string() }),
    },
  })
  const [route] = implement(table, { Greet: async (_, { body }) => ({ text: `hello ${body.name}` }) })
  expect(route).toMatchObject({ name: 'Greet', endpoint: table.Greet })
  const reply = await route!.handle(ann, { params: {}, query: {}, body: { name: 'Ann' } as never })
  expect(reply).toEqual({ text: 'hello Ann' })
})
