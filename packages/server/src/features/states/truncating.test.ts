import { describe, expect, test } from 'bun:test'
import { type TestChannel, type TestChat, testChat } from '../../testing/test-chat.ts'

const say = async (chat: TestChat, user: string, text: string, channel: TestChannel = chat.general) =>
  (await chat.user(user).call('SendMessage', { params: channel, body: { message: { text } } })).message

const textsOf = async (chat: TestChat, user: string): Promise<string[]> => {
  const { messages } = await chat.user(user).call('GetChannel', { params: chat.general })
  return messages.map(({ text }: { text: string }) => text)
}

/** Everybody believes what is so, and every number is that of what it counts. */
async function expectSound(chat: TestChat): Promise<void> {
  await chat.settle()
  expect((await chat.server.call('CheckIntegrity')).problems).toEqual([])
}

describe('truncating a channel', () => {
  test('takes its history away from everybody, and what was unread with it', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], type: 'team' })
    const bob = await chat.user('bob').connect()
    const watching = await chat.user('bob').connect()
    await watching.watch(chat.general)
    await say(chat, 'ann', 'one')
    await say(chat, 'ann', 'two')
    const { channel, message } = await chat.user('ann').call('TruncateChannel', { params: chat.general, body: {} })
    expect(channel).toMatchObject({ truncated_by: { id: 'ann' }, member_count: 2, message_count: 0 })
    expect(channel).not.toHaveProperty('last_message_at')
    expect(message).toBeUndefined()
    expect(await textsOf(chat, 'ann')).toEqual([])
    await chat.quiet()
    expect(watching.types.slice(-1)).toEqual(['channel.truncated'])
    expect(watching.events.at(-1)).toMatchObject({
      user: { id: 'ann' },
      channel: { truncated_at: channel.truncated_at },
    })
    expect(bob.types).toContain('notification.channel_truncated')
    const read = await chat.user('bob').call('GetChannel', { params: chat.general })
    expect(read.read[0]).toMatchObject({ user: { id: 'bob' }, unread_messages: 0 })
    await say(chat, 'ann', 'three')
    expect(await textsOf(chat, 'bob')).toEqual(['three'])
    expect((await chat.user('bob').call('UnreadCounts', {})).total_unread_count).toBe(1)
    await expectSound(chat)
  })

  test('leaves the message that says so', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], type: 'team' })
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    await say(chat, 'ann', 'one')
    await chat.quiet()
    bob.clear()
    const body = { message: { text: 'all gone' }, user_id: 'ann', skip_push: true }
    const { channel, message } = await chat.server.call('TruncateChannel', { params: chat.general, body })
    expect(message).toMatchObject({ text: 'all gone', type: 'system', user: { id: 'ann' } })
    expect(message.created_at > channel.truncated_at).toBe(true)
    expect(channel).toMatchObject({
      last_message_at: message.created_at,
      message_count: 1,
      truncated_by: { id: 'ann' },
    })
    expect(await textsOf(chat, 'bob')).toEqual(['all gone'])
    await chat.quiet()
    expect(bob.types).toEqual(['channel.truncated', 'message.new'])
    expect(bob.events[0]).toMatchObject({ message: { id: message.id }, message_id: message.id })
    await expectSound(chat)
  })

  test('up to a moment leaves what came later, and an earlier moment brings nothing back', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], type: 'team' })
    await say(chat, 'ann', 'one')
    const two = await say(chat, 'ann', 'two')
    const three = await say(chat, 'ann', 'three')
    const truncate = (body: object) => chat.server.call('TruncateChannel', { params: chat.general, body })
    const { channel } = await truncate({ truncated_at: two.created_at })
    expect(channel).toMatchObject({ truncated_at: two.created_at, last_message_at: three.created_at, message_count: 1 })
    expect(await textsOf(chat, 'bob')).toEqual(['three'])
    expect((await chat.user('bob').call('UnreadCounts', {})).total_unread_count).toBe(1)
    expect((await truncate({ truncated_at: '2020-01-01T00:00:00Z' })).channel.truncated_at).toBe(two.created_at)
    expect(await textsOf(chat, 'bob')).toEqual(['three'])
    const future = { params: chat.general, body: { truncated_at: '2099-01-01T00:00:00Z' } }
    expect((await chat.server.refused('TruncateChannel', future)).code).toBe(4)
    await expectSound(chat)
  })

  test('takes replies and their threads along', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], type: 'team' })
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    const parent = await say(chat, 'ann', 'parent')
    const reply = async (text: string, show_in_channel: boolean) => {
      const message = { text, parent_id: parent.id, show_in_channel }
      return (await chat.user('bob').call('SendMessage', { params: chat.general, body: { message } })).message
    }
    const first = await reply('one', false)
    await reply('two', true)
    await reply('three', false)
    const unread = async () => (await chat.user('ann').call('UnreadCounts', {})).total_unread_threads_count
    expect(await unread()).toBe(1)
    const body = { truncated_at: first.created_at }
    const { channel } = await chat.server.call('TruncateChannel', { params: chat.general, body })
    expect(channel.message_count).toBe(2)
    expect(await unread()).toBe(0)
    await expectSound(chat)
  })

  test('for some members hides it from these alone', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    const bob = await chat.user('bob').connect()
    const cid = await chat.user('cid').connect()
    await bob.watch(chat.general)
    await cid.watch(chat.general)
    await say(chat, 'ann', 'one')
    await chat.quiet()
    cid.clear()
    const body = { member_ids: ['bob', 'nobody'] }
    const { channel } = await chat.user('ann').call('TruncateChannel', { params: chat.general, body })
    expect(channel).not.toHaveProperty('truncated_at')
    expect(await textsOf(chat, 'bob')).toEqual([])
    expect(await textsOf(chat, 'cid')).toEqual(['one'])
    const unread = async (id: string) => (await chat.user(id).call('UnreadCounts', {})).total_unread_count
    expect([await unread('bob'), await unread('cid')]).toEqual([0, 1])
    await chat.quiet()
    expect(bob.types.slice(-1)).toEqual(['channel.truncated'])
    expect(cid.types).toEqual([])
    await expectSound(chat)
  })

  test('for good removes the messages, a long history by and by', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const first = await say(chat, 'ann', 'one')
    for (let index = 0; index < 210; index++) await say(chat, 'ann', `text ${index}`)
    await chat.user('ann').call('TruncateChannel', { params: chat.general, body: { hard_delete: true } })
    expect(await textsOf(chat, 'bob')).toEqual([])
    await chat.app.services.tasks!.idle()
    expect((await chat.server.refused('GetMessage', { params: { id: first.id } })).code).toBe(16)
    // Its id is free again.
    await chat
      .user('ann')
      .call('SendMessage', { params: chat.general, body: { message: { id: first.id, text: 'again' } } })
    expect(await textsOf(chat, 'bob')).toEqual(['again'])
    await expectSound(chat)
  })

  test('for good takes replies along that came later, and tells and counts them, at once or by and by', async () => {
    for (const before of [0, 210]) {
      await using chat = await testChat({ members: ['ann', 'bob'], type: 'team' })
      const bob = await chat.user('bob').connect()
      const ann = await chat.user('ann').connect()
      await bob.watch(chat.general)
      for (let index = 0; index < before; index++) await say(chat, 'ann', `text ${index}`)
      const parent = await say(chat, 'ann', 'parent')
      const reply = { text: 'reply', parent_id: parent.id, show_in_channel: true }
      await chat.user('ann').call('SendMessage', { params: chat.general, body: { message: reply } })
      await say(chat, 'ann', 'later')
      const body = { hard_delete: true, truncated_at: parent.created_at }
      await chat.server.call('TruncateChannel', { params: chat.general, body })
      await chat.app.services.tasks!.idle()
      await chat.quiet()
      const gone = bob.events.filter(({ type }) => type === 'message.deleted')
      expect(gone).toEqual([expect.objectContaining({ hard_delete: true, channel_message_count: 1 })])
      expect(await textsOf(chat, 'bob')).toEqual(['later'])
      expect([...chat.app.services.hub.users.all()].map(({ id, total }) => [id, total])).toEqual([
        ['bob', 1],
        ['ann', 0],
      ])
      expect(ann.types).not.toContain('message.deleted')
      await expectSound(chat)
      await chat.settle()
    }
  })

  test('is refused to whoever may not', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['eve'] })
    await say(chat, 'ann', 'one')
    const ann = await chat.user('ann').connect()
    for (const id of ['bob', 'eve']) {
      const refused = await chat.user(id).refused('TruncateChannel', { params: chat.general, body: {} })
      expect(refused.message).toContain('is not allowed to perform action TruncateChannel')
    }
    const restricted = { message: { text: 'psst', restricted_visibility: ['ann'] } }
    expect((await chat.user('ann').refused('TruncateChannel', { params: chat.general, body: restricted })).code).toBe(4)
    const nobody = { params: chat.general, body: { message: { text: 'who says so?' } } }
    expect((await chat.server.refused('TruncateChannel', nobody)).code).toBe(4)
    await chat.quiet()
    expect(ann.types).toEqual([])
    expect(await textsOf(chat, 'bob')).toEqual(['one'])
    await expectSound(chat)
  })
})
