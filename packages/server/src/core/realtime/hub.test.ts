import { expect, test } from 'bun:test'
import { nodeUnderTest } from './node.fixture.ts'

const idle = { type: 'notification.message_new', body: {} }
const heardBy = (texts: readonly string[]) =>
  texts.map((text) => JSON.parse(text)).map(({ type, parley }) => [type, parley?.seq])

test('core §2.4: nothing precedes the first frame; what it does not know yet follows, once', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  let answer: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    answer = resolve
  })
  const { socket, joined } = node.open('ann', 'v1', async () => {
    node.emit(channel, 'message.new', { idle })
    node.tell({ type: 'notification.mutes_updated', user_id: 'ann', body: {} })
    const seqs = new Map([[1, channel.seq]])
    node.emit(channel, 'message.new', { idle })
    await asked
    return seqs
  })
  await node.turns(2)
  expect(socket.texts).toEqual([])
  answer()
  await joined
  node.emit(channel, 'message.new', { idle })
  await node.turns()
  expect(heardBy(socket.texts)).toEqual([
    ['hello', undefined],
    ['notification.mutes_updated', undefined],
    ['notification.message_new', 2],
    ['notification.message_new', 3],
  ])
})

test('core §2.4: the totals of a connecting user are right from the first event on', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const release = node.holdAnswers()
  const { socket, joined } = node.open('ann')
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  await node.turns()
  release()
  await joined
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  await node.turns(2)
  const last = JSON.parse(socket.texts.at(-1)!)
  expect([last.parley.seq, last.unread_count]).toEqual([2, 2])
})

test('core §2.4: whoever is removed from a channel while they connect hears nothing of it later', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const bob = await node.connect('bob')
  const release = node.holdAnswers()
  const ann = node.open('ann')
  await node.turns()
  // Which channels are hers has been read, and is still on its way.
  channel.members.delete('ann')
  const leaving = { type: 'member.left', user_id: 'ann', channel: channel.as, membership: 'left' } as const
  const said = node.emit(channel, 'member.removed', { access: { kind: 'left', user_id: 'ann' } })
  node.tell(leaving, said.seq)
  release()
  await ann.joined
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob'), idle })
  await node.turns(2)
  expect(heardBy(ann.socket.texts)).toEqual([['hello', undefined]])
  expect(ann.connection.user.memberships.size).toBe(0)
  expect(bob.types()).toEqual(['notification.message_new'])
})

test('a user who reloads the page, one socket closing while the next one opens, stays reachable', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const old = await node.connect('ann')
  const release = node.holdAnswers()
  const fresh = node.open('ann')
  old.leave()
  release()
  await fresh.joined
  node.emit(channel, 'message.new', { idle })
  node.tell({ type: 'notification.mutes_updated', user_id: 'ann', body: {} })
  await node.turns(2)
  expect(heardBy(fresh.socket.texts).map(([type]) => type)).toEqual([
    'hello',
    'notification.message_new',
    'notification.mutes_updated',
  ])
  expect(node.hub.isOnline(1, 'ann')).toBe(true)
})

test('the last connection of a user takes along all that was kept of the user', async () => {
  const node = nodeUnderTest()
  for (const pk of [1, 2, 3]) node.store.channel(pk, 'ann')
  const { numbers } = node.store.sources
  // No reads are kept in the third one.
  node.store.sources.numbers = async (...given) => {
    const known = await numbers(...given)
    known.delete(3)
    return known
  }
  const devices = [await node.connect('ann'), await node.connect('ann')]
  await node.watch(devices[0]!.connection, node.store.channel(4))
  devices[0]!.leave()
  expect(node.hub.isOnline(1, 'ann')).toBe(true)
  expect([1, 2, 3, 4].map((pk) => node.hub.channels.find(pk) !== undefined)).toEqual([true, true, true, false])
  devices[1]!.leave()
  expect(node.hub.isOnline(1, 'ann')).toBe(false)
  expect([1, 2, 3].map((pk) => node.hub.channels.find(pk))).toEqual([undefined, undefined, undefined])
  expect([node.hub.count(), [...node.hub.users.all()]]).toEqual([0, []])
})

test('a connection that breaks while it is let in leaves nothing behind', async () => {
  const node = nodeUnderTest()
  node.store.channel(1, 'ann')
  const release = node.holdAnswers()
  const { socket, joined } = node.open('ann')
  socket.close(1006, 'gone')
  release()
  await joined
  await node.turns()
  expect(socket.texts).toEqual([])
  expect([node.hub.count(), node.hub.channels.find(1), [...node.hub.users.all()]]).toEqual([0, undefined, []])
})

test('a request finds its user’s own open connection, and no other', async () => {
  const node = nodeUnderTest()
  const ann = await node.connect('ann')
  const id = ann.connection.id
  expect(node.hub.connection(1, 'ann', id)).toBe(ann.connection)
  const refusals: [number, string, string | undefined, string][] = [
    [1, 'bob', id, 'connection_not_found'],
    [2, 'ann', id, 'connection_not_found'],
    [1, 'ann', 'unknown', 'connection_not_found'],
    [1, 'ann', undefined, 'input'],
    [1, 'ann', '', 'input'],
  ]
  for (const [app, user, asked, error] of refusals) {
    expect(() => node.hub.connection(app, user, asked)).toThrow(expect.objectContaining({ error }))
  }
  // The wire's own words, which clients know (spec/10 §1).
  expect(() => node.hub.connection(1, 'ann', undefined)).toThrow(
    'Watch or Presence requires an active websocket connection, please make sure to include your websocket connection_id',
  )
  ann.leave()
  expect(() => node.hub.connection(1, 'ann', id)).toThrow(expect.objectContaining({ error: 'connection_not_found' }))
})

test('when the node goes down it sends everybody away with 1012, after what was queued', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const devices = [await node.connect('ann'), await node.connect('bob', 'v2')]
  await node.watch(devices[0]!.connection, channel)
  node.emit(channel, 'message.new')
  await node.hub.close()
  expect(devices.map(({ socket }) => socket.closed?.code)).toEqual([1012, 1012])
  expect(devices[0]!.types()).toEqual(['message.new'])
  expect(node.hub.count()).toBe(0)
})

test('an announcement that cannot be told keeps no other of its commit back', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  const broken = {
    kind: 'passing',
    event: { type: 'typing.start', channel: channel.as, body: {} },
    at: Number.NaN,
  } as const
  node.hub.announce([broken, node.store.append(channel, 'message.updated', node.clock.now())])
  await node.turns()
  expect(ann.types()).toEqual(['message.updated'])
  expect(node.logged.map(({ message }) => message)).toEqual(['an announcement failed'])
})

test('anonymous clients share a name, and nothing that is told to a user', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, '!anon')
  const devices = [await node.connect('!anon'), await node.connect('!anon')]
  node.tell({ type: 'notification.mutes_updated', user_id: '!anon', body: {} })
  node.emit(channel, 'message.new', { idle })
  await node.turns()
  for (const device of devices) expect(device.events()).toEqual([])
  await node.watch(devices[0]!.connection, channel)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(devices.map((device) => device.types())).toEqual([['message.updated'], []])
})
