// Every endpoint as both generations of the wire use it, and as it refuses them. What is answered is held against the
// printed contract; the compatibility matrix is made of what is shown here and in all other tests.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { EndpointName } from '@parley-chat/protocol'
import { appScenarios } from './app-scenarios.ts'
import { channelScenarios } from './channel-scenarios.ts'
import { messageScenarios } from './message-scenarios.ts'
import { createScene, type Scenario, type Scene } from './scene.ts'

/** In the order in which they are played; a missing one does not compile. A socket has no request like the others. */
const scenarios: Readonly<Record<Exclude<EndpointName, 'ConnectWebSocket'>, Scenario>> = {
  ...appScenarios,
  ...messageScenarios,
  ...channelScenarios,
}

for (const generation of ['v1', 'v2'] as const) {
  describe(`in ${generation}`, () => {
    let scene: Scene
    beforeAll(async () => {
      scene = await createScene(generation)
    })
    afterAll(async () => {
      await scene.chat.settle()
      await scene.chat.close()
    })

    for (const [name, { by, before, ask, refused }] of Object.entries(scenarios) as [EndpointName, Scenario][]) {
      test(`${name} does what it is for, and refuses what is not`, async () => {
        await before?.(scene)
        const caller = by === 'device' ? scene.device : scene.caller(by)
        await caller.call(name, ask(scene))
        const other = refused.by ? scene.caller(refused.by) : caller
        expect((await other.refused(name, refused.ask(scene))).code).toBe(refused.code)
        await scene.chat.app.services.tasks.idle()
        // Nothing of what was said and heard breaks the contract.
        await scene.chat.quiet()
      })
    }

    test('a socket lets in whom the app knows, and says why it does not', async () => {
      const eve = await scene.chat.user('eve').connect({ view: generation })
      expect(eve.me.id).toBe('eve')
      eve.disconnect()
      await scene.prepare('DeactivateUser', { params: { user_id: 'eve' }, body: {} })
      const { error } = await scene.chat.user('eve').connectRefused({ view: generation })
      expect(error.code).toBe(17)
    })
  })
}
