import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { EndpointName } from '@parley-chat/protocol'
import type { TestApp } from '../../packages/server/src/testing/test-chat.ts'
import type { Ask, Caller, Device } from '../../packages/server/src/testing/test-client.ts'
import { appAttempts, inChannels } from '../permissions/attempts.ts'
import type { Attempt } from '../permissions/needs.ts'
import { createWorld, type Stage, type World } from '../permissions/stage.ts'
import { type Answer, essence, type Names, renamed } from './forging.ts'

/** Somebody of the first app; the second app has somebody of the same id, who may do everything there. */
const person = { id: 'user-member', role: 'user', standing: 'member' } as const
/** More of what the first app has, in a state in which there is something to be done with it. */
const things = { gone: 'gone', asleep: 'asleep', type: 'lounge', deletedMessage: '', task: '' }

const onThing = (what: string, call: EndpointName, ask: () => Ask): Attempt => ({
  what,
  call,
  needs: [],
  stoppedBy: [],
  ask,
})

const attempts = [
  ...inChannels,
  ...appAttempts,
  onThing('looks at a task', 'GetTask', () => ({ params: { id: things.task } })),
  onThing('brings a user back', 'RestoreUsers', () => ({ body: { user_ids: [things.gone] } })),
  onThing('lets a user in again', 'ReactivateUser', () => ({ params: { user_id: things.asleep }, body: {} })),
  onThing('brings a message back', 'UndeleteMessage', () => ({
    params: { id: things.deletedMessage },
    body: { undeleted_by: person.id },
  })),
  onThing('looks at a channel type', 'GetChannelType', () => ({ params: { name: things.type } })),
  onThing('changes a channel type', 'UpdateChannelType', () => ({
    params: { name: things.type },
    body: { replies: false },
  })),
  onThing('deletes a channel type', 'DeleteChannelType', () => ({ params: { name: things.type } })),
]

const first = 1

describe('another app of the same server', () => {
  let world: World
  let other: TestApp
  let intruder: Device
  let at: Stage
  let disconnect: () => void
  beforeAll(async () => {
    world = await createWorld('messaging', [person])
    at = world.stages[0]!
    disconnect = await world.connect([at])
    await makeThings()
    other = await world.chat.addApp('otherkey')
    await other.server.call('UpdateUsers', { body: { users: [{ id: person.id, role: 'admin' }] } })
    await other.server.call('UpdateApp', { body: { disable_permissions_checks: true } })
    intruder = await other.user(person.id).connect()
  })
  afterAll(async () => {
    disconnect()
    intruder.disconnect()
    await world.close()
  })

  async function makeThings() {
    const { server } = at
    await server.call('CreateChannelType', { body: { name: things.type } })
    await server.call('UpdateUsers', { body: { users: [{ id: things.gone }, { id: things.asleep }] } })
    things.task = (await server.call('DeleteUsers', { body: { user_ids: [things.gone] } })).task_id
    await server.call('DeactivateUser', { params: { user_id: things.asleep }, body: {} })
    things.deletedMessage = await at.say('ben')
    await server.call('DeleteMessage', { params: { id: things.deletedMessage }, query: { user_id: 'ben' } })
    await world.chat.app.services.tasks.idle()
  }

  /** All ids of the first app that its requests name, and others that exist nowhere. */
  const namesNow = (): Names => {
    const people = ['ann', 'ben', 'coe', 'dan', 'eve']
    const here = ['task', 'club', at.channel.id, at.room.message, at.own, at.made, at.connection_id]
    return new Map([...people, ...here, ...Object.values(things)].filter(Boolean).map((id) => [id, `unknown-${id}`]))
  }

  async function answerOf(caller: Caller, call: EndpointName, ask: Ask): Promise<Answer> {
    const response = await caller.fetch(call, ask)
    await world.chat.app.services.tasks.idle()
    return { status: response.status, body: await response.json() }
  }

  for (const attempt of attempts) {
    const { what, call } = attempt
    for (const who of ['user', 'backend'] as const) {
      test(`whoever ${what}, a ${who} there, finds ids of this one as unknown as any`, async () => {
        await attempt.before?.(at, true)
        await world.chat.quiet()
        const ask = attempt.ask(at)
        const asked = who === 'user' ? ask : { ...ask, query: { user_id: person.id, ...ask.query } }
        const caller = who === 'user' ? intruder : other.server
        const names = namesNow()
        await world.stored.mark()
        world.heard()
        const known = await answerOf(caller, call, asked)
        const unknown = await answerOf(caller, call, renamed(asked, names))
        await world.chat.quiet()
        expect(essence(known, names)).toEqual(essence(unknown, names))
        expect(await world.stored.changesOf(first)).toEqual([])
        expect(world.heard()).toEqual([])
      })
    }
  }

  test('keys and tokens of two apps open nothing together', async () => {
    const { app } = world.chat
    const tokens = { ours: world.chat.user(person.id).token, theirs: other.user(person.id).token }
    const keys = { ours: world.chat.credentials.key, theirs: other.credentials.key }
    for (const [key, token] of [
      [keys.ours, tokens.theirs],
      [keys.theirs, tokens.ours],
    ]) {
      const url = `http://parley.test/channels/${at.channel.type}/${at.channel.id}?api_key=${key}`
      const headers = { authorization: token!, 'stream-auth-type': 'jwt' }
      const response = await app.handle(new Request(url, { headers }))
      expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([401, 43])
    }
  })

  test('lists there name nothing of here', async () => {
    const everything: [call: EndpointName, ask: Ask][] = [
      ['GetApp', {}],
      ['ListChannelTypes', {}],
      ['QueryUsers', { query: { payload: { filter_conditions: {}, limit: 100 } } }],
      ['QueryUsers', { query: { payload: { filter_conditions: { id: { $in: ['wim', 'dan'] } } } } }],
      ['QueryChannels', { body: { filter_conditions: {} } }],
      ['QueryChannels', { body: { filter_conditions: { members: { $in: ['wim', 'dan'] } } } }],
      ['QueryBannedUsers', { query: { payload: { filter_conditions: {} } } }],
      ['UnreadCountsBatch', { body: { user_ids: ['wim', 'dan'] } }],
      ['CheckIntegrity', {}],
    ]
    const fresh = await world.chat.addApp('freshkey')
    for (const [call, ask] of everything) {
      const text = JSON.stringify(await fresh.server.call(call, ask))
      expect(text).not.toMatch(/\b(ann|ben|coe|dan|eve|wim|lounge|room|user-member)\b/)
    }
  })
})
