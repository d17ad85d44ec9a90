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
