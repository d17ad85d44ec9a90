import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { TestApp } from '../../packages/server/src/testing/test-chat.ts'
import type { Ask, Caller, Device } from '../../packages/server/src/testing/test-client.ts'
import { appAttempts, inChannels } from '../permissions/attempts.ts'
import { createWorld, type Stage, type World } from '../permissions/stage.ts'
import { type Answer, essence, type Names, renamed } from './forging.ts'

const attempts = [...inChannels, ...appAttempts]

/** Somebody of the first app; the second app has somebody of the same id, who may do everything there. */
const person = { id: 'user-member', role: 'user', standing: 'member' } as const
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
    await at.server.call('CreateChannelType', { body: { name: 'club' } })
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

  /** All ids of the first app that its requests name, and others that exist nowhere. */
  const namesNow = (): Names => {
    const ids = ['ann', 'ben', 'cid', 'dan', 'eve', 'club', 'task', at.channel.id, at.room.message, at.own, at.made]
    return new Map([...ids, at.connection_id].map((id, index) => [id, `unknown-${index}`]))
  }

  async function answerOf(caller: Caller, call: (typeof attempts)[number]['call'], ask: Ask): Promise<Answer> {
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
        world.stored.mark()
        world.heard()
        const known = await answerOf(caller, call, asked)
        const unknown = await answerOf(caller, call, renamed(asked, names))
        await world.chat.quiet()
        expect(essence(known, names)).toEqual(essence(unknown, names))
        expect(world.stored.changesOf(first)).toEqual([])
        expect(world.heard()).toEqual([])
      })
    }
  }
})
