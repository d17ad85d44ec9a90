import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

/** Lets the server give up what it no longer needs. */
async function prune(chat: TestChat) {
  await chat.clock.advance(11 * 60_000)
  await chat.quiet()
  await chat.app.services.writer.idle()
}

const rowsOf = async (chat: TestChat, table: 'exceptions' | 'windows' | 'holes' | 'thread exceptions') => {
  const query = {
    exceptions: sql`SELECT n FROM unread_exceptions ORDER BY n`,
    windows: sql`SELECT from_n AS n FROM unread_mute_windows ORDER BY from_n`,
    holes: sql`SELECT n FROM unread_holes ORDER BY n`,
    'thread exceptions': sql`SELECT n FROM thread_exceptions ORDER BY n`,
  }[table]
  const rows = await chat.app.services.database.snapshot((q) => q.all<{ n: number }>(query))
  return rows.map(({ n }) => n)
}

async function sendMany(chat: TestChat, from: number, to: number, message: object = {}) {
  for (let number = from; number <= to; number++) {
    const body = { message: { id: `m${number}`, text: 'hello', user_id: 'ann', ...message } }
    await chat.server.call('SendMessage', { params: chat.general, body })
  }
}

const markRead = (chat: TestChat, body: object = {}) =>
  chat.user('bob').call('MarkRead', { params: chat.general, body })

test('core §5.2: exceptions are kept as long as their messages can be unread, or marked unread again', async () => {
  await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'ann' } })
  await sendMany(chat, 1, 2)
  await chat.server.call('Unmute', { body: { user_id: 'bob', target_id: 'ann' } })
  await sendMany(chat, 3, 101)
  await prune(chat)
  expect(await rowsOf(chat, 'exceptions')).toEqual([1, 2])
  await markRead(chat)
  await prune(chat)
  // The first message is no longer among the newest hundred, the second still is.
  expect(await rowsOf(chat, 'exceptions')).toEqual([2])
  await chat.user('bob').call('MarkUnread', { params: chat.general, body: { message_id: 'm2' } })
  expect((await chat.user('bob').call('UnreadCounts')).total_unread_count).toBe(99)
  await prune(chat)
  expect(await rowsOf(chat, 'exceptions')).toEqual([2])
  await chat.settle()
})

test('what was given up is never counted: a message that deletions bring back among the newest is too old', async () => {
  await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'ann' } })
  await sendMany(chat, 1, 1)
  await chat.server.call('Unmute', { body: { user_id: 'bob', target_id: 'ann' } })
  await sendMany(chat, 2, 101)
  await markRead(chat)
  await prune(chat)
  expect(await rowsOf(chat, 'exceptions')).toEqual([])
  await chat.server.call('DeleteMessage', { params: { id: 'm101' }, query: { hard: true } })
  const tooOld = { params: chat.general, body: { message_id: 'm1' } }
  expect((await chat.user('bob').refused('MarkUnread', tooOld)).code).toBe(4)
  await chat.user('bob').call('MarkUnread', { params: chat.general, body: { message_id: 'm2' } })
  expect((await chat.user('bob').call('UnreadCounts')).total_unread_count).toBe(99)
  await chat.settle()
})

test('core §5.2: mute windows go once they are over and read, those that end by themselves too', async () => {
  await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  const mute = { user_id: 'bob', channel_cid: chat.general.cid }
  await chat.server.call('MuteChannel', { body: { ...mute, expiration: 60_000 } })
  await sendMany(chat, 1, 1)
  await chat.clock.advance(61_000)
  await sendMany(chat, 2, 150)
  await chat.server.call('MuteChannel', { body: mute })
  await markRead(chat)
  await prune(chat)
  // The one that is open stays.
  expect(await rowsOf(chat, 'windows')).toEqual([150])
  await sendMany(chat, 151, 151)
  expect((await chat.user('bob').call('UnreadCounts')).total_unread_count).toBe(0)
  await chat.settle()
})

test('core §5.2: holes go with the history that they were in', async () => {
  await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  await sendMany(chat, 1, 3)
  await chat.server.call('DeleteMessage', { params: { id: 'm2' }, query: { hard: true } })
  await prune(chat)
  expect(await rowsOf(chat, 'holes')).toEqual([2])
  await chat.server.call('TruncateChannel', { params: chat.general, body: { user_id: 'ann' } })
  await prune(chat)
  expect(await rowsOf(chat, 'holes')).toEqual([])
  await chat.settle()
})

test('nothing is left of a channel that is gone for good, and all of one that may come back', async () => {
  await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'ann' } })
  await chat.server.call('MuteChannel', { body: { user_id: 'bob', channel_cid: chat.general.cid } })
  await sendMany(chat, 1, 3)
  await sendMany(chat, 4, 4, { parent_id: 'm1' })
  await chat.server.call('DeleteMessage', { params: { id: 'm2' }, query: { hard: true } })
  const kept = async () => ({
    exceptions: await rowsOf(chat, 'exceptions'),
    windows: await rowsOf(chat, 'windows'),
    holes: await rowsOf(chat, 'holes'),
  })
  const params = { type: 'messaging', id: 'other' }
  await chat.server.call('GetOrCreateChannel', { params, body: { data: { created_by_id: 'ann', members: ['bob'] } } })
  await chat.server.call('DeleteChannel', { params })
  await prune(chat)
  expect(await kept()).toEqual({ exceptions: [1, 2, 3], windows: [0], holes: [2] })
  await chat.server.call('DeleteChannel', { params: chat.general, query: { hard_delete: true } })
  await prune(chat)
  await chat.app.services.tasks?.idle()
  expect(await kept()).toEqual({ exceptions: [], windows: [], holes: [] })
  const left = await chat.app.services.database.snapshot((q) =>
    q.all(sql`SELECT parent_id FROM threads UNION ALL SELECT parent_id FROM thread_reads
      UNION ALL SELECT user_id FROM reads WHERE channel_pk = 1`),
  )
  expect(left).toEqual([])
  await chat.settle()
})

test('the exceptions of threads go like those of channels', async () => {
  await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  await sendMany(chat, 0, 0, { user_id: 'bob' })
  await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'ann' } })
  await sendMany(chat, 1, 1, { parent_id: 'm0' })
  await chat.server.call('Unmute', { body: { user_id: 'bob', target_id: 'ann' } })
  await sendMany(chat, 2, 101, { parent_id: 'm0' })
  await prune(chat)
  expect(await rowsOf(chat, 'thread exceptions')).toEqual([1])
  await markRead(chat, { thread_id: 'm0' })
  await prune(chat)
  expect(await rowsOf(chat, 'thread exceptions')).toEqual([])
  await chat.server.call('DeleteMessage', { params: { id: 'm101' }, query: { hard: true } })
  const tooOld = { params: chat.general, body: { thread_id: 'm0', message_id: 'm1' } }
  expect((await chat.user('bob').refused('MarkUnread', tooOld)).code).toBe(4)
  await chat.settle()
})

test('nothing remembers a user who is gone for good', async () => {
  await using chat = await testChat({ isAlone: true, members: ['ann', 'bob'] })
  await chat.server.call('Mute', { body: { user_id: 'bob', target_id: 'ann' } })
  await chat.server.call('MuteChannel', { body: { user_id: 'bob', channel_cid: chat.general.cid } })
  await sendMany(chat, 1, 1, { user_id: 'bob' })
  await sendMany(chat, 2, 2)
  await sendMany(chat, 3, 3, { parent_id: 'm1' })
  await chat.server.call('DeleteUser', {
    params: { user_id: 'bob' },
    query: { hard_delete: true, mark_messages_deleted: true },
  })
  await chat.quiet()
  await chat.app.services.tasks?.idle()
  const left = await chat.app.services.database.snapshot((q) =>
    q.all(sql`
      SELECT 'reads' FROM reads WHERE user_id = 'bob' UNION ALL SELECT 'threads' FROM thread_reads WHERE user_id = 'bob'
      UNION ALL SELECT 'exceptions' FROM unread_exceptions WHERE user_id = 'bob'
      UNION ALL SELECT 'windows' FROM unread_mute_windows WHERE user_id = 'bob'
      UNION ALL SELECT 'thread exceptions' FROM thread_exceptions WHERE user_id = 'bob'`),
  )
  expect(left).toEqual([])
  await chat.settle()
})
