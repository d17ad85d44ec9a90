import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Endpoint, type EndpointName, endpointTable, listEndpoints } from '@parley-chat/protocol'
import { connectDevice, createCaller } from '../../packages/server/src/testing/test-client.ts'
import { canary, plantForgeries, refusedPlaces } from './planting.ts'
import { general, harmless, powerGrabs } from './power-grabs.ts'
import { openTown, type Town, tokenOf } from './town.ts'

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
        const heard = town.devices.flatMap(({ socket }) => socket.texts)
        expect([...(await town.rows()), ...heard].filter((text) => text.includes(canary))).toEqual([])
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

  for (const [name, tries] of powerGrabs) {
    test(`${name}: nobody gets power, a place or a past by asking for it`, async () => {
      for (const { by = 'ann', ...ask } of tries) {
        for (const view of ['v1', 'v2'] as const) {
          const before = await standing()
          const response = await callerOf(by, view).fetch(name, ask)
          expect(response.status).toBeLessThan(500)
          await town.quiet()
          const news = (await standing()).filter((row) => !before.includes(row))
          expect([ask, news.filter((row) => !harmless.test(row))]).toEqual([ask, []])
        }
      }
    })
  }

  test('connecting gives nobody a role or a team either', async () => {
    const before = await standing()
    const details = { role: 'admin', teams: ['red'], teams_role: { red: 'admin' }, banned: false, shadow_banned: false }
    for (const view of ['v1', 'v2'] as const) {
      const device = await connectDevice(town, 'dan', tokenOf('dan'), { view, details })
      expect([device.me.role, device.me.teams]).toEqual(['user', []])
      device.disconnect()
    }
    await town.quiet()
    expect(await standing()).toEqual(before)
  })
})

/** What gives power, belongs to somebody, or says what has been: of users, channels, members and messages. */
async function standing(): Promise<string[]> {
  const rows = await town.rows()
  return rows.flatMap((row) => {
    const table = row.slice(0, row.indexOf(' '))
    const columns = standingColumns[table]
    if (!columns) return []
    const values = JSON.parse(row.slice(table.length)) as Record<string, unknown>
    return [`${table} ${JSON.stringify(Object.fromEntries(columns.map((column) => [column, values[column]])))}`]
  })
}

const standingColumns: Readonly<Record<string, readonly string[]>> = {
  users: ['id', 'role', 'teams', 'teams_role', 'ban_until', 'shadow_ban_until', 'created_at', 'deactivated_at'],
  channels: ['created_by_id', 'disabled', 'config_overrides', 'team', 'truncated_by_id'],
  members: ['user_id', 'channel_role', 'status'],
  messages: ['user_id', 'type', 'mml', 'shadowed', 'reactions', 'reply_count', 'pinned_by_id', 'deleted_at'],
  reactions: ['user_id'],
  bans: ['user_id', 'banned_by_id'],
  reads: ['user_id', 'channel_pk'],
}
