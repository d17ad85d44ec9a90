// Whatever the network and the server do: a C# client hears each event once, in the order of its channel, and comes back by itself.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { hasMono } from '../../scripts/build-csharp.ts'
import { openProxy } from '../sdk/proxy.ts'
import { backendOf, openStage, type Stage } from '../sdk/stage.ts'
import { freshDirectory, type ServerProcess, startServer } from '../server-process.ts'
import { type Driver, startDriver } from './driver.ts'
import { openOlderServer } from './older-server.ts'

let stage: Stage
beforeAll(async () => {
  if (hasMono) stage = await openStage()
})
afterAll(() => stage?.[Symbol.asyncDispose]())

/** A channel that ann and bob share, and bob in it with the wire of a C# client. */
interface Room extends AsyncDisposable {
  readonly cid: string
  readonly id: string
  readonly bob: Driver
  /** Ann says something, in this order. */
  say(words: readonly string[]): Promise<void>
}

let rooms = 0
async function openRoom(url: string, options: object = {}, server: ServerProcess = stage.server): Promise<Room> {
  const id = `room-${++rooms}`
  const backend = backendOf(server)
  const channel = backend.channel('messaging', id, { created_by_id: 'ann', members: ['ann', 'bob'] })
  await channel.create()
  const bob = await startDriver({ url }, options)
  const token = backend.createToken('bob')
  await bob.call('openSession', { url, apiKey: server.apiKey, userId: 'bob', token, ...options })
  await bob.call('watch', { cid: channel.cid })
  return {
    cid: channel.cid,
    id,
    bob,
    async say(words) {
      for (const text of words) await channel.sendMessage({ text, user_id: 'ann' })
    },
    [Symbol.asyncDispose]: () => bob[Symbol.asyncDispose](),
  }
}

const heard = ({ bob, cid }: Room) => bob.events.filter((each) => each.type === 'message.new' && each.cid === cid)
const texts = (room: Room) => heard(room).map(({ text }) => text)
const states = (driver: Driver) => driver.events.filter(({ event }) => event === 'State').map(({ state }) => state)
const ups = (driver: Driver) => driver.events.filter(({ event }) => event === 'Up').length
const lost = (driver: Driver) => driver.until(() => states(driver).includes('WaitToReconnect'))
const lines = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} ${n}`)

describe.skipIf(!hasMono)('a C# client', () => {
  test('hears each event once and in order, and what it says itself as well', async () => {
    await using room = await openRoom(stage.server.url)
    await room.say(lines('hello', 20))
    await room.bob.call('call', {
      method: 'POST',
      path: `/channels/messaging/${room.id}/message`,
      body: { message: { text: 'hello back' } },
    })
    await room.bob.until(() => heard(room).length === 21)
    expect(texts(room)).toEqual([...lines('hello', 20), 'hello back'])
    const places = heard(room).map(({ seq }) => seq)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test("is not led astray by an app's own event, whatever members write into it", async () => {
    await using room = await openRoom(stage.server.url)
    await room.say(['before'])
    await room.bob.until(() => heard(room).length === 1)
    const { epoch } = await room.bob.call('watch', { cid: room.cid })
    const lies = { message: 'no message', reaction: 7, unread_channels: 'many' }
    const place = { parley: { epoch, seq: 1_000_000 } }
    await stage.backend.channel('messaging', room.id).sendEvent({ type: 'wave', ...lies, ...place, user_id: 'ann' })
    await room.say(['after'])
    await room.bob.until(() => texts(room).includes('after'))
    const waves = room.bob.events.filter(({ type }) => type === 'wave')
    expect(waves.length).toBe(1)
    expect(waves[0]).toMatchObject({ cid: room.cid, text: null, seq: null })
    expect(waves[0].custom).toEqual(lies)
    expect(texts(room)).toEqual(['before', 'after'])
    expect(states(room.bob)).toEqual(['Connecting', 'Connected'])
  })

  test('whose server is killed in a burst and started again hears all of it, and nothing twice', async () => {
    await using directory = await freshDirectory()
    const dataDir = `${directory.path}/data`
    await using killed = await openStage({ dataDir })
    const { port } = new URL(killed.server.url)
    await using room = await openRoom(killed.server.url, {}, killed.server)
    const { bob } = room
    const ann = await killed.connect('ann')
    const hers = ann.channel('messaging', room.id)
    await hers.watch()

    const words = lines('burst', 60)
    const sends = words.map((text) => hers.sendMessage({ text }))
    await bob.until(() => texts(room).includes('burst 12'))
    await killed.server.kill('SIGKILL')
    await lost(bob)
    await using _again = await startServer({ dataDir, env: { PORT: port } })
    await Promise.all(sends)
    await bob.until(() => heard(room).length >= words.length)
    // What would come a second time has come when the next event is there.
    await hers.sendMessage({ text: 'the end' })
    await bob.until(() => texts(room).includes('the end'))

    expect(texts(room)).toEqual([...words, 'the end'])
    expect(states(bob).slice(0, 4)).toEqual(['Connecting', 'Connected', 'WaitToReconnect', 'Connecting'])
    expect(states(bob).at(-1)).toBe('Connected')
  })

  test('that was cut off goes on where it stood: what it missed comes down the socket, in order', async () => {
    await using proxy = await openProxy(stage.server.url)
    await using room = await openRoom(proxy.url)
    const { bob } = room
    await room.say(['before'])
    await bob.until(() => heard(room).length === 1)
    proxy.reset()
    await lost(bob)
    await room.say(lines('missed', 40))
    proxy.heal()
    await bob.until(() => heard(room).length >= 41)
    expect(await bob.next('OwnRead')).toMatchObject({ cid: room.cid, unread: 41 })
    await room.say(['after'])
    await bob.until(() => heard(room).length >= 42)
    expect(texts(room)).toEqual(['before', ...lines('missed', 40), 'after'])
    expect(bob.events.some(({ event }) => event === 'Loaded')).toBe(false)
  })

  test('of whom nobody says that they are cut off notices it by the silence', async () => {
    await using proxy = await openProxy(stage.server.url)
    await using room = await openRoom(proxy.url)
    proxy.freeze()
    await room.say(['into the void'])
    await room.bob.call('hurry', { clockSpeed: 40 })
    await lost(room.bob)
    expect(room.bob.log()).toContain('nothing was heard')
    proxy.heal()
    await room.bob.until(() => heard(room).length === 1)
    expect(texts(room)).toEqual(['into the void'])
  })

  test('who says nothing for long stays connected, as both ends say that they are there', async () => {
    // The server speaks up by itself after half a minute of its own: within that of the client's it has to be asked, and it answers
    // no sooner than after five seconds.
    await using room = await openRoom(stage.server.url, { clockSpeed: 4.8 })
    await room.bob.until(() => room.bob.events.filter(({ type }) => type === 'health.check').length >= 2)
    expect(states(room.bob)).toEqual(['Connecting', 'Connected'])
  })

  test('whose channel was made anew while away loads it, and goes on from there', async () => {
    await using proxy = await openProxy(stage.server.url)
    await using room = await openRoom(proxy.url)
    await room.say(lines('before', 3))
    await room.bob.until(() => heard(room).length === 3)
    proxy.reset()
    await lost(room.bob)
    const channel = stage.backend.channel('messaging', room.id, { created_by_id: 'ann', members: ['ann', 'bob'] })
    await channel.delete({ hard_delete: true })
    await channel.create()
    await channel.sendMessage({ text: 'anew', user_id: 'ann' })
    proxy.heal()
    const { state } = await room.bob.next('Loaded')
    expect(state).toMatchObject({ isNews: true, texts: ['anew'] })
    await room.say(['after'])
    await room.bob.until(() => texts(room).includes('after'))
    expect(texts(room)).toEqual([...lines('before', 3), 'after'])
  })

  test('whose server does not know resume asks the documented way: sync, and then the channel', async () => {
    await using old = await openOlderServer(stage.server.url)
    await using room = await openRoom(old.url)
    await room.say(['before'])
    await room.bob.until(() => heard(room).length === 1)
    old.cut()
    await lost(room.bob)
    await room.say(lines('missed', 10))
    old.heal()
    await room.bob.next('Loaded')
    await room.say(['after'])
    await room.bob.until(() => texts(room).includes('after'))
    expect(texts(room)).toEqual(['before', ...lines('missed', 10), 'after'])
  })

  test('who has missed more than sync tells loads the channel, and goes on from there', async () => {
    await using old = await openOlderServer(stage.server.url)
    await using room = await openRoom(old.url)
    old.cut()
    await lost(room.bob)
    const channel = stage.backend.channel('messaging', room.id)
    for (let part = 0; part < 11; part++) {
      const words = lines(`missed ${part}`, 92)
      await Promise.all(words.map((text) => channel.sendMessage({ text, user_id: 'ann' })))
    }
    await channel.sendMessage({ text: 'the newest', user_id: 'ann' })
    old.heal()
    const { state } = await room.bob.next('Loaded')
    expect(state.texts.at(-1)).toBe('the newest')
    await room.say(['after'])
    await room.bob.until(() => texts(room).includes('after'))
    expect(texts(room)).toEqual(['after'])
  })

  test('who was removed while away is told that the channel is lost', async () => {
    await using proxy = await openProxy(stage.server.url)
    await using room = await openRoom(proxy.url)
    proxy.reset()
    await lost(room.bob)
    await stage.backend.channel('messaging', room.id).removeMembers(['bob'])
    proxy.heal()
    expect(await room.bob.next('Lost')).toMatchObject({ cid: room.cid })
  })

  test('tries on while the server is down, and is back with it', async () => {
    await using proxy = await openProxy(stage.server.url)
    await using room = await openRoom(proxy.url)
    await room.bob.call('hurry', { clockSpeed: 40 })
    proxy.reset()
    await room.bob.until(() => states(room.bob).filter((state) => state === 'Connecting').length >= 5)
    await room.bob.call('hurry', { clockSpeed: 4 })
    proxy.heal()
    await room.bob.until(() => ups(room.bob) === 2)
  })

  test('who is deactivated while connected is told so by an error frame, and not tried again', async () => {
    await stage.backend.upsertUser({ id: 'eve' })
    await using eve = await startDriver(stage.server)
    const { url, apiKey } = stage.server
    await eve.call('openSession', { url, apiKey, userId: 'eve', token: stage.backend.createToken('eve') })
    await stage.backend.deactivateUser('eve')
    expect(await eve.next('GivenUp')).toMatchObject({ type: 'StreamApiException', code: 17 })
    await eve.next('State', ({ state }) => state === 'Disconnected')
    expect(states(eve)).toEqual(['Connecting', 'Connected', 'Disconnected'])
  })

  test('whose calls meet an expired token has the provider asked once, and the calls succeed', async () => {
    await stage.backend.upsertUser({ id: 'cleo' })
    await using cleo = await startDriver(stage.server)
    const past = Math.floor(Date.now() / 1000) - 60
    const { url, apiKey } = stage.server
    const opening = cleo.call('openSession', { url, apiKey, userId: 'cleo' })
    const give = async (token: string) =>
      cleo.call('giveToken', { question: (await cleo.next('TokenAsked')).question, token })
    await give(stage.backend.createToken('cleo', undefined, past))
    await opening
    await stage.backend.revokeUserToken('cleo', new Date((past + 30) * 1000))
    const calls = [1, 2, 3].map(() => cleo.call('call', { method: 'GET', path: '/unread' }))
    await give(stage.backend.createToken('cleo', undefined, past + 60))
    for (const answer of await Promise.all(calls)) expect(answer.total_unread_count).toBe(0)
    await cleo.until(() => ups(cleo) === 2)
    expect(cleo.events.filter(({ event }) => event === 'TokenAsked').length).toBe(2)
  })
})
