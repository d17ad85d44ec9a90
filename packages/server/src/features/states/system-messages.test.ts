import { describe, expect, test } from 'bun:test'
import { testChat } from '../../testing/test-chat.ts'

describe('a message that comes with a change', () => {
  test('is stored as a system message, told with the change and behind it', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    const idle = await chat.user('bob').connect()
    bob.clear()
    const { message, channel } = await chat.user('ann').call('UpdateChannel', {
      params: chat.general,
      body: { data: { color: 'green' }, message: { text: 'colour changed', type: 'regular' } },
    })
    expect(message).toMatchObject({ type: 'system', text: 'colour changed', user: { id: 'ann' } })
    expect(channel).toMatchObject({ color: 'green', last_message_at: message.created_at })
    await chat.quiet()
    expect(bob.types).toEqual(['channel.updated', 'message.new'])
    expect(bob.events[0]).toMatchObject({ message: { id: message.id }, message_id: message.id })
    expect(idle.types).toEqual(['notification.message_new'])
    const { messages } = await chat.user('bob').call('GetChannel', { params: chat.general })
    expect(messages).toHaveLength(1)
    await chat.settle()
  })

  test('may be by whoever joins with it, and stands behind the joining', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    ann.clear()
    const body = { add_members: ['bob'], message: { text: 'bob joined', user: { id: 'bob' } } }
    const { message } = await chat.server.call('UpdateChannel', { params: chat.general, body })
    expect(message.user.id).toBe('bob')
    await chat.quiet()
    expect(ann.types).toEqual(['member.added', 'channel.updated', 'message.new'])
    await chat.settle()
  })

  test('needs an author, an audience of all, and a change that is allowed', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    const refuse = (caller: typeof chat.server, body: object) =>
      caller.refused('UpdateChannel', { params: chat.general, body })
    expect((await refuse(chat.server, { message: { text: 'who?' } })).code).toBe(4)
    const restricted = { data: {}, message: { text: 'psst', restricted_visibility: ['bob'] } }
    expect((await refuse(chat.user('ann'), restricted)).code).toBe(4)
    expect((await refuse(chat.user('bob'), { message: { text: 'I am the system' } })).code).toBe(17)
    expect((await refuse(chat.user('ann'), { data: {}, message: { text: 'hi', user_id: 'bob' } })).code).toBe(4)
    await chat.quiet()
    expect(ann.types).toEqual([])
    const { messages } = await chat.server.call('GetChannel', { params: chat.general })
    expect(messages).toEqual([])
    await chat.settle()
  })
})
