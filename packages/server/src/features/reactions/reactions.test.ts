import { expect, test } from 'bun:test'
import type { Json } from '../../testing/test-client.ts'
import { startTalk, type Talk } from '../messages/talk.fixture.ts'

const react = ({ chat }: Talk, who: string, reaction: object, more: object = {}): Promise<Json> =>
  chat.user(who).call('SendReaction', { params: { id: 'm1' }, body: { reaction, ...more } })
const reactRefused = ({ chat }: Talk, who: string, reaction: object): Promise<Json> =>
  chat.user(who).refused('SendReaction', { params: { id: 'm1' }, body: { reaction } })
const unreact = ({ chat }: Talk, who: string, type: string): Promise<Json> =>
  chat.user(who).call('DeleteReaction', { params: { id: 'm1', type } })

/** Ann watches, and has heard all there was to hear so far. */
async function watching({ chat }: Talk) {
  const ann = await chat.user('ann').connect()
  await ann.watch(chat.general)
  await chat.quiet()
  ann.clear()
  return ann
}

async function talkOfOne(options: object = {}) {
  const talk = await startTalk({ members: ['ann', 'bob', 'cid'], ...options })
  const sent = await talk.say('ann', { id: 'm1', text: 'one' })
  return { talk, sent }
}

test('a reaction is counted on the message, shown as one’s own, and heard', async () => {
  const { talk, sent } = await talkOfOne()
  await using chat = talk.chat
  const ann = await watching(talk)

  const { message, reaction } = await react(talk, 'bob', { type: '👍', score: 3, via: 'kiosk' })

  expect(reaction).toMatchObject({
    message_id: 'm1',
    user_id: 'bob',
    user: { id: 'bob' },
    type: '👍',
    score: 3,
    via: 'kiosk',
  })
  expect(message).toMatchObject({
    reaction_counts: { '👍': 1 },
    reaction_scores: { '👍': 3 },
    reaction_groups: {
      '👍': {
        count: 1,
        sum_scores: 3,
        first_reaction_at: reaction.created_at,
        last_reaction_at: reaction.created_at,
        latest_reactions_by: [{ user_id: 'bob', created_at: reaction.created_at }],
      },
    },
    latest_reactions: [{ type: '👍', user: { id: 'bob' } }],
    own_reactions: [{ type: '👍' }],
    updated_at: sent.updated_at,
  })
  expect(await ann.heard('reaction.new')).toMatchObject({
    message: { id: 'm1', own_reactions: [], reaction_counts: { '👍': 1 } },
    reaction: { user_id: 'bob', via: 'kiosk' },
    channel: { cid: 'messaging:general' },
    user: { id: 'bob' },
  })
  expect((await talk.history('bob'))[0].own_reactions).toMatchObject([{ type: '👍' }])
  expect((await talk.history('ann'))[0].own_reactions).toEqual([])
  await chat.settle()
})

test('the same reaction again replaces score and data', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  const ann = await watching(talk)
  const first = await react(talk, 'bob', { type: 'clap', score: 1, via: 'web' })
  const { message, reaction } = await react(talk, 'bob', { type: 'clap', score: 5 })
  expect(reaction).toMatchObject({ score: 5, created_at: first.reaction.created_at })
  expect(reaction.via).toBeUndefined()
  expect(message).toMatchObject({
    reaction_counts: { clap: 1 },
    reaction_scores: { clap: 5 },
    latest_reactions: [{ score: 5 }],
  })
  await chat.quiet()
  expect(ann.types).toEqual(['reaction.new', 'reaction.updated'])
  await chat.settle()
})

test('a unique reaction takes the place of one’s others, with one event', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  const ann = await watching(talk)
  await react(talk, 'cid', { type: 'like' })
  await react(talk, 'bob', { type: 'like' })
  await react(talk, 'bob', { type: 'love' })
  await chat.quiet()
  ann.clear()
  const { message } = await react(talk, 'bob', { type: 'wow' }, { enforce_unique: true })
  expect(message.reaction_counts).toEqual({ like: 1, wow: 1 })
  expect(message.own_reactions).toMatchObject([{ type: 'wow' }])
  await chat.quiet()
  expect(ann.types).toEqual(['reaction.updated'])
  const { reactions } = await chat.user('ann').call('GetReactions', { params: { id: 'm1' } })
  expect(reactions.map(({ user_id, type }: Json) => [user_id, type])).toEqual([
    ['bob', 'wow'],
    ['cid', 'like'],
  ])
  await chat.settle()
})

test('reactions of one moment are all counted, one after another', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  const ann = await watching(talk)
  const people = ['ann', 'bob', 'cid']
  await Promise.all([
    ...people.map((who) => react(talk, who, { type: 'like' })),
    ...people.map((who) => react(talk, who, { type: 'love' }, { enforce_unique: true })),
    react(talk, 'bob', { type: 'like' }),
  ])
  await chat.quiet()
  const counts = ann.events.map(({ message }) => message.reaction_counts)
  expect(counts.slice(0, 3)).toEqual([{ like: 1 }, { like: 2 }, { like: 3 }])
  expect(counts.at(-1)).toEqual({ love: 3, like: 1 })
  expect((await talk.get('m1')).reaction_counts).toEqual({ love: 3, like: 1 })
  await chat.settle()
})

test('taking a reaction back is counted and heard; its type keeps its place', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  const ann = await watching(talk)
  const { reaction } = await react(talk, 'bob', { type: 'like' })
  await react(talk, 'bob', { type: 'love' })
  const { message } = await unreact(talk, 'bob', 'like')
  expect(message).toMatchObject({ reaction_counts: { love: 1 }, own_reactions: [{ type: 'love' }] })
  expect(message.reaction_groups.like).toBeUndefined()
  expect(await ann.heard('reaction.deleted')).toMatchObject({ reaction: { type: 'like', user_id: 'bob' } })
  const again = await react(talk, 'cid', { type: 'like' })
  expect(Object.keys(again.message.reaction_groups)).toEqual(['like', 'love'])
  expect(again.message.reaction_groups.like).toMatchObject({ count: 1, first_reaction_at: reaction.created_at })
  const missing = await chat.user('bob').refused('DeleteReaction', { params: { id: 'm1', type: 'like' } })
  expect(missing).toMatchObject({ code: 16, message: expect.stringContaining("reaction of type like doesn't exist") })
  await chat.settle()
})

test('the lists of the newest are filled up when one of them goes', async () => {
  const people = Array.from({ length: 13 }, (_, index) => `u${String(index).padStart(2, '0')}`)
  const { talk } = await talkOfOne({ members: ['ann', ...people] })
  await using chat = talk.chat
  await watching(talk)
  for (const who of people) await react(talk, who, { type: 'like' })
  const shown = (message: Json) => message.latest_reactions.map(({ user_id }: Json) => user_id)
  const newest = people.slice(3).reverse()
  expect(shown(await talk.get('m1'))).toEqual(newest)
  const { message } = await unreact(talk, 'u12', 'like')
  expect(shown(message)).toEqual([...newest.slice(1), 'u02'])
  expect(message.latest_reactions.at(-1).user).toMatchObject({ id: 'u02', created_at: expect.stringContaining('2026') })
  expect(message.reaction_groups.like.latest_reactions_by.map(({ user_id }: Json) => user_id)).toEqual([
    ...newest.slice(1),
    'u02',
  ])
  const unique = await react(talk, 'u11', { type: 'wow' }, { enforce_unique: true })
  expect(unique.message.reaction_counts).toEqual({ like: 11, wow: 1 })
  expect(shown(unique.message)).toEqual(['u11', ...newest.slice(2), 'u02'])
  await chat.settle()
})

test.each([
  ['who is not a member', 'eve', 17, 'CreateReaction'],
  ['a message that is not there', 'bob', 16, "Message with id m2 doesn't exist"],
])('%s: no reaction', async (_name, who, code, reason) => {
  const { talk } = await talkOfOne({ others: ['eve'] })
  await using chat = talk.chat
  const id = who === 'eve' ? 'm1' : 'm2'
  const error = await chat.user(who).refused('SendReaction', { params: { id }, body: { reaction: { type: 'like' } } })
  expect(error).toMatchObject({ code, message: expect.stringContaining(reason) })
  expect((await talk.get('m1')).reaction_counts).toEqual({})
  await chat.settle()
})

test('reactions are refused where they are off, in a frozen channel, to what is deleted, and to the banned', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  await react(talk, 'bob', { type: 'like' })
  const set = (fields: object) =>
    chat.server.call('UpdateChannelPartial', { params: { ...chat.general }, body: { set: fields, user_id: 'ann' } })
  await set({ config_overrides: { reactions: false } })
  expect(await reactRefused(talk, 'bob', { type: 'wow' })).toMatchObject({ code: 19 })
  await set({ config_overrides: { reactions: true }, frozen: true })
  expect(await reactRefused(talk, 'bob', { type: 'wow' })).toMatchObject({ code: 17 })
  expect(await chat.user('bob').refused('DeleteReaction', { params: { id: 'm1', type: 'like' } })).toMatchObject({
    code: 17,
  })
  await set({ frozen: false })
  await chat.server.call('Ban', { body: { target_user_id: 'cid', user_id: 'ann', ...chat.general } })
  expect(await reactRefused(talk, 'cid', { type: 'wow' })).toMatchObject({ code: 17 })
  expect((await talk.get('m1')).reaction_counts).toEqual({ like: 1 })
  await chat.user('ann').call('DeleteMessage', { params: { id: 'm1' } })
  expect(await reactRefused(talk, 'bob', { type: 'wow' })).toMatchObject({
    code: 16,
    message: expect.stringContaining('message with id m1 has been deleted'),
  })
  expect(await chat.user('bob').refused('DeleteReaction', { params: { id: 'm1', type: 'like' } })).toMatchObject({
    code: 16,
  })
  await chat.settle()
})

test.each([
  ['no type', {}],
  ['an empty type', { type: '' }],
  ['a type that is too long', { type: 'x'.repeat(256) }],
  ['a score that is no whole number', { type: 'like', score: 1.5 }],
  ['somebody else’s name', { type: 'like', user_id: 'ann' }],
  ['too much data', { type: 'like', blob: 'x'.repeat(1100) }],
])('a reaction with %s is refused', async (_name, reaction) => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  expect((await reactRefused(talk, 'bob', reaction)).StatusCode).toBeOneOf([400, 413])
  expect((await talk.get('m1')).reaction_counts).toEqual({})
  await chat.settle()
})

test('a reaction may be called what it will', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  for (const type of ['__proto__', 'constructor']) {
    const { message } = await react(talk, 'bob', { type })
    expect(Object.keys(message.reaction_counts)).toContain(type)
  }
  await unreact(talk, 'bob', '__proto__')
  expect(Object.keys((await talk.get('m1')).reaction_counts)).toEqual(['constructor'])
  await chat.settle()
})

test('the backend reacts for whom it names', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  const nameless = { params: { id: 'm1' }, body: { reaction: { type: 'like' } } }
  expect(await chat.server.refused('SendReaction', nameless)).toMatchObject({ code: 4 })
  const named = { params: { id: 'm1' }, body: { reaction: { type: 'like', user_id: 'bob' } } }
  expect((await chat.server.call('SendReaction', named)).reaction.user_id).toBe('bob')
  const removal = { params: { id: 'm1', type: 'like' }, query: { user_id: 'bob' } }
  expect((await chat.server.call('DeleteReaction', removal)).message.reaction_counts).toEqual({})
  await chat.settle()
})

test('who is banned in silence reacts for nobody to see', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  await chat.server.call('Ban', { body: { target_user_id: 'bob', user_id: 'ann', shadow: true, ...chat.general } })
  const ann = await watching(talk)
  const { message, reaction } = await react(talk, 'bob', { type: 'like' })
  expect(reaction).toMatchObject({ type: 'like', user_id: 'bob' })
  expect(message.reaction_counts).toEqual({ like: 1 })
  await chat.quiet()
  expect(ann.types).toEqual([])
  expect((await talk.get('m1')).reaction_counts).toEqual({})
  const back = await chat.user('bob').call('DeleteReaction', { params: { id: 'm1', type: 'like' } })
  expect(back).toMatchObject({ reaction: { type: 'like', user_id: 'bob' }, message: { reaction_counts: {} } })
  await chat.quiet()
  expect(ann.types).toEqual([])
  await chat.settle()
})

test('reactions are listed newest first, with limit and offset', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  for (const type of ['a', 'b', 'c', 'd']) await react(talk, 'bob', { type, count: 2 })
  const list = async (query: object) => {
    const { reactions } = await chat.user('ann').call('GetReactions', { params: { id: 'm1' }, query: { ...query } })
    return reactions.map(({ type }: Json) => type).join('')
  }
  expect(await list({})).toBe('dcba')
  expect(await list({ limit: 2 })).toBe('dc')
  expect(await list({ limit: 2, offset: 1 })).toBe('cb')
  const { reactions } = await chat.user('ann').call('GetReactions', { params: { id: 'm1' } })
  expect(reactions[0]).toMatchObject({ count: 2, user: { id: 'bob' } })
  await chat.settle()
})

test('reactions are found by filter and walked with cursors, back and forth', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  for (const [index, type] of ['a', 'b', 'c', 'd', 'e'].entries()) await react(talk, 'bob', { type, score: 5 - index })
  await react(talk, 'cid', { type: 'a', score: 9 })
  const find = (body: object) => chat.user('ann').call('QueryReactions', { params: { id: 'm1' }, body })
  const names = ({ reactions }: Json) => reactions.map(({ user_id, type }: Json) => `${user_id} ${type}`)
  expect(names(await find({}))).toEqual(['cid a', 'bob e', 'bob d', 'bob c', 'bob b', 'bob a'])
  expect(names(await find({ filter: { type: 'a' } }))).toEqual(['cid a', 'bob a'])
  expect(names(await find({ filter: { user_id: { $in: ['cid', 'eve'] } } }))).toEqual(['cid a'])
  expect(names(await find({ filter: { score: { $gte: 4 } }, sort: [{ field: 'score', direction: 1 }] }))).toEqual([
    'bob b',
    'bob a',
    'cid a',
  ])

  const first = await find({ limit: 2 })
  expect(first.prev).toBeUndefined()
  const second = await find({ limit: 2, next: first.next, sort: [{ field: 'score', direction: 1 }] })
  expect(names(second)).toEqual(['bob d', 'bob c'])
  const third = await find({ limit: 2, next: second.next })
  expect(names(third)).toEqual(['bob b', 'bob a'])
  expect(third.next).toBeUndefined()
  const back = await find({ limit: 2, prev: third.prev })
  expect(names(back)).toEqual(['bob d', 'bob c'])
  expect(names(await find({ limit: 2, prev: back.prev }))).toEqual(['cid a', 'bob e'])
  await chat.settle()
})

test.each([
  ['an unknown field', { filter: { colour: 'red' } }],
  ['an unknown sort', { sort: [{ field: 'type' }] }],
  ['a cursor of its own making', { next: 'bm9wZQ' }],
  ['a limit that is too big', { limit: 101 }],
])('a query with %s is refused', async (_name, body) => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  expect(await chat.user('ann').refused('QueryReactions', { params: { id: 'm1' }, body })).toMatchObject({ code: 4 })
  await chat.settle()
})

test('a deleted message shows no reactions', async () => {
  const { talk } = await talkOfOne()
  await using chat = talk.chat
  await react(talk, 'bob', { type: 'like' })
  await chat.user('ann').call('DeleteMessage', { params: { id: 'm1' } })
  expect((await chat.user('bob').call('GetReactions', { params: { id: 'm1' } })).reactions).toEqual([])
  expect((await chat.user('bob').call('QueryReactions', { params: { id: 'm1' }, body: {} })).reactions).toEqual([])
  await chat.server.call('UndeleteMessage', { params: { id: 'm1' }, body: { undeleted_by: 'ann' } })
  expect((await talk.get('m1')).reaction_counts).toEqual({ like: 1 })
  await chat.settle()
})
