// Two servers, and people who are connected to the one or the other: nobody notices.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { StreamChat } from '@parley-chat/client'
import { expectAgreement } from '../sdk/agreement.ts'
import { next, until } from '../sdk/stage.ts'
import { type Cluster, startCluster } from './cluster.ts'

setDefaultTimeout(60_000)

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster(2)
  await cluster.backend.upsertUsers(['ann', 'bob', 'cid', 'dan'].map((id) => ({ id, name: id })))
})

afterAll(() => cluster?.[Symbol.asyncDispose]())

const open = async (client: StreamChat, id: string) => {
  const channel = client.channel('messaging', id)
  await channel.watch({ presence: true })
  return channel
}
const make = (id: string, members: readonly string[]) =>
  cluster.backend.channel('messaging', id, { created_by_id: members[0]!, members }).create()

test('servers that start at the same moment on an empty database agree on one app', async () => {
  expect(cluster.nodes.map((node) => node!.apiKey)).toEqual(['cluster', 'cluster'])
  for (const node of cluster.nodes) {
    const ready = await (await fetch(`${node!.url}/readyz`)).json()
    expect(ready).toMatchObject({ status: 'ready', database: 'postgres', bus: 'connected' })
  }
})

test('messages, reactions, typing and reads of one server are heard on the other, and both believe the same', async () => {
  await make('general', ['ann', 'bob'])
  const ann = await cluster.connect('ann', 0)
  const bob = await cluster.connect('bob', 1)
  const [hers, his] = [await open(ann, 'general'), await open(bob, 'general')]
  for (let n = 0; n < 20; n++) {
    await hers.sendMessage({ id: `a${n}`, text: `from ann ${n}` })
    await his.sendMessage({ id: `b${n}`, text: `from bob ${n}` })
  }
  const typing = next(bob, 'typing.start')
  await hers.keystroke()
  expect((await typing).user.id).toBe('ann')
  await his.sendReaction('a3', { type: 'like' })
  await until(ann, () => hers.state.messages.find(({ id }) => id === 'a3')?.reaction_counts?.like === 1)
  await hers.sendMessage({ id: 'last', text: 'read this' })
  await until(bob, () => his.state.messages.length === 41)
  const read = next(ann, 'message.read', ({ user }) => user.id === 'bob')
  await his.markRead()
  await read
  for (const client of [ann, bob])
    await expectAgreement({ connect: (id) => cluster.connect(id) }, client, ['messaging:general'])
})

test('who is online and who watches is known on both, and told once', async () => {
  await make('room', ['cid', 'dan'])
  const cid = await cluster.connect('cid', 0)
  const told: string[] = []
  const himself = next(cid, 'user.watching.start')
  const room = await open(cid, 'room')
  await himself
  cid.on('user.presence.changed', ({ user }) => void told.push(`${user!.id} ${user!.online}`))
  cid.on('user.watching.start', ({ user, watcher_count }) => void told.push(`${user!.id} watches, ${watcher_count}`))
  const here = next(cid, 'user.watching.start', ({ user }) => user.id === 'dan')
  const dan = await cluster.connect('dan', 1)
  const hisRoom = await open(dan, 'room')
  await here
  expect(told).toEqual(['dan true', 'dan watches, 2'])
  expect(hisRoom.state.watcher_count).toBe(2)
  // A second device elsewhere is no news.
  const again = await cluster.connect('dan', 0)
  await open(again, 'room')
  const { users } = await cluster.backend.queryUsers({ id: { $in: ['cid', 'dan'] } })
  expect(users.map(({ id, online }) => [id, online]).sort()).toEqual([
    ['cid', true],
    ['dan', true],
  ])
  await again.disconnectUser()
  const gone = next(cid, 'user.watching.stop', ({ user }) => user.id === 'dan')
  const offline = next(cid, 'user.presence.changed', ({ user }) => user.id === 'dan')
  await dan.disconnectUser()
  await offline
  expect((await gone).watcher_count).toBe(1)
  await until(cid, () => room.state.watcher_count === 1)
  expect(told).toEqual(['dan true', 'dan watches, 2', 'dan false'])
})

test('no session sticks: requests reach the connection wherever it is', async () => {
  await make('balanced', ['ann', 'bob'])
  const clients = await Promise.all(['ann', 'bob', 'ann', 'bob'].map((id) => cluster.connect(id)))
  const channels = await Promise.all(clients.map((client) => open(client, 'balanced')))
  for (const [n, channel] of channels.entries()) await channel.sendMessage({ id: `n${n}`, text: `${n}` })
  for (const [index, client] of clients.entries()) {
    await until(client, () => channels[index]!.state.messages.length === 4)
    await expectAgreement({ connect: (id) => cluster.connect(id) }, client, ['messaging:balanced'])
  }
})

test('a promotion, a ban, a removal and a revocation made on one server act at once on the other', async () => {
  await make('ruled', ['ann', 'bob'])
  const bob = await cluster.connect('bob', 1)
  const his = await open(bob, 'ruled')
  const backend = cluster.backend.channel('messaging', 'ruled')
  const promoted = next(bob, 'member.updated', ({ own_capabilities }) => own_capabilities?.includes('update-channel'))
  await backend.addModerators(['bob'])
  await promoted
  expect(his.data?.own_capabilities).toContain('update-channel')
  await backend.banUser('bob', { banned_by_id: 'ann' })
  await expect(his.sendMessage({ text: 'still here?' })).rejects.toMatchObject({ code: 17 })
  await backend.unbanUser('bob')
  const removed = next(bob, 'notification.removed_from_channel')
  await backend.removeMembers(['bob'])
  await removed
  await cluster.backend.channel('messaging', 'ruled').sendMessage({ text: 'among us', user_id: 'ann' })
  expect(his.state.messages.map(({ status, text }) => [status, text])).toEqual([['failed', 'still here?']])
  const ended = next(bob, 'connection.error')
  await cluster.backend.revokeUserToken('bob', new Date())
  expect((await ended).error.code).toBe(40)
})

test('a server that dies takes nobody along: its people come back by the other, and are told once of what they missed', async () => {
  await make('lasting', ['ann', 'cid'])
  const ann = await cluster.connect('ann')
  const cid = await cluster.connect('cid')
  const [hers, his] = [await open(ann, 'lasting'), await open(cid, 'lasting')]
  const heard: string[] = []
  his.on('message.new', ({ message }) => void heard.push(message!.id))
  const ids = Array.from({ length: 40 }, (_, n) => `l${n}`)
  for (const [n, id] of ids.entries()) {
    if (n === 15) void cluster.kill(1)
    await hers.sendMessage({ id, text: id })
  }
  await until(cid, () => his.state.messages.length === ids.length)
  // She has what she sent before she is back; that she has read it she hears then.
  await until(ann, () => hers.state.read.ann?.last_read_message_id === ids.at(-1))
  expect(heard.sort()).toEqual([...ids].sort())
  expect(his.state.messages.map(({ id }) => id)).toEqual(ids)
  await cluster.start(1)
  for (const client of [ann, cid])
    await expectAgreement({ connect: (id) => cluster.connect(id) }, client, ['messaging:lasting'])
})
