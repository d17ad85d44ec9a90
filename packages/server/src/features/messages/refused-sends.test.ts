import { expect, test } from 'bun:test'
import { ids, startTalk } from './talk.fixture.ts'

const kilobytes = (count: number) => 'x'.repeat(count * 1024)

test('who is not a member may not write: nothing is stored, nothing heard', async () => {
  const { chat, sayRefused, history } = await startTalk({ others: ['eve'] })
  await using _ = chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  const error = await sayRefused('eve', { text: 'hi' })
  expect(error).toMatchObject({ code: 17, StatusCode: 403 })
  expect(error.message).toContain(
    "User 'eve' with role user is not allowed to perform action CreateMessage in scope 'messaging'",
  )
  expect(await history()).toEqual([])
  await chat.quiet()
  expect(bob.types).not.toContain('message.new')
  await chat.settle()
})

test('nobody writes into a channel that does not exist, or without a name', async () => {
  const { chat } = await startTalk()
  await using _ = chat
  const request = { params: { type: 'messaging', id: 'nowhere' }, body: { message: { text: 'hi' } } }
  expect(await chat.user('ann').refused('SendMessage', request)).toMatchObject({
    code: 16,
    message: 'SendMessage failed with error: "Can\'t find channel with id messaging:nowhere"',
  })
  const inGeneral = { params: { ...chat.general }, body: { message: { text: 'hi' } } }
  expect(await chat.anonymous.refused('SendMessage', inGeneral)).toMatchObject({ StatusCode: 403 })
  const nameless = await chat.server.refused('SendMessage', inGeneral)
  expect(nameless).toMatchObject({
    code: 4,
    message: expect.stringContaining('message.user_id or message.user is a required field'),
  })
  await chat.settle()
})

test('what only the backend may set is passed over when a client sends it back', async () => {
  const { chat, say } = await startTalk()
  await using _ = chat
  const sent = await say('ann', {
    text: 'hi',
    html: '<script>',
    reply_count: 7,
    shadowed: true,
    created_at: '2020-01-01T00:00:00Z',
    user: { id: 'ann' },
    cid: 'messaging:other',
    latest_reactions: [{ type: 'like' }],
  })
  expect(sent).toMatchObject({ html: '<p>hi</p>\n', reply_count: 0, shadowed: false, cid: 'messaging:general' })
  expect(sent.latest_reactions).toEqual([])
  expect(sent.created_at).toStartWith('2026-')
  await chat.settle()
})

test.each([
  ['a text that is too long', { text: 'x'.repeat(5001) }, 20, 'at maximum 5000 characters'],
  ['nothing at all', {}, 4, 'at least one is required'],
  ['an id with a comma', { id: 'a,b', text: 'x' }, 4, 'message.id may not contain , or %'],
  [
    'an id that is too long',
    { id: 'x'.repeat(256), text: 'x' },
    4,
    'message.id must contain at maximum 255 characters',
  ],
  ['a type of its own making', { text: 'x', type: 'ephemeral' }, 4, 'message.type must be one of [regular system]'],
  ['a reserved field', { text: 'x', quoted_message: {} }, 4, 'message.quoted_message is a reserved field'],
  [
    'too many attachments',
    { attachments: Array(31).fill({}) },
    4,
    'message.attachments must contain at maximum 30 items',
  ],
  ['big attachments', { attachments: [{ text: kilobytes(6) }] }, 22, 'attachments size exceeds the limit of 5KB'],
  ['big custom data', { text: 'x', blob: kilobytes(6) }, 22, 'message.custom size exceeds the limit of 5KB'],
  [
    'too many mentions',
    { text: 'x', mentioned_users: Array.from({ length: 26 }, (_, index) => `u${index}`) },
    4,
    'message.mentioned_users must contain at maximum 25 items',
  ],
  ['a quote of nothing', { text: 'x', quoted_message_id: 'nope' }, 4, "message with id nope doesn't exist"],
  ['a reply to nothing', { text: 'x', parent_id: 'nope' }, 16, "Message with id nope doesn't exist"],
  ['a poll', { poll_id: 'p1' }, 19, 'polls not enabled'],
  ['a place', { shared_location: { latitude: 1, longitude: 2 } }, 19, 'shared_locations not enabled'],
  ['a secret', { text: 'x', restricted_visibility: ['bob'] }, 19, 'private messaging is not allowed'],
  ['a system message', { text: 'x', type: 'system' }, 17, 'creating system messages not allowed'],
  ['somebody else as its author', { text: 'x', user_id: 'bob' }, 4, 'must be the id of the user whose token was sent'],
])('%s is refused, and nothing is stored or heard', async (_name, message, code, reason) => {
  const { chat, sayRefused, history } = await startTalk()
  await using _ = chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await chat.quiet()
  bob.clear()
  const error = await sayRefused('ann', message)
  expect(error).toMatchObject({ code })
  expect(error.message).toContain(reason)
  await chat.quiet()
  expect(await history()).toEqual([])
  await chat.quiet()
  expect(bob.types).toEqual([])
  await chat.settle()
})

test('pending messages are not there yet, and say so', async () => {
  const { chat, sayRefused } = await startTalk()
  await using _ = chat
  const error = await sayRefused(chat.server, { text: 'x', user_id: 'ann' }, { pending: true })
  expect(error).toMatchObject({ code: 19, message: expect.stringContaining('pending messages not enabled') })
  await chat.settle()
})

test('length is counted in characters, however many bytes they take', async () => {
  const { chat, say, sayRefused } = await startTalk()
  await using _ = chat
  await say('ann', { text: '😀'.repeat(5000) })
  expect(await sayRefused('ann', { text: '😀'.repeat(5001) })).toMatchObject({ code: 20 })
  await chat.settle()
})

test('in slow mode the next message has to wait; the backend and moderators need not', async () => {
  const { chat, say, sayRefused, history } = await startTalk({ others: ['mod'] })
  await using _ = chat
  await chat.server.call('UpdateChannelPartial', {
    params: { ...chat.general },
    body: { set: { cooldown: 10 }, user_id: 'ann' },
  })
  await chat.server.call('UpdateChannel', { params: { ...chat.general }, body: { add_moderators: ['mod'] } })
  await say('ann', { id: 'a1', text: 'one' })
  expect(await sayRefused('ann', { id: 'a2', text: 'two' })).toMatchObject({ code: 60, StatusCode: 403 })
  // A retry whose answer was lost must learn that its message is stored.
  expect((await sayRefused('ann', { id: 'a1', text: 'one' })).message).toContain('already exists')
  await say('bob', { id: 'b1', text: 'another person' })
  await say('mod', { id: 'c1', text: 'one' })
  await say('mod', { id: 'c2', text: 'two' })
  await say(chat.server, { id: 's1', text: 'two', user_id: 'ann' })
  await chat.clock.advance(10_001)
  await say('ann', { id: 'a3', text: 'three' })
  expect(ids(await history())).toEqual(['a1', 'b1', 'c1', 'c2', 's1', 'a3'])
  await chat.settle()
})

test('of two messages at once in slow mode one has to wait', async () => {
  const { chat, history } = await startTalk()
  await using _ = chat
  await chat.server.call('UpdateChannelPartial', {
    params: { ...chat.general },
    body: { set: { cooldown: 10 }, user_id: 'ann' },
  })
  const attempt = (id: string) =>
    chat.user('ann').fetch('SendMessage', { params: { ...chat.general }, body: { message: { id, text: 'hi' } } })
  const statuses = (await Promise.all([attempt('m1'), attempt('m2')])).map(({ status }) => status)
  expect(statuses).toEqual([201, 403])
  expect(ids(await history())).toEqual(['m1'])
  await chat.settle()
})

test('a frozen channel takes messages only from those who may use it', async () => {
  const { chat, say, sayRefused, history } = await startTalk()
  await using _ = chat
  await chat.server.call('UpdateChannelPartial', {
    params: { ...chat.general },
    body: { set: { frozen: true }, user_id: 'ann' },
  })
  const error = await sayRefused('bob', { text: 'hi' })
  expect(error).toMatchObject({ code: 17, message: expect.stringContaining('channel messaging:general is frozen') })
  expect(await history()).toEqual([])
  await say(chat.server, { id: 's1', text: 'hi', user_id: 'bob' })
  expect(ids(await history())).toEqual(['s1'])
  await chat.settle()
})

test('whoever is banned from the channel or the app may read and not write', async () => {
  const { chat, say, sayRefused, history } = await startTalk({ members: ['ann', 'bob', 'cid'] })
  await using _ = chat
  await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'ann', ...chat.general } })
  await chat.server.call('Ban', { body: { target_user_id: 'cid', user_id: 'ann', timeout: 1 } })
  for (const id of ['bob', 'cid']) {
    const error = await sayRefused(id, { text: 'hi' })
    expect(error).toMatchObject({ code: 17, StatusCode: 403 })
    expect(error.message).toContain('Your account is currently suspended from chat.')
    expect(await history(id)).toEqual([])
  }
  await chat.clock.advance(61_000)
  await say('cid', { id: 'm1', text: 'back' })
  expect(ids(await history('bob'))).toEqual(['m1'])
  await chat.settle()
})

test('links need leave of their own', async () => {
  const { chat, say, sayRefused } = await startTalk()
  await using _ = chat
  await chat.server.call('UpdateChannelPartial', {
    params: { ...chat.general },
    body: {
      set: { config_overrides: { grants: { channel_member: ['!add-links'], user: ['!add-links'] } } },
      user_id: 'ann',
    },
  })
  const error = await sayRefused('bob', { text: 'look at https://x.example' })
  expect(error).toMatchObject({ code: 17, message: expect.stringContaining('AddLinks') })
  await say('bob', { text: 'look at readme.md' })
  await say(chat.server, { text: 'look at https://x.example', user_id: 'bob' })
  await chat.settle()
})
