// What a node has told is no longer what the database has: it took over without the last of it, or somebody lied on the bus.
import { expect, test } from 'bun:test'
import { nodeUnderTest, type StoredChannel } from './node.fixture.ts'

const idle = { type: 'notification.message_new', body: {} }

/** Three events have been told; ann watches, bob is only a member. */
async function toldNode() {
  const node = nodeUnderTest()
  const channel = node.store.channel(1, 'ann', 'bob')
  const [ann, bob] = [await node.connect('ann'), await node.connect('bob')]
  await node.watch(ann.connection, channel)
  for (let n = 0; n < 3; n++) node.emit(channel, 'message.new', { idle })
  await node.turns()
  return { node, channel, ann, bob }
}

function forget(channel: StoredChannel, count: number): void {
  channel.seq -= count
  channel.events.splice(-count)
}

test('core §2.3: whoever heard what the database has lost is sent away to read the state, and what comes then is heard', async () => {
  const { node, channel, ann, bob } = await toldNode()
  forget(channel, 2)
  node.hub.compareLanes()
  await node.turns(2)
  expect([ann.socket.closed, bob.socket.closed].map((each) => each?.code)).toEqual([1012, 1012])
  const again = await node.connect('ann')
  await node.watch(again.connection, channel)
  node.emit(channel, 'message.new')
  await node.turns()
  expect(again.seqs()).toEqual([2])
})

test('core §2.3: what is told while the database is asked where a channel stands is not lost', async () => {
  const { node, channel, ann } = await toldNode()
  const answer = node.holdAnswers()
  node.hub.compareLanes()
  node.emit(channel, 'message.new')
  answer()
  await node.turns(2)
  expect(ann.socket.closed).toBeUndefined()
  expect(ann.seqs()).toEqual([1, 2, 3, 4])
})

test.each([7.5, 1_000_000])(
  'core §2.3: a place that the database never gave (%d) keeps nobody from hearing what follows',
  async (seq) => {
    const { node, channel } = await toldNode()
    node.hub.announce([{ ...node.emit(channel, 'message.new'), seq }])
    await node.clock.advance(100)
    node.hub.compareLanes()
    await node.turns(2)
    const again = await node.connect('ann')
    await node.watch(again.connection, channel)
    node.emit(channel, 'message.new')
    await node.turns()
    expect(again.seqs()).toEqual([5])
  },
)
