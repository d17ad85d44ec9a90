import { expect, test } from 'bun:test'
import type { Json } from '../../testing/test-client.ts'
import { startTalk, type Talk } from './talk.fixture.ts'

const update = ({ chat }: Talk, who: string, id: string, message: object): Promise<Json> =>
  chat.user(who).call('UpdateMessage', { params: { id }, body: { message } })
const patch = ({ chat }: Talk, who: string, id: string, body: object): Promise<Json> =>
  chat.user(who).call('UpdateMessagePartial', { params: { id }, body })
const patchRefused = ({ chat }: Talk, who: string, id: string, body: object): Promise<Json> =>
  chat.user(who).refused('UpdateMessagePartial', { params: { id }, body })

test('an edit replaces what the message says: what is left out is gone', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  const sent = await talk.say('ann', {
    id: 'm1',
    text: 'one',
    mood: 'sunny',
    attachments: [{ type: 'file' }],
    mentioned_users: ['bob'],
    silent: true,
  })
  await chat.quiet()
  bob.clear()

  const { message } = await update(talk, 'ann', 'm1', { text: 'two', colour: 'red', silent: false, type: 'regular' })

  expect(message).toMatchObject({ text: 'two', html: '<p>two</p>\n', colour: 'red', silent: true, type: 'regular' })
  expect(message).toMatchObject({ attachments: [], mentioned_users: [], created_at: sent.created_at })
  expect(message.mood).toBeUndefined()
  expect(message.updated_at > sent.updated_at).toBe(true)
  expect(message.message_text_updated_at).toBe(message.updated_at)
  await chat.quiet()
  expect(bob.events).toMatchObject([
    {
      type: 'message.updated',
      message: { id: 'm1', text: 'two' },
      user: { id: 'ann' },
      message_update: {
        old_text: 'one',
        change_set: {
          text: true,
          html: true,
          attachments: true,
          mentioned_user_ids: true,
          custom: true,
          pin: false,
          silent: false,
        },
      },
    },
  ])
  expect(await talk.get('m1')).toMatchObject({ text: 'two' })
  await chat.settle()
})

test('a reply stays a reply, and whole messages that clients send back are no error', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'p', text: 'question' })
  const reply = await talk.say('ann', { id: 'r1', text: 'answer', parent_id: 'p' })
  const refused = await chat.user('ann').refused('UpdateMessage', { params: { id: 'r1' }, body: { message: reply } })
  expect(refused.message).toContain('message.type must be one of [regular system]')
  const { type: _, ...rest } = reply
  const { message } = await update(talk, 'ann', 'r1', { ...rest, text: 'better' })
  expect(message).toMatchObject({ type: 'reply', parent_id: 'p', text: 'better', reply_count: 0 })
  await chat.settle()
})

test('others may not edit it, and nothing happens', async () => {
  const talk = await startTalk({ others: ['eve'] })
  await using chat = talk.chat
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await talk.say('ann', { id: 'm1', text: 'one' })
  await chat.quiet()
  ann.clear()
  for (const id of ['bob', 'eve']) {
    const request = { params: { id: 'm1' }, body: { message: { text: 'mine' } } }
    expect(await chat.user(id).refused('UpdateMessage', request)).toMatchObject({ code: 17 })
    expect(await patchRefused(talk, id, 'm1', { set: { text: 'mine' } })).toMatchObject({ code: 17 })
  }
  expect(await talk.get('m1')).toMatchObject({ text: 'one' })
  await chat.quiet()
  expect(ann.types).toEqual([])
  await chat.settle()
})

test('the backend edits anything, but says for whom', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  const nameless = { params: { id: 'm1' }, body: { message: { text: 'two' } } }
  expect(await chat.server.refused('UpdateMessage', nameless)).toMatchObject({ code: 4 })
  const named = { params: { id: 'm1' }, body: { message: { text: 'two', html: '<i>two</i>', user_id: 'bob' } } }
  expect((await chat.server.call('UpdateMessage', named)).message).toMatchObject({
    html: '<i>two</i>',
    user: { id: 'ann' },
  })
  await chat.settle()
})

test('a partial update changes what it names and nothing else', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', {
    id: 'm1',
    text: 'one',
    details: { status: 'open', size: 3 },
    attachments: [{ type: 'file', title: 'a' }],
    mentioned_users: ['bob'],
  })
  const { message } = await patch(talk, 'ann', 'm1', {
    set: { text: 'two', 'details.status': 'done', fresh: true },
    unset: ['attachments'],
  })
  expect(message).toMatchObject({
    text: 'two',
    html: '<p>two</p>\n',
    details: { status: 'done', size: 3 },
    fresh: true,
    attachments: [],
    mentioned_users: [{ id: 'bob' }],
  })
  const again = await patch(talk, 'ann', 'm1', {
    set: { custom: { fresh: false } },
    unset: ['details.size', 'mentioned_users'],
  })
  expect(again.message).toMatchObject({ text: 'two', details: { status: 'done' }, fresh: false, mentioned_users: [] })
  expect(again.message.details.size).toBeUndefined()
  expect(again.message.message_text_updated_at).toBe(message.message_text_updated_at)
  await chat.settle()
})

test('in the second generation keys of custom data are set flat too', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  const request = {
    params: { id: 'm1' },
    body: { set: { colour: 'red', attachments: [{ type: 'x', custom: { a: 1 } }] } },
  }
  const { message } = await chat.user('ann', 'v2').call('UpdateMessagePartial', request)
  expect(message).toMatchObject({ custom: { colour: 'red' }, attachments: [{ type: 'x', custom: { a: 1 } }] })
  await chat.settle()
})

test.each([
  ['nothing', {}],
  ['a reserved field', { set: { reply_count: 3 } }],
  ['the author', { set: { user_id: 'bob' } }],
  ['the parent', { set: { parent_id: 'p' } }],
  ['a part of a field', { set: { 'attachments.title': 'x' } }],
  ['the same field twice', { set: { colour: 'red' }, unset: ['colour'] }],
])('a partial update of %s is refused', async (_name, body) => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  expect(await patchRefused(talk, 'ann', 'm1', body)).toMatchObject({ code: 4, StatusCode: 400 })
  expect(await talk.get('m1')).toMatchObject({ text: 'one', reply_count: 0, user: { id: 'ann' } })
  await chat.settle()
})

test('an edit is held to the same limits as a message', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  expect(await patchRefused(talk, 'ann', 'm1', { set: { text: 'x'.repeat(5001) } })).toMatchObject({ code: 20 })
  expect(await patchRefused(talk, 'ann', 'm1', { set: { blob: 'x'.repeat(6000) } })).toMatchObject({ code: 22 })
  expect(await patchRefused(talk, 'ann', 'm1', { set: { quoted_message_id: 'nope' } })).toMatchObject({ code: 4 })
  expect(await patchRefused(talk, 'ann', 'nope', { set: { text: 'x' } })).toMatchObject({
    code: 16,
    message: expect.stringContaining("Message with id nope doesn't exist"),
  })
  await chat.settle()
})

test('what is deleted cannot be edited, nor can whoever is banned edit', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  await talk.say('bob', { id: 'm2', text: 'two' })
  await chat.user('ann').call('DeleteMessage', { params: { id: 'm1' } })
  expect(await patchRefused(talk, 'ann', 'm1', { set: { text: 'x' } })).toMatchObject({
    code: 16,
    message: expect.stringContaining('message with id m1 has been deleted'),
  })
  await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'ann', ...chat.general } })
  expect(await patchRefused(talk, 'bob', 'm2', { set: { text: 'x' } })).toMatchObject({ code: 17 })
  expect(await talk.get('m2')).toMatchObject({ text: 'two' })
  await chat.settle()
})

test('who is banned in silence edits for nobody to see', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('bob', { id: 'm1', text: 'kind words' })
  await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'ann', shadow: true, ...chat.general } })
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await chat.quiet()
  ann.clear()
  const { message } = await patch(talk, 'bob', 'm1', { set: { text: 'spam' } })
  expect(message.text).toBe('spam')
  expect(await talk.get('m1', 'ann')).toMatchObject({ text: 'kind words' })
  await chat.quiet()
  expect(ann.types).toEqual([])
  await chat.settle()
})

test('who has cleared their history is not told of edits of what they do not see', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  await chat.user('bob').call('HideChannel', { params: { ...chat.general }, body: { clear_history: true } })
  const [ann, bob] = [await chat.user('ann').connect(), await chat.user('bob').connect()]
  await ann.watch(chat.general)
  await bob.watch(chat.general)
  await chat.quiet()
  bob.clear()
  await patch(talk, 'ann', 'm1', { set: { text: 'two' } })
  await ann.heard('message.updated')
  await chat.quiet()
  expect(bob.types).toEqual([])
  expect(await patchRefused(talk, 'bob', 'm1', { set: { pinned: true } })).toMatchObject({ code: 16 })
  await chat.settle()
})

test('who has cleared their history learns that what they do not see is gone, but nothing else of it', async () => {
  const talk = await startTalk({ type: 'team' })
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'one' })
  await chat.user('bob').call('HideChannel', { params: { ...chat.general }, body: { clear_history: true } })
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  await chat.quiet()
  bob.clear()
  await chat.user('ann').call('SendReaction', { params: { id: 'm1' }, body: { reaction: { type: 'like' } } })
  await chat.user('ann').call('DeleteMessage', { params: { id: 'm1' } })
  await chat.quiet()
  expect(bob.types).toEqual([])
  await chat.server.call('DeleteMessage', { params: { id: 'm1' }, query: { hard: true } })
  expect(await bob.heard('message.deleted')).toMatchObject({ channel_message_count: 0, message: { text: '' } })
  await chat.settle()
})
