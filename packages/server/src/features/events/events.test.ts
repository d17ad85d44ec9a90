import { expect, test } from 'bun:test'
import type { Json } from '../../testing/test-client.ts'
import { startTalk, type Talk } from '../messages/talk.fixture.ts'

const send = ({ chat }: Talk, who: string, event: object): Promise<Json> =>
  chat.user(who).call('SendEvent', { params: { ...chat.general }, body: { event } })
const sendRefused = ({ chat }: Talk, who: string, event: object): Promise<Json> =>
  chat.user(who).refused('SendEvent', { params: { ...chat.general }, body: { event } })

async function watched(options: object = {}) {
  const talk = await startTalk(options)
  const [ann, bob] = [await talk.user('ann').connect(), await talk.user('bob').connect()]
  await ann.watch(talk.chat.general)
  await bob.watch(talk.chat.general)
  await talk.chat.quiet()
  ann.clear()
  bob.clear()
  return { talk, ann, bob }
}

test('everyone who watches sees that someone types, but for the one who does', async () => {
  const { talk, ann, bob } = await watched()
  await using chat = talk.chat
  const { event } = await send(talk, 'ann', { type: 'typing.start', parent_id: 'p' })
  expect(event).toMatchObject({ type: 'typing.start', cid: 'messaging:general', user: { id: 'ann' }, parent_id: 'p' })
  await send(talk, 'ann', { type: 'typing.stop' })
  await chat.quiet()
  expect(bob.events).toMatchObject([
    { type: 'typing.start', cid: 'messaging:general', user: { id: 'ann' }, parent_id: 'p' },
    { type: 'typing.stop', user: { id: 'ann' } },
  ])
  expect(bob.events[0].parley).toBeUndefined()
  expect(ann.types).toEqual([])
  await chat.settle()
})

test('who keeps their typing to themselves is not seen typing', async () => {
  const { talk, bob } = await watched()
  await using chat = talk.chat
  await chat.server.call('UpdateUsersPartial', {
    body: { users: [{ id: 'ann', set: { privacy_settings: { typing_indicators: { enabled: false } } } }] },
  })
  await send(talk, 'ann', { type: 'typing.start' })
  await chat.quiet()
  expect(bob.types).not.toContain('typing.start')
  await chat.settle()
})

test('typing is refused where it is off, to the banned and to strangers; in silence nobody sees it', async () => {
  const { talk, bob } = await watched({ others: ['eve'] })
  await using chat = talk.chat
  expect(await sendRefused(talk, 'eve', { type: 'typing.start' })).toMatchObject({ code: 17 })
  const set = (overrides: object) =>
    chat.server.call('UpdateChannelPartial', {
      params: { ...chat.general },
      body: { set: { config_overrides: overrides }, user_id: 'ann' },
    })
  await set({ typing_events: false })
  expect(await sendRefused(talk, 'ann', { type: 'typing.start' })).toMatchObject({ code: 19 })
  await set({ typing_events: true })
  await chat.server.call('Ban', { body: { target_user_id: 'ann', user_id: 'bob', shadow: true, ...chat.general } })
  await send(talk, 'ann', { type: 'typing.start' })
  await chat.server.call('Ban', { body: { target_user_id: 'ann', user_id: 'bob', ...chat.general } })
  expect(await sendRefused(talk, 'ann', { type: 'typing.start' })).toMatchObject({ code: 17 })
  await chat.quiet()
  expect(bob.types).not.toContain('typing.start')
  await chat.settle()
})

test('the backend says who types', async () => {
  const { talk, bob } = await watched()
  await using chat = talk.chat
  const params = { ...chat.general }
  expect(await chat.server.refused('SendEvent', { params, body: { event: { type: 'typing.start' } } })).toMatchObject({
    code: 4,
  })
  await chat.server.call('SendEvent', { params, body: { event: { type: 'typing.start', user_id: 'ann' } } })
  expect(await bob.heard('typing.start')).toMatchObject({ user: { id: 'ann' } })
  await chat.settle()
})

test('an event that an app invented reaches everyone who watches, whoever sent it', async () => {
  const { talk, ann, bob } = await watched()
  await using chat = talk.chat
  const { event } = await send(talk, 'ann', { type: 'bid.placed', amount: 7 })
  expect(event).toMatchObject({ type: 'bid.placed', amount: 7, user: { id: 'ann' } })
  for (const device of [ann, bob]) {
    expect(await device.heard('bid.placed')).toMatchObject({ amount: 7, cid: 'messaging:general', user: { id: 'ann' } })
  }
  const v2 = await chat.user('ann', 'v2').call('SendEvent', {
    params: { ...chat.general },
    body: { event: { type: 'friendship_request', custom: { text: 'hi' } } },
  })
  expect(v2.event.custom).toEqual({ text: 'hi' })
  expect(await bob.heard('friendship_request')).toMatchObject({ text: 'hi' })
  await chat.settle()
})

test('custom events are refused where they are off, when they are too big, and to strangers', async () => {
  const { talk, bob } = await watched({ others: ['eve'] })
  await using chat = talk.chat
  expect(await sendRefused(talk, 'eve', { type: 'wave' })).toMatchObject({ code: 17 })
  expect(await sendRefused(talk, 'ann', { type: 'wave', blob: 'x'.repeat(6000) })).toMatchObject({ code: 22 })
  expect(await sendRefused(talk, 'ann', {})).toMatchObject({ code: 4 })
  await chat.server.call('UpdateChannelType', { params: { name: 'messaging' }, body: { custom_events: false } })
  expect(await sendRefused(talk, 'ann', { type: 'wave' })).toMatchObject({ code: 19 })
  await chat.quiet()
  expect(bob.types).not.toContain('wave')
  await chat.settle()
})

test.each(['message.new', 'channel.deleted', 'notification.mark_read', 'health.check', 'user.updated'])(
  'nobody can send the server’s own %s',
  async (type) => {
    const { talk, bob } = await watched()
    await using chat = talk.chat
    expect(await sendRefused(talk, 'ann', { type })).toMatchObject({ code: 18, StatusCode: 400 })
    await chat.quiet()
    expect(bob.types).toEqual([])
    await chat.settle()
  },
)

test('what an AI author does is seen', async () => {
  const { talk, bob } = await watched()
  await using chat = talk.chat
  expect(await sendRefused(talk, 'ann', { type: 'ai_indicator.update' })).toMatchObject({ code: 4 })
  await send(talk, 'ann', { type: 'ai_indicator.update', ai_state: 'AI_STATE_THINKING', message_id: 'm1' })
  expect(await bob.heard('ai_indicator.update')).toMatchObject({
    ai_state: 'AI_STATE_THINKING',
    message_id: 'm1',
    user: { id: 'ann' },
  })
  await send(talk, 'bob', { type: 'ai_indicator.stop', message_id: 'm1' })
  expect(await bob.heard('ai_indicator.stop')).toMatchObject({ user: { id: 'bob' } })
  await chat.settle()
})

test('an event for one user reaches all their devices, and nobody else', async () => {
  const { talk, ann, bob } = await watched()
  await using chat = talk.chat
  const phone = await chat.user('bob').connect({ view: 'v2' })
  const request = (user_id: string, event: object) => ({ params: { user_id }, body: { event } })
  await chat.server.call('SendUserCustomEvent', request('bob', { type: 'friendship_request', text: 'hi' }))
  expect(await bob.heard('friendship_request')).toMatchObject({ text: 'hi' })
  expect(await phone.heard('friendship_request')).toMatchObject({ custom: { text: 'hi' } })
  expect(ann.types).not.toContain('friendship_request')
  expect(await chat.server.refused('SendUserCustomEvent', request('nobody', { type: 'x' }))).toMatchObject({ code: 16 })
  expect(await chat.server.refused('SendUserCustomEvent', request('bob', { type: 'a.b' }))).toMatchObject({ code: 4 })
  expect(await chat.user('ann').refused('SendUserCustomEvent', request('bob', { type: 'x' }))).toMatchObject({
    code: 17,
  })
  await chat.settle()
})
