// Whatever the network and the server do: a C# client hears each event once, in the order of its channel, and comes back by itself.
import { describe, expect, test } from 'bun:test'
import { hasMono } from '../../scripts/build-csharp.ts'
import { openRelay } from '../relay.ts'
import { openProxy } from '../sdk/proxy.ts'
import { openStage, type Stage } from '../sdk/stage.ts'
import { freshDirectory, startServer } from '../server-process.ts'
import { type Driver, startDriver } from './driver.ts'

const general = 'messaging:general'

/** The wire of a C# client, in the channel that all share. */
async function enter(stage: Stage, url: string, options: object = {}): Promise<Driver> {
  const driver = await startDriver({ url }, options)
  const bob = { apiKey: stage.server.apiKey, userId: 'bob', token: stage.backend.createToken('bob') }
  await driver.call('openSession', { url, ...bob, ...options })
  await driver.call('watch', { cid: general })
  return driver
}

const heard = (driver: Driver) => driver.events.filter(({ type }) => type === 'message.new')
const texts = (driver: Driver) => heard(driver).map(({ text }) => text)
const states = (driver: Driver) => driver.events.filter(({ event }) => event === 'State').map(({ state }) => state)
const ups = (driver: Driver) => driver.events.filter(({ event }) => event === 'Up').length
const lines = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} ${n}`)

async function say(stage: Stage, words: readonly string[]) {
  const channel = stage.backend.channel('messaging', 'general')
  for (const text of words) await channel.sendMessage({ text, user_id: 'ann' })
}

describe.skipIf(!hasMono)('a C# client', () => {
  test('hears each event once and in order, and what it says itself as well', async () => {
    await using stage = await openStage()
    await using bob = await enter(stage, stage.server.url)
    await say(stage, lines('hello', 20))
    await bob.call('call', {
      method: 'POST',
      path: '/channels/messaging/general/message',
      body: { message: { text: 'hello back' } },
    })
    await bob.until(() => heard(bob).length === 21)
    expect(texts(bob)).toEqual([...lines('hello', 20), 'hello back'])
    const places = heard(bob).map(({ seq }) => seq)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test('whose server is killed in a burst and started again hears all of it, and nothing twice', async () => {
    await using directory = await freshDirectory()
    const dataDir = `${directory.path}/data`
    await using stage = await openStage({ dataDir })
    const { port } = new URL(stage.server.url)
    await using bob = await enter(stage, stage.server.url)
    const ann = await stage.connect('ann')
    const hers = ann.channel('messaging', 'general')
    await hers.watch()

    const words = lines('burst', 60)
    const sends = words.map((text) => hers.sendMessage({ text }))
    await bob.until(() => texts(bob).includes('burst 12'))
    await stage.server.kill('SIGKILL')
    await bob.until(() => states(bob).includes('WaitToReconnect'))
    await using _again = await startServer({ dataDir, env: { PORT: port } })
    await Promise.all(sends)
    await bob.until(() => heard(bob).length >= words.length)
    await bob.call('watch', { cid: general })

    expect(texts(bob)).toEqual(words)
    expect(states(bob).slice(0, 4)).toEqual(['Connecting', 'Connected', 'WaitToReconnect', 'Connecting'])
    expect(states(bob).at(-1)).toBe('Connected')
  }, 60_000)

  test('that was cut off goes on where it stood: what it missed comes down the socket, in order', async () => {
    await using stage = await openStage()
    await using proxy = await openProxy(stage.server.url)
    await using bob = await enter(stage, proxy.url)
    await say(stage, ['before'])
    await bob.until(() => heard(bob).length === 1)
    proxy.reset()
    await bob.until(() => states(bob).includes('WaitToReconnect'))
    await say(stage, lines('missed', 40))
    proxy.heal()
    await bob.until(() => heard(bob).length >= 41)
    expect(await bob.next('OwnRead')).toMatchObject({ cid: general, unread: 41 })
    await say(stage, ['after'])
    await bob.until(() => heard(bob).length >= 42)
    expect(texts(bob)).toEqual(['before', ...lines('missed', 40), 'after'])
    expect(bob.events.some(({ event }) => event === 'Loaded')).toBe(false)
  })

  test('of whom nobody says that they are cut off notices it by the silence', async () => {
    await using stage = await openStage()
    await using proxy = await openProxy(stage.server.url)
    await using bob = await enter(stage, proxy.url, { clockSpeed: 40 })
    proxy.freeze()
    await say(stage, ['into the void'])
    await bob.until(() => states(bob).includes('WaitToReconnect'))
    expect(bob.log()).toContain('nothing was heard')
    proxy.heal()
    await bob.until(() => heard(bob).length === 1)
    expect(texts(bob)).toEqual(['into the void'])
  })

  test('who says nothing for long stays connected, as both ends say that they are there', async () => {
    await using stage = await openStage()
    // The server speaks up by itself after half a minute of its own: within that of the client's it has to be asked.
    await using bob = await enter(stage, stage.server.url, { clockSpeed: 4.5 })
    await bob.until(() => bob.events.filter(({ type }) => type === 'health.check').length >= 2)
    expect(states(bob)).toEqual(['Connecting', 'Connected'])
  })

  test('who missed more than can be told again loads the channel anew, and goes on from there', async () => {
    await using stage = await openStage()
    await using proxy = await openProxy(stage.server.url)
    await using bob = await enter(stage, proxy.url)
    proxy.reset()
    await bob.until(() => states(bob).includes('WaitToReconnect'))
    const channel = stage.backend.channel('messaging', 'general')
    const words = lines('missed', 1001)
    for (let start = 0; start < words.length; start += 100) {
      await Promise.all(words.slice(start, start + 100).map((text) => channel.sendMessage({ text, user_id: 'ann' })))
    }
    proxy.heal()
    const { state } = await bob.next('Loaded')
    expect(state).toMatchObject({ isNews: true, seq: expect.any(Number) })
    expect(state.texts.length).toBeGreaterThan(0)
    await say(stage, ['after'])
    await bob.until(() => heard(bob).length >= 1)
    expect(texts(bob)).toEqual(['after'])
  })

  test('whose server does not know resume asks the documented way: sync, and then the channel', async () => {
    await using stage = await openStage()
    await using old = await openOlderServer(stage.server.url)
    await using bob = await enter(stage, old.url)
    await say(stage, ['before'])
    await bob.until(() => heard(bob).length === 1)
    old.breakAll()
    await bob.until(() => states(bob).includes('WaitToReconnect'))
    await say(stage, lines('missed', 10))
    old.open()
    await bob.next('Loaded')
    await say(stage, ['after'])
    await bob.until(() => heard(bob).length >= 12)
    expect(texts(bob)).toEqual(['before', ...lines('missed', 10), 'after'])
  })

  test('who was removed while away is told that the channel is lost', async () => {
    await using stage = await openStage()
    await using proxy = await openProxy(stage.server.url)
    await using bob = await enter(stage, proxy.url)
    proxy.reset()
    await bob.until(() => states(bob).includes('WaitToReconnect'))
    await stage.backend.channel('messaging', 'general').removeMembers(['bob'])
    proxy.heal()
    expect(await bob.next('Lost')).toMatchObject({ cid: general })
  })

  test('tries on while the server is down, later and later', async () => {
    await using stage = await openStage()
    await using proxy = await openProxy(stage.server.url)
    await using bob = await enter(stage, proxy.url, { clockSpeed: 40 })
    proxy.reset()
    await bob.until(() => states(bob).filter((state) => state === 'Connecting').length >= 5)
    proxy.heal()
    await bob.until(() => ups(bob) === 2)
  })

  test('waits at random, up to twice as long each time, and never longer than 25 seconds', async () => {
    await using driver = await startDriver({ url: 'http://127.0.0.1:1' })
    const wait = (attempt: number, chance: number) => driver.call('backoff', { attempt, chance })
    const rows = await Promise.all(
      [0, 1, 2, 5, 6, 40].map(async (attempt) => [await wait(attempt, 0), await wait(attempt, 1)]),
    )
    expect(rows).toEqual([
      [125, 500],
      [250, 1000],
      [500, 2000],
      [4000, 16_000],
      [6250, 25_000],
      [6250, 25_000],
    ])
  })

  test('who is deactivated while connected is told so by an error frame, and not tried again', async () => {
    await using stage = await openStage()
    await using bob = await enter(stage, stage.server.url)
    await stage.backend.deactivateUser('bob')
    expect(await bob.next('Refused')).toMatchObject({ type: 'StreamApiException', code: 17 })
    expect(states(bob)).toEqual(['Connecting', 'Connected', 'Disconnected'])
  })

  test('whose calls meet an expired token has the provider asked once, and the calls succeed', async () => {
    await using stage = await openStage()
    await using bob = await startDriver(stage.server)
    const past = Math.floor(Date.now() / 1000) - 60
    const who = { url: stage.server.url, apiKey: stage.server.apiKey, userId: 'bob' }
    const opening = bob.call('openSession', who)
    const give = async (token: string) =>
      bob.call('giveToken', { question: (await bob.next('TokenAsked')).question, token })
    await give(stage.backend.createToken('bob', undefined, past))
    await opening
    await stage.backend.revokeUserToken('bob', new Date((past + 30) * 1000))
    const calls = [1, 2, 3].map(() => bob.call('call', { method: 'GET', path: '/channels/messaging/general' }))
    await give(stage.backend.createToken('bob', undefined, past + 60))
    for (const answer of await Promise.all(calls)) expect(answer.channel.cid).toBe(general)
    await bob.until(() => ups(bob) === 2)
    expect(bob.events.filter(({ event }) => event === 'TokenAsked').length).toBe(2)
  })
})

/** The network to a server that has never heard of resume, and how it is cut. */
async function openOlderServer(target: string) {
  let isOpen = true
  const relay = await openRelay(target, {
    isOpen: () => isOpen,
    join({ outer, inner }) {
      outer.on('data', (bytes) => {
        const text = bytes.toString('latin1').replace('POST /parley/v1/resume', 'POST /parley/v0/resume')
        inner.write(Buffer.from(text, 'latin1'))
      })
      inner.on('data', (bytes) => outer.write(bytes))
    },
  })
  return {
    url: relay.url,
    open() {
      isOpen = true
    },
    breakAll() {
      isOpen = false
      relay.breakAll()
    },
    async [Symbol.asyncDispose]() {
      relay.close()
    },
  }
}
