import { expect, test } from 'bun:test'
import type { Json } from '../../testing/test-client.ts'
import { ids, startTalk, type Talk } from './talk.fixture.ts'

const remove = ({ chat }: Talk, who: string, id: string, query: object = {}): Promise<Json> =>
  chat.user(who).call('DeleteMessage', { params: { id }, query: { ...query } })
const removeRefused = ({ chat }: Talk, who: string, id: string, query: object = {}): Promise<Json> =>
  chat.user(who).refused('DeleteMessage', { params: { id }, query: { ...query } })

test('a deleted message leaves a stub; only the backend sees what it said', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await talk.say('ann', {
    id: 'm1',
    text: 'oops',
    mood: 'bad',
    attachments: [{ type: 'file' }],
    mentioned_users: ['bob'],
  })
  await chat.user('bob').call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type: 'like' } } })
  await chat.quiet()
  bob.clear()

  const { message } = await remove(talk, 'ann', 'm1')

  const stub = {
    id: 'm1',
    type: 'deleted',
    text: '',
    html: '',
    attachments: [],
    mentioned_users: [],
    reaction_counts: {},
  }
  expect(message).toMatchObject(stub)
  expect(message.deleted_at).toBeString()
  expect(message.mood).toBeUndefined()
  await chat.quiet()
  expect(bob.events).toMatchObject([
    { type: 'message.deleted', hard_delete: false, message: stub, user: { id: 'ann' } },
  ])
  expect(await talk.history('bob')).toMatchObject([stub])
  const whole = { params: { id: 'm1' }, query: { show_deleted_message: true } }
  expect((await chat.server.call('GetMessage', whole)).message).toMatchObject({
    type: 'deleted',
    text: 'oops',
    mood: 'bad',
  })
  expect(await chat.user('ann').refused('GetMessage', whole)).toMatchObject({ code: 17 })
  expect((await chat.user('bob').call('UnreadCounts')).total_unread_count).toBe(1)
  await chat.settle()
})

test('deleting twice is refused; deleting for good after that is not', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'oops' })
  await remove(talk, 'ann', 'm1')
  expect(await removeRefused(talk, 'ann', 'm1')).toMatchObject({
    code: 16,
    message: expect.stringContaining('message with id m1 has been deleted'),
  })
  const { message } = await chat.server.call('DeleteMessage', { params: { id: 'm1' }, query: { hard: true } })
  expect(message).toMatchObject({ id: 'm1', type: 'deleted' })
  expect(await talk.history()).toEqual([])
  await chat.settle()
})

test('others may not delete it; moderators may', async () => {
  const talk = await startTalk({ others: ['eve', 'mod'] })
  await using chat = talk.chat
  await chat.server.call('UpdateChannel', { params: { ...chat.general }, body: { add_moderators: ['mod'] } })
  await talk.say('ann', { id: 'm1', text: 'mine' })
  for (const id of ['bob', 'eve']) expect(await removeRefused(talk, id, 'm1')).toMatchObject({ code: 17 })
  expect(await talk.get('m1')).toMatchObject({ text: 'mine' })
  await remove(talk, 'mod', 'm1')
  expect(await talk.get('m1')).toMatchObject({ type: 'deleted' })
  await chat.settle()
})

test('authors may not delete for good, moderators may: the message is gone and its id free', async () => {
  const talk = await startTalk({ others: ['mod'] })
  await using chat = talk.chat
  await chat.server.call('UpdateChannel', { params: { ...chat.general }, body: { add_moderators: ['mod'] } })
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await talk.say('ann', { id: 'm0', text: 'first' })
  await talk.say('ann', { id: 'm1', text: 'oops' })
  await chat.user('bob').call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type: 'like' } } })
  expect(await removeRefused(talk, 'ann', 'm1', { hard: true })).toMatchObject({ code: 17 })
  await chat.quiet()
  bob.clear()

  const { message } = await remove(talk, 'mod', 'm1', { hard: true })

  expect(message).toMatchObject({ id: 'm1', type: 'deleted', text: '' })
  await chat.quiet()
  expect(bob.events).toMatchObject([{ type: 'message.deleted', hard_delete: true, message_id: 'm1' }])
  expect(ids(await talk.history('bob'))).toEqual(['m0'])
  expect((await chat.server.refused('GetMessage', { params: { id: 'm1' } })).code).toBe(16)
  const again = await talk.say('bob', { id: 'm1', text: 'free again' })
  expect(again.reaction_counts).toEqual({})
  expect((await talk.get('m1', 'bob')).own_reactions).toEqual([])
  await chat.settle()
})

test('a message removed for good is unread no more, softly deleted it stays so', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  const bob = await chat.user('bob').connect()
  for (const id of ['m1', 'm2', 'm3']) await talk.say('ann', { id, text: id })
  const unread = async () => (await chat.user('bob').call('UnreadCounts')).total_unread_count
  await remove(talk, 'ann', 'm1')
  expect(await unread()).toBe(3)
  await chat.server.call('DeleteMessage', { params: { id: 'm2' }, query: { hard: true } })
  expect(await unread()).toBe(2)
  await chat.quiet()
  bob.clear()
  await talk.say('ann', { id: 'm4', text: 'more' })
  expect(await bob.heard('notification.message_new')).toMatchObject({ total_unread_count: 3 })
  await chat.settle()
})

test('when the newest message is removed the one before it is the last', async () => {
  const talk = await startTalk({ type: 'team' })
  await using chat = talk.chat
  const first = await talk.say('ann', { id: 'm1', text: 'one' })
  await talk.say('ann', { id: 'm2', text: 'two' })
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await chat.server.call('DeleteMessage', { params: { id: 'm2' }, query: { hard: true } })
  expect(await bob.heard('message.deleted')).toMatchObject({
    channel_last_message_at: first.created_at,
    channel_message_count: 1,
  })
  expect((await talk.state()).channel).toMatchObject({ last_message_at: first.created_at, message_count: 1 })
  await chat.server.call('DeleteMessage', { params: { id: 'm1' }, query: { hard: true } })
  expect((await talk.state()).channel.last_message_at).toBeUndefined()
  await chat.settle()
})

test('deleted for oneself, it is deleted for nobody else', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  const [ann, bob] = [await chat.user('ann').connect(), await chat.user('bob').connect()]
  await ann.watch(chat.general)
  await bob.watch(chat.general)
  await talk.say('ann', { id: 'm1', text: 'hello' })
  await chat.quiet()
  ann.clear()
  const { message } = await remove(talk, 'bob', 'm1', { delete_for_me: true })
  expect(message).toMatchObject({ type: 'deleted', deleted_for_me: true, text: '' })
  expect(await bob.heard('message.deleted')).toMatchObject({
    deleted_for_me: true,
    hard_delete: false,
    message: { type: 'deleted', text: '' },
  })
  await chat.quiet()
  expect(ann.types).toEqual([])
  expect(await talk.history('bob')).toMatchObject([{ id: 'm1', type: 'deleted', deleted_for_me: true }])
  expect(await talk.history('ann')).toMatchObject([{ id: 'm1', type: 'regular', text: 'hello' }])
  expect(await removeRefused(talk, 'bob', 'm1', { delete_for_me: true })).toMatchObject({ code: 16 })
  await chat.settle()
})

test('deleting for oneself has a limit, needs a name, and reading the channel', async () => {
  const talk = await startTalk({ others: ['eve'] })
  await using chat = talk.chat
  const names = Array.from({ length: 101 }, (_, index) => `m${index}`)
  await Promise.all(names.map((id) => talk.say('ann', { id, text: 'x' })))
  expect(await removeRefused(talk, 'eve', 'm0', { delete_for_me: true })).toMatchObject({ code: 17 })
  const nameless = { params: { id: 'm0' }, query: { delete_for_me: true } }
  expect(await chat.server.refused('DeleteMessage', nameless)).toMatchObject({ code: 4 })
  const named = { params: { id: 'm0' }, query: { delete_for_me: true, deleted_by: 'bob' } }
  expect((await chat.server.call('DeleteMessage', named)).message).toMatchObject({ deleted_for_me: true })
  for (const id of names.slice(1, 100)) await remove(talk, 'bob', id, { delete_for_me: true })
  expect(await removeRefused(talk, 'bob', 'm100', { delete_for_me: true })).toMatchObject({ code: 4 })
  await chat.settle()
})

test('a softly deleted message can be brought back, by the backend alone', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await talk.say('ann', { id: 'm1', text: 'oops', mood: 'bad' })
  const restore = { params: { id: 'm1' }, body: { undeleted_by: 'bob' } }
  expect(await chat.server.refused('UndeleteMessage', restore)).toMatchObject({ code: 4 })
  await remove(talk, 'ann', 'm1')
  expect(await chat.user('ann').refused('UndeleteMessage', restore)).toMatchObject({ code: 17 })
  const nameless = await chat.server.refused('UndeleteMessage', { params: { id: 'm1' }, body: {} })
  expect(nameless).toMatchObject({ code: 4, message: expect.stringContaining('undeleted_by is a required field') })
  const stranger = { params: { id: 'm1' }, body: { undeleted_by: 'nobody' } }
  expect(await chat.server.refused('UndeleteMessage', stranger)).toMatchObject({ code: 4 })

  const { message } = await chat.server.call('UndeleteMessage', restore)

  expect(message).toMatchObject({ type: 'regular', text: 'oops', mood: 'bad' })
  expect(message.deleted_at).toBeUndefined()
  expect(await bob.heard('message.undeleted')).toMatchObject({ message: { text: 'oops' }, user: { id: 'bob' } })
  expect(await talk.history('bob')).toMatchObject([{ id: 'm1', text: 'oops' }])
  await chat.settle()
})

test('a reply cannot come back before its parent', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'p', text: 'question' })
  await talk.say('ann', { id: 'r1', text: 'answer', parent_id: 'p' })
  await remove(talk, 'ann', 'r1')
  await remove(talk, 'ann', 'p')
  const restore = (id: string) => ({ params: { id }, body: { undeleted_by: 'ann' } })
  expect(await chat.server.refused('UndeleteMessage', restore('r1'))).toMatchObject({ code: 4 })
  await chat.server.call('UndeleteMessage', restore('p'))
  await chat.server.call('UndeleteMessage', restore('r1'))
  expect(await talk.get('p')).toMatchObject({ reply_count: 1, deleted_reply_count: 0 })
  await chat.settle()
})

test('whoever is banned may still delete their own', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('bob', { id: 'm1', text: 'sorry' })
  await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'ann', ...chat.general } })
  await remove(talk, 'bob', 'm1')
  expect(await talk.get('m1')).toMatchObject({ type: 'deleted' })
  await chat.settle()
})
