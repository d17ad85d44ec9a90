import { expect, test } from 'bun:test'
import { nodeUnderTest } from './node.fixture.ts'

const left = (user_id: string) => ({ access: { kind: 'left' as const, user_id } })

test('core §2.3: whoever is removed hears of it, and then nothing later', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  for (const { connection } of [ann, bob]) await node.watch(connection, channel)
  node.emit(channel, 'message.updated')
  channel.members.delete('bob')
  node.emit(channel, 'member.removed', left('bob'))
  // All in one turn, before it is known whether bob may go on reading.
  node.emit(channel, 'message.updated')
  node.pass(channel, 'typing.start')
  await node.turns(3)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(bob.types()).toEqual(['message.updated', 'member.removed'])
  expect(ann.seqs()).toEqual([1, 2, 3, 4])
  expect(await node.hub.channels.watcherIds(1)).toEqual(['ann'])
})

test('core §2.3: whoever is removed and may still read goes on, and has missed nothing stored', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'bob')
  channel.isOpen = true
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  channel.members.delete('bob')
  const release = node.holdAnswers()
  node.emit(channel, 'member.removed', left('bob'))
  node.emit(channel, 'message.updated')
  await node.turns(2)
  expect(bob.seqs()).toEqual([1])
  release()
  await node.turns(2)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(bob.seqs()).toEqual([1, 2, 3])
})

test('core §2.3: a judgement that was asked for before the removal does not let the removed user listen on', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'bob')
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  const first = node.holdAnswers()
  node.emit(channel, 'channel.updated', { access: { kind: 'recheck' } })
  await node.turns()
  const second = node.holdAnswers()
  channel.members.delete('bob')
  node.emit(channel, 'member.removed', left('bob'))
  node.emit(channel, 'message.updated')
  // The first answer still says that bob may read.
  first()
  await node.turns(3)
  expect(bob.seqs()).toEqual([1])
  second()
  await node.turns(3)
  expect(bob.seqs()).toEqual([1])
  expect(node.hub.channels.find(1)).toBeUndefined()
})

test('core §2.3: who is removed while the state is being read hears nothing once it is there', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'bob')
  const bob = await node.connect('bob')
  let answer: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    answer = resolve
  })
  const watching = node.watch(bob.connection, channel, async () => {
    await asked
    return { result: 0, seqs: new Map([[1, 0]]) }
  })
  await node.turns()
  channel.members.delete('bob')
  const release = node.holdAnswers()
  node.emit(channel, 'member.removed', left('bob'))
  node.emit(channel, 'message.updated')
  answer()
  await watching
  await node.turns(2)
  expect(bob.seqs()).toEqual([])
  release()
  await node.turns(2)
  expect(bob.seqs()).toEqual([])
  expect(bob.connection.watches.size).toBe(0)
})

test('core §1.7: whoever loses the right to read with a change of rules ceases to hear, the others go on', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  channel.isOpen = true
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  for (const { connection } of [ann, bob]) await node.watch(connection, channel)
  channel.isOpen = false
  node.hub.announce([{ kind: 'config', app_pk: 1, version: 2 }])
  node.emit(channel, 'message.updated')
  await node.turns(2)
  expect([ann.seqs(), bob.seqs()]).toEqual([[1], []])
})

test('core §2.3: a judgement of a watch that has ended meanwhile says nothing of the one begun since', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  const release = node.holdAnswers()
  node.emit(channel, 'channel.updated', { access: { kind: 'recheck' } })
  node.hub.channels.unwatch(bob.connection, 1)
  const watching = node.watch(bob.connection, channel)
  release()
  await watching
  await node.turns(2)
  // Judged once more, it goes on as before.
  node.emit(channel, 'channel.updated', { access: { kind: 'recheck' } })
  await node.turns(2)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(bob.seqs().slice(-2)).toEqual([2, 3])
})

test('core §1.7: a change of another app’s rules judges nobody here', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  const before = node.countSnapshots()
  node.hub.announce([{ kind: 'config', app_pk: 2, version: 2 }])
  node.emit(channel, 'message.updated')
  await node.turns(2)
  expect(bob.seqs()).toEqual([1])
  expect(node.countSnapshots()).toBe(before)
})

test('a judgement that cannot be made sends those concerned away, to be judged by their next request', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  for (const { connection } of [ann, bob]) await node.watch(connection, channel)
  node.store.sources.readers = () => Promise.reject(new Error('away'))
  node.emit(channel, 'member.updated', { access: { kind: 'recheck', user_id: 'bob' } })
  await node.turns(2)
  expect([ann.socket.closed, bob.socket.closed?.code]).toEqual([undefined, 1011])
  expect(node.logged.map(({ message }) => message)).toEqual(['access could not be judged'])
})

test('a channel that is deleted is told to its watchers, who then hear nothing more, not even of each other', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const devices = [await node.connect('ann'), await node.connect('bob')]
  for (const { connection } of devices) await node.watch(connection, channel, undefined, connection.user.id)
  await node.turns()
  for (const { socket } of devices) socket.texts.length = 1
  node.emit(channel, 'channel.deleted', { access: { kind: 'closed' } })
  node.pass(channel, 'typing.start')
  await node.turns(2)
  for (const device of devices) {
    expect(device.types()).toEqual(['channel.deleted'])
    expect(device.connection.watches.size).toBe(0)
    expect(device.connection.user.memberships.size).toBe(0)
  }
  expect(node.hub.channels.find(1)).toBeUndefined()
})

test('a deleted channel without members is let go as well', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  node.emit(channel, 'channel.deleted', { access: { kind: 'closed' } })
  await node.turns()
  expect(ann.types()).toEqual(['channel.deleted'])
  expect(node.hub.channels.find(1)).toBeUndefined()
})

test('core §4.2: a socket is unsubscribed at its place among what is queued', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  channel.isOpen = true
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  node.emit(channel, 'message.new')
  node.hub.channels.unwatch(bob.connection, 1)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(bob.seqs()).toEqual([1])
})
