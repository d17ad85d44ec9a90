import { expect, test } from 'bun:test'
import sql from 'sql-template-tag'
import type { Json } from '../../testing/test-client.ts'
import { startTalk, type Talk } from './talk.fixture.ts'

/** What bob hears when he resumes from a position: the stored events told once more. */
async function missed(talk: Talk, position: Json): Promise<Json[]> {
  const { chat } = talk
  const bob = await chat.user('bob').connect()
  const answer = await bob.call('Resume', { body: { channels: { [chat.general.cid]: position } } })
  expect(answer.reset).toEqual([])
  await chat.quiet()
  return bob.events.filter(({ parley }) => parley?.seq !== undefined)
}

test('who was away hears all that happened to messages, in order, as it was told to those who were there', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  const { parley } = await talk.state('bob')
  await talk.say('ann', { id: 'm1', text: 'one', mood: 'sunny' })
  await talk.say('bob', { id: 'm2', text: 'two', quoted_message_id: 'm1' })
  await talk.say('ann', { id: 'r1', text: 'reply', parent_id: 'm2' })
  await chat.user('ann').call('UpdateMessagePartial', { params: { id: 'm1' }, body: { set: { text: 'ONE' } } })
  await chat.user('bob').call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type: 'like', note: 'x' } } })
  await chat
    .user('bob')
    .call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type: 'wow' }, enforce_unique: true } })
  await chat.user('bob').call('DeleteMessage', { params: { id: 'm2' } })
  await chat.quiet()
  const heard = ann.events.filter(({ parley: at }) => at?.seq !== undefined && at.seq > parley.seq)

  const told = await missed(talk, parley)

  const shortly = ({ type, message, parley: at, reaction }: Json) => [
    type,
    message.id,
    at.seq,
    reaction && [reaction.type, reaction.user_id],
  ]
  // A reaction that was replaced since, and a message that was deleted since, are told of by what came after.
  expect(told.map(shortly)).toEqual(heard.map(shortly).filter(([type]: Json[]) => type !== 'reaction.new'))
  expect(told[0]).toMatchObject({ type: 'message.new', message: { text: 'ONE', mood: 'sunny' }, user: { id: 'ann' } })
  expect(told.find(({ type }) => type === 'message.deleted')).toMatchObject({
    message: { id: 'm2', type: 'deleted', text: '' },
  })
  expect(told.find(({ message_update }) => message_update)).toMatchObject({
    message_update: { change_set: { text: true, html: true, attachments: false } },
  })
  await chat.settle()
})

test('a message that is gone for good is told of by its deletion alone, and its words are gone', async () => {
  const talk = await startTalk({ isAlone: true })
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'a secret' })
  const { parley } = await talk.state('bob')
  await talk.say('ann', { id: 'm2', text: 'another secret' })
  await chat.server.call('DeleteMessage', { params: { id: 'm1' }, query: { hard: true } })
  await chat.server.call('DeleteMessage', { params: { id: 'm2' }, query: { hard: true } })
  const told = await missed(talk, parley)
  expect(told.map(({ type, message, hard_delete }) => [type, message.id, hard_delete])).toEqual([
    ['message.deleted', 'm1', true],
    ['message.deleted', 'm2', true],
  ])
  expect(told[0].message).toMatchObject({ type: 'deleted', text: '', user: { id: 'ann' } })
  expect(JSON.stringify(told)).not.toContain('secret')
  const stored = await chat.app.services.database.snapshot((q) => q.all<{ data: string }>(sql`SELECT data FROM events`))
  expect(stored.map(({ data }) => data).join()).not.toContain('secret')
  await chat.settle()
})

test('replayed events keep to those whom they concern', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  const { parley } = await talk.state('bob')
  await chat.server.call('Ban', { body: { target_user_id: 'ann', user_id: 'bob', shadow: true, ...chat.general } })
  await talk.say('ann', { id: 'm2', text: 'unheard' })
  await chat.user('ann').call('DeleteMessage', { params: { id: 'm1' }, query: { delete_for_me: true } })
  await chat
    .user('ann')
    .call('UpdateMessagePartial', { params: { id: 'm2' }, body: { set: { text: 'still unheard' } } })
  const told = await missed(talk, parley)
  expect(told.filter(({ type }) => type.startsWith('message.'))).toEqual([])
  await chat.settle()
})

test('a message that comes back is told of by that', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  const { parley } = await talk.state('bob')
  await chat.user('ann').call('DeleteMessage', { params: { id: 'm1' } })
  await chat.server.call('UndeleteMessage', { params: { id: 'm1' }, body: { undeleted_by: 'ann' } })
  const told = await missed(talk, parley)
  expect(told).toMatchObject([{ type: 'message.undeleted', message: { id: 'm1', type: 'regular', text: 'one' } }])
  await chat.settle()
})
