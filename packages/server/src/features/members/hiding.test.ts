import { describe, expect, test } from 'bun:test'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

const say = async (chat: TestChat, user: string, text: string, more = {}) =>
  (await chat.user(user).call('SendMessage', { params: chat.general, body: { message: { text, ...more } } })).message

const listed = async (chat: TestChat, user: string) => {
  const { channels } = await chat
    .user(user)
    .call('QueryChannels', { body: { filter_conditions: { members: { $in: [user] } } } })
  return channels.length
}

const params = (chat: TestChat) => ({ params: chat.general, body: {} })

describe('hiding a channel', () => {
  test('takes it out of one’s own lists until its next message', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    const bob = await chat.user('bob').connect()
    await chat.user('bob').call('HideChannel', params(chat))
    await chat.user('bob').call('HideChannel', params(chat))
    expect([await listed(chat, 'ann'), await listed(chat, 'bob')]).toEqual([1, 0])
    expect((await chat.user('bob').call('GetChannel', { params: chat.general })).hidden).toBe(true)
    await chat.quiet()
    expect([ann.types, bob.types]).toEqual([[], ['channel.hidden']])
    expect(bob.events[0]).toMatchObject({
      clear_history: false,
      channel: { cid: chat.general.cid },
      user: { id: 'bob' },
    })
    await say(chat, 'ann', 'hello')
    expect(await listed(chat, 'bob')).toBe(1)
    await chat.quiet()
    expect(bob.types.slice(1)).toEqual(['channel.visible', 'notification.message_new'])
    await chat.settle()
  })

  test('ends when one shows it again', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    bob.clear()
    await chat.server.call('HideChannel', { params: chat.general, body: { user_id: 'bob' } })
    await chat.serverV2.call('ShowChannel', { params: chat.general, body: { user_id: 'bob' } })
    await chat.user('bob').call('ShowChannel', params(chat))
    expect(await listed(chat, 'bob')).toBe(1)
    await chat.quiet()
    expect(bob.types).toEqual(['channel.hidden', 'channel.visible'])
    await chat.settle()
  })

  test('can clear what was said so far, for oneself alone; showing does not bring it back', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    await say(chat, 'ann', 'one')
    await chat.user('bob').call('HideChannel', { params: chat.general, body: { clear_history: true } })
    await chat.user('bob').call('ShowChannel', params(chat))
    const texts = async (user: string) =>
      (await chat.user(user).call('GetChannel', { params: chat.general })).messages.map(
        ({ text }: { text: string }) => text,
      )
    expect([await texts('ann'), await texts('bob')]).toEqual([['one'], []])
    expect((await chat.user('bob').call('UnreadCounts', {})).total_unread_count).toBe(0)
    await say(chat, 'ann', 'two')
    expect([await texts('ann'), await texts('bob')]).toEqual([['one', 'two'], ['two']])
    expect((await chat.user('bob').call('UnreadCounts', {})).total_unread_count).toBe(1)
    expect(bob.events.find(({ type }) => type === 'channel.hidden')).toMatchObject({
      clear_history: true,
      total_unread_count: 0,
    })
    await chat.settle()
  })

  test('outlasts messages in a channel that is muted, and silent ones', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    await chat.user('bob').call('MuteChannel', { body: { channel_cid: chat.general.cid } })
    await chat.user('bob').call('HideChannel', params(chat))
    await chat.user('cid').call('HideChannel', params(chat))
    await say(chat, 'ann', 'psst', { silent: true })
    expect([await listed(chat, 'bob'), await listed(chat, 'cid')]).toEqual([0, 0])
    await say(chat, 'ann', 'hello')
    expect([await listed(chat, 'bob'), await listed(chat, 'cid')]).toEqual([0, 1])
    await chat.settle()
  })

  test('is for members only', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['eve'] })
    for (const name of ['HideChannel', 'ShowChannel'] as const) {
      const refused = await chat.user('eve').refused(name, params(chat))
      expect([refused.code, refused.message.includes("User 'eve' is not a member of channel")]).toEqual([17, true])
      expect((await chat.server.refused(name, params(chat))).code).toBe(4)
      const unknown = { params: { type: 'messaging', id: 'nowhere' }, body: {} }
      expect((await chat.user('ann').refused(name, unknown)).code).toBe(16)
    }
    await chat.server.call('UpdateChannelPartial', { params: chat.general, body: { set: { disabled: true } } })
    expect((await chat.user('ann').refused('HideChannel', params(chat))).message).toContain('is disabled')
    await chat.settle()
  })
})
