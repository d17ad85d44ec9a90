import { expect, test } from 'bun:test'
import { nodeUnderTest } from './node.fixture.ts'

/** What everybody may do, in a store that answers so. */
function withCapabilities(node: ReturnType<typeof nodeUnderTest>, of: Record<string, string[]>) {
  node.store.sources.readers = async (_queries, _pk, ids) =>
    new Map(ids.filter((id) => id in of).map((id) => [id, of[id]!]))
}

test('core §4.1: an event that may change what its viewers may do carries each one’s own capabilities', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob', 'cid')
  withCapabilities(node, { ann: ['read-channel', 'send-message'], bob: ['read-channel'] })
  const devices = [await node.connect('ann'), await node.connect('bob', 'v2'), await node.connect('cid')]
  for (const { connection } of devices) await node.watch(connection, channel)
  node.emit(channel, 'channel.updated', { capabilities: 'all' })
  await node.turns(3)
  expect(devices.map((device) => device.events()[0]?.own_capabilities)).toEqual([
    ['read-channel', 'send-message'],
    ['read-channel'],
    undefined,
  ])
})

test('core §4.1: where it is about some of them only, the others hear the same event without', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  withCapabilities(node, { ann: ['read-channel'], bob: ['read-channel'] })
  const devices = [await node.connect('ann'), await node.connect('bob')]
  for (const { connection } of devices) await node.watch(connection, channel)
  node.emit(channel, 'member.updated', { capabilities: ['bob'] })
  await node.turns(3)
  expect(devices.map((device) => device.events().map(({ own_capabilities }) => own_capabilities))).toEqual([
    [undefined],
    [['read-channel']],
  ])
})

test('core §4.2: while they are being read nothing later overtakes the event, and nobody else waits', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  withCapabilities(node, { ann: ['read-channel'], bob: [] })
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  for (const { connection } of [ann, bob]) await node.watch(connection, channel)
  const release = node.holdAnswers()
  node.emit(channel, 'member.updated', { capabilities: ['ann'] })
  await node.turns(2)
  node.emit(channel, 'message.updated')
  node.pass(channel, 'typing.start')
  await node.turns(2)
  expect([ann.types(), bob.types()]).toEqual([[], ['member.updated', 'message.updated', 'typing.start']])
  release()
  await node.turns(3)
  expect(ann.types()).toEqual(['member.updated', 'message.updated', 'typing.start'])
})

test('capabilities that cannot be read send those concerned away, instead of keeping them waiting for ever', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  for (const { connection } of [ann, bob]) await node.watch(connection, channel)
  node.store.sources.readers = () => Promise.reject(new Error('away'))
  node.emit(channel, 'member.updated', { capabilities: ['ann'] })
  await node.turns(3)
  expect([ann.socket.closed?.code, bob.socket.closed]).toEqual([1011, undefined])
  expect(bob.types()).toEqual(['member.updated'])
})

test('core §1.7: a change of an app’s rules tells the watchers who remain what they may do now', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  channel.isOpen = true
  for (const { connection } of [ann, bob]) await node.watch(connection, channel)
  withCapabilities(node, { ann: ['read-channel'] })
  node.hub.announce([{ kind: 'config', app_pk: 1, version: 2 }])
  await node.turns(5)
  expect(ann.events().map(({ type, own_capabilities }) => [type, own_capabilities])).toEqual([
    ['channel.updated', ['read-channel']],
  ])
  expect(bob.events()).toEqual([])
  expect(await node.hub.channels.watcherIds(1)).toEqual(['ann'])
})
