import { expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

test('channels are found and sorted by what is unread in them', async () => {
  await using chat = await testChat({ others: ['ann', 'bob'] })
  for (const [id, count] of [
    ['a', 1],
    ['b', 0],
    ['c', 3],
  ] as const) {
    const params = { type: 'messaging', id }
    await chat.server.call('GetOrCreateChannel', {
      params,
      body: { data: { created_by_id: 'bob', members: ['ann', 'bob'] } },
    })
    for (let index = 0; index < count; index++) {
      await chat.user('bob').call('SendMessage', { params, body: { message: { text: 'hi' } } })
    }
  }
  const find = async (filter: object, field: string, user = 'ann') => {
    const body = { filter_conditions: { joined: true, ...filter }, sort: [{ field, direction: -1 }] }
    const { channels } = await chat.user(user).call('QueryChannels', { body })
    return channels.map(({ channel }: { channel: { id: string } }) => channel.id)
  }
  expect(await find({ has_unread: true }, 'last_updated')).toEqual(['c', 'a'])
  expect(await find({}, 'unread_count')).toEqual(['c', 'a', 'b'])
  expect((await find({}, 'has_unread')).at(-1)).toBe('b')
  expect(await find({ has_unread: true }, 'last_updated', 'bob')).toEqual([])
  await chat.settle()
})

test('channels of two are told apart by whether the other one is banned', async () => {
  await using chat = await testChat({ others: ['ann', 'bob', 'cid'] })
  const make = (id: string, members: string[]) => {
    const body = { data: { created_by_id: 'ann', members } }
    return chat.server.call('GetOrCreateChannel', { params: { type: 'messaging', id }, body })
  }
  await make('good', ['ann', 'cid'])
  await make('bad', ['ann', 'bob'])
  await make('crowd', ['ann', 'bob', 'cid'])
  await chat.server.call('Ban', { body: { target_user_id: 'bob', banned_by_id: 'cid' } })
  const find = async (app_banned: string) => {
    const body = { filter_conditions: { joined: true, app_banned }, sort: [{ field: 'id', direction: 1 }] }
    const { channels } = await chat.user('ann').call('QueryChannels', { body })
    return channels.map(({ channel }: { channel: { id: string } }) => channel.id)
  }
  expect(await find('only')).toEqual(['bad'])
  expect(await find('excluded')).toEqual(['crowd', 'good'])
  const wrong = { body: { filter_conditions: { app_banned: 'maybe' } } }
  expect((await chat.user('ann').refused('QueryChannels', wrong)).code).toBe(4)
  await chat.settle()
})
