import { test } from 'bun:test'
import assert from 'node:assert/strict'
import { testChat } from './test-chat.ts'

test('a user connects and is told who they are', async () => {
  await using chat = await testChat({ others: ['ann'] })
  const device = await chat.user('ann').connect()
  assert.equal(device.me.id, 'ann')
  assert.equal(device.me.online, true)
  await chat.settle()
})

test('what ann says, bob hears', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await chat.user('ann').call('SendMessage', {
    params: { type: chat.general.type, id: chat.general.id },
    body: { message: { id: 'm1', text: 'hello' } },
  })
  const heard = await bob.heard('message.new')
  assert.equal(heard.message.text, 'hello')
  await chat.settle()
})
