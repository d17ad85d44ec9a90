import { expect, test } from 'bun:test'
import { type TestChat, testChat } from '../../testing/test-chat.ts'

const say = (chat: TestChat, user: string, text: string, id?: string) =>
  chat.user(user).call('SendMessage', { params: { ...chat.general }, body: { message: { text, ...(id && { id }) } } })

/** The time on the wire, for `last_sync_at`. */
const timeOf = (chat: TestChat) => new Date(chat.clock.now() / 1000).toISOString()

const typesOf = ({ events }: { events: { type: string }[] }) => events.map(({ type }) => type)

test('sync answers what happened in the channels named since then, oldest first', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  await chat.clock.advance(60_000)
  const since = timeOf(chat)
  await say(chat, 'ann', 'one', 'm1')
  await chat.user('bob').call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type: 'wave' } } })
  await chat.user('ann').call('DeleteMessage', { params: { id: 'm1' } })

  const body = { channel_cids: [chat.general.cid], last_sync_at: since }
  const answer = await chat.user('bob').call('Sync', { body })
  expect(typesOf(answer)).toEqual(['message.new', 'reaction.new', 'message.deleted'])
  const [first] = answer.events
  expect(first).toMatchObject({ cid: chat.general.cid, message: { id: 'm1', type: 'deleted', text: '' } })
  expect(first.parley.seq).toBeGreaterThan(0)

  const v2 = await chat.user('bob', 'v2').call('Sync', { body })
  expect(typesOf(v2)).toEqual(typesOf(answer))
  await chat.settle()
})

test('sync tells nobody of channels they may not read, and names them if asked', async () => {
  await using chat = await testChat({ members: ['ann'], others: ['eve'] })
  await say(chat, 'ann', 'secret')
  const answer = await chat.user('eve').call('Sync', {
    query: { with_inaccessible_cids: 'true' },
    body: { channel_cids: [chat.general.cid, 'messaging:nowhere'], last_sync_at: timeOf(chat) },
  })
  expect(answer).toMatchObject({ events: [], inaccessible_cids: [chat.general.cid, 'messaging:nowhere'] })
  await chat.settle()
})

test('sync tells a user who was removed that they were, and one who was added again that they are there', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  await chat.clock.advance(60_000)
  const body = { channel_cids: [chat.general.cid], last_sync_at: timeOf(chat) }
  const change = (what: object) => chat.server.call('UpdateChannel', { params: { ...chat.general }, body: what })
  await change({ remove_members: ['bob'] })
  const removed = await chat.user('bob').call('Sync', { body })
  expect(typesOf(removed)).toEqual(['notification.removed_from_channel'])
  await change({ add_members: ['bob'] })
  const added = await chat.user('bob').call('Sync', { body })
  expect(typesOf(added)).toEqual(['member.removed', 'member.added', 'notification.added_to_channel'])
  expect(added.events.at(-1).member.user_id).toBe('bob')
  await chat.settle()
})

test('sync refuses too many channels, times too long ago, and more events than a query is worth', async () => {
  await using chat = await testChat({ members: ['ann'] })
  const ask = (body: object) => chat.user('ann').refused('Sync', { body })
  const now = timeOf(chat)
  const many = Array.from({ length: 256 }, (_, index) => `messaging:c${index}`)
  expect(await ask({ channel_cids: many, last_sync_at: now })).toMatchObject({ code: 4, StatusCode: 400 })
  const old = new Date(Date.parse(now) - 31 * 24 * 3600 * 1000).toISOString()
  expect(await ask({ channel_cids: [chat.general.cid], last_sync_at: old })).toMatchObject({ code: 4 })
  await Promise.all(Array.from({ length: 1001 }, (_, index) => say(chat, 'ann', 'x', `m${index}`)))
  expect(await ask({ channel_cids: [chat.general.cid], last_sync_at: now })).toMatchObject({ code: 4 })
  await chat.settle()
})

test('sync can watch the channels from there on, but only for a connection of one’s own', async () => {
  await using chat = await testChat({ members: ['ann', 'bob'] })
  const bob = await chat.user('bob').connect()
  await bob.call('Sync', { body: { channel_cids: [chat.general.cid], last_sync_at: timeOf(chat), watch: true } })
  await say(chat, 'ann', 'hello')
  expect((await bob.heard('message.new')).message.text).toBe('hello')
  const body = { channel_cids: [chat.general.cid], last_sync_at: timeOf(chat), watch: true }
  expect(await chat.user('bob').refused('Sync', { body })).toMatchObject({ code: 4 })
  const foreign = { query: { connection_id: bob.connection_id }, body }
  expect(await chat.user('ann').refused('Sync', foreign)).toMatchObject({ code: 46 })
})
