import { expect, test } from 'bun:test'
import { nodeUnderTest, slowLoad } from './node.fixture.ts'

test('whoever watches is told once that a user has come and gone, however many devices the user has', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel, undefined, 'bob')
  const devices = [await node.connect('ann'), await node.connect('ann')]
  for (const device of devices) await node.watch(device.connection, channel, undefined, 'ann')
  await node.watch(devices[0]!.connection, channel, undefined, 'ann')
  await node.turns()
  expect(node.hub.channels.watcherCount(1)).toBe(2)
  devices[0]!.leave()
  await node.turns()
  expect(node.hub.channels.watcherCount(1)).toBe(2)
  node.hub.channels.unwatch(devices[1]!.connection, 1)
  await node.turns()
  expect(bob.events().map(({ type, user, watcher_count }) => [type, user.id, watcher_count])).toEqual([
    ['user.watching.start', 'bob', 1],
    ['user.watching.start', 'ann', 2],
    ['user.watching.stop', 'ann', 1],
  ])
  // The watcher hears of its own coming too.
  expect(devices[0]!.types()).toEqual(['user.watching.start'])
})

test('two devices of a user that begin to watch at once are told of once, when the first one does', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  const devices = [await node.connect('ann'), await node.connect('ann')]
  const loads = devices.map(() => slowLoad(channel))
  const watching = devices.map(({ connection }, index) => node.watch(connection, channel, loads[index]!.load, 'ann'))
  loads[1]!.answer()
  await watching[1]
  await node.turns()
  expect(bob.types()).toEqual(['user.watching.start'])
  loads[0]!.answer()
  await watching[0]
  await node.turns()
  expect(bob.types()).toEqual(['user.watching.start'])
})

test('in a crowd its watchers hear of coming and going at most every five seconds', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const crowd = []
  for (let n = 0; n < 101; n++) {
    const device = await node.connect(`user-${n}`)
    await node.watch(device.connection, channel, undefined, `user-${n}`)
    crowd.push(device)
  }
  await node.turns()
  const first = crowd[0]!
  const before = first.events().length
  // The hundred before made no crowd yet.
  expect(before).toBe(100)
  for (let n = 0; n < 5; n++) {
    const device = await node.connect(`late-${n}`)
    await node.watch(device.connection, channel, undefined, `late-${n}`)
  }
  await node.clock.advance(4000)
  await node.turns()
  expect(first.events().length).toBe(before)
  await node.clock.advance(1000)
  await node.turns()
  const [told, ...more] = first.events().slice(before)
  expect([told.type, told.user.id, told.watcher_count, more]).toEqual(['user.watching.start', 'late-4', 106, []])
})
