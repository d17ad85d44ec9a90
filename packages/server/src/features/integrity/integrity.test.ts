import { expect, test } from 'bun:test'
import sql, { type Sql } from 'sql-template-tag'
import type { Database } from '../../ports/database.ts'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

const check = (chat: TestChat) => chat.server.call('CheckIntegrity')

async function busyChat() {
  const chat = await testChat({ isAlone: true, members: ['ann', 'bob', 'cid'] })
  const send = (id: string, user_id: string, message: object = {}) =>
    chat.server.call('SendMessage', {
      params: chat.general,
      body: { message: { id, text: 'hello', user_id, ...message } },
    })
  await send('m1', 'ann')
  await send('m2', 'bob')
  await send('r1', 'cid', { parent_id: 'm1' })
  await send('r2', 'bob', { parent_id: 'm1', show_in_channel: true })
  await send('m3', 'ann')
  await chat.server.call('DeleteMessage', { params: { id: 'r1' } })
  await chat.server.call('DeleteMessage', { params: { id: 'm2' }, query: { hard: true } })
  for (const user_id of ['bob', 'cid']) {
    await chat.server.call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type: 'like', user_id } } })
  }
  return chat
}

/** Spoils a number behind the server's back. */
const spoil = (chat: TestChat, statement: Sql) =>
  chat.app.services.writer.run('Spoil', async (write) => void (await write.run(statement)))

test('a server that was only ever used agrees with itself', async () => {
  await using chat = await busyChat()
  await chat.user('bob').connect()
  await chat.quiet()
  const answer = await check(chat)
  expect(answer).toMatchObject({ ok: true, problems: [], problem_count: 0 })
  expect(answer.checked).toMatchObject({
    'channel.member_count': 1,
    'channel.message_count': 1,
    'channel.ordinals': 1,
    'member.unread': 3,
    'message.reply_count': 2,
    'message.deleted_reply_count': 2,
    'message.reactions': 4,
    'thread.unread': 3,
    'user.totals': 3,
    'user.totals_told': 1,
  })
  await chat.settle()
})

for (const [name, statement, problem] of [
  ['member count', sql`UPDATE channels SET member_count = 7`, { check: 'channel.member_count', stored: 7, counted: 3 }],
  [
    'message count',
    sql`UPDATE channels SET message_count = 7`,
    { check: 'channel.message_count', stored: 7, counted: 4 },
  ],
  [
    'reply count',
    sql`UPDATE messages SET reply_count = 9 WHERE id = 'm1'`,
    { check: 'message.reply_count', subject: 'm1', stored: 9, counted: 2 },
  ],
  [
    'count of deleted replies',
    sql`UPDATE messages SET deleted_reply_count = 0 WHERE id = 'm1'`,
    { check: 'message.deleted_reply_count', stored: 0, counted: 1 },
  ],
  [
    'reaction summary',
    sql`DELETE FROM reactions WHERE user_id = 'cid'`,
    {
      check: 'message.reactions',
      subject: 'm1',
      stored: { like: { count: 2, sum_scores: 2 } },
      counted: { like: { count: 1, sum_scores: 1 } },
    },
  ],
  ['hole that is missing', sql`DELETE FROM unread_holes`, { check: 'channel.ordinals', stored: [2], counted: [] }],
  [
    'ordinal that two messages have',
    sql`UPDATE messages SET n = 4 WHERE id = 'r2'`,
    { check: 'channel.ordinals', stored: [4, 3], counted: [] },
  ],
  [
    'member without a read row',
    sql`DELETE FROM reads WHERE user_id = 'cid'`,
    { check: 'channel.members_uncounted', stored: [{ user_id: 'cid' }], counted: [] },
  ],
] as const) {
  test(`a wrong ${name} is found and named`, async () => {
    await using chat = await busyChat()
    await spoil(chat, statement)
    const { ok, problems } = await check(chat)
    expect(ok).toBe(false)
    expect(problems).toContainEqual(expect.objectContaining(problem))
  })
}

test('a recount reads channels and messages without holding up anybody', async () => {
  await using chat = await busyChat()
  const database = chat.app.services.database as { slowSnapshot: Database['slowSnapshot'] }
  const { slowSnapshot } = database
  let answeredMeanwhile = 0
  database.slowSnapshot = (read) =>
    slowSnapshot(async (q) => {
      const { channels } = await chat
        .user('ann')
        .call('QueryChannels', { body: { filter_conditions: { joined: true } } })
      answeredMeanwhile += channels.length
      return read(q)
    })
  expect(await check(chat)).toMatchObject({ ok: true })
  expect(answeredMeanwhile).toBeGreaterThan(0)
  await chat.settle()
})

test('a number that connected devices are told is compared too', async () => {
  await using chat = await busyChat()
  await chat.user('bob').connect()
  await chat.quiet()
  const [here] = [...chat.app.services.hub.users.all()]
  here!.total += 5
  const { problems } = await check(chat)
  expect(problems).toEqual([expect.objectContaining({ check: 'user.totals_told', subject: 'bob' })])
})

test('other requests are served while it counts, and a channel that changes meanwhile is counted as it is', async () => {
  await using chat = await busyChat()
  const counting = check(chat)
  const sends = Array.from({ length: 30 }, (_, index) =>
    chat.server.call('SendMessage', {
      params: chat.general,
      body: { message: { id: `more-${index}`, text: 'hello', user_id: 'ann' } },
    }),
  )
  await Promise.all(sends)
  expect((await counting).problems).toEqual([])
  await chat.settle()
})

test('only the backend may ask, and of its own app alone', async () => {
  await using chat = await busyChat()
  expect((await chat.user('ann').refused('CheckIntegrity')).code).toBe(17)
  await spoil(chat, sql`UPDATE channels SET app_pk = 99`)
  expect((await check(chat)).checked).not.toHaveProperty('channel.member_count')
})
