import { describe, expect, test } from 'bun:test'
import type { Clock } from '../../ports/clock.ts'
import { rosterContract, sharedRosterContract } from '../../ports/roster.contract.ts'
import type { Roster } from '../../ports/roster.ts'
import { type FakeClock, fakeClock } from '../../testing/fake-clock.ts'
import { hasRedis, redisUrl, startRedis } from '../../testing/redis-server.ts'
import { until } from '../../testing/until.ts'
import { systemClock, systemIds } from '../system.ts'
import { redisRoster } from './redis-roster.ts'

const machine = systemClock()
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const freshPrefix = () => `parley-test-${systemIds.secret(8)}`

function openRoster(url: string, prefix: string, clock: Clock = machine, leaseMs = 30_000): Promise<Roster> {
  return redisRoster({ url, prefix, clock, ids: systemIds, log: silent, leaseMs })
}

/** Lets the time of a node pass, a good deal faster than it does, until it is so. */
const passUntil = (clock: FakeClock, isSo: () => boolean | Promise<boolean>) => until(isSo, () => clock.advance(20))

/** All that a roster tells of itself, in order. */
function told(roster: Roster): string[] {
  const lines: string[] = []
  roster.onGone((place, member) => lines.push(`gone: ${member} from ${place}`))
  roster.onBack((place, member) => lines.push(`back: ${member} in ${place}`))
  roster.onLapsed(() => lines.push('lapsed'))
  return lines
}

async function command(url: string, name: string, ...args: string[]): Promise<unknown> {
  const client = new Bun.RedisClient(url)
  try {
    return await client.send(name, args)
  } finally {
    client.close()
  }
}

/** A node that lives: its time has to pass for that. */
async function openLiving(url: string, prefix: string, leaseMs = 3000) {
  const clock = fakeClock()
  return { clock, roster: await openRoster(url, prefix, clock, leaseMs) }
}

/** A node whose time stands still, so that it soon is taken for dead. */
async function openFrozen(url: string, prefix: string) {
  const clock = fakeClock()
  return { clock, roster: await openRoster(url, prefix, clock, 50) }
}

describe.skipIf(!hasRedis)('Redis', () => {
  rosterContract('the roster in Redis', async () => openRoster(await redisUrl(), freshPrefix()))

  sharedRosterContract('the roster of several nodes in Redis', async (nodes) => {
    const [url, prefix] = [await redisUrl(), freshPrefix()]
    return Promise.all(Array.from({ length: nodes }, () => openRoster(url, prefix)))
  })

  test('two Parleys on one Redis do not see each other', async () => {
    const url = await redisUrl()
    const [one, other] = await Promise.all([openRoster(url, freshPrefix()), openRoster(url, freshPrefix())])
    await one.enter('here', 'ann')
    expect(await other.enter('here', 'ann')).toBe(true)
    expect(await one.leave('here', 'ann')).toBe(true)
    await Promise.all([one.close(), other.close()])
  })

  test('a node that hangs is forgotten by the others, with those whom it alone had', async () => {
    const [url, prefix] = [await redisUrl(), freshPrefix()]
    const [living, frozen] = [await openLiving(url, prefix), await openFrozen(url, prefix)]
    const heard = told(living.roster)
    await living.roster.enter('here', 'ann')
    await frozen.roster.enter('here', 'ann')
    await frozen.roster.enter('here', 'bob')
    await frozen.roster.enter('there', 'bob')
    expect(await living.roster.list('here', 10)).toEqual(['ann', 'bob'])
    await passUntil(living.clock, () => heard.length >= 2)
    expect([...heard].sort()).toEqual(['gone: bob from here', 'gone: bob from there'])
    expect(await living.roster.list('here', 10)).toEqual(['ann'])
    expect(await living.roster.count('there')).toBe(0)

    // Nothing of it is left in Redis but the seven keys of the other, and it is told once.
    const keys = () => command(url, 'KEYS', `${prefix}:roster:*`) as Promise<string[]>
    await passUntil(living.clock, async () => (await keys()).length === 7)
    expect(await command(url, 'SCARD', `${prefix}:roster:nodes`)).toBe(1)
    const kinds = (await keys()).map((key) => key.slice(`${prefix}:roster:`.length).split(':')[0]!).sort()
    expect(kinds).toEqual(['all', 'here', 'lease', 'nodes', 'nodes', 'places', 'store'])
    expect(heard).toHaveLength(2)
    await Promise.all([living.roster.close(), frozen.roster.close()])
  })

  test('of several who notice that a node is dead one is told of each who is gone', async () => {
    const [url, prefix] = [await redisUrl(), freshPrefix()]
    const frozen = await openFrozen(url, prefix)
    const members = Array.from({ length: 1200 }, (_, n) => `user ${n}`)
    await Promise.all(members.map((member) => frozen.roster.enter('here', member)))
    const [one, other] = [await openLiving(url, prefix), await openLiving(url, prefix)]
    const heard = [told(one.roster), told(other.roster)]
    await until(
      () => heard.flat().length >= members.length,
      () => Promise.all([one.clock.advance(20), other.clock.advance(20)]),
    )
    expect(await one.roster.count('here')).toBe(0)
    expect(heard.flat().sort()).toEqual(members.map((member) => `gone: ${member} from here`).sort())
    await Promise.all([one.roster.close(), other.roster.close(), frozen.roster.close()])
  })

  test('a node that was taken for dead is told so, and is there again with all whom it has by now', async () => {
    const [url, prefix] = [await redisUrl(), freshPrefix()]
    const [living, frozen] = [await openLiving(url, prefix), await openFrozen(url, prefix)]
    const [heard, ownHeard] = [told(living.roster), told(frozen.roster)]
    for (const member of ['ann', 'bob', 'carla']) await frozen.roster.enter('here', member)
    await living.roster.enter('here', 'ann')
    await passUntil(living.clock, () => heard.length >= 2)
    expect(await frozen.roster.leave('here', 'carla')).toBe(false)
    expect(await frozen.roster.enter('here', 'dora')).toBe(true)
    expect(ownHeard).toEqual([])

    await passUntil(frozen.clock, () => ownHeard.length >= 2)
    expect(ownHeard).toEqual(['lapsed', 'back: bob in here'])
    expect(await living.roster.list('here', 10)).toEqual(['ann', 'bob', 'dora'])
    await Promise.all([living.roster.close(), frozen.roster.close()])
  })

  test('what a node had when it closed is forgotten by the others, who are told', async () => {
    const [url, prefix] = [await redisUrl(), freshPrefix()]
    const [living, closing] = [await openLiving(url, prefix), await openLiving(url, prefix, 3_600_000)]
    const heard = told(living.roster)
    await closing.roster.enter('here', 'ann')
    await closing.roster.close()
    await passUntil(living.clock, () => heard.length > 0)
    expect(heard).toEqual(['gone: ann from here'])
    await living.roster.close()
  })

  test('without Redis each node knows of itself alone; when it is back, empty, they know of each other', async () => {
    await using redis = await startRedis()
    const prefix = freshPrefix()
    const [one, other] = [await openRoster(redis.url, prefix), await openRoster(redis.url, prefix)]
    const heard = [told(one), told(other)]
    await one.enter('here', 'ann')
    await other.enter('here', 'bob')
    await redis.crash()
    expect(await one.enter('here', 'carla')).toBe(true)
    await until(() => !one.isUp && !other.isUp)
    expect(await one.leave('here', 'carla')).toBe(true)
    expect(await one.enter('here', 'bob')).toBe(true)
    expect([await one.count('here'), await other.count('here')]).toEqual([2, 1])
    expect(await one.list('here', 10)).toEqual(['ann', 'bob'])
    expect(await one.has('here', ['ann', 'carla'])).toEqual(new Set(['ann']))

    await redis.start()
    await until(() => one.isUp && other.isUp)
    for (const node of [one, other]) expect(await node.list('here', 10)).toEqual(['ann', 'bob'])
    expect(await one.leave('here', 'bob')).toBe(false)
    expect(await other.leave('here', 'bob')).toBe(true)
    // Nobody was told that anybody is gone, so nobody is told that they are back.
    expect(heard).toEqual([[], []])
    await Promise.all([one.close(), other.close()])
  })

  test('who came and went while a node had lost Redis is told when it is back', async () => {
    await using redis = await startRedis()
    const prefix = freshPrefix()
    const roster = await openRoster(redis.url, prefix)
    const heard = told(roster)
    await roster.enter('here', 'ann')
    await roster.enter('here', 'bob')
    await command(redis.url, 'CLIENT', 'KILL', 'TYPE', 'normal')
    await until(() => !roster.isUp)
    const meanwhile = await Promise.all([roster.leave('here', 'ann'), roster.enter('here', 'carla')])
    expect(meanwhile).toEqual([true, true])
    await until(() => roster.isUp)
    expect(heard).toEqual(['gone: ann from here', 'back: carla in here'])
    expect(await roster.list('here', 10)).toEqual(['bob', 'carla'])
    await roster.close()
  })

  test('a node comes back whole with thousands of places, while some come and go', async () => {
    await using redis = await startRedis()
    const roster = await openRoster(redis.url, freshPrefix())
    const places = Array.from({ length: 3000 }, (_, n) => `watching ${n}`)
    const crowd = Array.from({ length: 1700 }, (_, n) => `user ${n}`)
    await Promise.all([
      ...places.map((place) => roster.enter(place, 'ann')),
      ...crowd.map((member) => roster.enter('online', member)),
    ])
    await redis.crash()
    await until(() => !roster.isUp)
    await redis.start()
    const changes: Promise<boolean>[] = []
    await until(
      () => roster.isUp,
      () => {
        if (changes.length < crowd.length) changes.push(roster.leave('online', crowd[changes.length]!))
      },
    )
    await Promise.all(changes)
    expect(await roster.count('online')).toBe(crowd.length - changes.length)
    const there = await Promise.all(places.map((place) => roster.count(place)))
    expect(there.every((count) => count === 1)).toBe(true)
    await roster.close()
  })

  test('a Redis that has forgotten the scripts is given them again', async () => {
    await using redis = await startRedis()
    const prefix = freshPrefix()
    const roster = await openRoster(redis.url, prefix)
    await command(redis.url, 'SCRIPT', 'FLUSH')
    expect(await roster.enter('here', 'ann')).toBe(true)
    const other = await openRoster(redis.url, prefix)
    await until(async () => (await other.count('here')) === 1)
    expect(await roster.leave('here', 'ann')).toBe(true)
    await Promise.all([roster.close(), other.close()])
  })
})
