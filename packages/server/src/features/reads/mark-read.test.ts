import { describe, expect, test } from 'bun:test'
import { positions } from '@parley-chat/client/state'
import { type TestChat, testChat } from '../../testing/test-chat.ts'
import type { Device } from '../../testing/test-client.ts'

const send = (chat: TestChat, author: string, id: string, message: object = {}) =>
  chat.server.call('SendMessage', {
    params: chat.general,
    body: { message: { id, text: 'hello', user_id: author, ...message } },
  })

const markRead = (chat: TestChat, user: string, body: object = {}) =>
  chat.user(user).call('MarkRead', { params: chat.general, body })

const readsOf = async (chat: TestChat, user: string) =>
  (await chat.user(user).call('GetOrCreateChannel', { params: chat.general, body: { state: true } })).read

const eventsOf = (device: Device, type: string) => device.events.filter((event) => event.type === type)

test('that somebody has read up to what only they see is told without the message', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'], others: ['mod'] })
  const [ann, bob] = [await chat.user('ann').connect(), await chat.user('bob').connect()]
  for (const device of [ann, bob]) await device.watch(chat.general)
  await chat.server.call('Ban', {
    body: { target_user_id: 'bob', user_id: 'mod', shadow: true, channel_cid: chat.general.cid },
  })
  await send(chat, 'bob', 'hidden-1')
  await send(chat, 'ann', 'm1')
  await send(chat, 'bob', 'hidden-2')
  await send(chat, 'bob', 'hidden-reply', { parent_id: 'm1' })
  await chat.user('bob').call('MarkUnread', { params: chat.general, body: { message_id: 'm1' } })
  await markRead(chat, 'bob')
  await chat.quiet()
  const reads = eventsOf(ann, 'message.read').filter(({ user }) => user.id === 'bob')
  expect(reads.length).toBe(3)
  expect(JSON.stringify([reads, await readsOf(chat, 'ann')])).not.toContain('hidden-')
  expect(eventsOf(bob, 'message.read').at(-1).last_read_message_id).toBe('hidden-2')
  expect((await readsOf(chat, 'bob'))[0]).toMatchObject({ user: { id: 'bob' }, last_read_message_id: 'hidden-2' })

  // Nor does whoever comes back learn of it.
  const before = ann.state()
  const back = await chat.user('ann').connect()
  back.believe(before)
  await back.call('Resume', { body: { channels: positions(before) } })
  await chat.quiet()
  expect(eventsOf(back, 'message.read').map(({ user }) => user.id)).toContain('bob')
  expect(JSON.stringify(back.events)).not.toContain('hidden-')
  await chat.settle()
})

describe('marking a channel as read', () => {
  test('tells those who watch, and the reader’s other devices with their totals', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const phone = await chat.user('bob').connect()
    for (const id of ['m1', 'm2', 'm3']) await send(chat, 'ann', id)
    const { event } = await markRead(chat, 'bob')
    expect(event).toMatchObject({
      type: 'message.read',
      cid: 'messaging:general',
      channel_id: 'general',
      channel_type: 'messaging',
      user: { id: 'bob' },
      last_read_message_id: 'm3',
    })
    await chat.quiet()
    const [told] = eventsOf(ann, 'message.read')
    expect(told).toMatchObject({ user: { id: 'bob' }, last_read_message_id: 'm3', created_at: event.created_at })
    expect(told.parley).toEqual(event.parley)
    expect(eventsOf(phone, 'notification.mark_read')).toEqual([
      expect.objectContaining({
        cid: 'messaging:general',
        user: expect.objectContaining({ id: 'bob' }),
        last_read_message_id: 'm3',
        total_unread_count: 0,
        unread_count: 0,
        unread_channels: 0,
      }),
    ])
    await chat.settle()
  })

  test('again, with nothing new, answers the same and tells nobody', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    await send(chat, 'ann', 'm1')
    const first = await markRead(chat, 'bob')
    await chat.quiet()
    ann.clear()
    const again = await markRead(chat, 'bob')
    expect(again.event).toEqual(first.event)
    await chat.quiet()
    expect(ann.types).toEqual([])
    await chat.settle()
  })

  test('up to a message leaves those after it unread, and an older one takes nothing back', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const sent = []
    for (const id of ['m1', 'm2', 'm3']) sent.push((await send(chat, 'ann', id)).message)
    const { event } = await markRead(chat, 'bob', { message_id: 'm2' })
    expect(event).toMatchObject({ last_read_message_id: 'm2', created_at: sent[1].created_at })
    const older = await markRead(chat, 'bob', { message_id: 'm1' })
    expect(older.event).toEqual(event)
    expect((await readsOf(chat, 'bob'))[0]).toMatchObject({
      user: { id: 'bob' },
      last_read: sent[1].created_at,
      last_read_message_id: 'm2',
      unread_messages: 1,
    })
    await chat.settle()
  })

  test('works for the backend on behalf of a user, who must be named', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann', 'm1')
    const request = { params: chat.general, body: { user_id: 'bob' } }
    expect((await chat.serverV2.call('MarkRead', request)).event.last_read_message_id).toBe('m1')
    expect((await chat.server.refused('MarkRead', { params: chat.general })).code).toBe(4)
    const foreign = { params: chat.general, body: { user_id: 'bob' } }
    expect((await chat.user('ann').refused('MarkRead', foreign)).code).toBe(4)
    await chat.settle()
  })

  test('is quiet for who watches without being a member, and refused to who may not look', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['eve'], type: 'livestream' })
    await send(chat, 'ann', 'm1')
    expect((await markRead(chat, 'eve')).event).toBeNull()
    await using closed = await testChat({ members: ['ann'], others: ['eve'] })
    await send(closed, 'ann', 'm1')
    expect((await closed.user('eve').refused('MarkRead', { params: closed.general })).code).toBe(17)
    const nowhere = { params: { type: 'messaging', id: 'nowhere' } }
    expect((await closed.user('ann').refused('MarkRead', nowhere)).code).toBe(16)
    await chat.settle()
    await closed.settle()
  })

  test('up to a message that is not there, or only in a thread, is refused and changes nothing', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'], others: ['admin'] })
    await chat.server.call('GetOrCreateChannel', {
      params: { type: 'messaging', id: 'other' },
      body: { data: { created_by_id: 'ann', members: ['ann', 'bob'] } },
    })
    const elsewhere = { id: 'elsewhere', text: 'hello', user_id: 'ann' }
    await chat.server.call('SendMessage', { params: { type: 'messaging', id: 'other' }, body: { message: elsewhere } })
    await send(chat, 'ann', 'm1')
    await send(chat, 'ann', 'r1', { parent_id: 'm1' })
    await chat.server.call('Ban', { body: { target_user_id: 'ann', banned_by_id: 'admin', shadow: true } })
    await send(chat, 'ann', 'shadowed')
    for (const message_id of ['unknown', 'elsewhere', 'r1', 'shadowed']) {
      const refused = await chat.user('bob').refused('MarkRead', { params: chat.general, body: { message_id } })
      expect([message_id, refused.code]).toEqual([message_id, 16])
    }
    const { channels } = await chat.user('bob').call('UnreadCounts')
    expect(channels.map((each: { unread_count: number }) => each.unread_count)).toEqual([1, 1])
    await chat.settle()
  })

  test('moves the delivery along, for what has been read has arrived', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'ann', 'm1')
    await markRead(chat, 'bob')
    expect((await readsOf(chat, 'bob'))[0]).toMatchObject({ last_delivered_message_id: 'm1' })
    await chat.settle()
  })

  test('is not told to others by who keeps it to themself, and their row is shown to nobody else', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const privacy_settings = { read_receipts: { enabled: false } }
    await chat.server.call('UpdateUsers', { body: { users: { bob: { id: 'bob', privacy_settings } } } })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const bob = await chat.user('bob').connect()
    await bob.watch(chat.general)
    await send(chat, 'ann', 'm1')
    await markRead(chat, 'bob')
    await chat.quiet()
    expect(eventsOf(ann, 'message.read')).toEqual([])
    expect(eventsOf(bob, 'message.read')).toHaveLength(1)
    const shown = async (user: string) =>
      (await readsOf(chat, user)).map((row: { user: { id: string } }) => row.user.id)
    expect(await shown('ann')).toEqual(['ann'])
    expect(await shown('bob')).toEqual(['bob', 'ann'])
    await chat.settle()
  })

  test('is not told where more than a hundred watch', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    const devices: Device[] = []
    for (let count = 0; count < 34; count++) {
      for (const user of ['ann', 'bob', 'cid']) devices.push(await chat.user(user).connect())
    }
    for (const device of devices) await device.watch(chat.general)
    await send(chat, 'bob', 'm1')
    await chat.user('bob').call('MarkRead', { params: chat.general })
    await send(chat, 'ann', 'm2')
    await markRead(chat, 'bob')
    await chat.quiet()
    const [first] = devices
    expect(eventsOf(first!, 'message.read')).toEqual([])
    expect(eventsOf(first!, 'message.new')[0]).not.toHaveProperty('total_unread_count')
  })
})

describe('marking a thread as read', () => {
  test('leaves the channel alone and tells of the thread', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const ann = await chat.user('ann').connect()
    await ann.watch(chat.general)
    const phone = await chat.user('bob').connect()
    await send(chat, 'bob', 'm1')
    await send(chat, 'ann', 'r1', { parent_id: 'm1' })
    await send(chat, 'ann', 'r2', { parent_id: 'm1', show_in_channel: true })
    const { event } = await markRead(chat, 'bob', { thread_id: 'm1' })
    expect(event).toMatchObject({
      last_read_message_id: 'r2',
      thread: { parent_message_id: 'm1', reply_count: 2, participant_count: 2, title: 'hello' },
    })
    await chat.quiet()
    expect(eventsOf(ann, 'message.read')[0].thread).toMatchObject({ parent_message_id: 'm1' })
    expect(eventsOf(phone, 'notification.mark_read')[0]).toMatchObject({
      thread_id: 'm1',
      unread_threads: 0,
      unread_thread_messages: 0,
      unread_count: 1,
      total_unread_count: 1,
      unread_channels: 1,
    })
    // That would be the number of the channel, in which nothing was read.
    expect(eventsOf(phone, 'notification.mark_read')[0].unread_messages).toBeUndefined()
    expect(await chat.user('bob').call('UnreadCounts')).toMatchObject({
      total_unread_count: 1,
      total_unread_threads_count: 0,
    })
    await chat.settle()
  })

  test('up to a reply leaves those after it unread', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    await send(chat, 'bob', 'm1')
    for (const id of ['r1', 'r2', 'r3']) await send(chat, 'ann', id, { parent_id: 'm1' })
    await markRead(chat, 'bob', { thread_id: 'm1', message_id: 'r2' })
    const { threads } = await chat.user('bob').call('UnreadCounts')
    expect(threads).toMatchObject([{ unread_count: 1, last_read_message_id: 'r2' }])
    await chat.settle()
  })

  test('is quiet for who takes no part in it, and refused where there is none', async () => {
    await using chat = await testChat({ members: ['ann', 'bob', 'cid'] })
    await send(chat, 'bob', 'm1')
    await send(chat, 'bob', 'm2')
    await send(chat, 'ann', 'r1', { parent_id: 'm1' })
    expect((await markRead(chat, 'cid', { thread_id: 'm1' })).event).toBeNull()
    for (const body of [{ thread_id: 'm2' }, { thread_id: 'unknown' }, { thread_id: 'm1', message_id: 'm2' }]) {
      expect((await chat.user('bob').refused('MarkRead', { params: chat.general, body })).code).toBe(16)
    }
    await chat.settle()
  })
})

describe('read rows', () => {
  test('begin when a member joins, with nothing unread', async () => {
    await using chat = await testChat({ members: ['ann'], others: ['bob'] })
    await send(chat, 'ann', 'm1')
    const body = { add_members: ['bob'] }
    const { members } = await chat.server.call('UpdateChannel', { params: chat.general, body })
    const joined = members.find((member: { user_id: string }) => member.user_id === 'bob')
    const [own, other] = await readsOf(chat, 'bob')
    expect(own).toMatchObject({ user: { id: 'bob' }, last_read: joined.created_at, unread_messages: 0 })
    expect(own).not.toHaveProperty('last_read_message_id')
    expect(other).toMatchObject({ user: { id: 'ann' }, last_read_message_id: 'm1' })
    await chat.settle()
  })

  test('show the viewer first and then at most 99 others', async () => {
    await using chat = await testChat({ members: ['ann'] })
    for (const batch of ['a', 'b']) {
      const people = Array.from({ length: 60 }, (_, index) => `${batch}${index}`)
      const users = Object.fromEntries(people.map((id) => [id, { id }]))
      await chat.server.call('UpdateUsers', { body: { users } })
      await chat.server.call('UpdateChannel', { params: chat.general, body: { add_members: people } })
    }
    await send(chat, 'a7', 'm1')
    const rows = await readsOf(chat, 'ann')
    expect(rows).toHaveLength(100)
    expect(rows[0].user.id).toBe('ann')
    expect(rows[1].user.id).toBe('a7')
    expect(rows[0].unread_messages).toBe(1)
    await chat.settle()
  })

  test('of two devices: what one reads the other has read', async () => {
    await using chat = await testChat({ members: ['ann', 'bob'] })
    const phone = await chat.user('bob').connect()
    const laptop = await chat.user('bob').connect()
    await laptop.watch(chat.general)
    await send(chat, 'ann', 'm1')
    await chat.quiet()
    expect(eventsOf(phone, 'notification.message_new')[0]).toMatchObject({ total_unread_count: 1 })
    await laptop.call('MarkRead', { params: chat.general })
    await chat.quiet()
    expect(eventsOf(phone, 'notification.mark_read')[0]).toMatchObject({ total_unread_count: 0, unread_channels: 0 })
    await chat.settle()
  })
})

test('many readings at once each move their own reader, whatever shares the commit', async () => {
  const people = Array.from({ length: 40 }, (_, index) => `reader-${index}`)
  await using chat = await testChat({ members: ['ann', ...people] })
  for (const id of ['m1', 'm2', 'm3']) await send(chat, 'ann', id)
  const answers = await Promise.all([
    ...people.map((user, index) => markRead(chat, user, index % 2 === 0 ? {} : { message_id: 'm2' })),
    chat.user('nobody').fetch('MarkRead', { params: chat.general }),
    // The same reader twice: what the first one moved, the second one finds moved.
    markRead(chat, 'reader-0'),
    markRead(chat, 'reader-1', { message_id: 'm1' }),
  ])
  const refused = answers[people.length] as Response
  expect(refused.status).toBe(403)
  expect(answers.at(-2)).toMatchObject({ event: answers[0].event })
  expect(answers.at(-1)).toMatchObject({ event: answers[1].event })
  const { counts_by_user } = await chat.server.call('UnreadCountsBatch', { body: { user_ids: people } })
  expect(people.map((id) => counts_by_user[id].total_unread_count)).toEqual(people.map((_, index) => index % 2))
  await chat.settle()
})
