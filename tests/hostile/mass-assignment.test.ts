import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Endpoint, type EndpointName, endpointTable, listEndpoints } from '@parley-chat/protocol'
import { connectDevice, createCaller } from '../../packages/server/src/testing/test-client.ts'
import { canary, plantForgeries, refusedPlaces } from './planting.ts'
import { openTown, type Town, tokenOf } from './town.ts'

const general = { type: 'messaging', id: 'general' }
let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town[Symbol.asyncDispose]())

const callerOf = (id: string, view: 'v1' | 'v2') =>
  createCaller(town, { authorization: tokenOf(id), 'stream-auth-type': 'jwt' }, view)

type Ask = { readonly params?: Record<string, string>; readonly body: object }

/** What ann may ask, for every endpoint that describes something with fields of the server's own. */
const honest: readonly (readonly [EndpointName, (round: string) => Ask])[] = [
  ['UpdateUsers', () => ({ body: { users: { ann: { id: 'ann', name: 'Ann' } } } })],
  ['CreateGuest', () => ({ body: { user: { name: 'A guest' } } })],
  [
    'GetOrCreateChannel',
    (round) => ({ params: { type: 'messaging', id: `new-${round}` }, body: { data: { members: ['ann'] } } }),
  ],
  [
    'GetOrCreateDistinctChannel',
    () => ({ params: { type: 'messaging' }, body: { data: { members: ['ann', { user_id: 'bob' }] } } }),
  ],
  [
    'UpdateChannel',
    (round) => ({
      params: general,
      body: { data: { name: 'Ours' }, message: { id: `sys-${round}`, text: 'renamed' } },
    }),
  ],
  [
    'TruncateChannel',
    (round) => ({ params: { type: 'gaming', id: 'arena' }, body: { message: { id: `cut-${round}`, text: 'gone' } } }),
  ],
  [
    'SendMessage',
    (round) => ({
      params: general,
      body: { message: { id: `msg-${round}`, text: 'hi', attachments: [{ type: 'x' }] } },
    }),
  ],
  ['UpdateMessage', () => ({ params: { id: 'm1' }, body: { message: { text: 'changed' } } })],
  ['SendReaction', () => ({ params: { id: 'm2' }, body: { reaction: { type: 'like' } } })],
  ['SendEvent', () => ({ params: general, body: { event: { type: 'wave' } } })],
]

describe('threats #17: what only the server decides is not taken from a client', () => {
  for (const [name, ask] of honest) {
    test(`${name}: whole objects may be sent back, and nothing of them that is not the client's is believed`, async () => {
      for (const view of ['v1', 'v2'] as const) {
        const caller = callerOf(name === 'TruncateChannel' ? 'eve' : 'ann', view)
        const { params, body } = ask(view)
        const planted = plantForgeries((endpointTable[name] as Endpoint).body!, body)
        expect(JSON.stringify(planted)).toContain(canary)
        const answer = await caller.call(name, { ...(params && { params }), body: planted })
        expect(JSON.stringify(answer)).not.toContain(canary)
        await town.quiet()
        expect((await town.rows()).filter((row) => row.includes(canary))).toEqual([])
      }
    })
  }

  test('what a client must not even try is refused by name, and nothing has changed', async () => {
    let tried = 0
    for (const [name, endpoint] of listEndpoints() as [EndpointName, Endpoint][]) {
      const from = endpoint.body ? ('body' as const) : ('query' as const)
      const schema = endpoint[from]
      if (endpoint.side === 'server' || !schema) continue
      for (const way of refusedPlaces(schema)) {
        const before = await town.rows()
        const forged = way.reduceRight<unknown>((inner, key) => ({ [key]: inner }), 'true') as Record<string, unknown>
        const params = {
          ...general,
          ...(endpoint.path.startsWith('/messages/') && { id: 'm1' }),
          user_id: 'ann',
          parent_id: 'm1',
        }
        for (const view of ['v1', 'v2'] as const) {
          const refusal = await callerOf('eve', view).refused(name, { params, [from]: forged })
          expect([name, way.join('.'), refusal.code]).toEqual([name, way.join('.'), refusal.code === 17 ? 17 : 4])
          expect(refusal.message).toContain(way.at(-1))
          tried += 1
        }
        expect(await town.rows()).toEqual(before)
      }
    }
    expect(tried).toBeGreaterThan(15)
  })
})
