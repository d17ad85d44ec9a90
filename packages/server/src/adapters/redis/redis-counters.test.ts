import { describe, expect, test } from 'bun:test'
import type { Clock } from '../../ports/clock.ts'
import { countersContract } from '../../ports/counters.contract.ts'
import type { Counters } from '../../ports/counters.ts'
import { fakeClock } from '../../testing/fake-clock.ts'
import { hasRedis, redisUrl, startRedis } from '../../testing/redis-server.ts'
import { until } from '../../testing/until.ts'
import { systemClock, systemIds } from '../system.ts'
import { redisCounters } from './redis-counters.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const freshPrefix = () => `parley-test-${systemIds.secret(8)}`

const openCounters = (url: string, prefix: string, clock: Clock = systemClock()): Promise<Counters> =>
  redisCounters({ url, prefix, clock, ids: systemIds, log: silent })

/** Two nodes, and their counts as they are in Redis. */
async function openTwo(url: string) {
  const prefix = freshPrefix()
  const [one, other] = await Promise.all([openCounters(url, prefix), openCounters(url, prefix)])
  const asking = new Bun.RedisClient(url)
  return {
    one,
    other,
    stored: async (window: number, key: string) => Number(await asking.get(`${prefix}:count:${window}:${key}`)),
    remainsSeconds: (window: number, key: string) => asking.ttl(`${prefix}:count:${window}:${key}`),
    async [Symbol.asyncDispose]() {
      asking.close()
      await Promise.all([one.close(), other.close()])
    },
  }
}

function raise(counters: Counters, times: number) {
  for (let n = 0; n < times; n++) counters.raise(7, 'a')
}

describe.skipIf(!hasRedis)('Redis', () => {
  countersContract('the counters in Redis', async () => openCounters(await redisUrl(), freshPrefix()))

  test('a node that counts learns what the others have counted, and goes on from there', async () => {
    await using nodes = await openTwo(await redisUrl())
    const { one, other, stored } = nodes
    raise(one, 100)
    await until(async () => (await stored(7, 'a')) === 100)
    expect(other.look(7, 'a')).toBe(0)
    expect(other.raise(7, 'a')).toBe(1)
    await until(() => other.look(7, 'a') === 101)
    expect(other.raise(7, 'a')).toBe(102)
    expect(one.raise(7, 'a')).toBe(101)
    await until(async () => (await stored(7, 'a')) === 103)
    await until(() => one.look(7, 'a') === 103 || other.look(7, 'a') === 103)
  })

  test('two nodes that count at the same time lose nothing and count nothing twice', async () => {
    await using nodes = await openTwo(await redisUrl())
    const { one, other, stored } = nodes
    let rounds = 0
    await until(async () => {
      raise(one, 3)
      raise(other, 4)
      return ++rounds === 30
    })
    await until(async () => (await stored(7, 'a')) === 210)
    raise(one, 1)
    await until(() => one.look(7, 'a') === 211)
    expect(await stored(7, 'a')).toBe(211)
  })

  test('Parleys, windows and keys are kept apart, and what is over does not stay in Redis', async () => {
    await using nodes = await openTwo(await redisUrl())
    await using strangers = await openTwo(await redisUrl())
    raise(nodes.one, 5)
    await until(async () => (await nodes.stored(7, 'a')) === 5)
    expect(nodes.one.raise(8, 'a')).toBe(1)
    expect(nodes.one.raise(8, 'b')).toBe(1)
    strangers.one.raise(8, 'b')
    await until(async () => (await nodes.stored(8, 'b')) === 1)
    await until(async () => (await strangers.stored(8, 'b')) === 1)
    expect([nodes.one.look(8, 'a'), nodes.one.look(8, 'b'), strangers.one.look(8, 'b')]).toEqual([1, 1, 1])
    expect(await nodes.stored(8, 'a')).toBe(1)
    const remains = await nodes.remainsSeconds(8, 'b')
    expect(remains > 60 && remains <= 150).toBe(true)
  })

  test('without Redis each node goes by its own count, and brings it along when Redis is back', async () => {
    await using redis = await startRedis()
    await using nodes = await openTwo(redis.url)
    const { one, other, stored, remainsSeconds } = nodes
    raise(one, 10)
    await until(async () => (await stored(7, 'a')) === 10)
    await redis.crash()
    raise(one, 5)
    raise(other, 1)
    expect([one.look(7, 'a'), other.look(7, 'a')]).toEqual([15, 1])
    await redis.start()
    // It has lost the ten; the node that knows of them goes on doing so.
    await until(async () => (await stored(7, 'a').catch(() => 0)) === 6)
    expect(one.look(7, 'a')).toBe(15)
    expect(await remainsSeconds(7, 'a')).toBeGreaterThan(60)
  })

  test('what was on its way to a Redis that went away stays counted here', async () => {
    await using redis = await startRedis()
    const [clock, prefix] = [fakeClock(), freshPrefix()]
    const counters = await openCounters(redis.url, prefix, clock)
    raise(counters, 10)
    redis.pause()
    await clock.advance(250)
    await redis.crash()
    await redis.start()
    raise(counters, 1)
    const asking = new Bun.RedisClient(redis.url)
    await until(
      async () => (await asking.get(`${prefix}:count:7:a`)) === '1',
      () => clock.advance(20),
    )
    expect(counters.look(7, 'a')).toBe(11)
    asking.close()
    await counters.close()
  })
})
