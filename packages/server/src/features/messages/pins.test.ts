import { expect, test } from 'bun:test'
import type { Json } from '../../testing/test-client.ts'
import { ids, startTalk, type Talk } from './talk.fixture.ts'

const pin = ({ chat }: Talk, id: string, set: object = {}, who = 'ann'): Promise<Json> =>
  chat.user(who).call('UpdateMessagePartial', { params: { id }, body: { set: { pinned: true, ...set } } })

async function talkOfThree() {
  const talk = await startTalk({ channel: { config_overrides: { grants: { channel_member: ['pin-message'] } } } })
  for (const id of ['m1', 'm2', 'm3']) await talk.say('ann', { id, text: id })
  return talk
}

test('a pinned message says by whom and when, and is listed, the last pinned first', async () => {
  const talk = await talkOfThree()
  await using chat = talk.chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  const { message } = await pin(talk, 'm2', {}, 'bob')
  expect(message).toMatchObject({ pinned: true, pinned_by: { id: 'bob' }, pin_expires: null, text: 'm2' })
  expect(message.pinned_at).toBeString()
  expect(await bob.heard('message.updated')).toMatchObject({
    message: { pinned: true },
    message_update: { change_set: { pin: true, text: false } },
  })
  await pin(talk, 'm1')
  expect(ids((await talk.state('bob')).pinned_messages)).toEqual(['m1', 'm2'])
  await chat.user('ann').call('UpdateMessagePartial', { params: { id: 'm2' }, body: { set: { pinned: false } } })
  expect(ids((await talk.state('bob')).pinned_messages)).toEqual(['m1'])
  expect(await talk.get('m2')).toMatchObject({ pinned: false, pinned_at: null, pinned_by: null, pin_expires: null })
  await chat.settle()
})

test('pinning needs leave of its own, and nothing else: not even that of the author', async () => {
  const talk = await startTalk({ others: ['mod'] })
  await using chat = talk.chat
  await chat.server.call('UpdateChannel', { params: { ...chat.general }, body: { add_moderators: ['mod'] } })
  const grants = { channel_member: ['!pin-message'], user: ['!pin-message-owner'] }
  await chat.server.call('UpdateChannelPartial', {
    params: { ...chat.general },
    body: { set: { config_overrides: { grants } }, user_id: 'ann' },
  })
  await talk.say('ann', { id: 'm1', text: 'one' })
  const request = { params: { id: 'm1' }, body: { set: { pinned: true } } }
  expect(await chat.user('ann').refused('UpdateMessagePartial', request)).toMatchObject({
    code: 17,
    message: expect.stringContaining('PinMessage'),
  })
  expect(await talk.sayRefused('ann', { text: 'x', pinned: true })).toMatchObject({ code: 17 })
  expect((await talk.state()).pinned_messages).toEqual([])
  await pin(talk, 'm1', {}, 'mod')
  expect(ids((await talk.state()).pinned_messages)).toEqual(['m1'])
  await chat.settle()
})

test('a message can be pinned as it is sent, and by a full update', async () => {
  const talk = await talkOfThree()
  await using chat = talk.chat
  expect(await talk.say('ann', { id: 'm4', text: 'now', pinned: true })).toMatchObject({
    pinned: true,
    pinned_by: { id: 'ann' },
  })
  const edit = (message: object) => chat.user('ann').call('UpdateMessage', { params: { id: 'm4' }, body: { message } })
  expect((await edit({ text: 'better' })).message).toMatchObject({ text: 'better', pinned: true })
  expect((await edit({ text: 'better', pinned: false })).message).toMatchObject({ pinned: false })
  await chat.settle()
})

test('a pin that expires is over on time for whoever looks, and a second later for whoever listens', async () => {
  const talk = await talkOfThree()
  await using chat = talk.chat
  const bob = await chat.user('bob').connect()
  await bob.watch(chat.general)
  // A small number is seconds from now (spec/40 §6).
  await pin(talk, 'm1', { pin_expires: 30 })
  await pin(talk, 'm2', { pin_expires: '2027-01-01T00:00:00Z' })
  expect(await talk.get('m1')).toMatchObject({
    pinned: true,
    pin_expires: expect.stringContaining('2026-01-05T09:30:30'),
  })
  await chat.quiet()
  bob.clear()
  await chat.clock.advance(29_000)
  expect(bob.types).not.toContain('message.updated')
  await chat.clock.advance(1_001)
  await chat.quiet()
  expect(await talk.get('m1')).toMatchObject({ pinned: false, pinned_at: null, pinned_by: null, pin_expires: null })
  expect(ids((await talk.state()).pinned_messages)).toEqual(['m2'])
  await chat.clock.advance(1_000)
  expect(await bob.heard('message.updated')).toMatchObject({ message: { id: 'm1', pinned: false } })
  await chat.settle()
})

test('deleted messages are pinned no more, and cannot be pinned', async () => {
  const talk = await talkOfThree()
  await using chat = talk.chat
  await pin(talk, 'm1')
  await chat.user('ann').call('DeleteMessage', { params: { id: 'm1' } })
  expect((await talk.state()).pinned_messages).toEqual([])
  const request = { params: { id: 'm1' }, body: { set: { pinned: true } } }
  expect(await chat.user('ann').refused('UpdateMessagePartial', request)).toMatchObject({ code: 16 })
  await chat.settle()
})

test('pinned messages come in pages by the time of pinning', async () => {
  const talk = await talkOfThree()
  await using chat = talk.chat
  for (const id of ['m3', 'm1', 'm2']) await pin(talk, id)
  const pinned = async (payload?: object) => {
    const query = payload && { payload }
    const answer = await chat
      .user('bob')
      .call('GetPinnedMessages', { params: { ...chat.general }, ...(query && { query }) })
    return ids(answer.messages)
  }
  expect(await pinned()).toEqual(['m2', 'm1', 'm3'])
  expect(await pinned({ limit: 2 })).toEqual(['m2', 'm1'])
  expect(await pinned({ limit: 2, sort: [{ field: 'pinned_at', direction: 1 }] })).toEqual(['m3', 'm1'])
  expect(await pinned({ id_lt: 'm1' })).toEqual(['m3'])
  expect(await pinned({ id_gte: 'm1' })).toEqual(['m2', 'm1'])
  expect(await pinned({ id_around: 'm1' })).toEqual(['m2', 'm1', 'm3'])
  const { pinned_at } = await talk.get('m1')
  expect(await pinned({ pinned_at_after: pinned_at })).toEqual(['m2'])
  expect(await pinned({ pinned_at_before_or_equal: pinned_at })).toEqual(['m1', 'm3'])
  await talk.say('ann', { id: 'm4', text: 'not pinned' })
  const wrong = { params: { ...chat.general }, query: { payload: { id_lt: 'm4' } } }
  expect(await chat.user('bob').refused('GetPinnedMessages', wrong)).toMatchObject({ code: 4 })
  await chat.settle()
})
