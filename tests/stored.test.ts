import { expect, test } from 'bun:test'
import { testChat } from '../packages/server/src/testing/test-chat.ts'
import { watchStored } from './stored.ts'

test('what a change has stored is seen, row by row, and nothing else', async () => {
  await using chat = await testChat({ members: ['ann'] })
  const stored = watchStored(chat.databaseUrl)
  const rename = (name: string) => chat.server.call('UpdateUsers', { body: { users: { bob: { id: 'bob', name } } } })

  await stored.mark()
  expect(await stored.changes()).toEqual([])
  await rename('Bob')
  expect(await stored.changes()).toEqual([expect.stringMatching(/^\+ users .*"name":"Bob"/)])
  await stored.mark()
  expect(await stored.changes()).toEqual([])
  await rename('Bobby')
  expect(await stored.changes()).toEqual([
    expect.stringMatching(/^\+ users .*"name":"Bobby"/),
    expect.stringMatching(/^- users .*"name":"Bob"/),
  ])
  await stored.close()
})
