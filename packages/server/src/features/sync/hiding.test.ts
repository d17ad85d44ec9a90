import { expect, test } from 'bun:test'
import { positions, resumed, type State } from '@parley-chat/client/state'
import { type TestChat, testChat } from '../../testing/test-chat.ts'
import type { Device } from '../../testing/test-client.ts'

const say = (chat: TestChat, text: string, parent_id?: string) =>
  chat.user('ann').call('SendMessage', {
    params: { ...chat.general },
    body: { message: { id: text, text, ...(parent_id && { parent_id }) } },
  })

/** Bob's device watched, and its connection broke: what it believes. */
async function broken(chat: TestChat): Promise<State> {
  const device = await chat.user('bob').connect()
  await device.watch(chat.general)
  await chat.quiet()
  device.socket.close(1006, 'cut')
  return device.state()
}

/** Bob's device is back, with all that it had missed. */
async function back(chat: TestChat, before: State): Promise<Device> {
  const bob = await chat.user('bob').connect()
  bob.believe(before)
  const answer = await bob.call('Resume', { body: { channels: positions(before) } })
  bob.believe(resumed(bob.state(), answer))
  await chat.quiet()
  return bob
}

const textsOf = (device: Device, chat: TestChat) =>
  device.state().channels[chat.general.cid]!.messages.map(({ text }) => text)

test('core §2.5: a channel that was hidden on another device meanwhile is hidden here too', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const before = await broken(chat)
  await chat.user('bob').call('HideChannel', { params: { ...chat.general } })
  const bob = await back(chat, before)
  expect(bob.types).toContain('channel.hidden')
  await chat.settle()
})

test('core §2.5: a channel that was hidden and has come back meanwhile is told as it stands', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const before = await broken(chat)
  await chat.user('bob').call('HideChannel', { params: { ...chat.general } })
  await say(chat, 'one')
  const bob = await back(chat, before)
  expect(bob.types.filter((type) => type.startsWith('channel.'))).toEqual(['channel.visible'])
  await chat.settle()
})

test('history that was cleared on another device meanwhile is gone here, with all that it counted', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'], type: 'team' })
  await say(chat, 'one')
  const before = await broken(chat)
  await say(chat, 'two')
  await chat.user('bob').call('HideChannel', { params: { ...chat.general }, body: { clear_history: true } })
  await say(chat, 'three')
  const bob = await back(chat, before)
  expect(textsOf(bob, chat)).toEqual(['three'])
  await chat.settle()
})

test('who was added again without the history is not sent what was said while they were away', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const before = await broken(chat)
  const change = (body: object) => chat.server.call('UpdateChannel', { params: { ...chat.general }, body })
  await change({ remove_members: ['bob'] })
  await say(chat, 'secret')
  await change({ add_members: ['bob'], hide_history: true })
  await say(chat, 'hello')
  const bob = await back(chat, before)
  const texts = bob.events.flatMap(({ message }) => message?.text ?? [])
  expect(texts).toEqual(['hello'])
})

test('who has read a thread meanwhile has not read the channel by that', async () => {
  await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
  const sayAs = (user: string, message: object) =>
    chat.user(user).call('SendMessage', { params: { ...chat.general }, body: { message } })
  await sayAs('cid', { id: 'p', text: 'question' })
  const before = await broken(chat)
  await chat.clock.advance(60_000)
  await say(chat, 'answer', 'p')
  await chat.user('cid').call('MarkRead', { params: { ...chat.general }, body: { thread_id: 'p' } })
  const bob = await back(chat, before)
  const reads = bob.events.filter(({ type, thread }) => type === 'message.read' && thread)
  expect(reads).toContainEqual(expect.objectContaining({ user: expect.objectContaining({ id: 'cid' }) }))
  expect(reads[0].thread).toMatchObject({ parent_message_id: 'p' })
  await chat.settle()
})
