import { afterAll, beforeAll, describe, test } from 'bun:test'
import { judge, tryAll } from './attempt-run.ts'
import { channelAttempts } from './channel-attempts.ts'
import { memberAttempts } from './member-attempts.ts'
import { messageAttempts } from './message-attempts.ts'
import { channelTypes } from './oracle.ts'
import { createWorld, type World } from './stage.ts'

const attempts = [...channelAttempts, ...memberAttempts, ...messageAttempts]

for (const type of channelTypes) {
  describe(`in a ${type} channel`, () => {
    let world: World
    beforeAll(async () => {
      world = await createWorld(type)
    })
    afterAll(() => world.close())

    for (const attempt of attempts) {
      const { what, needs } = attempt
      test(`whoever ${what} needs ${needs.map(({ name }) => name).join(', and ') || 'nothing'}`, () =>
        tryAll(world, attempt, world.stages, (at) => judge(attempt, at, type)))
    }

    test('everybody believes what a fresh query says', () => world.chat.settle())
  })
}
