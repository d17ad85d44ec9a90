// Whatever the network and the server do: every acknowledged message is there, once and in order, and nobody had to ask.
import { expect, test } from 'bun:test'
import type { Channel, StreamChat, StreamChatOptions } from '@parley-chat/client'
import { freshDirectory, startServer } from '../server-process.ts'
import { expectAgreement } from './agreement.ts'
import { openProxy } from './proxy.ts'
import { next, openStage, type Stage, until } from './stage.ts'

const general = 'messaging:general'

async function enter(client: StreamChat): Promise<Channel> {
  const channel = client.channel('messaging', 'general')
  await channel.watch()
  return channel
}

const texts = (channel: Channel) => channel.state.messages.map(({ text }) => text)

/** Notes which calls a client makes, and lets a test answer some of them otherwise. */
function listening(answer: (path: string) => Response | undefined = () => undefined) {
  const paths: string[] = []
  const options: StreamChatOptions = {
    environment: {
      async fetch(url, init) {
        const path = new URL(url).pathname
        paths.push(path)
        return answer(path) ?? fetch(url, init)
      },
    },
  }
  return { paths, options }
}

test('a server that is killed in a burst and started again loses no acknowledged message, and tells none twice', async () => {
  await using directory = await freshDirectory()
  const dataDir = `${directory.path}/data`
  await using stage = await openStage({ dataDir })
  await using proxy = await openProxy(stage.server.url)
  const { port } = new URL(stage.server.url)
  const [ann, bob] = [
    await stage.connect('ann', { baseURL: proxy.url }),
    await stage.connect('bob', { baseURL: proxy.url }),
  ]
  const [hers, his] = [await enter(ann), await enter(bob)]
  const heard: string[] = []
  his.on('message.new', ({ message }) => heard.push(message.text))

  const numbers = Array.from({ length: 40 }, (_, n) => `burst ${n}`)
  const twelve = next(his, 'message.new', ({ message }) => message.text === 'burst 12')
  const back = Promise.all([next(ann, 'connection.recovered'), next(bob, 'connection.recovered')])
  const sends = numbers.map((text) => hers.sendMessage({ text }))
  await twelve
  await stage.server.kill('SIGKILL')
  await using _again = await startServer({ dataDir, env: { PORT: port } })
  await Promise.all(sends)
  await back
  await until(bob, () => his.state.messages.length === numbers.length)

  expect(texts(hers)).toEqual(numbers)
  expect(texts(his)).toEqual(numbers)
  expect(heard).toEqual(numbers)
  expect(hers.state.messages.every(({ status }) => status === 'received')).toBe(true)
  await expectAgreement(stage, ann, [general])
  await expectAgreement(stage, bob, [general])
}, 120_000)

test('a cut with a reset is made good by resume: what was missed comes down the socket in order', async () => {
  await using stage = await openStage()
  await using proxy = await openProxy(stage.server.url)
  const { paths, options } = listening()
  const bob = await stage.connect('bob', { baseURL: proxy.url, ...options })
  const his = await enter(bob)
  const heard: string[] = []
  his.on('message.new', ({ message }) => heard.push(message.text))

  const [lost, back] = [next(bob, 'connection.changed', ({ online }) => !online), next(bob, 'connection.recovered')]
  proxy.reset()
  await lost
  const missed = Array.from({ length: 40 }, (_, n) => `missed ${n}`)
  for (const text of missed) {
    await stage.backend.channel('messaging', 'general').sendMessage({ text, user_id: 'ann' })
  }
  paths.length = 0
  proxy.heal()
  await back
  await until(bob, () => his.state.messages.length === missed.length)

  expect(heard).toEqual(missed)
  expect(his.state.unreadCount).toBe(40)
  expect(paths).toEqual(['/parley/v1/resume'])
  await expectAgreement(stage, bob, [general])
}, 120_000)

test('a cut of which nobody is told is noticed by the silence, and made good the same way', async () => {
  await using stage = await openStage()
  await using proxy = await openProxy(stage.server.url)
  // A clock twenty times as fast: the client waits 35 s of its time.
  const began = Date.now()
  const speed = 20
  const bob = await stage.connect('bob', {
    baseURL: proxy.url,
    environment: {
      now: () => began + (Date.now() - began) * speed,
      after(ms, work) {
        const timer = setTimeout(work, ms / speed)
        return () => clearTimeout(timer)
      },
    },
    timeout: 600_000,
  })
  const his = await enter(bob)
  const [lost, back] = [next(bob, 'connection.changed', ({ online }) => !online), next(bob, 'connection.recovered')]
  proxy.freeze()
  await stage.backend.channel('messaging', 'general').sendMessage({ text: 'into the void', user_id: 'ann' })
  await lost
  proxy.heal()
  await back
  await until(bob, () => his.state.messages.length === 1)
  expect(texts(his)).toEqual(['into the void'])
  await expectAgreement(stage, bob, [general])
}, 120_000)

test('a lost acknowledgement becomes success: stored once, shown once', async () => {
  await using stage = await openStage()
  await using proxy = await openProxy(stage.server.url)
  const bob = await stage.connect('bob')
  const his = await enter(bob)
  const ann = await stage.connect('ann', { baseURL: proxy.url })
  const hers = ann.channel('messaging', 'general')
  await hers.query()

  proxy.loseAnswers(true)
  const heard = next(his, 'message.new')
  const sent = hers.sendMessage({ id: 'once', text: 'did you get this?' })
  await heard
  expect(hers.state.messages[0]!.status).toBe('sending')
  proxy.loseAnswers(false)
  const { message } = await sent
  expect([message.id, message.text]).toEqual(['once', 'did you get this?'])
  expect(hers.state.messages.map(({ id, status }) => [id, status])).toEqual([['once', 'received']])
  expect(texts(his)).toEqual(['did you get this?'])
  await expectAgreement(stage, bob, [general])
}, 120_000)

test("an id that is somebody else's message is no success", async () => {
  await using stage = await openStage()
  await stage.backend.channel('messaging', 'general').sendMessage({ id: 'taken', text: 'mine', user_id: 'bob' })
  const ann = await stage.connect('ann')
  const hers = ann.channel('messaging', 'general')
  await expect(hers.sendMessage({ id: 'taken', text: 'no, mine' })).rejects.toMatchObject({ code: 4 })
})

test('a server that does not know resume is asked the documented way: sync, and then all anew', async () => {
  await using stage = await openStage()
  await using proxy = await openProxy(stage.server.url)
  const unknown = { code: 16, message: 'unknown path', StatusCode: 404, duration: '', more_info: '', details: [] }
  const { paths, options } = listening((path) =>
    path === '/parley/v1/resume' ? Response.json(unknown, { status: 404 }) : undefined,
  )
  const bob = await stage.connect('bob', { baseURL: proxy.url, ...options })
  const his = await enter(bob)
  const server = stage.backend.channel('messaging', 'general')
  await server.sendMessage({ id: 'parent', text: 'before', user_id: 'ann' })
  await until(bob, () => his.state.messages.length === 1)
  await his.getReplies('parent')
  // A list of channels leaves this one out.
  const hidden = stage.backend.channel('messaging', 'hidden', { created_by_id: 'ann', members: ['ann', 'bob'] })
  await hidden.create()
  const out = bob.channel('messaging', 'hidden')
  await out.watch()
  await out.hide()

  const heard: string[] = []
  his.on('message.new', ({ message }) => heard.push(message.text))
  await missSomething(stage, bob, proxy)
  expect(paths.slice(-5)).toEqual([
    ...['/parley/v1/resume', '/sync', '/channels', '/channels', '/messages/parent/replies'],
  ])
  expect([texts(his), heard]).toEqual([['before', 'missed'], ['missed']])
  expect([out.initialized, out.data.hidden]).toEqual([true, true])
  await server.sendMessage({ text: 'a reply', parent_id: 'parent', user_id: 'ann' })
  await until(bob, () => his.state.threads.parent?.length === 1)
  await hidden.sendMessage({ text: 'show yourself', user_id: 'ann' })
  await until(bob, () => out.state.messages.length === 1)
  await expectAgreement(stage, bob, [general, 'messaging:hidden'])
}, 120_000)

test('whoever wants no recovery is told that the connection is back, and nothing is fetched', async () => {
  await using stage = await openStage()
  await using proxy = await openProxy(stage.server.url)
  const { paths, options } = listening()
  const bob = await stage.connect('bob', { baseURL: proxy.url, recoverStateOnReconnect: false, ...options })
  await enter(bob)
  paths.length = 0
  await missSomething(stage, bob, proxy)
  expect(paths).toEqual([])
}, 120_000)

async function missSomething(stage: Stage, client: StreamChat, proxy: Awaited<ReturnType<typeof openProxy>>) {
  const lost = next(client, 'connection.changed', ({ online }) => !online)
  const back = next(client, 'connection.recovered')
  proxy.reset()
  await lost
  await stage.backend.channel('messaging', 'general').sendMessage({ text: 'missed', user_id: 'ann' })
  proxy.heal()
  await back
}

test('who was removed while away is told so, and forgets the channel', async () => {
  await using stage = await openStage()
  await using proxy = await openProxy(stage.server.url)
  const bob = await stage.connect('bob', { baseURL: proxy.url })
  const his = await enter(bob)
  const [lost, back] = [next(bob, 'connection.changed', ({ online }) => !online), next(bob, 'connection.recovered')]
  proxy.reset()
  await lost
  await stage.backend.channel('messaging', 'general').removeMembers(['bob'])
  proxy.heal()
  await back
  expect([his.state.membership, texts(his)]).toEqual([undefined, []])
}, 120_000)

test('who came and went meanwhile is known again, and followed on', async () => {
  await using stage = await openStage()
  await using proxy = await openProxy(stage.server.url)
  await stage.backend.upsertUser({ id: 'cleo' })
  const bob = await stage.connect('bob', { baseURL: proxy.url })
  const his = bob.channel('messaging', 'general')
  await his.watch({ presence: true })
  await bob.queryUsers({ id: 'cleo' }, undefined, { presence: true })
  expect([his.state.members.ann!.user!.online, bob.state.users.cleo!.online]).toEqual([false, false])

  const [lost, back] = [next(bob, 'connection.changed', ({ online }) => !online), next(bob, 'connection.recovered')]
  proxy.reset()
  await lost
  const [ann, cleo] = [await stage.connect('ann'), await stage.connect('cleo')]
  proxy.heal()
  await back
  expect([his.state.members.ann!.user!.online, bob.state.users.cleo!.online]).toEqual([true, true])
  await ann.disconnectUser()
  await cleo.disconnectUser()
  await until(bob, () => !his.state.members.ann!.user!.online && !bob.state.users.cleo!.online)
}, 120_000)

test('who is deactivated while connected is told so, and not tried again', async () => {
  await using stage = await openStage()
  const bob = await stage.connect('bob')
  const [lost, told] = [next(bob, 'connection.changed', ({ online }) => !online), next(bob, 'connection.error')]
  await stage.backend.deactivateUser('bob')
  await lost
  expect((await told).error.code).toBe(17)
  expect([bob.wsConnection?.isHealthy, bob.wsConnection?.isConnecting]).toEqual([false, false])
})

test('closing the connection keeps the user, and opening it catches up', async () => {
  await using stage = await openStage()
  const bob = await stage.connect('bob')
  const his = await enter(bob)
  await bob.closeConnection()
  expect([bob.userID, bob.wsConnection?.isHealthy]).toEqual(['bob', false])
  await stage.backend.channel('messaging', 'general').sendMessage({ text: 'meanwhile', user_id: 'ann' })
  await bob.openConnection()
  await until(bob, () => his.state.messages.length === 1)
  expect(texts(his)).toEqual(['meanwhile'])
})
