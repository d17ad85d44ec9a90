import { expect, test } from 'bun:test'
import { nodeUnderTest } from './node.fixture.ts'

const idle = { type: 'notification.message_new', body: {} }

test('core §2.4: nothing precedes the first frame, and what came meanwhile follows unless the frame knew it', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const first = node.holdAnswers()
  const { socket, joined, connection } = node.open('ann')
  await node.turns()
  first()
  await node.turns()
  // The lane is attached; now the state is being read, and holds the first of these two.
  const second = node.holdAnswers()
  void second
  expect(connection.early).toBeUndefined()
  await joined
  await node.turns()
  node.emit(channel, 'message.new', { idle })
  await node.turns()
  expect(socket.texts.map((text) => JSON.parse(text).type)).toEqual(['hello', 'notification.message_new'])
})

test('core §2.4: events between the attaching and the snapshot are told behind the first frame, once', async () => {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann')
  const { connection } = await node.connect('bob')
  node.hub.leave(connection)
  let answer: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    answer = resolve
  })
  const device = node.open('ann')
  await device.joined
  node.hub.leave(device.connection)
  const socket = node.network.open()
  const fresh = {
    ...device.connection,
    id: 'fresh',
    socket,
    early: [],
    isClosed: false,
    outbox: [],
    watches: new Map(),
  }
  const user = node.hub.users.obtain(1, 'ann')
  const joined = node.hub.join({ ...fresh, user }, async () => {
    node.emit(channel, 'message.new', { idle })
    node.tell({ type: 'notification.mutes_updated', user_id: 'ann', body: {} })
    const seqs = new Map([[1, channel.seq]])
    node.emit(channel, 'message.new', { idle })
    await asked
    return { frame: '{"type":"hello"}', seqs }
  })
  await node.turns(2)
  expect(socket.texts).toEqual([])
  answer()
  await joined
  await node.turns()
  const heard = socket.texts.map((text) => JSON.parse(text))
  expect(heard.map(({ type, parley }) => [type, parley?.seq])).toEqual([
    ['hello', undefined],
    ['notification.mutes_updated', undefined],
    ['notification.message_new', 2],
  ])
})
