import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

type Chat = Awaited<ReturnType<typeof testChat>>

const both = (chat: Chat) =>
  [
    [chat.server, 'v1'],
    [chat.serverV2, 'v2'],
  ] as const

const named = (name: string) => ({ params: { name } })
const get = (chat: Chat, name: string) => chat.server.call('GetChannelType', named(name))

describe('the built-in channel types', () => {
  test('are five, with their documented differences', async () => {
    await using chat = await testChat()
    for (const [server] of both(chat)) {
      const { channel_types: types } = await server.call('ListChannelTypes')
      expect(Object.keys(types).sort()).toEqual(['commerce', 'gaming', 'livestream', 'messaging', 'team'])
      expect(types.messaging).toMatchObject({ url_enrichment: true, count_messages: false, max_message_length: 5000 })
      expect(types.livestream).toMatchObject({ url_enrichment: false })
      expect(types.team).toMatchObject({ count_messages: true, permissions: [] })
      expect(types.messaging.commands).toHaveLength(6)
      expect(types.messaging.commands[0]).toEqual({
        name: 'giphy',
        description: 'Post a random gif to the channel',
        args: '[text]',
        set: 'fun_set',
      })
      expect(types.messaging.grants.channel_member).toContain('create-message')
      expect(types.gaming.grants.user).not.toContain('create-channel')
    }
    await chat.settle()
  })

  test('can be changed and not deleted', async () => {
    await using chat = await testChat()
    for (const [server] of both(chat)) {
      await server.call('UpdateChannelType', { ...named('team'), body: { replies: false } })
      expect(await get(chat, 'team')).toMatchObject({ replies: false, count_messages: true })
      expect((await server.refused('DeleteChannelType', named('team'))).code).toBe(4)
    }
    await chat.settle()
  })
})

describe('a new channel type', () => {
  test('starts as documented, and names its commands where GET describes them', async () => {
    await using chat = await testChat()
    const made = await chat.server.call('CreateChannelType', {
      body: {
        name: 'Public',
        max_message_length: 0,
        commands: ['all'],
        automod: '',
        partition_ttl: null,
        grants: null,
      },
    })
    expect(made).toMatchObject({
      name: 'Public',
      typing_events: true,
      polls: false,
      push_notifications: true,
      mark_messages_pending: false,
      max_message_length: 5000,
      message_retention: 'infinite',
      automod: 'disabled',
      automod_behavior: 'flag',
      commands: ['giphy', 'flag', 'ban', 'unban', 'mute', 'unmute'],
      permissions: [],
    })
    const { commands, ...read } = await get(chat, 'Public')
    expect(commands.map(({ name }: { name: string }) => name)).toEqual(made.commands)
    const { commands: _, ...rest } = made
    expect({ ...read, duration: '' }).toEqual({ ...rest, duration: '' })
    expect(made.grants).toEqual((await get(chat, 'messaging')).grants)

    const v2 = await chat.serverV2.call('CreateChannelType', {
      body: { name: 'other', automod: 'disabled', automod_behavior: 'flag', max_message_length: 100, commands: null },
    })
    expect(v2).toMatchObject({ name: 'other', max_message_length: 100, commands: [] })
    await chat.settle()
  })

  test('that comes with grants has these and no others', async () => {
    await using chat = await testChat()
    const grants = { channel_member: ['read-channel'] }
    const made = await chat.server.call('CreateChannelType', { body: { name: 'quiet', grants } })
    expect(made.grants).toMatchObject({ channel_member: ['read-channel'], user: [] })
    await chat.settle()
  })

  test('is refused where it cannot stand, and to clients', async () => {
    await using chat = await testChat({ others: ['ann'] })
    for (const [server, view] of both(chat)) {
      for (const body of [
        { name: 'messaging' },
        { name: 'bad name' },
        {},
        { name: 'x', commands: ['fly'] },
        { name: 'x', grants: { user: ['fly'] } },
        { name: 'x', grants: { emperor: [] } },
        { name: 'x', max_message_length: 20_001 },
        { name: 'x', blocklist: 'no-cakes', blocklist_behavior: 'block' },
        { name: 'x', message_retention: 'a while' },
      ]) {
        expect([body, (await server.refused('CreateChannelType', { body })).code]).toEqual([body, 4])
      }
      expect((await chat.user('ann', view).refused('CreateChannelType', { body: { name: 'x' } })).code).toBe(17)
    }
    expect(Object.keys((await chat.server.call('ListChannelTypes')).channel_types)).toHaveLength(5)
    await chat.settle()
  })

  test('is one of fifty at most', async () => {
    await using chat = await testChat()
    for (let count = 5; count < 50; count++)
      await chat.server.call('CreateChannelType', { body: { name: `t${count}` } })
    expect((await chat.server.refused('CreateChannelType', { body: { name: 'more' } })).code).toBe(4)
    await chat.settle()
  })
})

describe('changing a channel type', () => {
  test('leaves what the request leaves out', async () => {
    await using chat = await testChat()
    const before = await get(chat, 'messaging')
    const changed = await chat.server.call('UpdateChannelType', {
      ...named('messaging'),
      body: { max_message_length: 140, commands: ['ban', 'unban'], partition_size: 10, push_level: 'mentions' },
    })
    expect(changed).toMatchObject({ max_message_length: 140, commands: ['ban', 'unban'], partition_size: 10 })
    const v2 = await chat.serverV2.call('UpdateChannelType', {
      ...named('messaging'),
      body: { automod: 'AI', automod_behavior: 'flag', max_message_length: 0, commands: null, grants: null },
    })
    expect(v2).toMatchObject({ max_message_length: 140, commands: ['ban', 'unban'], automod: 'AI' })
    const after = await get(chat, 'messaging')
    expect(after).toMatchObject({ push_level: 'mentions', created_at: before.created_at, grants: before.grants })
    expect(after.updated_at > before.updated_at).toBe(true)
    const cleared = { partition_size: null, commands: [] }
    const last = await chat.server.call('UpdateChannelType', { ...named('messaging'), body: cleared })
    expect(last).toMatchObject({ commands: [], max_message_length: 140 })
    expect(last).not.toHaveProperty('partition_size')
    await chat.settle()
  })

  test('changes the grants of the roles that it names', async () => {
    await using chat = await testChat()
    const before = await get(chat, 'messaging')
    const once = { grants: { channel_member: ['read-channel', 'create-message'], guest: [] } }
    await chat.server.call('UpdateChannelType', { ...named('messaging'), body: once })
    await chat.server.call('UpdateChannelType', {
      ...named('messaging'),
      body: { grants: { guest: ['read-channel'] } },
    })
    const { grants } = await get(chat, 'messaging')
    expect(grants).toMatchObject({ channel_member: once.grants.channel_member, guest: ['read-channel'] })
    expect(grants.user).toEqual(before.grants.user)
    await chat.settle()
  })

  test('echoes what it does not act on: older policies and push settings', async () => {
    await using chat = await testChat()
    const policy = { name: 'Old', action: 'Deny', resources: ['*'], roles: ['user'], owner: true, priority: 9 }
    const body = { permissions: [policy, { name: 'Short' }], chat_preferences: { direct_mentions: 'all' } }
    const made = await chat.server.call('UpdateChannelType', { ...named('messaging'), body })
    expect(made.permissions[0]).toEqual(policy)
    expect(made.permissions[1]).toMatchObject({ name: 'Short', roles: [] })
    expect((await get(chat, 'messaging')).permissions).toEqual(made.permissions)
    expect(made.chat_preferences).toEqual({ direct_mentions: 'all' })
    await chat.settle()
  })

  test('is refused for one that does not exist, and to clients', async () => {
    await using chat = await testChat({ others: ['ann'] })
    for (const [server, view] of both(chat)) {
      for (const name of ['GetChannelType', 'UpdateChannelType', 'DeleteChannelType'] as const) {
        expect((await server.refused(name, named('unknown'))).code).toBe(16)
        expect((await chat.user('ann', view).refused(name, named('messaging'))).code).toBe(17)
      }
      expect((await chat.user('ann', view).refused('ListChannelTypes')).code).toBe(17)
      const body = { grants: { user: ['fly'] } }
      expect((await server.refused('UpdateChannelType', { ...named('messaging'), body })).code).toBe(4)
    }
    await chat.settle()
  })
})

describe('deleting a channel type', () => {
  test('waits until no channel has it', async () => {
    await using chat = await testChat({ others: ['ann'] })
    for (const [server] of both(chat)) {
      await chat.server.call('CreateChannelType', { body: { name: 'public' } })
      await chat.server.call('CreateChannelType', { body: { name: 'public2' } })
      const channel = { params: { type: 'public', id: 'a' } }
      await chat.server.call('GetOrCreateChannel', { ...channel, body: { data: { created_by_id: 'ann' } } })
      expect((await server.refused('DeleteChannelType', named('public'))).code).toBe(4)
      await server.call('DeleteChannelType', named('public2'))
      await chat.server.call('DeleteChannel', channel)
      await server.call('DeleteChannelType', named('public'))
      expect((await server.refused('GetChannelType', named('public'))).code).toBe(16)
    }
    await chat.settle()
  })
})

test('a type that ceases to count reads takes its channels out of the totals of who is connected, and back', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const bob = await chat.user('bob').connect()
  await chat.user('ann').call('SendMessage', { params: { ...chat.general }, body: { message: { text: 'hi' } } })
  for (const [read_events, total] of [
    [false, 0],
    [true, 1],
  ] as const) {
    await chat.quiet()
    bob.clear()
    await chat.server.call('UpdateChannelType', { ...named('messaging'), body: { read_events } })
    expect(await bob.heard('health.check')).toMatchObject({ total_unread_count: total, unread_channels: total })
  }
  bob.clear()
  await chat.server.call('UpdateChannelType', { ...named('messaging'), body: { replies: false } })
  await chat.quiet()
  expect(bob.types).not.toContain('health.check')
  await chat.settle()
})
