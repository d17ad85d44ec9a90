import { describe, expect, test } from 'bun:test'
import { busContract } from '../../ports/bus.contract.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Clock } from '../../ports/clock.ts'
import { type FakeClock, fakeClock, turn } from '../../testing/fake-clock.ts'
import { hasRedis, redisUrl, startRedis } from '../../testing/redis-server.ts'
import { until } from '../../testing/until.ts'
import { systemClock, systemIds } from '../system.ts'
import { redisBus } from './redis-bus.ts'

const machine = systemClock()
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const freshPrefix = () => `parley-test-${systemIds.secret(8)}`

function openBus(url: string, prefix: string, clock: Clock = machine): Promise<Bus> {
  return redisBus({ url, prefix, clock, ids: systemIds, log: silent })
}

/** Resolves when everything that `from` has published until now has reached `to`. */
async function delivered(from: Bus, to: Bus) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const leave = await to.subscribe('settled', () => resolve())
  from.publish('settled', true)
  await promise
  leave()
}

/** Resolves when the bus is back. */
function back(bus: Bus): Promise<void> {
  return new Promise((resolve) => {
    const stop = bus.onReturn(() => {
      stop()
      resolve()
    })
  })
}

/** The bus's channels that anybody is subscribed to, as Redis knows them. */
async function channelsIn(url: string, prefix: string): Promise<string[]> {
  const asking = new Bun.RedisClient(url)
  const channels: string[] = await asking.send('PUBSUB', ['CHANNELS', `${prefix}:*`])
  asking.close()
  return channels.map((channel) => channel.slice(`${prefix}:bus:`.length)).sort()
}

/** Lets the time of a bus pass, ten times as fast as it does, until it is so. */
const passUntil = (clock: FakeClock, isSo: () => boolean) => until(isSo, () => clock.advance(10))

describe.skipIf(!hasRedis)('Redis', () => {
  busContract('the bus on Redis, on one node', async () => {
    const bus = await openBus(await redisUrl(), freshPrefix())
    return { here: bus, there: bus, settled: () => delivered(bus, bus) }
  })

  busContract('the bus on Redis, between two nodes', async () => {
    const [here, there] = await openTwo(await redisUrl())
    return { here, there, settled: () => delivered(there, here) }
  })

  test('what two nodes say to each other is heard in order and once, also by themselves', async () => {
    const [ann, bob] = await openTwo(await redisUrl())
    const heard: Record<string, unknown[]> = { ann: [], bob: [] }
    await ann.subscribe('a', (message) => heard.ann!.push(message))
    await bob.subscribe('a', (message) => heard.bob!.push(message))
    const from = (name: string, of: 'ann' | 'bob') => heard[of]!.filter((message) => String(message).startsWith(name))
    const all = (name: string) => Array.from({ length: 100 }, (_, n) => `${name} ${n}`)
    for (let n = 0; n < 100; n++) {
      ann.publish('a', `ann ${n}`)
      bob.publish('a', `bob ${n}`)
    }
    // Behind each other's marks, what a node published itself has come back to it too.
    await delivered(ann, bob)
    await delivered(bob, ann)
    await delivered(ann, bob)
    for (const of of ['ann', 'bob'] as const) {
      expect(heard[of]).toHaveLength(200)
      expect(from('ann', of)).toEqual(all('ann'))
      expect(from('bob', of)).toEqual(all('bob'))
    }
    await Promise.all([ann.close(), bob.close()])
  })

  test('what a listener publishes in turn comes later than what it has heard, on the other node too', async () => {
    const [here, there] = await openTwo(await redisUrl())
    const heard: unknown[] = []
    await here.subscribe('a', (message) => heard.push(message))
    await there.subscribe('a', (message) => message === 1 && there.publish('a', 2))
    there.publish('a', 1)
    await delivered(there, here)
    expect(heard).toEqual([1, 2])
    await Promise.all([here.close(), there.close()])
  })

  test('two Parleys on one Redis do not hear each other', async () => {
    const url = await redisUrl()
    const [one, other] = await Promise.all([openBus(url, freshPrefix()), openBus(url, freshPrefix())])
    const heard: unknown[] = []
    await other.subscribe('a', (message) => heard.push(message))
    one.publish('a', 1)
    await delivered(one, one)
    await delivered(other, other)
    expect(heard).toEqual([])
    await Promise.all([one.close(), other.close()])
  })

  test('Redis knows of the topics that somebody here listens to, and of no others', async () => {
    const [url, prefix] = [await redisUrl(), freshPrefix()]
    const bus = await openBus(url, prefix)
    const leaveFirst = await bus.subscribe('a', () => undefined)
    const leaveSecond = await bus.subscribe('a', () => undefined)
    await bus.subscribe('b', () => undefined)
    leaveFirst()
    await bus.subscribe('c', () => undefined)
    expect(await channelsIn(url, prefix)).toEqual(['a', 'b', 'c'])
    leaveSecond()
    await until(async () => (await channelsIn(url, prefix)).length < 3)
    expect(await channelsIn(url, prefix)).toEqual(['b', 'c'])
    await bus.close()
    await until(async () => (await channelsIn(url, prefix)).length === 0)
  })

  test('thousands that come and go at once leave exactly those who stayed', async () => {
    const [url, prefix] = [await redisUrl(), freshPrefix()]
    const bus = await openBus(url, prefix)
    const topics = Array.from({ length: 2500 }, (_, n) => `topic ${n}`)
    const comeAndGo = async (topic: string, n: number) => {
      const leave = await bus.subscribe(topic, () => undefined)
      if (n % 3 === 0) return
      leave()
      if (n % 3 === 1) await bus.subscribe(topic, () => undefined)
    }
    await Promise.all(topics.map(comeAndGo))
    const stayed = topics.filter((_, n) => n % 3 !== 2).sort()
    await until(async () => (await channelsIn(url, prefix)).length === stayed.length)
    expect(await channelsIn(url, prefix)).toEqual(stayed)
    await bus.close()
  })

  test('without Redis a node goes on alone; when Redis is back it is told once, and hears the others again', async () => {
    await using redis = await startRedis()
    const [here, there] = await openTwo(redis.url)
    const heard: unknown[] = []
    let returns = 0
    here.onReturn(() => {
      returns += 1
    })
    await here.subscribe('a', (message) => heard.push(message))
    await redis.crash()
    await until(() => !here.isUp && !there.isUp)
    here.publish('a', 'said alone')
    there.publish('a', 'lost')
    await here.subscribe('b', (message) => heard.push(message))
    here.publish('b', 'heard alone')
    expect(heard).toEqual(['said alone', 'heard alone'])

    const bothBack = Promise.all([back(here), back(there)])
    await redis.start()
    await bothBack
    expect([here.isUp, there.isUp]).toEqual([true, true])
    there.publish('a', 'together')
    there.publish('b', 'again')
    await delivered(there, here)
    expect(heard).toEqual(['said alone', 'heard alone', 'together', 'again'])
    expect(returns).toBe(1)
    await Promise.all([here.close(), there.close()])
  })

  test('whoever waits for a subscription while Redis goes away is let go on', async () => {
    await using redis = await startRedis()
    const bus = await openBus(redis.url, freshPrefix())
    redis.pause()
    const subscribed = bus.subscribe('a', () => undefined)
    await redis.crash()
    await subscribed
    expect(bus.isUp).toBe(false)
    await bus.close()
  })

  test('a node may start without Redis, and is told when it comes', async () => {
    await using redis = await startRedis()
    await redis.crash()
    const bus = await openBus(redis.url, freshPrefix())
    expect(bus.isUp).toBe(false)
    await bus.subscribe('a', () => undefined)
    const returned = back(bus)
    await redis.start()
    await returned
    expect(bus.isUp).toBe(true)
    await bus.close()
  })

  test('a Redis that hangs is noticed within four seconds, and is taken back when it answers again', async () => {
    await using redis = await startRedis()
    const clock = fakeClock()
    const bus = await openBus(redis.url, freshPrefix(), clock)
    const heard: unknown[] = []
    await bus.subscribe('a', (message) => heard.push(message))
    redis.pause()
    const before = clock.elapsedMs()
    await passUntil(clock, () => !bus.isUp)
    expect(clock.elapsedMs() - before).toBeLessThanOrEqual(4100)
    bus.publish('a', 'said alone')
    expect(heard).toEqual(['said alone'])
    redis.resume()
    await passUntil(clock, () => bus.isUp)
    await bus.close()
  })

  test('what is said while nobody takes it is not kept', async () => {
    await using redis = await startRedis()
    // Its time stands still: pings do not help.
    const bus = await openBus(redis.url, freshPrefix(), fakeClock())
    const flood = () => {
      for (let n = 0; n < 300_000; n++) bus.publish('a', { text: 'x'.repeat(1000), n })
    }
    redis.pause()
    Bun.gc(true)
    const before = process.memoryUsage.rss()
    flood()
    expect(bus.isUp).toBe(false)
    flood()
    await turn()
    Bun.gc(true)
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024)
    await bus.close()
  })

  test('a loss and a return stand in the log once, however often Redis was dialled in vain', async () => {
    await using redis = await startRedis()
    const clock = fakeClock()
    const logged: string[] = []
    const log = {
      ...silent,
      warn: (_: object, text: string) => void logged.push(text),
      info: (_: object, text: string) => void logged.push(text),
    }
    const bus = await redisBus({ url: redis.url, prefix: freshPrefix(), clock, ids: systemIds, log })
    expect(logged).toEqual([])
    await redis.crash()
    await until(() => !bus.isUp)
    const lostAt = clock.elapsedMs()
    await passUntil(clock, () => clock.elapsedMs() > lostAt + 1000)
    expect(logged).toEqual(['Redis is lost: this node goes on alone'])
    await redis.start()
    await passUntil(clock, () => bus.isUp)
    expect(logged).toEqual(['Redis is lost: this node goes on alone', 'Redis is back'])
    await bus.close()
  })

  test('a closed bus ends its connections and comes back no more', async () => {
    await using redis = await startRedis()
    const clock = fakeClock()
    const [bus, other] = [await openBus(redis.url, freshPrefix(), clock), await openBus(redis.url, freshPrefix())]
    await bus.close()
    expect(bus.isUp).toBe(false)
    const asking = new Bun.RedisClient(redis.url)
    const clients = async () =>
      String(await asking.send('CLIENT', ['LIST']))
        .trim()
        .split('\n').length
    // Those of the other, and the one that asks.
    await until(async () => (await clients()) === 3)
    await clock.advance(60_000)
    await delivered(other, other)
    expect(await clients()).toBe(3)
    expect(bus.isUp).toBe(false)
    asking.close()
    await other.close()
  })

  test('a password that Redis does not take leaves the node alone, and does not come into the log', async () => {
    await using redis = await startRedis()
    const asking = new Bun.RedisClient(redis.url)
    await asking.send('CONFIG', ['SET', 'requirepass', 'the-right-word'])
    asking.close()
    const logged: unknown[] = []
    const log = { ...silent, warn: (...said: unknown[]) => void logged.push(said) }
    const open = (word: string) => {
      const url = redis.url.replace('//', `//:${word}@`)
      return redisBus({ url, prefix: freshPrefix(), clock: machine, ids: systemIds, log })
    }
    const [refused, taken] = [await open('a-wrong-word'), await open('the-right-word')]
    expect([refused.isUp, taken.isUp]).toEqual([false, true])
    expect(logged).toHaveLength(1)
    expect(JSON.stringify(logged)).not.toContain('-word')
    await Promise.all([refused.close(), taken.close()])
  })
})

async function openTwo(url: string): Promise<[Bus, Bus]> {
  const prefix = freshPrefix()
  return Promise.all([openBus(url, prefix), openBus(url, prefix)])
}
