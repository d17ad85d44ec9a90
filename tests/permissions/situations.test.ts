import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { testChat } from '../../packages/server/src/testing/test-chat.ts'
import { judge, tryAll, type Verdict } from './attempt-run.ts'
import { appAttempts, inChannels } from './attempts.ts'
import { type Attempt, may, type Situation, theSecret } from './needs.ts'
import type { AppRole } from './oracle.ts'
import type { Standing, Subject } from './people.ts'
import { createWorld, type Stage, type World } from './stage.ts'

const person = (role: AppRole, standing: Standing): Subject => ({ id: `${role}-${standing}`, role, standing })
const people = [
  person('user', 'member'),
  person('user', 'moderator'),
  person('user', 'creator'),
  person('admin', 'stranger'),
]

interface Circumstances {
  readonly attempts: readonly Attempt[]
  /** Makes it so for one of them and their room; before every attempt, as the last one may have ended it. */
  readonly enact: (at: Stage) => Promise<unknown>
  readonly verdictOf: (attempt: Attempt, at: Stage) => Verdict
}

/** Tries everything in a world where something is so for everybody. */
function describeCase(title: string, { attempts, enact, verdictOf }: Circumstances): void {
  describe(title, () => {
    let world: World
    beforeAll(async () => {
      world = await createWorld('messaging', people)
    })
    afterAll(() => world.close())

    for (const attempt of attempts) {
      test(attempt.what, async () => {
        for (const at of world.stages) await enact(at)
        await world.chat.app.services.tasks.idle()
        await tryAll(world, attempt, world.stages, (at) => verdictOf(attempt, at))
      })
    }
  })
}

const setRoom = (fields: object) => (at: Stage) =>
  at.server.call('UpdateChannelPartial', { params: at.channel, body: { set: fields } })
const ban = (at: Stage, how: object) =>
  at.server.call('Ban', { body: { target_user_id: at.who.id, user_id: 'ann', ...how } })

/** As ever, but for what this stops. */
const stopping =
  (situation: Situation) =>
  (attempt: Attempt, at: Stage): Verdict => {
    const stopped = attempt.stoppedBy.includes(situation) ? 17 : undefined
    const verdict = judge(attempt, at, 'messaging')
    // Whether a channel is disabled is looked at before anything else about it (spec/60 §5).
    return situation === 'disabled' ? (stopped ?? verdict) : (verdict ?? stopped)
  }

describeCase('in a frozen channel, whoever', {
  // What is frozen already cannot be frozen: that would be no change, and so another matter.
  attempts: inChannels.filter(({ needs }) => !needs.some(({ name }) => name === 'UpdateChannelFrozen')),
  enact: setRoom({ frozen: true }),
  verdictOf: stopping('frozen'),
})

describeCase('in a disabled channel, whoever', {
  attempts: inChannels,
  enact: setRoom({ disabled: true }),
  verdictOf: stopping('disabled'),
})

describeCase('banned from the channel, whoever', {
  attempts: inChannels,
  enact: (at) => ban(at, { channel_cid: at.cid }),
  verdictOf: stopping('banned here'),
})

describeCase('banned from the app, whoever', {
  attempts: [...inChannels, ...appAttempts],
  enact: (at) => ban(at, {}),
  verdictOf: stopping('banned'),
})

describeCase('banned in silence, whoever', {
  attempts: [...inChannels, ...appAttempts],
  enact: (at) => ban(at, { shadow: true }),
  verdictOf: (attempt, at) => judge(attempt, at, 'messaging'),
})

describeCase('in slow mode, right after a message of theirs, whoever', {
  attempts: inChannels.filter(({ call }) => call === 'SendMessage'),
  enact: async (at) => {
    await setRoom({ cooldown: 60 })(at)
    await at.say(at.who.id)
  },
  verdictOf: (attempt, at) =>
    judge(attempt, at, 'messaging') ?? (may('SkipChannelCooldown').holds(at.who, 'messaging') ? undefined : 60),
})

describeCase('where permissions are not checked, whoever', {
  attempts: [...inChannels, ...appAttempts],
  enact: ({ server }) => server.call('UpdateApp', { body: { disable_permissions_checks: true } }),
  verdictOf: ({ needs }, { who }) => needs.find((need) => !need.isGrant && !need.holds(who, 'messaging'))?.code,
})

/** Without what the backend would do on behalf of somebody for whom nothing can be done any more. */
const unprepared = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.filter(({ fromDevice }) => !fromDevice).map(({ before: _, ...attempt }) => attempt)

const once = async (at: Stage, deed: () => Promise<unknown>) => {
  if (at.made === 'done') return
  await deed()
  at.made = 'done'
}

describeCase('deactivated, whoever', {
  attempts: unprepared([...inChannels, ...appAttempts]),
  enact: (at) => once(at, () => at.server.call('DeactivateUser', { params: { user_id: at.who.id }, body: {} })),
  verdictOf: () => 17,
})

describeCase('deleted, whoever', {
  attempts: unprepared([...inChannels, ...appAttempts]).filter(({ needs }) => !needs.includes(theSecret)),
  enact: (at) => once(at, () => at.server.call('DeleteUser', { params: { user_id: at.who.id } })),
  verdictOf: () => 16,
})

describe('banned in silence', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld('messaging', people)
  })
  afterAll(() => world.close())

  const said = inChannels.filter(({ call }) => ['SendMessage', 'SendReaction', 'SendEvent'].includes(call))
  for (const attempt of said) {
    test(`whoever ${attempt.what} is heard by nobody`, async () => {
      for (const at of world.stages) {
        if (judge(attempt, at, 'messaging') !== undefined) continue
        await at.server.call('Unban', { query: { target_user_id: at.who.id, user_id: 'ann' } })
        await attempt.before?.(at, true)
        await ban(at, { shadow: true })
        await world.chat.quiet()
        world.heard()
        await at.caller.call(attempt.call, attempt.ask(at))
        await world.chat.quiet()
        // Who writes has read: that much is true of them, and seen.
        expect(world.heard().filter((heard) => heard !== 'wim heard message.read')).toEqual([])
      }
    })
  }

  test('what they say is there for themself, and for nobody else', async () => {
    const [at] = world.stages as [Stage]
    await ban(at, { shadow: true })
    const { message } = await at.caller.call('SendMessage', { params: at.channel, body: { message: { text: 'psst' } } })
    expect(message.shadowed).toBe(false)
    await at.caller.call('GetMessage', { params: { id: message.id } })
    expect((await world.chat.user('ben').refused('GetMessage', { params: { id: message.id } })).code).toBe(16)
    expect((await world.chat.user('wim').refused('GetMessage', { params: { id: message.id } })).code).toBe(16)
  })
})

test('whoever is removed while watching hears nothing of what comes after', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  const { type, id } = chat.general
  const params = { type, id }
  await chat.user('ann').call('UpdateChannel', { params, body: { remove_members: ['bob'] } })
  await chat.user('ann').call('SendMessage', { params, body: { message: { text: 'About bob …' } } })
  await chat.quiet()
  expect(bob.types.slice(bob.types.indexOf('notification.removed_from_channel') + 1)).toEqual([])
  expect(bob.types).not.toContain('message.new')
  // What was loaded stays to be seen there; a fresh query would show nothing.
  bob.disconnect()
  await chat.settle()
})

test('whoever is banned is let in and hears what is said', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'ann' } })
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  const { type, id } = chat.general
  await chat.user('ann').call('SendMessage', { params: { type, id }, body: { message: { text: 'Hear, bob.' } } })
  expect((await bob.heard('message.new')).message.text).toBe('Hear, bob.')
  await chat.settle()
})
