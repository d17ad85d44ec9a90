import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

type Chat = Awaited<ReturnType<typeof testChat>>

async function resultOf(chat: Chat, task_id: string) {
  await chat.app.services.tasks!.idle()
  return chat.server.call('GetTask', { params: { id: task_id } })
}

const everyone = { query: { payload: { filter_conditions: {}, include_deactivated_users: true } } }
const ids = async (chat: Chat) =>
  (await chat.server.call('QueryUsers', everyone)).users.map(({ id }: { id: string }) => id).sort()

describe('a deleted user', () => {
  test('is gone at once: from queries, from calls, and from the sockets', async () => {
    await using chat = await testChat({ others: ['jane', 'bob'] })
    const jane = await chat.user('jane').connect()
    const bob = await chat.user('bob').connect()
    await bob.call('QueryUsers', { query: { payload: { filter_conditions: {}, presence: true } } })
    const { user } = await chat.server.call('DeleteUser', {
      params: { user_id: 'jane' },
      query: { mark_messages_deleted: true, hard_delete: '' },
    })
    expect(user.deleted_at).toBeDefined()
    expect(await ids(chat)).toEqual(['bob'])
    expect((await chat.user('jane').refused('QueryUsers')).code).toBe(16)
    await chat.quiet()
    expect(jane.socket.closed).toMatchObject({ code: 1000 })
    expect(await bob.heard('user.deleted')).toMatchObject({
      user: { id: 'jane' },
      delete_user: 'soft',
      delete_messages: 'soft',
      delete_conversation: '',
      delete_conversation_channels: false,
      hard_delete: false,
      mark_messages_deleted: true,
    })
    await chat.settle()
  })

  test('can be restored while their data is kept, and not otherwise', async () => {
    await using chat = await testChat({ others: ['jane', 'joe', 'bob'] })
    await chat.server.call('UpdateUsers', { body: { users: [{ id: 'jane', name: 'Jane', hat: 'red' }] } })
    for (const [server, view] of [
      [chat.server, 'v1'],
      [chat.serverV2, 'v2'],
    ] as const) {
      await server.call('DeleteUsers', { body: { user_ids: ['jane'] } })
      expect(await ids(chat)).not.toContain('jane')
      await server.call('RestoreUsers', { body: { user_ids: ['jane'] } })
      expect(await ids(chat)).toContain('jane')
      expect((await server.refused('RestoreUsers', { body: { user_ids: ['jane'] } })).code).toBe(4)
      expect((await server.refused('RestoreUsers', { body: { user_ids: ['nobody'] } })).code).toBe(4)
      expect((await chat.user('bob', view).refused('RestoreUsers', { body: { user_ids: ['joe'] } })).code).toBe(17)
    }
    const [jane] = (await chat.server.call('QueryUsers', { query: { payload: { filter_conditions: { id: 'jane' } } } }))
      .users
    expect(jane).toMatchObject({ name: 'Jane', hat: 'red' })
    await chat.server.call('DeleteUsers', { body: { user_ids: ['joe'], user: 'pruning' } })
    expect((await chat.server.refused('RestoreUsers', { body: { user_ids: ['joe'] } })).code).toBe(4)
    await chat.settle()
  })
})

describe('deleting many users', () => {
  test('tells of each in the result of the task', async () => {
    await using chat = await testChat({ others: ['jane', 'joe', 'bob'] })
    for (const server of [chat.server, chat.serverV2]) {
      const { task_id } = await server.call('DeleteUsers', {
        body: {
          user_ids: ['jane', 'joe', 'nobody'],
          user: 'soft',
          messages: 'hard',
          conversations: 'hard',
          files: false,
        },
      })
      const { status, result } = await resultOf(chat, task_id)
      expect(status).toBe('completed')
      expect(result).toMatchObject({ jane: { status: 'ok' }, joe: { status: 'ok' }, nobody: { status: 'error' } })
    }
    expect(await ids(chat)).toEqual(['bob'])
    await chat.settle()
  })

  test('for good frees their ids and forgets what they did', async () => {
    await using chat = await testChat({ others: ['jane', 'bob'] })
    await chat.server.call('UpdateUsers', {
      body: { users: [{ id: 'jane', name: 'Jane', role: 'admin', hat: 'red' }] },
    })
    await chat.server.call('Mute', { body: { user_id: 'jane', target_id: 'bob' } })
    await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'jane' } })
    await chat.server.call('Ban', { body: { user_id: 'bob', target_user_id: 'jane' } })
    const { task_id } = await chat.server.call('DeleteUsers', {
      body: { user_ids: ['jane'], user: 'hard', messages: 'hard', new_channel_owner_id: 'heir' },
    })
    expect((await resultOf(chat, task_id)).result).toEqual({ jane: { status: 'ok' } })
    expect(await ids(chat)).toEqual(['bob', 'heir'])
    const { users } = await chat.server.call('UpdateUsers', { body: { users: [{ id: 'jane' }] } })
    expect(users.jane).toMatchObject({ role: 'user', banned: false, mutes: [] })
    expect(users.jane).not.toHaveProperty('hat')
    const [bob] = (await chat.server.call('QueryUsers', { query: { payload: { filter_conditions: { id: 'bob' } } } }))
      .users
    expect(bob.mutes).toEqual([])
    await chat.settle()
  })

  test('goes further than before and never less far', async () => {
    await using chat = await testChat({ others: ['jane'] })
    const remove = (user: string, messages?: string) =>
      chat.server.call('DeleteUsers', { body: { user_ids: ['jane'], user, ...(messages && { messages }) } })
    await remove('pruning')
    await remove('soft')
    expect((await chat.server.refused('RestoreUsers', { body: { user_ids: ['jane'] } })).code).toBe(4)
    const { task_id } = await remove('hard', 'hard')
    await resultOf(chat, task_id)
    await chat.server.call('UpdateUsers', { body: { users: [{ id: 'jane' }] } })
    expect(await ids(chat)).toEqual(['jane'])
    await chat.settle()
  })

  test('is refused where it makes no sense, and to clients, and deletes nobody', async () => {
    await using chat = await testChat({ others: ['jane', 'bob'] })
    for (const body of [
      { user_ids: [] },
      { user_ids: ['jane'], user: 'gone' },
      { user_ids: ['jane'], user: 'hard' },
      { user_ids: ['jane'], user: 'hard', messages: 'soft' },
      { user_ids: ['jane'], conversations: 'pruning' },
      { user_ids: ['jane', 'bob'], new_channel_owner_id: 'bob' },
      { user_ids: Array.from({ length: 101 }, (_, index) => `u${index}`) },
    ]) {
      for (const server of [chat.server, chat.serverV2]) {
        expect([body, (await server.refused('DeleteUsers', { body })).code]).toEqual([body, 4])
      }
    }
    for (const view of ['v1', 'v2'] as const) {
      const bob = chat.user('bob', view)
      expect((await bob.refused('DeleteUsers', { body: { user_ids: ['jane'] } })).code).toBe(17)
      expect((await bob.refused('DeleteUser', { params: { user_id: 'jane' } })).code).toBe(17)
    }
    expect((await chat.server.refused('DeleteUser', { params: { user_id: 'nobody' } })).code).toBe(16)
    expect(await ids(chat)).toEqual(['bob', 'jane'])
    await chat.settle()
  })

  test('at once says what older clients ask for', async () => {
    await using chat = await testChat({ others: ['jane', 'joe'] })
    await chat.server.call('DeleteUser', { params: { user_id: 'jane' }, query: { hard_delete: 'true' } })
    await chat.server.call('DeleteUser', { params: { user_id: 'joe' }, query: { user: 'hard', messages: 'hard' } })
    await chat.app.services.tasks!.idle()
    await chat.server.call('UpdateUsers', { body: { users: [{ id: 'jane' }, { id: 'joe' }] } })
    await chat.settle()
  })
})

describe('what a deleted user leaves behind', () => {
  const opened = { body: { state: true } }
  const cidsOf = async (chat: Chat, user_id: string) => {
    const { channels } = await chat.server.call('QueryChannels', { body: { filter_conditions: {}, user_id } })
    return channels.map(({ channel }: { channel: { cid: string } }) => channel.cid).sort()
  }

  async function withConversation() {
    const chat = await testChat({ members: ['ann', 'jane', 'bob'] })
    const body = { data: { created_by_id: 'jane', members: ['ann', 'jane'] } }
    await chat.server.call('GetOrCreateChannel', { params: { type: 'messaging', id: 'pair' }, body })
    return chat
  }

  test('are channels without them, and those of two as they were', async () => {
    await using chat = await withConversation()
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    await chat.server.call('DeleteUser', { params: { user_id: 'jane' } })
    await chat.app.services.tasks!.idle()
    expect(await ann.heard('member.removed')).toMatchObject({ cid: chat.general.cid, member: { user_id: 'jane' } })
    const { members } = await chat.user('ann').call('GetOrCreateChannel', { params: { ...chat.general }, ...opened })
    expect(members.map(({ user_id }: { user_id: string }) => user_id).sort()).toEqual(['ann', 'bob'])
    expect(await cidsOf(chat, 'ann')).toEqual([chat.general.cid, 'messaging:pair'])
    await chat.settle()
  })

  test('are no channels of two, where these are to go', async () => {
    await using chat = await withConversation()
    const ann = await chat.user('ann').connect()
    await ann.watch({ type: 'messaging', id: 'pair' })
    const { task_id } = await chat.server.call('DeleteUsers', { body: { user_ids: ['jane'], conversations: 'soft' } })
    expect((await resultOf(chat, task_id)).result).toEqual({ jane: { status: 'ok' } })
    expect(await ann.heard('channel.deleted')).toMatchObject({ cid: 'messaging:pair' })
    expect(await cidsOf(chat, 'ann')).toEqual([chat.general.cid])
    await chat.settle()
  })

  test('are channels that somebody else owns, once they are gone for good', async () => {
    await using chat = await withConversation()
    const body = { data: { created_by_id: 'jane', members: ['ann', 'bob', 'jane'] } }
    await chat.server.call('GetOrCreateChannel', { params: { type: 'messaging', id: 'hers' }, body })
    const { task_id } = await chat.server.call('DeleteUsers', {
      body: { user_ids: ['jane'], user: 'hard', messages: 'hard', new_channel_owner_id: 'bob' },
    })
    await resultOf(chat, task_id)
    const { channel } = await chat.user('ann').call('GetOrCreateChannel', {
      params: { type: 'messaging', id: 'hers' },
      ...opened,
    })
    expect(channel.created_by.id).toBe('bob')
    expect(await cidsOf(chat, 'ann')).toEqual([chat.general.cid, 'messaging:hers'])
    await chat.settle()
  })
})

test('a reply to a message of one’s own goes once, not with its author and once more with its parent', async () => {
  await using chat = await testChat({ members: ['jane', 'bob', 'joe'] })
  const say = (id: string, who: string, more: object = {}) =>
    chat.user(who).call('SendMessage', { params: chat.general, body: { message: { id, text: 'hi', ...more } } })
  await say('m1', 'jane')
  await say('m2', 'bob')
  await say('r1', 'jane', { parent_id: 'm1', show_in_channel: true })
  await chat.server.call('DeleteUsers', { body: { user_ids: ['jane'], user: 'hard', messages: 'hard' } })
  await chat.app.services.tasks.idle()
  const { messages } = await chat.user('bob').call('GetChannel', { params: chat.general })
  expect(messages.map(({ id }: { id: string }) => id)).toEqual(['m2'])
  expect((await chat.server.call('CheckIntegrity')).problems).toEqual([])
  await chat.settle()
})

test('users who leave a team leave its channels', async () => {
  await using chat = await testChat({ others: ['ann', 'bob'] })
  await chat.server.call('UpdateApp', { body: { multi_tenant_enabled: true } })
  const teams = { ann: ['red', 'blue'], bob: ['red'] }
  const users = Object.entries(teams).map(([id, list]) => ({ id, teams: list }))
  await chat.server.call('UpdateUsers', { body: { users } })
  for (const team of ['red', 'blue']) {
    await chat.server.call('GetOrCreateChannel', {
      params: { type: 'messaging', id: team },
      body: { data: { created_by_id: 'ann', members: ['ann'], team } },
    })
  }
  const { membership_deletion_task_id } = await chat.server.call('UpdateUsers', {
    body: { users: [{ id: 'ann', teams: ['blue'] }] },
  })
  expect((await resultOf(chat, membership_deletion_task_id)).status).toBe('completed')
  const { channels } = await chat.server.call('QueryChannels', {
    body: { filter_conditions: { members: { $in: ['ann'] } }, user_id: 'ann' },
  })
  expect(channels.map(({ channel }: { channel: { id: string } }) => channel.id)).toEqual(['blue'])
  await chat.settle()
})
