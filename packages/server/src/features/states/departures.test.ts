import { describe, expect, test } from 'bun:test'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

const open = (chat: TestChat, id: string, data: object) =>
  chat.server.call('GetOrCreateChannel', { params: { type: 'messaging', id }, body: { data } })

describe('when a user is deleted', () => {
  test('they leave their channels, and those who watch hear of it', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    ann.clear()
    await chat.server.call('DeleteUsers', { body: { user_ids: ['bob'] } })
    await chat.app.services.tasks!.idle()
    await chat.quiet()
    expect(ann.types).toContain('member.removed')
    const { channel, members } = await chat.server.call('GetChannel', { params: chat.general })
    expect(channel.member_count).toBe(2)
    expect(members).toHaveLength(2)
    await chat.settle()
  })

  test('their conversations go with them if that is asked for, and somebody else owns what they made', async () => {
    await using chat = await testChat({ others: ['ann', 'bob', 'cid'] })
    await open(chat, 'two', { created_by_id: 'ann', members: ['ann', 'bob'] })
    await open(chat, 'three', { created_by_id: 'bob', members: ['ann', 'bob', 'cid'] })
    const ann = await chat.user('ann').connect()
    const body = {
      user_ids: ['bob'],
      user: 'hard',
      messages: 'hard',
      conversations: 'hard',
      new_channel_owner_id: 'cid',
    }
    await chat.server.call('DeleteUsers', { body })
    await chat.app.services.tasks!.idle()
    await chat.quiet()
    expect(ann.types).toContain('notification.channel_deleted')
    const { channels } = await chat.user('ann').call('QueryChannels', { body: { filter_conditions: { joined: true } } })
    expect(channels).toHaveLength(1)
    expect(channels[0].channel).toMatchObject({ id: 'three', created_by: { id: 'cid' }, member_count: 2 })
    await chat.settle()
  })
})

test('a user whose teams are taken away leaves the channels of these teams', async () => {
  await using chat = await testChat({ others: ['ann', 'bob'] })
  await chat.server.call('UpdateApp', { body: { multi_tenant_enabled: true } })
  await chat.server.call('UpdateUsersPartial', { body: { users: [{ id: 'bob', set: { teams: ['red', 'blue'] } }] } })
  await open(chat, 'red', { created_by_id: 'ann', members: ['ann', 'bob'], team: 'red' })
  await open(chat, 'blue', { created_by_id: 'ann', members: ['ann', 'bob'], team: 'blue' })
  const bob = await chat.user('bob').connect()
  await chat.server.call('UpdateUsersPartial', { body: { users: [{ id: 'bob', set: { teams: ['blue'] } }] } })
  await chat.app.services.tasks!.idle()
  await chat.quiet()
  expect(bob.events.map(({ type, cid }) => [type, cid])).toContainEqual([
    'notification.removed_from_channel',
    'messaging:red',
  ])
  const { channels } = await chat.user('bob').call('QueryChannels', { body: { filter_conditions: { joined: true } } })
  expect(channels.map(({ channel }: { channel: { id: string } }) => channel.id)).toEqual(['blue'])
  await chat.settle()
})
