import { describe, expect, test } from 'bun:test'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

const channels = ['one', 'two', 'three'] as const
const at = (id: string) => ({ type: 'messaging', id })

async function threeChannels(): Promise<TestChat & AsyncDisposable> {
  const chat = await testChat({ others: ['ann', 'bob', 'eve'] })
  for (const id of channels) {
    await chat.server.call('GetOrCreateChannel', {
      params: at(id),
      body: { data: { created_by_id: 'ann', members: ['ann', 'bob'] } },
    })
    for (const number of [1, 2]) {
      const message = { id: `${id}-${number}`, text: 'hello', user_id: 'ann' }
      await chat.server.call('SendMessage', { params: at(id), body: { message } })
    }
  }
  return chat
}

const countsOf = async (chat: TestChat) => {
  const { channels: unread } = await chat.user('bob').call('UnreadCounts')
  const rows = unread as { channel_id: string; unread_count: number }[]
  return Object.fromEntries(rows.map(({ channel_id, unread_count }) => [channel_id, unread_count]))
}

describe('marking channels as read', () => {
  test('without names marks all, tells their watchers, and the reader once', async () => {
    await using chat = await threeChannels()
    const ann = await chat.user('ann').connect()
    for (const id of channels) await ann.watch(at(id))
    const bob = await chat.user('bob').connect()
    ann.clear()
    expect((await chat.user('bob').call('MarkChannelsRead')).event).toBeNull()
    await chat.quiet()
    expect(await countsOf(chat)).toEqual({})
    expect(ann.events.map(({ type, cid }) => `${type} ${cid}`).sort()).toEqual(
      channels.map((id) => `message.read messaging:${id}`).sort(),
    )
    expect(bob.events).toHaveLength(1)
    expect(bob.events[0]).toMatchObject({
      type: 'notification.mark_read',
      total_unread_count: 0,
      unread_channels: 0,
      user: { id: 'bob' },
    })
    expect(bob.events[0]).not.toHaveProperty('cid')
    await chat.settle()
  })

  test('leaves threads as they are', async () => {
    await using chat = await threeChannels()
    const parent = { id: 'p1', text: 'hello', user_id: 'bob' }
    await chat.server.call('SendMessage', { params: at('one'), body: { message: parent } })
    const reply = { text: 'hello', user_id: 'ann', parent_id: 'p1' }
    await chat.server.call('SendMessage', { params: at('one'), body: { message: reply } })
    await chat.user('bob').call('MarkChannelsRead')
    expect(await chat.user('bob').call('UnreadCounts')).toMatchObject({
      total_unread_count: 0,
      total_unread_threads_count: 1,
    })
    await chat.settle()
  })

  test('by name marks these alone, each up to its message or as a whole', async () => {
    await using chat = await threeChannels()
    const bob = await chat.user('bob').connect()
    const read_by_channel = { 'messaging:one': 'one-1', 'messaging:two': '' }
    await chat.user('bob').call('MarkChannelsRead', { body: { read_by_channel } })
    await chat.quiet()
    expect(await countsOf(chat)).toEqual({ 'messaging:one': 1, 'messaging:three': 2 })
    expect(bob.types).toEqual(['notification.mark_read', 'notification.mark_read'])
    expect(bob.events.at(-1)).toMatchObject({ cid: 'messaging:two', total_unread_count: 3, unread_channels: 2 })
    await chat.settle()
  })

  test('of a single one answers its event', async () => {
    await using chat = await threeChannels()
    const body = { user_id: 'bob', read_by_channel: { 'messaging:one': '' } }
    const { event } = await chat.server.call('MarkChannelsRead', { body })
    expect(event).toMatchObject({ type: 'message.read', cid: 'messaging:one', last_read_message_id: 'one-2' })
    await chat.settle()
  })

  test('is all or nothing: one that is not there, or not to be seen, refuses them all', async () => {
    await using chat = await threeChannels()
    for (const [bad, code] of [
      [{ 'messaging:nowhere': '' }, 16],
      [{ 'messaging:two': 'unknown' }, 16],
    ] as const) {
      const body = { read_by_channel: { 'messaging:one': '', ...bad } }
      expect((await chat.user('bob').refused('MarkChannelsRead', { body })).code).toBe(code)
    }
    const body = { read_by_channel: { 'messaging:one': '' } }
    expect((await chat.user('eve').refused('MarkChannelsRead', { body })).code).toBe(17)
    expect((await chat.server.refused('MarkChannelsRead', { body })).code).toBe(4)
    expect(await countsOf(chat)).toEqual({ 'messaging:one': 2, 'messaging:two': 2, 'messaging:three': 2 })
    await chat.settle()
  })
})

describe('confirming delivery', () => {
  const confirm = (chat: TestChat, user: string, cid: string, id: string) =>
    chat.user(user).call('MarkDelivered', { body: { latest_delivered_messages: [{ cid, id }] } })
  const rowOf = async (chat: TestChat) =>
    (await chat.user('bob').call('GetOrCreateChannel', { params: at('one'), body: { state: true } })).read[0]

  test('notes the newest message and tells those who watch; reading is something else', async () => {
    await using chat = await threeChannels()
    const ann = await chat.user('ann').connect()
    await ann.watch(at('one'))
    ann.clear()
    await confirm(chat, 'bob', 'messaging:one', 'one-1')
    await chat.quiet()
    const row = await rowOf(chat)
    expect(row).toMatchObject({ last_delivered_message_id: 'one-1', unread_messages: 2 })
    expect(ann.events).toEqual([
      expect.objectContaining({
        type: 'message.delivered',
        cid: 'messaging:one',
        last_delivered_message_id: 'one-1',
        last_delivered_at: row.last_delivered_at,
      }),
    ])
    await chat.settle()
  })

  test('never goes back, and passes over own messages, replies and what is gone', async () => {
    await using chat = await threeChannels()
    const ann = await chat.user('ann').connect()
    await ann.watch(at('one'))
    const reply = { id: 'r1', text: 'hello', user_id: 'ann', parent_id: 'one-1' }
    await chat.server.call('SendMessage', { params: at('one'), body: { message: reply } })
    await confirm(chat, 'bob', 'messaging:one', 'one-2')
    await chat.quiet()
    ann.clear()
    for (const id of ['one-2', 'one-1', 'r1', 'unknown', 'two-1']) await confirm(chat, 'bob', 'messaging:one', id)
    await confirm(chat, 'ann', 'messaging:one', 'one-2')
    await chat.quiet()
    expect(ann.types).toEqual([])
    expect((await rowOf(chat)).last_delivered_message_id).toBe('one-2')
    await chat.settle()
  })

  test('is for members, and for channels that are there', async () => {
    await using chat = await threeChannels()
    for (const [user, cid, code] of [
      ['eve', 'messaging:one', 17],
      ['bob', 'messaging:nowhere', 16],
    ] as const) {
      const body = { latest_delivered_messages: [{ cid, id: 'one-1' }] }
      expect((await chat.user(user).refused('MarkDelivered', { body })).code).toBe(code)
    }
    expect(await rowOf(chat)).not.toHaveProperty('last_delivered_at')
    await chat.settle()
  })

  test('does nothing where the type does not track it, and is kept from others by who wants so', async () => {
    await using chat = await threeChannels()
    const privacy_settings = { delivery_receipts: { enabled: false } }
    await chat.server.call('UpdateUsers', { body: { users: { bob: { id: 'bob', privacy_settings } } } })
    const ann = await chat.user('ann').connect()
    await ann.watch(at('one'))
    ann.clear()
    await confirm(chat, 'bob', 'messaging:one', 'one-1')
    await chat.quiet()
    expect(ann.types).toEqual([])
    expect(await rowOf(chat)).toMatchObject({ last_delivered_message_id: 'one-1' })
    const state = await ann.call('GetOrCreateChannel', { params: at('one'), body: { state: true } })
    expect(state.read.find((row: { user: { id: string } }) => row.user.id === 'bob')).not.toHaveProperty(
      'last_delivered_at',
    )
    await chat.server.call('UpdateChannelType', { params: { name: 'messaging' }, body: { delivery_events: false } })
    await confirm(chat, 'bob', 'messaging:one', 'one-2')
    expect(await rowOf(chat)).toMatchObject({ last_delivered_message_id: 'one-1' })
    await chat.settle()
  })
})
