import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Json } from '../../testing/test-client.ts'
import { ids, startTalk, type Talk } from './talk.fixture.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `m${String(index).padStart(2, '0')}`)

async function talkOf(count: number): Promise<{ talk: Talk; sent: Json[] }> {
  const talk = await startTalk()
  const sent: Json[] = []
  for (const id of names(count)) sent.push(await talk.say('ann', { id, text: id }))
  return { talk, sent }
}

test('a page without a cursor holds the newest messages, oldest first', async () => {
  const { talk } = await talkOf(30)
  await using chat = talk.chat
  expect(ids(await talk.history('bob', { limit: 5 }))).toEqual(names(30).slice(25))
  expect(ids(await talk.history('bob', { limit: 0 }))).toEqual(names(30).slice(5))
  expect(ids(await talk.history('bob', { limit: 5, offset: 3 }))).toEqual(names(30).slice(22, 27))
  await chat.settle()
})

test('cursors name pages by id and by time, the message itself in or out', async () => {
  const { talk, sent } = await talkOf(10)
  await using chat = talk.chat
  const page = async (cursor: object) => ids(await talk.history('bob', { limit: 3, ...cursor }))
  const at = (index: number) => sent[index].created_at as string
  const all = names(10)
  expect(await page({ id_lt: 'm05' })).toEqual(all.slice(2, 5))
  expect(await page({ id_lte: 'm05' })).toEqual(all.slice(3, 6))
  expect(await page({ id_gt: 'm05' })).toEqual(all.slice(6, 9))
  expect(await page({ id_gte: 'm05' })).toEqual(all.slice(5, 8))
  expect(await page({ id_around: 'm05' })).toEqual(all.slice(4, 7))
  expect(await page({ created_at_before: at(5) })).toEqual(all.slice(2, 5))
  expect(await page({ created_at_before_or_equal: at(5) })).toEqual(all.slice(3, 6))
  expect(await page({ created_at_after: at(5) })).toEqual(all.slice(6, 9))
  expect(await page({ created_at_after_or_equal: at(5) })).toEqual(all.slice(5, 8))
  expect(await page({ created_at_around: at(5) })).toEqual(all.slice(4, 7))
  await chat.settle()
})

test('a page around a message near an end is filled from the other side', async () => {
  const { talk } = await talkOf(10)
  await using chat = talk.chat
  const around = async (id: string, limit: number) => ids(await talk.history('bob', { limit, id_around: id }))
  const all = names(10)
  expect(await around('m00', 5)).toEqual(all.slice(0, 5))
  expect(await around('m01', 5)).toEqual(all.slice(0, 5))
  expect(await around('m09', 5)).toEqual(all.slice(5, 10))
  expect(await around('m08', 5)).toEqual(all.slice(5, 10))
  expect(await around('m05', 4)).toEqual(all.slice(3, 7))
  expect(await around('m05', 300)).toEqual(all)
  await chat.settle()
})

test('two cursors contradict each other, and a message that is not there is no cursor', async () => {
  const { talk } = await talkOf(3)
  await using chat = talk.chat
  const params = { ...chat.general }
  const refused = (messages: object) =>
    chat.user('bob').refused('GetOrCreateChannel', { params, body: { state: true, messages } })
  expect(await refused({ id_lt: 'm01', id_gt: 'm00' })).toMatchObject({ code: 4 })
  expect(await refused({ id_lt: 'm01', created_at_around: '2026-01-01T00:00:00Z' })).toMatchObject({ code: 4 })
  expect(await refused({ id_lt: 'nope' })).toMatchObject({ code: 4 })
  expect(await refused({ limit: 301 })).toMatchObject({ code: 4 })
  await chat.settle()
})

test('whatever the pages, walking them shows every message once and in order', async () => {
  const { talk } = await talkOf(12)
  await using chat = talk.chat
  await chat.user('bob').call('DeleteMessage', { params: { id: 'm03' }, query: { delete_for_me: true } })
  const all = names(12)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 13 }), fc.boolean(), async (limit, isUp) => {
      const seen: string[] = []
      let cursor: object = isUp ? { created_at_after: '2020-01-01T00:00:00Z' } : {}
      for (;;) {
        const page = ids(await talk.history('bob', { limit, ...cursor }))
        if (page.length === 0) break
        if (isUp) seen.push(...page)
        else seen.unshift(...page)
        cursor = isUp ? { id_gt: page.at(-1) } : { id_lt: page[0] }
      }
      expect(seen).toEqual(all)
    }),
    { numRuns: 12 },
  )
  await chat.settle()
})

test('history begins where it was truncated, or cleared for the one who looks', async () => {
  const { talk } = await talkOf(4)
  await using chat = talk.chat
  await chat.user('bob').call('HideChannel', { params: { ...chat.general }, body: { clear_history: true } })
  await talk.say('ann', { id: 'm04', text: 'new' })
  expect(ids(await talk.history('bob'))).toEqual(['m04'])
  expect(ids(await talk.history('bob', { id_around: 'm02' }))).toEqual(['m04'])
  expect(ids(await talk.history('ann'))).toEqual([...names(4), 'm04'])
  expect((await chat.user('bob').refused('GetMessage', { params: { id: 'm02' } })).code).toBe(16)
  const many = { params: { ...chat.general }, query: { ids: 'm02,m04' } }
  expect(ids((await chat.user('bob').call('GetManyMessages', many)).messages)).toEqual(['m04'])

  await chat.server.call('TruncateChannel', { params: { ...chat.general }, body: {} })
  await talk.say('ann', { id: 'm05', text: 'newer' })
  for (const who of ['ann', 'bob']) expect(ids(await talk.history(who))).toEqual(['m05'])
  expect((await chat.server.refused('GetMessage', { params: { id: 'm04' } })).code).toBe(16)
  expect(await talk.sayRefused('ann', { text: 'no', parent_id: 'm04' })).toMatchObject({ code: 16 })
  expect(await talk.sayRefused('ann', { text: 'no', quoted_message_id: 'm04' })).toMatchObject({ code: 4 })
  await chat.settle()
})

test('one message comes with its channel as the reader sees it', async () => {
  const { talk } = await talkOf(1)
  await using chat = talk.chat
  const message = await talk.get('m00', 'bob')
  expect(message).toMatchObject({
    id: 'm00',
    user: { id: 'ann' },
    member: { channel_role: 'channel_member' },
    channel: { cid: 'messaging:general', config: { name: 'messaging' } },
  })
  expect(message.channel.own_capabilities).toContain('send-message')
  await chat.settle()
})

test('messages by id come in the order of the ids, without those of other channels', async () => {
  const { talk } = await talkOf(3)
  await using chat = talk.chat
  await chat.server.call('GetOrCreateChannel', {
    params: { type: 'messaging', id: 'other' },
    body: { data: { created_by_id: 'ann', members: ['ann'] } },
  })
  await chat.user('ann').call('SendMessage', {
    params: { type: 'messaging', id: 'other' },
    body: { message: { id: 'x', text: 'elsewhere' } },
  })
  const request = { params: { ...chat.general }, query: { ids: 'm02,x,nope,m00,m02' } }
  expect(ids((await chat.user('ann').call('GetManyMessages', request)).messages)).toEqual(['m02', 'm00'])
  await chat.settle()
})

test('who may not read the channel reads none of its messages', async () => {
  const talk = await startTalk({ others: ['eve'] })
  await using chat = talk.chat
  await talk.say('ann', { id: 'm1', text: 'secret' })
  const eve = chat.user('eve')
  const params = { ...chat.general }
  expect(await eve.refused('GetMessage', { params: { id: 'm1' } })).toMatchObject({ code: 17 })
  expect(await eve.refused('GetManyMessages', { params, query: { ids: 'm1' } })).toMatchObject({ code: 17 })
  expect(await eve.refused('GetReplies', { params: { parent_id: 'm1' } })).toMatchObject({ code: 17 })
  expect(await eve.refused('GetPinnedMessages', { params })).toMatchObject({ code: 17 })
  expect(await eve.refused('GetReactions', { params: { id: 'm1' } })).toMatchObject({ code: 17 })
  expect(await eve.refused('QueryReactions', { params: { id: 'm1' } })).toMatchObject({ code: 17 })
  await chat.settle()
})

test('keys of the sender’s member data are shown where they are asked for', async () => {
  const { talk } = await talkOf(1)
  await using chat = talk.chat
  await chat.user('ann').call('UpdateMemberPartial', {
    params: { ...chat.general, user_id: 'ann' },
    body: { set: { desk: '4b', secret: 'x' } },
  })
  const request = { params: { ...chat.general }, query: { ids: 'm00', member_custom_include: 'desk,nope' } }
  const { messages } = await chat.user('bob', 'v2').call('GetManyMessages', request)
  expect(messages[0].member).toEqual({
    channel_role: 'channel_member',
    notifications_muted: false,
    custom: { desk: '4b' },
  })
  await chat.settle()
})

test('replies come in pages of their own, the newest by default', async () => {
  const talk = await startTalk()
  await using chat = talk.chat
  await talk.say('ann', { id: 'p', text: 'question' })
  for (const id of names(10)) await talk.say('bob', { id, text: id, parent_id: 'p' })
  const replies = async (query: object) =>
    ids((await chat.user('ann').call('GetReplies', { params: { parent_id: 'p' }, query: { ...query } })).messages)
  const all = names(10)
  expect(await replies({ limit: 3 })).toEqual(all.slice(7))
  // Older clients send an offset: it is passed over (spec/95 §31).
  expect(await replies({ limit: 3, offset: 3 })).toEqual(all.slice(7))
  expect(await replies({ limit: 3, id_lt: 'm07' })).toEqual(all.slice(4, 7))
  expect(await replies({ limit: 3, id_gt: 'm01' })).toEqual(all.slice(2, 5))
  expect(await replies({ limit: 3, id_around: 'm05' })).toEqual(all.slice(4, 7))
  expect(await replies({ limit: 3, sort: [{ field: 'created_at', direction: -1 }] })).toEqual(all.slice(7).reverse())
  const wrong = { params: { parent_id: 'p' }, query: { sort: [{ field: 'text' }] } }
  expect(await chat.user('ann').refused('GetReplies', wrong)).toMatchObject({ code: 4 })
  expect(await chat.user('ann').refused('GetReplies', { params: { parent_id: 'nope' } })).toMatchObject({ code: 16 })
  await chat.settle()
})
