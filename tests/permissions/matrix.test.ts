import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { listEndpoints } from '@parley-chat/protocol'
import { judge, tryAll } from './attempt-run.ts'
import { appAttempts, inChannels } from './attempts.ts'
import type { Attempt } from './needs.ts'
import { channelTypes } from './oracle.ts'
import { subjects } from './people.ts'
import { createWorld, type World } from './stage.ts'

const strangers = subjects.filter(({ standing }) => standing === 'stranger')

const titleOf = ({ what, needs }: Attempt) =>
  `whoever ${what} needs ${needs.map(({ name }) => name).join(', and ') || 'nothing'}`

test('everything that a client can call is tried', () => {
  const tried = new Set([...inChannels, ...appAttempts].map(({ call }) => call))
  const untried = listEndpoints().flatMap(([name]) => (tried.has(name) ? [] : [name]))
  // A socket is opened by every user of these tests, and refused in the tests of situations.
  expect(untried).toEqual(['ConnectWebSocket'])
})

for (const type of channelTypes) {
  describe(`in a ${type} channel`, () => {
    let world: World
    beforeAll(async () => {
      world = await createWorld(type)
    })
    afterAll(() => world.close())

    for (const attempt of inChannels) {
      test(titleOf(attempt), () => tryAll(world, attempt, world.stages, (at) => judge(attempt, at, type)))
    }
  })
}

describe('in the app', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld('messaging', strangers)
  })
  afterAll(() => world.close())

  for (const attempt of appAttempts) {
    test(titleOf(attempt), () => tryAll(world, attempt, world.stages, (at) => judge(attempt, at, 'messaging')))
  }
})
