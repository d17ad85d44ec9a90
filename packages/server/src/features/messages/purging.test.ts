import { expect, test } from 'bun:test'
import { ids, startTalk, type Talk } from './talk.fixture.ts'

const done = ({ chat }: Talk) => chat.app.services.tasks!.idle()

test('with a ban all messages of a user are deleted in the channel, and who watches is told once', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await chat.server.call('GetOrCreateChannel', {
    params: { type: 'messaging', id: 'other' },
    body: { data: { created_by_id: 'bob', members: ['bob'] } },
  })
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await talk.say('ann', { id: 'p', text: 'question' })
  for (const id of ['m1', 'm2']) await talk.say('bob', { id, text: id })
  await talk.say('bob', { id: 'r1', text: 'answer', parent_id: 'p' })
  await chat.user('bob').call('SendMessage', {
    params: { type: 'messaging', id: 'other' },
    body: { message: { id: 'x', text: 'elsewhere' } },
  })
  await chat.quiet()
  ann.clear()
  await chat.server.call('Ban', {
    body: { target_user_id: 'bob', user_id: 'ann', delete_messages: 'soft', ...chat.general },
  })
  await done(talk)
  await chat.quiet()
  expect(await talk.history('ann')).toMatchObject([
    { id: 'p', type: 'regular', deleted_reply_count: 1 },
    { id: 'm1', type: 'deleted', text: '' },
    { id: 'm2', type: 'deleted', text: '' },
  ])
  expect(await talk.get('x')).toMatchObject({ text: 'elsewhere' })
  const told = ann.events.filter(({ type }) => type === 'user.messages.deleted')
  expect(told).toMatchObject([{ cid: 'messaging:general', user: { id: 'bob' }, soft_delete: true, hard_delete: false }])
  expect(told[0].created_at).toBe((await talk.get('m1')).deleted_at)
  await chat.settle()
})

test('pruned messages keep nothing that they said', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('bob', { id: 'm1', text: 'secret', mood: 'bad', attachments: [{ type: 'file' }] })
  await chat.user('ann').call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type: 'like' } } })
  await chat.server.call('DeleteUsers', { body: { user_ids: ['bob'], messages: 'pruning' } })
  await done(talk)
  const whole = { params: { id: 'm1' }, query: { show_deleted_message: true } }
  const { message } = await chat.server.call('GetMessage', whole)
  expect(message).toMatchObject({ type: 'deleted', text: '', html: '', attachments: [], reaction_counts: {} })
  expect(message.mood).toBeUndefined()
  await chat.settle()
})

test('messages of a user are removed for good, with the replies to them, in slices', async () => {
  const talk = await startTalk({ members: ['ann', 'bob', 'cid'], type: 'team' })
  await using chat = talk.chat
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await talk.say('ann', { id: 'p', text: 'question' })
  const texts = Array.from({ length: 230 }, (_, index) => index)
  await Promise.all(texts.map((index) => talk.say('bob', { id: `m${index}`, text: 'x' })))
  await Promise.all(texts.map((index) => talk.say('cid', { id: `r${index}`, text: 'x', parent_id: 'm7' })))
  await talk.say('bob', { id: 'b1', text: 'answer', parent_id: 'p' })
  await talk.say('cid', { id: 'c1', text: 'hello' })
  await chat.quiet()
  ann.clear()
  await chat.server.call('DeleteUsers', { body: { user_ids: ['bob'], messages: 'hard' } })
  await done(talk)
  await chat.quiet()
  expect(ids(await talk.history('ann'))).toEqual(['p', 'c1'])
  expect((await chat.server.refused('GetMessage', { params: { id: 'r200' } })).code).toBe(16)
  expect(await talk.get('p')).toMatchObject({ reply_count: 0 })
  expect((await talk.state()).channel).toMatchObject({ message_count: 2 })
  expect((await chat.user('ann').call('UnreadCounts')).total_unread_count).toBe(1)
  expect(ann.types.filter((type) => type === 'user.messages.deleted')).toHaveLength(1)
  await talk.say('cid', { id: 'm7', text: 'the id is free' })
  await chat.settle()
})

test('who is brought back with their messages has them again', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('bob', { id: 'm1', text: 'one' })
  await talk.say('ann', { id: 'p', text: 'question' })
  await talk.say('bob', { id: 'r1', text: 'answer', parent_id: 'p' })
  await chat.user('bob').call('DeleteMessage', { params: { id: 'm1' } })
  await talk.say('bob', { id: 'm2', text: 'two' })
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await chat.server.call('DeactivateUser', { params: { user_id: 'bob' }, body: { mark_messages_deleted: true } })
  await done(talk)
  expect(await talk.get('m2')).toMatchObject({ type: 'deleted' })
  await chat.server.call('ReactivateUser', { params: { user_id: 'bob' }, body: { restore_messages: true } })
  await done(talk)
  await chat.quiet()
  expect(await talk.get('m2')).toMatchObject({ type: 'regular', text: 'two' })
  expect(await talk.get('p')).toMatchObject({ reply_count: 1, deleted_reply_count: 0 })
  // What bob had deleted himself before stays deleted.
  expect(await talk.get('m1')).toMatchObject({ type: 'deleted' })
  const back = ann.events.filter(({ type }) => type === 'message.undeleted')
  expect(back.map(({ message }) => [message.id, message.text]).sort()).toEqual([
    ['m2', 'two'],
    ['r1', 'answer'],
  ])
  await chat.settle()
})

test('a user deleted for good leaves no reactions', async () => {
  const talk = await startTalk({ members: ['ann', 'bob', 'cid'] })
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  const react = (who: string, type: string) =>
    chat.user(who).call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type } } })
  await react('bob', 'like')
  await react('bob', 'love')
  await react('ann', 'like')
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await chat.server.call('DeleteUsers', { body: { user_ids: ['bob'], user: 'hard', messages: 'hard' } })
  await done(talk)
  await chat.quiet()
  expect((await talk.get('m1')).reaction_counts).toEqual({ like: 1 })
  expect(ann.events.filter(({ type }) => type === 'reaction.deleted')).toHaveLength(2)
  await chat.settle()
})

test('a message with a crowd of reactions is gone at once, and the reactions follow in slices', async () => {
  const people = Array.from({ length: 26 }, (_, index) => `u${index}`)
  const types = Array.from({ length: 20 }, (_, index) => `t${index}`)
  const talk = await startTalk({ members: ['ann', ...people] })
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  const react = (who: string, type: string) =>
    chat.user(who).call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type } } })
  await Promise.all(people.flatMap((who) => types.map((type) => react(who, type))))
  await chat.server.call('DeleteMessage', { params: { id: 'm1' }, query: { hard: true } })
  expect(await talk.history()).toEqual([])
  await done(talk)
  await talk.say('ann', { id: 'm1', text: 'again' })
  expect((await talk.get('m1', 'u7')).own_reactions).toEqual([])
  await chat.settle()
})
