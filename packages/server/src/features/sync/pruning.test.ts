import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { testChat } from '../../testing/test-chat.ts'
import { pruneSlice } from './pruning.ts'

test('core §2.6: events older than 30 days go, and a client from before then is told to query', async () => {
  await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  const send = (id: string) =>
    chat.user('ann').call('SendMessage', { params: { ...chat.general }, body: { message: { id, text: id } } })
  await send('m1')
  const { parley } = await chat.user('bob').call('GetOrCreateChannel', { params: { ...chat.general } })
  await send('m2')
  const { writer, database } = chat.app.services
  const old = 31 * 24 * 3600 * 1_000_000
  await writer.run('Age', async (write) => {
    await write.run(sql`UPDATE events SET created_at = created_at - ${old}`)
    await write.run(sql`UPDATE user_events SET created_at = created_at - ${old}`)
  })
  await send('m3')

  expect(await writer.run('Prune', (write) => pruneSlice(write, 0))).toBe(0)
  const left = await database.snapshot((queries) => queries.all(sql`SELECT type FROM events`))
  expect(left).toEqual([{ type: 'message.new' }])
  const users = await database.snapshot((queries) => queries.all(sql`SELECT type FROM user_events`))
  expect(users).toEqual([])

  const bob = await chat.user('bob').connect()
  const answer = await bob.call('Resume', { body: { channels: { [chat.general.cid]: parley } } })
  expect(answer).toMatchObject({ resumed: [], reset: [{ reason: 'pruned' }] })
  const { parley: now } = await chat.user('bob').call('GetOrCreateChannel', { params: { ...chat.general } })
  const again = await bob.call('Resume', { body: { channels: { [chat.general.cid]: now } } })
  expect(again.reset).toEqual([])
})
