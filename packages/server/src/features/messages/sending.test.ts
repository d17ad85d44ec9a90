import { expect, test } from 'bun:test'
import { ids, startTalk } from './talk.fixture.ts'

test('a message is stored, answered and heard by everyone who watches', async () => {
  const { chat, say, history } = await startTalk()
  await using _ = chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)

  const sent = await say('ann', { id: 'm1', text: 'Morning **all**', mood: 'sunny' })

  expect(sent).toMatchObject({
    id: 'm1',
    cid: 'messaging:general',
    type: 'regular',
    html: '<p>Morning <strong>all</strong></p>\n',
    user: { id: 'ann' },
    mood: 'sunny',
    member: { channel_role: 'channel_member', notifications_muted: false },
    pinned_at: null,
    shadowed: false,
  })
  expect(await bob.heard('message.new')).toMatchObject({
    message_id: 'm1',
    message: { id: 'm1', mood: 'sunny', own_reactions: [] },
    user: { id: 'ann' },
    watcher_count: 1,
    total_unread_count: 1,
    unread_channels: 1,
    channel_last_message_at: sent.created_at,
  })
  expect(ids(await history('bob'))).toEqual(['m1'])
  await chat.settle()
})

test('who is a member and does not watch hears a notification with the whole channel', async () => {
  const { chat, say } = await startTalk()
  await using _ = chat
  const bob = await chat.user('bob').connect()
  await say('ann', { id: 'm1', text: 'hi' })
  expect(await bob.heard('notification.message_new')).toMatchObject({
    message: { id: 'm1' },
    channel: { cid: 'messaging:general', created_by: { id: 'ann' }, config: { name: 'messaging' } },
    unread_count: 1,
    total_unread_count: 1,
    unread_channels: 1,
  })
  await chat.settle()
})

test('in the second generation custom data is nested and times are nanoseconds', async () => {
  const { chat } = await startTalk()
  await using _ = chat
  const bob = await chat.user('bob').connect({ view: 'v2' })
  const { message } = await chat.user('ann', 'v2').call('SendMessage', {
    params: { ...chat.general },
    body: { message: { text: 'hi', custom: { mood: 'sunny' }, mood: 'ignored' } },
  })
  expect(message.custom).toEqual({ mood: 'sunny' })
  expect(message.created_at).toBeGreaterThan(1e18)
  expect(await bob.heard('notification.message_new')).toMatchObject({ message: { custom: { mood: 'sunny' } } })
  await chat.settle()
})

test('a repeated id is refused: stored once, heard once, whoever repeats it and wherever', async () => {
  const { chat, say, sayRefused, history } = await startTalk()
  await using _ = chat
  await chat.server.call('GetOrCreateChannel', {
    params: { type: 'messaging', id: 'other' },
    body: { data: { created_by_id: 'ann', members: ['ann'] } },
  })
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await say('ann', { id: 'm1', text: 'first' })

  const again = await sayRefused('ann', { id: 'm1', text: 'second' })
  const byOther = await sayRefused('bob', { id: 'm1', text: 'third' })
  const elsewhere = await chat.user('ann').refused('SendMessage', {
    params: { type: 'messaging', id: 'other' },
    body: { message: { id: 'm1', text: 'fourth' } },
  })

  for (const error of [again, byOther, elsewhere]) {
    expect(error).toMatchObject({ code: 4, StatusCode: 400 })
    expect(error.message).toBe('SendMessage failed with error: "a message with ID m1 already exists"')
  }
  expect(bob.types.filter((type) => type === 'message.new')).toEqual(['message.new'])
  expect((await history()).map(({ text }) => text)).toEqual(['first'])
  await chat.settle()
})

test('of the same id sent twice at once one is stored, and the other is told so', async () => {
  const { chat, history } = await startTalk()
  await using _ = chat
  const attempt = () =>
    chat.user('ann').fetch('SendMessage', { params: { ...chat.general }, body: { message: { id: 'm1', text: 'hi' } } })
  const statuses = (await Promise.all([attempt(), attempt(), attempt()])).map(({ status }) => status)
  expect(statuses.sort()).toEqual([201, 400, 400])
  expect(ids(await history())).toEqual(['m1'])
  await chat.settle()
})

test('messages of one moment are stored together, in the order in which they came', async () => {
  const { chat, history } = await startTalk()
  await using _ = chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  const names = Array.from({ length: 20 }, (_, index) => `m${String(index).padStart(2, '0')}`)
  await Promise.all(
    names.map((id) =>
      chat.user('ann').call('SendMessage', { params: { ...chat.general }, body: { message: { id, text: id } } }),
    ),
  )
  await chat.quiet()
  expect(ids(await history())).toEqual(names)
  const heard = bob.events.filter(({ type }) => type === 'message.new')
  expect(heard.map(({ message_id }) => message_id)).toEqual(names)
  expect(heard.map(({ total_unread_count }) => total_unread_count)).toEqual(names.map((_, index) => index + 1))
  const times = heard.map(({ message }) => message.created_at)
  expect([...new Set(times)].sort()).toEqual(times)
  await chat.settle()
})

test('the backend writes for whom it names, and makes users that are not known yet', async () => {
  const { chat, say } = await startTalk()
  await using _ = chat
  const sent = await say(chat.server, { text: '<b>hi</b>', user_id: 'news-bot', html: '<b>hi</b>', mml: '<mml/>' })
  expect(sent).toMatchObject({ user: { id: 'news-bot' }, html: '<b>hi</b>', mml: '<mml/>' })
  const named = await say(chat.server, { text: 'hi', user: { id: 'cat', name: 'Tom' } })
  expect(named.user).toMatchObject({ id: 'cat', name: 'Tom' })
  await chat.settle()
})

test('the backend may send an empty message, to be filled as an answer is generated', async () => {
  const { chat, say } = await startTalk()
  await using _ = chat
  expect(await say(chat.server, { user_id: 'ann', text: '' })).toMatchObject({ text: '', html: '' })
  await chat.settle()
})

test('attachments come back as they were sent', async () => {
  const { chat, say, get } = await startTalk()
  await using _ = chat
  const attachment = { type: 'image', image_url: 'https://a.example/x.png', fallback: 'x.png', file_size: 7 }
  const sent = await say('ann', { attachments: [attachment, { type: 'giphy', giphy: { original: { url: 'u' } } }] })
  expect(sent.attachments[0]).toEqual(attachment)
  expect(sent.attachments[1].giphy.original).toEqual({ url: 'u', width: '', height: '', size: '', frames: '' })
  expect((await get(sent.id)).attachments).toEqual(sent.attachments)
  await chat.settle()
})

test('mentions show those who exist; to mention all who are there needs leave of its own', async () => {
  const { chat, say, sayRefused, get } = await startTalk({ others: ['eve'] })
  await using _ = chat
  const message = {
    id: 'm1',
    text: 'hey',
    mentioned_users: ['bob', 'nobody', { id: 'eve' }, 'bob'],
    mentioned_here: true,
    mentioned_roles: ['admin'],
  }
  expect((await sayRefused('ann', message)).message).toContain('perform action NotifyHere')
  const sent = await say(chat.server, { ...message, user_id: 'ann' })
  expect(ids(sent.mentioned_users)).toEqual(['bob', 'eve'])
  expect(await get('m1')).toMatchObject({
    mentioned_channel: false,
    mentioned_here: true,
    mentioned_roles: ['admin'],
    mentioned_users: [{ id: 'bob' }, { id: 'eve' }],
  })
  await chat.settle()
})

test('who asks is told which of the mentioned are members', async () => {
  const { chat } = await startTalk({ others: ['eve'] })
  await using _ = chat
  const answer = await chat.user('ann').call('SendMessage', {
    params: { ...chat.general },
    body: {
      message: { text: 'hey', mentioned_users: ['bob', 'eve'] },
      include_mentioned_members: true,
      include_channel_context: true,
    },
  })
  expect(answer.mentioned_members).toEqual({ bob: true, eve: false })
  expect(answer.channel_context).toMatchObject({
    cid: 'messaging:general',
    type: 'messaging',
    id: 'general',
    created_by: { id: 'ann' },
  })
  await chat.settle()
})

test('who is banned in silence writes for themself alone', async () => {
  const { chat, say, get, history, state } = await startTalk()
  await using _ = chat
  const before = await say('ann', { id: 'm0', text: 'hello' })
  await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'ann', shadow: true, ...chat.general } })
  const [ann, bob] = [await chat.user('ann').connect(), await chat.user('bob').connect()]
  await ann.watch(chat.general)
  await bob.watch(chat.general)
  await chat.quiet()
  ann.clear()

  expect(await say('bob', { id: 'm1', text: 'psst' })).toMatchObject({ shadowed: false })
  expect(await bob.heard('message.new')).toMatchObject({ message: { id: 'm1', shadowed: false } })
  await chat.quiet()
  expect(ann.types).toEqual(['message.read'])
  expect(ids(await history('bob'))).toEqual(['m0', 'm1'])
  expect(ids(await history('ann'))).toEqual(['m0'])
  expect(await history(chat.server)).toMatchObject([
    { id: 'm0', shadowed: false },
    { id: 'm1', shadowed: true },
  ])
  expect((await chat.user('ann').refused('GetMessage', { params: { id: 'm1' } })).code).toBe(16)
  expect(await get('m1')).toMatchObject({ shadowed: true })
  const seen = await state('ann')
  expect(seen.channel.last_message_at).toBe(before.created_at)
  expect(seen.read.find(({ user }: { user: { id: string } }) => user.id === 'ann').unread_messages).toBe(0)
  expect(await say(chat.server, { id: 'm2', text: 'psst', user_id: 'bob' })).toMatchObject({ shadowed: true })
  await chat.settle()
})

test('a quote shows the message that it is about, one level deep', async () => {
  const { chat, say, get, sayRefused } = await startTalk()
  await using _ = chat
  await say('ann', { id: 'm1', text: 'one' })
  await say('bob', { id: 'm2', text: 'two', quoted_message_id: 'm1' })
  const third = await say('ann', { id: 'm3', text: 'three', quoted_message_id: 'm2' })
  expect(third).toMatchObject({ quoted_message_id: 'm2', quoted_message: { id: 'm2', quoted_message_id: 'm1' } })
  expect(third.quoted_message.quoted_message).toBeUndefined()
  await chat.user('ann').call('UpdateMessage', { params: { id: 'm1' }, body: { message: { text: 'one, better' } } })
  expect((await get('m2')).quoted_message).toMatchObject({ id: 'm1', text: 'one, better' })
  await chat.server.call('UpdateChannelPartial', {
    params: { ...chat.general },
    body: { set: { config_overrides: { quotes: false } }, user_id: 'ann' },
  })
  expect(await sayRefused('ann', { text: 'four', quoted_message_id: 'm1' })).toMatchObject({ code: 19 })
  await chat.settle()
})

test('silent messages count for nobody and do not bring a hidden channel back; others do', async () => {
  const { chat, say, state } = await startTalk()
  await using _ = chat
  await chat.user('bob').call('HideChannel', { params: { ...chat.general }, body: {} })
  const bob = await chat.user('bob').connect()
  await say('ann', { text: 'psst', silent: true })
  expect((await chat.user('bob').call('UnreadCounts')).total_unread_count).toBe(0)
  await chat.quiet()
  expect(bob.types).not.toContain('channel.visible')
  expect((await state('bob')).hidden).toBe(true)

  await say('ann', { text: 'still hidden' }, { keep_channel_hidden: true })
  expect((await state('bob')).hidden).toBe(true)
  await chat.quiet()
  bob.clear()
  await say('ann', { text: 'hello' })
  await bob.heard('channel.visible')
  await chat.quiet()
  expect(bob.types).toEqual(['channel.visible', 'notification.message_new'])
  expect((await state('bob')).hidden).toBeFalsy()
  await chat.settle()
})

test('sending reads the channel: the author’s other devices are told if that changes their numbers', async () => {
  const { chat, say } = await startTalk()
  await using _ = chat
  await say('ann', { text: 'one' })
  const bob = await chat.user('bob').connect()
  expect(bob.me.total_unread_count).toBe(1)
  const sent = await say('bob', { text: 'two' })
  expect(await bob.heard('notification.mark_read')).toMatchObject({
    cid: 'messaging:general',
    last_read_message_id: sent.id,
    total_unread_count: 0,
    unread_channels: 0,
  })
  await chat.quiet()
  bob.clear()
  await say('bob', { text: 'three' })
  await chat.quiet()
  expect(bob.types).toEqual(['notification.message_new'])
  await chat.settle()
})

test('system messages of the backend count; whether they are the last message is up to the channel', async () => {
  const { chat, say, state } = await startTalk()
  await using _ = chat
  const first = await say(chat.server, { text: 'ann joined', type: 'system', user_id: 'ann' })
  expect(first.type).toBe('system')
  expect((await chat.user('bob').call('UnreadCounts')).total_unread_count).toBe(1)
  expect((await state()).channel.last_message_at).toBe(first.created_at)
  await chat.server.call('UpdateChannelType', {
    params: { name: 'messaging' },
    body: { skip_last_msg_update_for_system_msgs: true },
  })
  await say(chat.server, { text: 'bob joined', type: 'system', user_id: 'ann' })
  expect((await state()).channel.last_message_at).toBe(first.created_at)
  await chat.settle()
})

test('a channel that counts its messages tells how many there are', async () => {
  const { chat, say, state } = await startTalk({ type: 'team' })
  await using _ = chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await say('ann', { text: 'one' })
  expect(await bob.heard('message.new')).toMatchObject({ channel_message_count: 1 })
  expect((await state()).channel.message_count).toBe(1)
  await chat.settle()
})

test('in a livestream whoever is logged in may write, and whoever is not may read', async () => {
  const { chat, say } = await startTalk({ type: 'livestream', others: ['fan'] })
  await using _ = chat
  expect(await say('fan', { id: 'm1', text: 'go!' })).toMatchObject({ user: { id: 'fan' } })
  const { message } = await chat.anonymous.call('GetMessage', { params: { id: 'm1' } })
  expect(message).toMatchObject({ id: 'm1', text: 'go!' })
  expect(message.member).toBeUndefined()
  const request = { params: { ...chat.general }, body: { message: { text: 'boo' } } }
  expect(await chat.anonymous.refused('SendMessage', request)).toMatchObject({ code: 17 })
  await chat.settle()
})

test('a message that comes with a change of the channel needs an author like any other', async () => {
  const { chat, history } = await startTalk()
  await using _ = chat
  const params = { ...chat.general }
  const nameless = { params, body: { data: { name: 'x' }, message: { text: 'renamed' } } }
  expect(await chat.server.refused('UpdateChannel', nameless)).toMatchObject({ code: 4 })
  await chat.server.call('UpdateChannel', { params, body: { ...nameless.body, user_id: 'ann' } })
  expect(await history()).toMatchObject([{ type: 'system', text: 'renamed', user: { id: 'ann' } }])
  await chat.settle()
})
