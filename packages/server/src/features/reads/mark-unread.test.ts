import { describe, expect, test } from 'bun:test'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

const send = (chat: TestChat, author: string, id: string, message: object = {}) =>
  chat.server.call('SendMessage', {
    params: chat.general,
    body: { message: { id, text: 'hello', user_id: author, ...message } },
  })

const markRead = (chat: TestChat, user: string, body: object = {}) =>
  chat.user(user).call('MarkRead', { params: chat.general, body })
const markUnread = (chat: TestChat, user: string, body: object) =>
  chat.user(user).call('MarkUnread', { params: chat.general, body })
const refused = (chat: TestChat, user: string, body: object) =>
  chat.user(user).refused('MarkUnread', { params: chat.general, body })

const unreadOf = async (chat: TestChat, user: string) => (await chat.user(user).call('UnreadCounts')).total_unread_count

describe('marking a message as unread', () => {
  test('makes it the first unread one and tells the own devices alone', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const sent = []
    for (const id of ['m1', 'm2', 'm3']) sent.push((await send(chat, 'ann', id)).message)
    await markRead(chat, 'bob')
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    ann.clear()
    bob.clear()
    await markUnread(chat, 'bob', { message_id: 'm2' })
    await chat.quiet()
    expect(ann.types).toEqual([])
    expect(bob.events).toEqual([
      expect.objectContaining({
        type: 'notification.mark_unread',
        cid: 'messaging:general',
        first_unread_message_id: 'm2',
        last_read_message_id: 'm1',
        unread_messages: 2,
        total_unread_count: 2,
        unread_channels: 1,
      }),
    ])
    expect(bob.events[0].last_read_at < sent[1].created_at).toBe(true)
    expect(bob.events[0].last_read_at > sent[0].created_at).toBe(true)
    expect(await unreadOf(chat, 'bob')).toBe(2)
    await markRead(chat, 'bob')
    expect(await unreadOf(chat, 'bob')).toBe(0)
    await chat.settle()
  })

  test('at the first message of all leaves no last one read', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann', 'm1')
    await markRead(chat, 'bob')
    const bob = await chat.user('bob').connect()
    await markUnread(chat, 'bob', { message_id: 'm1' })
    await chat.quiet()
    expect(bob.events[0]).not.toHaveProperty('last_read_message_id')
    expect(bob.events[0]).toMatchObject({ first_unread_message_id: 'm1', unread_messages: 1 })
    await chat.settle()
  })

  test('never counts what one wrote, what was silent or what came while muted', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    await send(chat, 'ann', 'm1')
    await send(chat, 'bob', 'm2')
    await send(chat, 'ann', 'm3', { silent: true })
    await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'cid' } })
    await send(chat, 'cid', 'm4')
    await chat.server.call('Unmute', { body: { user_id: 'bob', target_id: 'cid' } })
    await chat.server.call('MuteChannel', { body: { user_id: 'bob', channel_cid: chat.general.cid } })
    await send(chat, 'ann', 'm5')
    await chat.server.call('UnmuteChannel', { body: { user_id: 'bob', channel_cid: chat.general.cid } })
    await send(chat, 'ann', 'm6')
    await markRead(chat, 'bob')
    await markUnread(chat, 'bob', { message_id: 'm1' })
    expect(await unreadOf(chat, 'bob')).toBe(2)
    await chat.settle()
  })

  test('may name a moment instead', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const sent = []
    for (const id of ['m1', 'm2', 'm3']) sent.push((await send(chat, 'ann', id)).message)
    await markRead(chat, 'bob')
    await markUnread(chat, 'bob', { message_timestamp: sent[1].created_at })
    expect(await unreadOf(chat, 'bob')).toBe(2)
    const later = { message_timestamp: '2099-01-01T00:00:00Z' }
    expect((await refused(chat, 'bob', later)).code).toBe(4)
    await chat.settle()
  })

  test('goes no further back than the newest hundred messages', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    for (let count = 1; count <= 101; count++) await send(chat, 'ann', `m${count}`)
    await markRead(chat, 'bob')
    const tooOld = await refused(chat, 'bob', { message_id: 'm1' })
    expect([tooOld.code, tooOld.StatusCode]).toEqual([4, 400])
    expect(await unreadOf(chat, 'bob')).toBe(0)
    await markUnread(chat, 'bob', { message_id: 'm2' })
    expect(await unreadOf(chat, 'bob')).toBe(100)
    await chat.settle()
  })

  test('needs exactly one of its three ways to say where', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann', 'm1')
    await send(chat, 'ann', 'r1', { parent_id: 'm1' })
    const moment = '2026-01-05T09:30:00Z'
    for (const body of [
      {},
      { message_id: 'm1', message_timestamp: moment },
      { thread_id: 'm1', message_timestamp: moment },
      { message_id: 'r1' },
    ]) {
      expect((await refused(chat, 'bob', body)).code).toBe(4)
    }
    await chat.settle()
  })

  test('is refused to who is no member and for messages that are not there', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['eve'] })
    await send(chat, 'ann', 'm1')
    expect((await refused(chat, 'eve', { message_id: 'm1' })).code).toBe(17)
    expect((await refused(chat, 'bob', { message_id: 'unknown' })).code).toBe(16)
    await chat.server.call('TruncateChannel', { params: chat.general, body: { user_id: 'ann' } })
    expect((await refused(chat, 'bob', { message_id: 'm1' })).code).toBe(16)
    expect(await unreadOf(chat, 'bob')).toBe(0)
    await chat.settle()
  })

  test('reaches back before the reader joined, where they can see so far', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob', 'cid'] })
    for (const id of ['m1', 'm2']) await send(chat, 'ann', id)
    await chat.server.call('UpdateChannel', { params: chat.general, body: { add_members: ['bob'] } })
    const hidden = { add_members: ['cid'], hide_history: true }
    await chat.server.call('UpdateChannel', { params: chat.general, body: hidden })
    await markUnread(chat, 'bob', { message_id: 'm1' })
    expect(await unreadOf(chat, 'bob')).toBe(2)
    expect((await refused(chat, 'cid', { message_id: 'm1' })).code).toBe(16)
    await chat.settle()
  })
})

describe('marking a thread as unread', () => {
  test('without a message takes the last reply of somebody else', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'bob', 'm1')
    for (const id of ['r1', 'r2']) await send(chat, 'ann', id, { parent_id: 'm1' })
    await send(chat, 'bob', 'r3', { parent_id: 'm1' })
    const phone = await chat.user('bob').connect()
    await markUnread(chat, 'bob', { thread_id: 'm1' })
    await chat.quiet()
    expect(phone.events[0]).toMatchObject({
      type: 'notification.mark_unread',
      thread_id: 'm1',
      first_unread_message_id: 'r2',
      last_read_message_id: 'r1',
      unread_threads: 1,
      unread_thread_messages: 1,
      unread_count: 0,
      total_unread_count: 0,
      unread_channels: 0,
    })
    expect(phone.events[0].unread_messages).toBeUndefined()
    expect(await chat.user('bob').call('UnreadCounts')).toMatchObject({
      total_unread_count: 0,
      threads: [{ parent_message_id: 'm1', unread_count: 1 }],
    })
    await chat.settle()
  })

  test('may name the reply', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'bob', 'm1')
    for (const id of ['r1', 'r2']) await send(chat, 'ann', id, { parent_id: 'm1' })
    await markRead(chat, 'bob', { thread_id: 'm1' })
    await markUnread(chat, 'bob', { thread_id: 'm1', message_id: 'r1' })
    expect((await chat.user('bob').call('UnreadCounts')).threads[0].unread_count).toBe(2)
    await chat.settle()
  })

  test('is refused to who takes no part, and where there is no such thread', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    await send(chat, 'bob', 'm1')
    await send(chat, 'ann', 'r1', { parent_id: 'm1' })
    expect((await refused(chat, 'cid', { thread_id: 'm1' })).code).toBe(17)
    expect((await refused(chat, 'bob', { thread_id: 'r1' })).code).toBe(16)
    expect((await refused(chat, 'bob', { thread_id: 'm1', message_id: 'm1' })).code).toBe(16)
    await chat.settle()
  })
})
