import { expect, test } from 'bun:test'
import { ids, startTalk } from './talk.fixture.ts'

test('a reply stands in its thread, raises the parent’s count and is told with it', async () => {
  const { chat, say, history, get } = await startTalk()
  await using _ = chat
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  const parent = await say('ann', { id: 'p', text: 'question' })
  await chat.quiet()
  ann.clear()

  const reply = await say('bob', { id: 'r1', text: 'answer', parent_id: 'p' })
  expect(reply).toMatchObject({ type: 'reply', parent_id: 'p', show_in_channel: false })
  await chat.quiet()
  expect(ann.types).toEqual(['message.new', 'message.updated', 'notification.thread_message_new'])
  const [told, updated, notice] = ann.events
  expect(told).toMatchObject({ parent_author: 'ann', thread_participants: [{ id: 'bob' }], total_unread_count: 0 })
  expect(updated).toMatchObject({ message: { id: 'p', reply_count: 1, thread_participants: [{ id: 'bob' }] } })
  expect(updated.message.updated_at).toBe(parent.updated_at)
  expect(notice).toMatchObject({ thread_id: 'p', unread_threads: 1, unread_thread_messages: 1, message: { id: 'r1' } })
  expect(ids(await history('ann'))).toEqual(['p'])
  expect(await get('p')).toMatchObject({ reply_count: 1, deleted_reply_count: 0 })
  const { messages } = await chat.user('ann').call('GetReplies', { params: { parent_id: 'p' } })
  expect(ids(messages)).toEqual(['r1'])
  await chat.settle()
})

test('a reply that is shown in the channel too counts in both', async () => {
  const { chat, say, history, state } = await startTalk()
  await using _ = chat
  const ann = await chat.user('ann').connect()
  await say('ann', { id: 'p', text: 'question' })
  const reply = await say('bob', { id: 'r1', text: 'answer', parent_id: 'p', show_in_channel: true })
  expect(reply).toMatchObject({ type: 'reply', show_in_channel: true })
  expect(await ann.heard('notification.thread_message_new')).toMatchObject({ unread_threads: 1 })
  expect(ids(await history('ann'))).toEqual(['p', 'r1'])
  expect((await state()).channel.last_message_at).toBe(reply.created_at)
  const counts = await chat.user('ann').call('UnreadCounts')
  expect(counts).toMatchObject({ total_unread_count: 1, total_unread_threads_count: 1 })
  await chat.settle()
})

test('several people reply at once: everyone counts, and the order of first replies stays', async () => {
  const { chat, say, get } = await startTalk({ members: ['ann', 'bob', 'cid'] })
  await using _ = chat
  const cid = await chat.user('cid').connect()
  await say('ann', { id: 'p', text: 'question' })
  await Promise.all([
    say('bob', { id: 'r1', text: '1', parent_id: 'p' }),
    say('cid', { id: 'r2', text: '2', parent_id: 'p' }),
    say('bob', { id: 'r3', text: '3', parent_id: 'p' }),
  ])
  const parent = await get('p')
  expect(parent.reply_count).toBe(3)
  expect(ids(parent.thread_participants)).toEqual(['bob', 'cid'])
  // Who replied a moment ago takes part: the later replies of the same moment are told to them and count.
  expect(await cid.heard('notification.thread_message_new')).toMatchObject({ message: { id: 'r3' }, unread_threads: 1 })
  await chat.settle()
})

test('a message and replies to it may come at once, and in this order they are stored', async () => {
  const { chat, say, sayRefused, get } = await startTalk()
  await using _ = chat
  const early = sayRefused('bob', { id: 'r0', text: 'too early', parent_id: 'p' })
  const both = [
    say('ann', { id: 'p', text: 'question' }),
    say('bob', { id: 'r1', text: 'answer', parent_id: 'p', mentioned_users: ['ann'] }),
  ]
  expect(await early).toMatchObject({ code: 16 })
  await Promise.all(both)
  expect(await get('p')).toMatchObject({ reply_count: 1, thread_participants: [{ id: 'bob' }] })
  expect((await chat.user('ann').call('UnreadCounts')).threads).toMatchObject([
    { parent_message_id: 'p', unread_count: 1 },
  ])
  await chat.settle()
})

test('a reply to a reply, or to a message of another channel, is refused', async () => {
  const { chat, say, sayRefused, get } = await startTalk()
  await using _ = chat
  await say('ann', { id: 'p', text: 'question' })
  await say('bob', { id: 'r1', text: 'answer', parent_id: 'p' })
  expect(await sayRefused('ann', { text: 'no', parent_id: 'r1' })).toMatchObject({ code: 21, StatusCode: 400 })
  await chat.server.call('GetOrCreateChannel', {
    params: { type: 'messaging', id: 'other' },
    body: { data: { created_by_id: 'ann', members: ['ann'] } },
  })
  const elsewhere = { params: { type: 'messaging', id: 'other' }, body: { message: { text: 'no', parent_id: 'p' } } }
  expect(await chat.user('ann').refused('SendMessage', elsewhere)).toMatchObject({ code: 16 })
  expect((await get('p')).reply_count).toBe(1)
  await chat.settle()
})

test('where replies are off there are none', async () => {
  const { chat, say, sayRefused } = await startTalk()
  await using _ = chat
  await say('ann', { id: 'p', text: 'question' })
  await chat.server.call('UpdateChannelPartial', {
    params: { ...chat.general },
    body: { set: { config_overrides: { replies: false } }, user_id: 'ann' },
  })
  expect(await sayRefused('bob', { text: 'no', parent_id: 'p' })).toMatchObject({ code: 19 })
  await chat.settle()
})

test('replies deleted softly stay counted as deleted; those removed are counted no more', async () => {
  const { chat, say, get } = await startTalk()
  await using _ = chat
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await say('ann', { id: 'p', text: 'question' })
  await say('bob', { id: 'r1', text: '1', parent_id: 'p' })
  await say('bob', { id: 'r2', text: '2', parent_id: 'p' })
  await chat.user('bob').call('DeleteMessage', { params: { id: 'r1' } })
  expect(await get('p')).toMatchObject({ reply_count: 2, deleted_reply_count: 1 })
  await chat.server.call('UndeleteMessage', { params: { id: 'r1' }, body: { undeleted_by: 'ann' } })
  expect(await get('p')).toMatchObject({ reply_count: 2, deleted_reply_count: 0 })
  await chat.user('bob').call('DeleteMessage', { params: { id: 'r1' } })
  await chat.server.call('DeleteMessage', { params: { id: 'r1' }, query: { hard: true } })
  expect(await get('p')).toMatchObject({ reply_count: 1, deleted_reply_count: 0 })
  await chat.server.call('DeleteMessage', { params: { id: 'r2' }, query: { hard: true } })
  const parent = await get('p')
  expect(parent).toMatchObject({ reply_count: 0, deleted_reply_count: 0 })
  expect(parent.thread_participants).toBeUndefined()
  expect((await chat.user('ann').call('UnreadCounts')).total_unread_threads_count).toBe(0)
  await chat.settle()
})

test('a deleted message can still be replied to; one that is removed takes its thread along', async () => {
  const { chat, say, sayRefused } = await startTalk()
  await using _ = chat
  await say('ann', { id: 'p', text: 'question' })
  await say('bob', { id: 'r1', text: '1', parent_id: 'p', show_in_channel: true })
  await chat.user('ann').call('DeleteMessage', { params: { id: 'p' } })
  await say('bob', { id: 'r2', text: '2', parent_id: 'p' })
  await chat.server.call('DeleteMessage', { params: { id: 'p' }, query: { hard: true } })
  for (const id of ['p', 'r1', 'r2']) {
    expect((await chat.server.refused('GetMessage', { params: { id } })).code).toBe(16)
  }
  expect((await sayRefused('bob', { text: '3', parent_id: 'p' })).code).toBe(16)
  expect(await chat.user('ann').call('UnreadCounts')).toMatchObject({ total_unread_count: 0, threads: [] })
  await chat.settle()
})

test('a thread too long for one transaction is gone at once, and its id is free when all of it is', async () => {
  const { chat, say, sayRefused, history, get } = await startTalk()
  await using _ = chat
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await say('ann', { id: 'p', text: 'question' })
  const texts = Array.from({ length: 520 }, (_, index) => index)
  await Promise.all(
    texts.map((index) => say('bob', { id: `r${index}`, text: 'x', parent_id: 'p', show_in_channel: index < 3 })),
  )
  await say('ann', { id: 'last', text: 'after' })
  await chat.quiet()
  ann.clear()
  const deletion = chat.server.call('DeleteMessage', { params: { id: 'p' }, query: { hard: true } })
  const retry = sayRefused('ann', { id: 'p', text: 'too early' })
  await deletion
  expect((await retry).message).toContain('already exists')
  expect(ids(await history())).toEqual(['last'])
  await chat.app.services.tasks!.idle()
  expect((await chat.server.refused('GetMessage', { params: { id: 'r519' } })).code).toBe(16)
  await chat.quiet()
  expect(ann.types.filter((type) => type === 'message.deleted')).toEqual(['message.deleted'])
  await say('ann', { id: 'p', text: 'again' })
  expect(await get('p')).toMatchObject({ reply_count: 0, text: 'again' })
  await say('bob', { id: 'n1', text: 'new thread', parent_id: 'p' })
  expect((await chat.user('ann').call('UnreadCounts')).threads).toMatchObject([
    { parent_message_id: 'p', unread_count: 1 },
  ])
  await chat.settle()
})

test('what is written in silence changes nothing that others see of the thread', async () => {
  const { chat, say, get } = await startTalk()
  await using _ = chat
  await say('ann', { id: 'p', text: 'question' })
  await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'ann', shadow: true, ...chat.general } })
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await chat.quiet()
  ann.clear()
  await say('bob', { id: 'r1', text: 'psst', parent_id: 'p' })
  await chat.quiet()
  expect(ann.types).toEqual([])
  expect(await get('p', 'ann')).toMatchObject({ reply_count: 0 })
  const of = async (id: string) => (await chat.user(id).call('GetReplies', { params: { parent_id: 'p' } })).messages
  expect(ids(await of('bob'))).toEqual(['r1'])
  expect(await of('ann')).toEqual([])
  await chat.settle()
})
