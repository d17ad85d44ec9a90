import { expect, test } from 'bun:test'
import { nodeUnderTest } from './node.fixture.ts'

test('core §4.3: what is queued in a turn leaves in one write, in its order, in the next one', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  const writes: number[] = []
  ann.socket.cork = (work) => {
    const before = ann.socket.texts.length
    work()
    writes.push(ann.socket.texts.length - before)
  }
  for (let i = 0; i < 16; i++) node.emit(channel, 'message.new')
  expect(ann.seqs()).toEqual([])
  await node.turns()
  expect(writes).toEqual([16])
  expect(ann.seqs()).toEqual(Array.from({ length: 16 }, (_, index) => index + 1))
  await node.turns(3)
  expect(writes).toEqual([16])
})

test('core §5.3: what carries numbers waits while they are read, and what stands behind it waits too', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
  await node.turns()
  const release = node.holdAnswers()
  channel.members.set('ann', 1)
  node.tell({ type: 'notification.mark_read', user_id: 'ann', channel: channel.as, body: {}, reread: 'channel' })
  node.emit(channel, 'message.new', { counting: node.store.counting(channel, 'bob') })
  node.emit(channel, 'message.updated')
  await node.turns(3)
  expect(ann.types()).toEqual(['message.new'])
  release()
  await node.turns(3)
  expect(ann.events().map(({ type, unread_count }) => [type, unread_count])).toEqual([
    ['message.new', 1],
    ['notification.mark_read', 1],
    ['message.new', 1],
    ['message.updated', undefined],
  ])
})

test('core §4.4: whoever leaves more than 1 MB unread is closed within a second, with 4009', async () => {
  const node = nodeUnderTest()
  const [slow, busy] = [await node.connect('ann'), await node.connect('bob')]
  busy.socket.buffered = 1024 * 1024
  slow.socket.buffered = 1024 * 1024 + 1
  await node.clock.advance(1000)
  expect(slow.socket.closed).toEqual({ code: 4009, reason: 'slow_reader' })
  expect(busy.socket.closed).toBeUndefined()
})

test('core §4.4: whoever leaves anything unread for ten seconds is closed; who catches up begins anew', async () => {
  const node = nodeUnderTest()
  const [slow, steady] = [await node.connect('ann'), await node.connect('bob')]
  slow.socket.buffered = 1
  steady.socket.buffered = 1
  await node.clock.advance(6000)
  steady.socket.buffered = 0
  await node.clock.advance(1000)
  steady.socket.buffered = 1
  await node.clock.advance(3000)
  expect([slow.socket.closed, steady.socket.closed]).toEqual([undefined, undefined])
  await node.clock.advance(1000)
  expect([slow.socket.closed?.code, steady.socket.closed]).toEqual([4009, undefined])
})

test('core §4.4: when all buffers fill more than a quarter of the memory, the largest are closed first', async () => {
  const kilobytes = 1024
  const node = nodeUnderTest(4000 * kilobytes)
  const people = [
    await node.connect('ann'),
    await node.connect('bob'),
    await node.connect('cid'),
    await node.connect('dan'),
  ]
  const fill = (...amounts: number[]) => {
    for (const [index, { socket }] of people.entries()) socket.buffered = amounts[index]! * kilobytes
  }
  const codes = () => people.map(({ socket }) => socket.closed?.code)
  fill(400, 300, 200, 100)
  await node.clock.advance(1000)
  expect(codes()).toEqual([undefined, undefined, undefined, undefined])
  fill(400, 300, 900, 101)
  await node.clock.advance(1000)
  expect(codes()).toEqual([undefined, undefined, 4009, undefined])
  fill(500, 300, 0, 201)
  await node.clock.advance(1000)
  expect(codes()).toEqual([4009, undefined, 4009, undefined])
})

test('a connection that is closed is sent nothing more, and what waited for it is let go', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const ann = await node.connect('ann')
  await node.watch(ann.connection, channel)
  node.emit(channel, 'message.new')
  ann.leave()
  node.emit(channel, 'message.new')
  await node.turns(2)
  expect(ann.socket.texts.length).toBe(1)
})
