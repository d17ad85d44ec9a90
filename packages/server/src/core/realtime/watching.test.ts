import { expect, test } from 'bun:test'
import { nodeUnderTest, slowLoad } from './node.fixture.ts'

test('core §3.3: nothing is lost or doubled between the attaching and the reading of the state', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  node.emit(channel, 'message.updated')
  const { load, answer, seen } = slowLoad(channel)
  const watching = node.watch(ann.connection, channel, load)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(seen()).toBe(2)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([])
  answer()
  expect(await watching).toBe(2)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([3, 4])
})

test('core §3.3: what passes while the state is being read is told behind it, for it has no place in the order', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  const { load, answer } = slowLoad(channel)
  const watching = node.watch(ann.connection, channel, load)
  await node.turns()
  node.pass(channel, 'message.read')
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.types()).toEqual([])
  answer()
  await watching
  await node.turns()
  expect(ann.types()).toEqual(['message.read', 'message.updated'])
})

const hello = { idle: { type: 'notification.message_new', body: {} } }

test('core §5.3: the totals that a message carries are told also to whom the state has told the message', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const [ann, guest] = [await node.connect('ann'), await node.connect('guest')]
  const say = () => node.emit(channel, 'message.new', { ...hello, counting: node.store.counting(channel, 'bob') })
  const watching = node.watch(ann.connection, channel, async () => {
    say()
    return { result: undefined, seqs: new Map([[1, channel.seq]]) }
  })
  await Promise.all([watching, node.watch(guest.connection, channel)])
  await node.turns()
  expect(ann.events()).toMatchObject([{ type: 'health.check', total_unread_count: 1, unread_channels: 1 }])
  expect(guest.events()).toEqual([])
  say()
  await node.turns()
  expect(ann.events().slice(1)).toMatchObject([{ type: 'message.new', total_unread_count: 2 }])
  expect(guest.types()).toEqual(['message.new'])
})

test('core §5.3: so are those of a message that was stored before the state was read and reaches the lane behind it', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  const counting = node.store.counting(channel, 'bob')
  const late = [
    node.store.append(channel, 'message.new', node.clock.now(), { ...hello, counting }),
    node.store.append(channel, 'message.updated', node.clock.now()),
  ]
  await node.watch(ann.connection, channel)
  node.hub.announce(late)
  await node.turns()
  expect(ann.events()).toMatchObject([{ type: 'health.check', total_unread_count: 1 }])
})

test('core §5.3: and those of a message that came while a state was read which the connection was not given', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  const failing = node.watch(ann.connection, channel, () => {
    node.emit(channel, 'message.new', { ...hello, counting: node.store.counting(channel, 'bob') })
    return Promise.reject(new Error('no state'))
  })
  await expect(failing).rejects.toThrow('no state')
  await node.turns()
  expect(ann.events()).toMatchObject([{ type: 'health.check', total_unread_count: 1 }])
})

test('core §3.3: who watches already and reads the state anew hears nothing newer before what the state tells', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  const { load, answer } = slowLoad(channel)
  const watching = node.watch(ann.connection, channel, load)
  await node.turns()
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([])
  answer()
  await watching
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([1, 2])
})

test('core §3.3: who watches already goes on as before when the state cannot be read anew', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  const watching = node.watch(ann.connection, channel, () => Promise.reject(new Error('no state')))
  node.emit(channel, 'message.updated')
  await expect(watching).rejects.toThrow('no state')
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([1, 2])
})

test('core §3.3: a state that is ahead of the lane keeps the socket from the topic until the lane has passed it', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  const ann = await node.connect('ann')
  // Committed, and not on the bus yet: the state that is read holds them.
  const [first, second, third] = [1, 2, 3].map(() => node.store.append(channel, 'message.updated', node.clock.now()))
  channel.seq = 2
  await node.watch(ann.connection, channel)
  channel.seq = 3
  // All three reach the lane at once, the first one last.
  node.hub.announce([third!, second!, first!])
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([3, 4])
  expect(bob.seqs()).toEqual([1, 2, 3, 4])
})

test('core §3.3: who watches already and reads a newer state is not told again what that state holds', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  node.emit(channel, 'message.updated')
  await node.turns()
  const late = node.store.append(channel, 'message.updated', node.clock.now())
  await node.watch(ann.connection, channel)
  node.hub.announce([late])
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([1, 3])
})

test('core §3.3: a channel that others cease to watch meanwhile stays for the one who begins', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  const ann = await node.connect('ann')
  const { load, answer } = slowLoad(channel)
  const watching = node.watch(ann.connection, channel, load)
  bob.leave()
  await node.turns()
  answer()
  await watching
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([1])
  ann.leave()
  expect(node.hub.channels.find(1)).toBeUndefined()
})

test('core §3.3: a watch that is begun anew is given a state of its own, not that of the one that was ended', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  const [first, second] = [slowLoad(channel), slowLoad(channel)]
  const ended = node.watch(ann.connection, channel, first.load)
  await node.turns()
  node.hub.channels.unwatch(ann.connection, 1)
  node.emit(channel, 'message.updated')
  const begun = node.watch(ann.connection, channel, second.load)
  await node.turns()
  node.emit(channel, 'message.updated')
  first.answer()
  await ended
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([])
  second.answer()
  expect(await begun).toBe(1)
  await node.turns()
  expect(ann.seqs()).toEqual([2, 3])
})

test('a channel that the state leaves out is watched no more, and nothing of it is told', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'bob')
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel)
  const ann = await node.connect('ann')
  await node.watch(
    ann.connection,
    channel,
    async () => {
      node.emit(channel, 'message.updated')
      await node.turns()
      return { result: undefined, seqs: new Map() }
    },
    'ann',
  )
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.events()).toEqual([])
  expect(bob.types()).toEqual(['message.updated', 'message.updated'])
  expect(await node.hub.channels.watcherIds(1)).toEqual(['bob'])
})

test('a watch whose state could not be read has never been, and is told to nobody', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const bob = await node.connect('bob')
  await node.watch(bob.connection, channel, undefined, 'bob')
  const ann = await node.connect('ann')
  const failing = node.watch(ann.connection, channel, () => Promise.reject(new Error('away')), 'ann')
  await expect(failing).rejects.toThrow('away')
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.events()).toEqual([])
  expect(bob.types()).toEqual(['user.watching.start', 'message.updated'])
  expect(await node.hub.channels.watcherIds(1)).toEqual(['bob'])
})

test('a connection that closes while the state is being read leaves nothing behind', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const ann = await node.connect('ann')
  const { load, answer } = slowLoad(channel)
  const watching = node.watch(ann.connection, channel, load)
  ann.leave()
  answer()
  await watching
  expect(node.hub.channels.find(1)).toBeUndefined()
  await expect(node.watch(ann.connection, channel)).rejects.toMatchObject({ error: 'connection_not_found' })
  expect(node.hub.channels.find(1)).toBeUndefined()
})

test('a lane that could not begin is begun by the next one who wants to watch', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const ann = await node.connect('ann')
  const { head } = node.store.sources
  node.store.sources.head = () => Promise.reject(new Error('away'))
  await expect(node.watch(ann.connection, channel)).rejects.toThrow('away')
  node.store.sources.head = head
  await node.watch(ann.connection, channel)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.seqs()).toEqual([1])
})

test('core §3.2: what was missed comes first, then what was held, then all the rest', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const missed = [1, 2].map(() => node.store.append(channel, 'message.updated', node.clock.now()))
  const ann = await node.connect('ann')
  const read = { type: 'message.read', channel: channel.as, body: {}, read_rev: 3 }
  await node.watch(ann.connection, channel, async () => {
    node.emit(channel, 'message.updated')
    const replay = new Map([[1, [...missed, { kind: 'passing' as const, event: read, at: 5 }]]])
    return { result: undefined, seqs: new Map([[1, 2]]), replay }
  })
  node.emit(channel, 'message.updated')
  await node.turns()
  expect(ann.events().map(({ type, parley }) => [type, parley.seq ?? parley.read_rev])).toEqual([
    ['message.updated', 1],
    ['message.updated', 2],
    ['message.read', 3],
    ['message.updated', 3],
    ['message.updated', 4],
  ])
})

test('core §3.2: what becomes of the own state while it is read follows it; what is no part of it is told at once', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  const hidden = { type: 'channel.hidden', channel: channel.as, body: {} }
  await node.watch(ann.connection, channel, async () => {
    node.tell({ type: 'channel.visible', user_id: 'ann', channel: channel.as, body: {}, followsState: true })
    node.tell({ type: 'notification.mark_read', user_id: 'ann', channel: channel.as, body: {} })
    await node.turns()
    return {
      result: undefined,
      seqs: new Map([[1, 0]]),
      replay: new Map([[1, [{ kind: 'passing' as const, event: hidden, at: 5 }]]]),
    }
  })
  node.tell({ type: 'channel.hidden', user_id: 'ann', channel: channel.as, body: {}, followsState: true })
  await node.turns()
  expect(ann.types()).toEqual(['notification.mark_read', 'channel.hidden', 'channel.visible', 'channel.hidden'])
})

test('core §5.3: what of the own state follows the state that is read carries the totals, as it does at other times', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
  await node.watch(ann.connection, channel, async () => {
    channel.members.set('ann', channel.counted)
    const event = { type: 'channel.hidden', channel: channel.as, body: {}, followsState: true } as const
    node.tell({ ...event, user_id: 'ann', reread: 'channel' })
    return { result: undefined, seqs: new Map([[1, 1]]) }
  })
  await node.turns(2)
  expect(ann.events()).toMatchObject([{ type: 'channel.hidden', total_unread_count: 0, unread_messages: 0 }])
})

test('core §3.2: what becomes of the own state while it is read is told also when the watch comes to nothing', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  const failing = node.watch(ann.connection, channel, async () => {
    node.tell({ type: 'channel.hidden', user_id: 'ann', channel: channel.as, body: {}, followsState: true })
    await node.turns()
    throw new Error('away')
  })
  await expect(failing).rejects.toThrow('away')
  await node.turns()
  expect(ann.types()).toEqual(['channel.hidden'])
})

test('a connection watches at most 2,000 channels', async () => {
  const node = nodeUnderTest()
  const ann = await node.connect('ann')
  const channels = Array.from({ length: 2001 }, (_, index) => node.store.channel(index + 1))
  for (const channel of channels.slice(0, 2000)) await node.watch(ann.connection, channel)
  await expect(node.watch(ann.connection, channels[2000]!)).rejects.toMatchObject({ error: 'input' })
  await node.watch(ann.connection, channels[0]!)
  node.hub.channels.unwatch(ann.connection, 1)
  await node.watch(ann.connection, channels[2000]!)
  expect(ann.connection.watches.size).toBe(2000)
})
