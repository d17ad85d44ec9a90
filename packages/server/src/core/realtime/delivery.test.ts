import { expect, test } from 'bun:test'
import { type NodeUnderTest, nodeUnderTest, type StoredChannel } from './node.fixture.ts'

async function watchers(node: NodeUnderTest, channel: StoredChannel, ...views: ('v1' | 'v2')[]) {
  const devices = []
  for (const [index, view] of views.entries()) {
    const device = await node.connect(`user-${index}`, view)
    await node.watch(device.connection, channel)
    devices.push(device)
  }
  return devices
}

/** A body that counts how often it is encoded. */
function countedBody() {
  const counted = {
    times: 0,
    body: Object.defineProperty({}, 'text', {
      enumerable: true,
      get: () => {
        counted.times += 1
        return 'hello'
      },
    }) as Record<string, unknown>,
  }
  return counted
}

test('core §4.1: an event is encoded once per view, however many hear it and however it reaches them', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'idle-one', 'idle-two')
  const devices = await watchers(node, channel, 'v1', 'v1', 'v2', 'v1', 'v2')
  for (const audience of [undefined, { except: ['nobody'] }]) {
    const event = countedBody()
    node.emit(channel, 'message.updated', { body: event.body, ...(audience && { audience }) })
    await node.turns()
    expect(event.times).toBe(2)
  }
  // Held for those who are still being given the state, it is not encoded again for them either.
  const event = countedBody()
  const late = [await node.connect('late-1'), await node.connect('late-2')]
  let release: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    release = resolve
  })
  const load = async () => {
    const seq = channel.seq
    await asked
    return { result: seq, seqs: new Map([[1, seq]]) }
  }
  const watching = late.map(({ connection }) => node.watch(connection, channel, load))
  await node.turns()
  node.emit(channel, 'message.updated', { body: event.body })
  release()
  await Promise.all(watching)
  await node.turns()
  expect(event.times).toBe(2)
  for (const device of [...devices, ...late]) expect(device.seqs().at(-1)).toBe(3)
})

test('core §4.1: the form for idle members is encoded once per view too', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob', 'cid')
  for (const [id, view] of [
    ['ann', 'v1'],
    ['bob', 'v2'],
    ['cid', 'v1'],
  ] as const) {
    await node.connect(id, view)
  }
  const idle = countedBody()
  node.emit(channel, 'message.new', { idle: { type: 'notification.message_new', body: idle.body } })
  await node.turns()
  expect(idle.times).toBe(2)
})

test('core §4.2: an event without tail and audience is published once per view', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  await watchers(node, channel, 'v1', 'v2', 'v1')
  node.emit(channel, 'message.updated')
  expect(node.published).toEqual(['c1 v1', 'c1 v2'])
  await node.turns()
  expect(node.published).toEqual(['c1 v1', 'c1 v2'])
})

test('core §4.2: within a turn a channel never goes back from queueing to publishing', async () => {
  const node = nodeUnderTest()
  const [channel, other] = [node.store.channel(1, 'user-0'), node.store.channel(2)]
  const [ann] = await watchers(node, channel, 'v1')
  await node.watch(ann!.connection, other)
  node.emit(channel, 'message.updated')
  node.emit(channel, 'message.new')
  node.emit(channel, 'message.updated')
  node.pass(channel, 'typing.start')
  node.emit(other, 'message.updated')
  expect(node.published).toEqual(['c1 v1', 'c2 v1'])
  await node.turns()
  node.emit(channel, 'message.updated')
  expect(node.published).toEqual(['c1 v1', 'c2 v1', 'c1 v1'])
  const heard = ann!.events().filter(({ cid }) => cid === 'messaging:c1')
  expect(heard.map(({ type, parley }) => [type, parley?.seq])).toEqual([
    ['message.updated', 1],
    ['message.new', 2],
    ['message.updated', 3],
    ['typing.start', undefined],
    ['message.updated', 4],
  ])
})

test('core §4.2: nothing is published past what waits for numbers, in whatever turn', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'user-0', 'user-1')
  const [ann, bob] = await watchers(node, channel, 'v1', 'v1')
  const release = node.holdAnswers()
  node.tell({ type: 'notification.mark_read', user_id: 'user-0', reread: 'everything' })
  node.emit(channel, 'message.new')
  await node.turns(2)
  node.emit(channel, 'message.updated')
  await node.turns(2)
  expect([ann!.seqs(), bob!.seqs()]).toEqual([[], [1, 2]])
  release()
  await node.turns(2)
  node.emit(channel, 'message.updated')
  await node.turns()
  expect([ann!.seqs(), bob!.seqs()]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ])
})

test('core §4.2: whom a rule of the event keeps out hears nothing of it', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1)
  const devices = await watchers(node, channel, 'v1', 'v2', 'v1')
  node.emit(channel, 'message.updated', { audience: { only: ['user-0', 'user-1'] } })
  node.emit(channel, 'message.updated', { audience: { except: ['user-0'] } })
  node.pass(channel, 'custom-event', { audience: { except: ['user-1'] } })
  await node.turns()
  expect(devices.map((device) => [device.seqs(), device.types().length])).toEqual([
    [[1], 2],
    [[1, 2], 2],
    [[2], 2],
  ])
})

test('core §4.1: a message carries the totals of each recipient who is a member, and counts first', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'user-0', 'user-1')
  const devices = await watchers(node, channel, 'v1', 'v2', 'v1')
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'user-1') })
  await node.turns()
  const totals = devices.map((device) => {
    const { unread_count, total_unread_count, unread_channels } = device.events()[0]
    return [unread_count, total_unread_count, unread_channels]
  })
  expect(totals).toEqual([
    [1, 1, 1],
    [0, 0, 0],
    [undefined, undefined, undefined],
  ])
})

test('core §4.1: a message that was held or missed carries the totals as they are now', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel, async () => {
    for (let i = 0; i < 2; i++) {
      node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
    }
    return { result: 0, seqs: new Map([[1, 0]]) }
  })
  await node.turns()
  expect(ann.events().map(({ unread_count }) => unread_count)).toEqual([2, 2])
})

test('spec/70 §9: in a crowd messages carry no totals, and typing and reads are not told', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'user-0')
  const devices = await watchers(node, channel, ...new Array(101).fill('v1'))
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
  node.pass(channel, 'typing.start', { dropWhenCrowded: true })
  node.pass(channel, 'custom-event')
  await node.turns()
  expect(node.published).toEqual(['c1 v1', 'c1 v1'])
  expect(devices[0]!.types()).toEqual(['message.new', 'custom-event'])
  expect('unread_count' in devices[0]!.events()[0]).toBe(false)
})

test('members who do not watch hear the idle form; who watches hears the event itself, each device for itself', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob', 'cid')
  const watching = await node.connect('ann')
  await node.watch(watching.connection, channel)
  const [idle, bob, cid, stranger] = [
    await node.connect('ann'),
    await node.connect('bob'),
    await node.connect('cid', 'v2'),
    await node.connect('dan'),
  ]
  node.emit(channel, 'message.new', {
    counting: node.store.counting(channel, 'bob', ['cid']),
    idle: { type: 'notification.message_new', body: {} },
    audience: { except: ['bob'] },
  })
  node.emit(channel, 'message.updated', { idle: { type: 'notification.channel_truncated', body: {}, only: ['cid'] } })
  await node.turns()
  expect(watching.types()).toEqual(['message.new', 'message.updated'])
  expect(idle.types()).toEqual(['notification.message_new'])
  expect(idle.events()[0]).toMatchObject({ unread_count: 1, unread_channels: 1, parley: { seq: 1 } })
  expect(bob.types()).toEqual([])
  expect(cid.types()).toEqual(['notification.message_new', 'notification.channel_truncated'])
  expect(cid.events()[0]).toMatchObject({ unread_count: 0, unread_channels: 0 })
  expect(stranger.types()).toEqual([])
})

test('core §2.4: in a big channel idle members hear of mentions only, but their totals move', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  Object.assign(channel.as, { member_count: 1001 })
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  node.emit(channel, 'message.new', {
    counting: node.store.counting(channel, 'cid'),
    idle: { type: 'notification.message_new', body: {}, mentioned: ['bob', 'nobody'] },
  })
  await node.turns()
  expect([ann.types(), bob.types()]).toEqual([[], ['notification.message_new']])
  expect(ann.connection.user.total).toBe(1)
})

test('whoever has hidden the history hears nothing of what happened before', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const { numbers } = node.store.sources
  node.store.sources.numbers = async (queries, app, id, pk) => {
    const known = await numbers(queries, app, id, pk)
    if (id !== 'ann') return known
    return new Map([...known].map(([key, value]) => [key, { ...value, hiddenBefore: 1000 }]))
  }
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  for (const { connection } of [ann, bob]) await node.watch(connection, channel)
  for (const about of [1000, 1001]) node.emit(channel, 'message.updated', { audience: { about } })
  await node.turns()
  expect([ann.seqs(), bob.seqs()]).toEqual([[2], [1, 2]])
})
