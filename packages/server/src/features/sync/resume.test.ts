import { expect, test } from 'bun:test'
import { positions, resumed, type State } from '@parley-chat/client/state'
import { type TestChat, testChat } from '../../testing/test-chat.ts'
import type { Device } from '../../testing/test-client.ts'

const say = (chat: TestChat, user: string, text: string, id?: string) =>
  chat.user(user).call('SendMessage', { params: { ...chat.general }, body: { message: { text, ...(id && { id }) } } })

/** A device that watched and whose connection broke: what it believes, and where it stands. */
async function broken(chat: TestChat, user: string): Promise<State> {
  const device = await chat.user(user).connect()
  await device.watch(chat.general)
  await chat.quiet()
  device.socket.close(1006, 'cut')
  return device.state()
}

const resume = (device: Device, channels: object) => device.call('Resume', { body: { channels } })

/** Events of the channel as they came over the socket. */
const stored = (device: Device) =>
  device.events.filter(({ type, parley }) => parley?.seq !== undefined && !type.startsWith('notification.'))

test('core §3.2: whoever comes back is sent what they missed, in order, and hears what comes', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const before = await broken(chat, 'bob')
  await say(chat, 'ann', 'one', 'm1')
  await say(chat, 'ann', 'two', 'm2')
  await chat.user('ann').call('UpdateMessagePartial', { params: { id: 'm1' }, body: { set: { text: 'uno' } } })

  const bob = await chat.user('bob').connect()
  bob.believe(before)
  const answer = await resume(bob, positions(before))
  bob.believe(resumed(bob.state(), answer))
  await say(chat, 'ann', 'three', 'm3')
  await bob.heard('message.updated')
  await chat.settle()

  expect(answer).toMatchObject({ resumed: [{ cid: chat.general.cid, read: { unread_messages: 2 } }], reset: [] })
  const seqs = stored(bob).map(({ parley }) => parley.seq)
  const from = before.channels[chat.general.cid]!.parley!.seq
  expect(seqs).toEqual([1, 2, 3, 4].map((step) => from + step))
  expect(stored(bob).map(({ type }) => type)).toEqual(['message.new', 'message.new', 'message.updated', 'message.new'])
})

test('core §3.2: reads that others made meanwhile are told as they stand', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  await say(chat, 'bob', 'hi', 'm1')
  const before = await broken(chat, 'bob')
  await chat.clock.advance(60_000)
  await chat.user('ann').call('MarkRead', { params: { ...chat.general } })
  const bob = await chat.user('bob').connect()
  bob.believe(before)
  await resume(bob, positions(before))
  const read = await bob.heard('message.read')
  expect(read).toMatchObject({ user: { id: 'ann' }, last_read_message_id: 'm1' })
  await chat.settle()
})

test('core §3.2: what a viewer may not see is not replayed to them', async () => {
  await using chat = await testChat({ members: ['ann', 'bob', 'eve'] })
  const before = await broken(chat, 'bob')
  await chat.server.call('Ban', { body: { target_user_id: 'eve', banned_by_id: 'ann', shadow: true } })
  await say(chat, 'eve', 'unheard', 'm1')
  await say(chat, 'ann', 'heard', 'm2')
  const bob = await chat.user('bob').connect()
  bob.believe(before)
  await resume(bob, positions(before))
  await chat.quiet()
  expect(
    stored(bob)
      .filter(({ type }) => type === 'message.new')
      .map(({ message }) => message.id),
  ).toEqual(['m2'])
  await chat.settle()
})

test('core §3.2: a channel that cannot go on is named with the reason, and not watched', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'], others: ['eve'] })
  await say(chat, 'ann', 'one', 'm1')
  const before = await broken(chat, 'bob')
  const position = positions(before)[chat.general.cid]!
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await chat.quiet()
  ann.clear()
  const bob = await chat.user('bob').connect()
  const reasonOf = async (changed: object) => {
    const { resumed: none, reset } = await resume(bob, { [chat.general.cid]: { ...position, ...changed } })
    expect(none).toEqual([])
    return reset
  }
  const { cid } = chat.general
  expect(await reasonOf({ epoch: 'another' })).toEqual([{ cid, reason: 'epoch' }])
  expect(await reasonOf({ seq: position.seq + 1 })).toEqual([{ cid, reason: 'ahead' }])
  expect(await reasonOf({ at: '2020-01-01T00:00:00Z' })).toEqual([{ cid, reason: 'restored' }])
  await say(chat, 'ann', 'two')
  await chat.quiet()
  expect(stored(bob)).toEqual([])
  // Nor do the others hear of somebody who came and went.
  expect(ann.types).toEqual(['message.new'])

  const eve = await chat.user('eve').connect()
  expect(await resume(eve, { [cid]: position })).toMatchObject({ resumed: [], reset: [{ cid, reason: 'no_access' }] })
  await chat.settle()
})

test('core §3.2: more than a thousand missing events are not replayed', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const before = await broken(chat, 'bob')
  await Promise.all(Array.from({ length: 1001 }, (_, index) => say(chat, 'ann', 'x', `m${index}`)))
  const bob = await chat.user('bob').connect()
  const answer = await resume(bob, positions(before))
  expect(answer).toMatchObject({ resumed: [], reset: [{ reason: 'too_many' }] })
  await chat.settle()
})

test('a channel made anew under the old name is another one', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const before = await broken(chat, 'bob')
  await chat.server.call('DeleteChannel', { params: { ...chat.general }, query: { hard_delete: 'true' } })
  await chat.server.call('GetOrCreateChannel', {
    params: { ...chat.general },
    body: { data: { created_by_id: 'ann', members: ['ann', 'bob'] } },
  })
  const bob = await chat.user('bob').connect()
  expect(await resume(bob, positions(before))).toMatchObject({ resumed: [], reset: [{ reason: 'epoch' }] })
})

test('only a connection of one’s own can be resumed, and only by clients', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const ann = await chat.user('ann').connect()
  const ask = { query: { connection_id: ann.connection_id }, body: { channels: {} } }
  expect(await chat.user('bob').refused('Resume', ask)).toMatchObject({ code: 46 })
  expect(await chat.server.refused('Resume', ask)).toMatchObject({ code: 17 })
})
