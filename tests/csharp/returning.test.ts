// Whatever the network and the server do: what a C# client shows is what a client is told that asks for the first time.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { hasMono } from '../../scripts/build-csharp.ts'
import type { Json } from '../api.ts'
import { openProxy } from '../sdk/proxy.ts'
import { openStage, type Stage } from '../sdk/stage.ts'
import { freshDirectory, startServer } from '../server-process.ts'
import { openOlderServer } from './older-server.ts'
import { connectPerson, expectAgreement, general, type Person, texts } from './person.ts'

let stage: Stage
beforeAll(async () => {
  if (hasMono) stage = await openStage()
})
afterAll(() => stage?.[Symbol.asyncDispose]())

/** Waits between attempts are that much shorter. */
const hasty = { clockSpeed: 4 }
const received = (person: Person, cid = general) =>
  person.raised('MessageReceived').filter((event) => event.cid === cid)
const lost = (person: Person) => person.next('ConnectionStateChanged', ({ current }) => current === 'WaitToReconnect')
const lines = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} ${n}`)

let made = 0
/** A channel of ann and bob, with something in it. */
async function makeRoom() {
  const id = `room-${++made}`
  const channel = stage.backend.channel('messaging', id, { created_by_id: 'bob', members: ['ann', 'bob'] })
  await channel.create()
  const say = async (text: string, more: object = {}) =>
    (await channel.sendMessage({ text, user_id: 'bob', ...more })).message
  const first = await say('first')
  const second = await say('second')
  return { cid: `messaging:${id}`, channel, say, first, second }
}
type Room = Awaited<ReturnType<typeof makeRoom>>

/** Everything that can happen to a channel while ann is away. */
async function liveOn({ channel, say, first, second }: Room) {
  const missed = await say('missed')
  await channel.sendReaction(first.id, { type: 'like', user_id: 'bob' } as never)
  await stage.backend.updateMessage({ id: second.id, text: 'second, better', user_id: 'bob' })
  await say('a reply', { parent_id: first.id })
  await stage.backend.deleteMessage(missed.id)
  const gone = await say('gone again')
  await stage.backend.deleteMessage(gone.id, true)
  await channel.updatePartial({ set: { name: 'while you were away' } })
  await stage.backend.upsertUsers([{ id: 'cleo' }])
  await channel.addMembers(['cleo'])
  await channel.markRead({ user_id: 'bob' })
  return say('the newest')
}

describe.skipIf(!hasMono)('whoever comes back', () => {
  test('after a kill of the server has each acknowledged message once, in state and told', async () => {
    await using directory = await freshDirectory()
    const dataDir = `${directory.path}/data`
    await using killed = await openStage({ dataDir })
    await using proxy = await openProxy(killed.server.url)
    const { port } = new URL(killed.server.url)
    await using ann = await connectPerson(killed, 'ann', { url: proxy.url, ...hasty })
    await using bob = await connectPerson(killed, 'bob', { url: proxy.url, ...hasty })
    await Promise.all([ann.open(general), bob.open(general)])

    const words = lines('burst', 40)
    const sends = words.map((text) => ann.invoke({ channel: general }, 'SendNewMessageAsync', text))
    await bob.next('MessageReceived', ({ text }) => text === 'burst 12')
    await killed.server.kill('SIGKILL')
    await using _again = await startServer({ dataDir, env: { PORT: port } })
    const acknowledged = (await Promise.all(sends)).map(({ id }: Json) => id)
    await Promise.all([ann, bob].map((each) => each.until(() => received(each).length >= words.length)))
    const last = await bob.invoke({ channel: general }, 'SendNewMessageAsync', 'the end')
    await Promise.all([ann, bob].map((each) => each.next('MessageReceived', ({ id }) => id === last.id)))

    for (const person of [ann, bob]) {
      expect(received(person).map(({ id }) => id)).toEqual([...acknowledged, last.id])
      expect(texts(await person.show({ channel: general }))).toEqual([...words, 'the end'])
      expect(await person.show({ channel: general })).toMatchObject({ unsent: [] })
    }
    await expectAgreement(killed, ann, 'ann')
    await expectAgreement(killed, bob, 'bob')
  }, 60_000)

  test('after a cut hears of all that happened, once and in order', async () => {
    await using proxy = await openProxy(stage.server.url)
    await using ann = await connectPerson(stage, 'ann', { url: proxy.url, ...hasty })
    const room = await makeRoom()
    await ann.open(room.cid)
    await ann.invoke({ message: room.first.id }, 'LoadRepliesAsync')
    proxy.reset()
    await lost(ann)
    const newest = await liveOn(room)
    proxy.heal()
    await ann.next('MessageReceived', ({ id }) => id === newest.id)

    expect(received(ann, room.cid).map(({ text }) => text)).toContain('a reply')
    expect(received(ann, room.cid).filter(({ id }) => id === newest.id)).toHaveLength(1)
    expect(ann.raised('ReactionAdded')).toMatchObject([{ id: room.first.id, user: 'bob' }])
    expect(await ann.next('MessageUpdated', ({ id }) => id === room.second.id)).toMatchObject({
      text: 'second, better',
    })
    expect(await ann.next('MemberAdded')).toMatchObject({ user: 'cleo' })
    expect(await ann.show({ message: room.first.id })).toMatchObject({ replies: ['a reply'], counts: { like: 1 } })
    expect(await ann.show({ channel: room.cid })).toMatchObject({ name: 'while you were away', unread: 4 })
    await expectAgreement(stage, ann, 'ann', room.cid)
  })

  test('to a server that does not know resume has the same by sync', async () => {
    await using old = await openOlderServer(stage.server.url)
    await using ann = await connectPerson(stage, 'ann', { url: old.url, ...hasty })
    const room = await makeRoom()
    await ann.open(room.cid)
    old.cut()
    await lost(ann)
    const newest = await liveOn(room)
    old.heal()
    await ann.next('MessageReceived', ({ id }) => id === newest.id)
    await ann.until(() => ann.raised('Updated').some(({ Name }) => Name === 'while you were away'))
    const after = await room.say('after')
    await ann.next('MessageReceived', ({ id }) => id === after.id)
    const told = received(ann, room.cid).map(({ id }) => id)
    expect(told).toEqual([...new Set(told)])
    await expectAgreement(stage, ann, 'ann', room.cid)
  })

  test('after more than can be resumed has the channel anew, without a gap', async () => {
    await using proxy = await openProxy(stage.server.url)
    await using ann = await connectPerson(stage, 'ann', { url: proxy.url, ...hasty })
    const room = await makeRoom()
    await ann.open(room.cid)
    proxy.reset()
    await lost(ann)
    for (let part = 0; part < 11; part++) await Promise.all(lines(`missed ${part}`, 92).map((text) => room.say(text)))
    const newest = await liveOn(room)
    proxy.heal()
    await ann.next('MessageReceived', ({ id }) => id === newest.id)
    const after = await room.say('after')
    await ann.next('MessageReceived', ({ id }) => id === after.id)
    const shown = texts(await ann.show({ channel: room.cid }))
    expect(shown).not.toContain('first')
    expect(shown.slice(-2)).toEqual(['the newest', 'after'])
    const told = received(ann, room.cid).map(({ id }) => id)
    expect(told).toEqual([...new Set(told)])
    await expectAgreement(stage, ann, 'ann', room.cid)
  })

  test('and was removed meanwhile has lost the channel', async () => {
    await using proxy = await openProxy(stage.server.url)
    await using ann = await connectPerson(stage, 'ann', { url: proxy.url, ...hasty })
    const [room, kept] = [await makeRoom(), await makeRoom()]
    await ann.open(room.cid)
    await ann.open(kept.cid)
    proxy.reset()
    await lost(ann)
    await room.channel.removeMembers(['ann'])
    const told = await kept.say('still there?')
    proxy.heal()
    await ann.next('MessageReceived', ({ id }) => id === told.id)
    while ((await ann.call('watched')).includes(room.cid)) await stage.backend.queryUsers({ id: 'ann' })
    expect(await ann.call('watched')).toEqual([kept.cid])
  })
})
