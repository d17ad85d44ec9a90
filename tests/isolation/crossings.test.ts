import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { EndpointName } from '@parley-chat/protocol'
import { type TestChat, testChat } from '../../packages/server/src/testing/test-chat.ts'
import type { Ask, Device } from '../../packages/server/src/testing/test-client.ts'
import { type Stored, watchStored } from '../stored.ts'

const general = { type: 'messaging', id: 'general' }
const secret = { type: 'messaging', id: 'secret' }
const [generalCid, secretCid] = ['messaging:general', 'messaging:secret']

let chat: TestChat
let stored: Stored
/** Ann is in both channels and watches them; bob is in the general one alone. */
let ann: Device
let bob: Device

beforeAll(async () => {
  chat = await testChat({ members: ['ann', 'bob'], others: ['cat'] })
  await chat.server.call('GetOrCreateChannel', {
    params: secret,
    body: { data: { created_by_id: 'ann', members: ['ann', 'cat'] } },
  })
  const send = (params: typeof general, message: object) =>
    chat.server.call('SendMessage', { params, body: { message: { user_id: 'ann', text: 'hello', ...message } } })
  await send(general, { id: 'g1', pinned: true })
  await send(general, { id: 'g2', parent_id: 'g1' })
  await send(general, { id: 'g3', user_id: 'bob' })
  await send(secret, { id: 's1', pinned: true })
  await send(secret, { id: 's2', parent_id: 's1' })
  await chat.server.call('SendReaction', {
    params: { id: 'g1' },
    body: { reaction: { type: 'like', user_id: 'ann' } },
  })
  ann = await chat.user('ann').connect()
  bob = await chat.user('bob').connect()
  for (const channel of [general, secret]) await ann.watch(channel)
  stored = watchStored(chat.databaseUrl)
})
afterAll(async () => {
  await stored.close()
  await chat.settle()
  await chat.close()
})

/** Tries something as bob; nothing comes of it, whatever is answered. */
async function tryAsBob(call: EndpointName, ask: Ask): Promise<{ code?: number; [key: string]: unknown }> {
  await chat.quiet()
  await stored.mark()
  ann.clear()
  const response = await bob.fetch(call, ask)
  const body = (await response.json()) as { code?: number }
  await chat.quiet()
  expect(await stored.changes()).toEqual([])
  expect(ann.types).toEqual([])
  return body
}

const payload = (fields: object): Ask => ({ query: { payload: fields } })
const patch = (fields: object): Ask => ({ params: { id: 'g3' }, body: { set: fields } })
const positions = { [generalCid]: { epoch: 'x', seq: 1, at: '2026-01-05T09:30:00Z' } }

describe('from one channel there is no way into another', () => {
  const attempts: [what: string, call: EndpointName, ask: () => Ask, code: number][] = [
    ['a reply to its messages', 'SendMessage', () => sending({ parent_id: 's1' }), 16],
    ['a quote of its messages', 'SendMessage', () => sending({ quoted_message_id: 's1' }), 4],
    ['an edit that quotes them', 'UpdateMessagePartial', () => patch({ quoted_message_id: 's1' }), 4],
    ['a message with an id of them', 'SendMessage', () => sending({ id: 's1' }), 4],
    ['a page that begins at one', 'GetOrCreateChannel', () => page({ id_lt: 's1' }), 4],
    ['a page around one', 'GetOrCreateChannel', () => page({ id_around: 's1' }), 4],
    [
      'a page of replies that begins at one',
      'GetReplies',
      () => ({ params: { parent_id: 'g1' }, query: { id_lt: 's2' } }),
      4,
    ],
    [
      'a page of pinned messages that begins at one',
      'GetPinnedMessages',
      () => ({ params: general, ...payload({ id_lt: 's1' }) }),
      4,
    ],
    ['reading up to one', 'MarkRead', () => ({ params: general, body: { message_id: 's1' } }), 16],
    ['reading a thread of it', 'MarkRead', () => ({ params: general, body: { thread_id: 's1' } }), 16],
    ['unreading from one on', 'MarkUnread', () => ({ params: general, body: { message_id: 's1' } }), 16],
    ['unreading a thread of it', 'MarkUnread', () => ({ params: general, body: { thread_id: 's1' } }), 16],
    [
      'reading it together with one’s own',
      'MarkChannelsRead',
      () => ({ body: { read_by_channel: { [generalCid]: '', [secretCid]: '' } } }),
      17,
    ],
    [
      'muting it together with one’s own',
      'MuteChannel',
      () => ({ body: { channel_cids: [generalCid, secretCid] } }),
      17,
    ],
    [
      'confirming its messages together with one’s own',
      'MarkDelivered',
      () => ({
        body: {
          latest_delivered_messages: [
            { cid: generalCid, id: 'g1' },
            { cid: secretCid, id: 's1' },
          ],
        },
      }),
      17,
    ],
    ['finding it together with one’s own', 'QueryChannels', () => query({ cid: { $in: [generalCid, secretCid] } }), 70],
    ['finding it by its members', 'QueryChannels', () => query({ members: { $in: ['cat'] } }), 70],
    ['its members', 'QueryMembers', () => payload({ ...secret, filter_conditions: {} }), 17],
    [
      'its bans',
      'QueryBannedUsers',
      () => payload({ filter_conditions: { channel_cid: { $in: [generalCid, secretCid] } } }),
      17,
    ],
  ]
  for (const [what, call, ask, code] of attempts) {
    test(`not ${what}`, async () => expect((await tryAsBob(call, ask())).code).toBe(code))
  }

  test('its messages are not among one’s own, asked for by their ids', async () => {
    const { messages } = await tryAsBob('GetManyMessages', { params: general, query: { ids: 'g1,s1,s2' } })
    expect(messages).toMatchObject([{ id: 'g1' }])
    expect(messages).toHaveLength(1)
  })

  test('that its messages have arrived is passed over', async () => {
    const confirmed = { latest_delivered_messages: [{ cid: generalCid, id: 's1' }] }
    expect((await tryAsBob('MarkDelivered', { body: confirmed })).code).toBeUndefined()
  })

  test('what has happened there is in no catching up', async () => {
    const last_sync_at = '2026-01-05T09:30:00Z'
    const { events, inaccessible_cids } = (await tryAsBob('Sync', {
      query: { with_inaccessible_cids: true },
      body: { channel_cids: [generalCid, secretCid], last_sync_at },
    })) as { events: { cid: string }[]; inaccessible_cids: string[] }
    expect(inaccessible_cids).toEqual([secretCid])
    expect(new Set(events.map(({ cid }) => cid))).toEqual(new Set([generalCid]))
  })

  test('there is no going on with it', async () => {
    const { resumed, reset } = await tryAsBob('Resume', {
      query: { connection_id: bob.connection_id },
      body: { channels: { [secretCid]: positions[generalCid] } },
    })
    expect(resumed).toEqual([])
    expect(reset).toEqual([{ cid: secretCid, reason: 'no_access' }])
  })
})

describe('a connection obeys nobody but its user', () => {
  const through = () => ({ connection_id: ann.connection_id })
  const attempts: [what: string, call: EndpointName, ask: () => Ask][] = [
    ['watch a channel', 'GetOrCreateChannel', () => ({ params: general, query: through(), body: { watch: true } })],
    ['watch the channels of a query', 'QueryChannels', () => ({ query: through(), body: { watch: true } })],
    ['stop watching', 'StopWatchingChannel', () => ({ params: general, query: through(), body: {} })],
    [
      'follow presence',
      'QueryUsers',
      () => ({ query: { ...through(), payload: { filter_conditions: {}, presence: true } } }),
    ],
    ['go on', 'Resume', () => ({ query: through(), body: { channels: positions } })],
    [
      'watch what it catches up with',
      'Sync',
      () => ({
        query: through(),
        body: { channel_cids: [generalCid], last_sync_at: '2026-01-05T09:30:00Z', watch: true },
      }),
    ],
  ]
  for (const [what, call, ask] of attempts) {
    test(`it does not ${what} for somebody else`, async () => expect((await tryAsBob(call, ask())).code).toBe(46))
  }
})

describe('nobody acts as somebody else', () => {
  const as = { user_id: 'ann' }
  const whole = { user: { id: 'ann', name: 'Not Ann' } }
  const attempts: [call: EndpointName, ask: Ask][] = [
    ['SendMessage', sending(as)],
    ['UpdateMessage', { params: { id: 'g1' }, body: { message: { text: 'no', ...as } } }],
    ['UpdateMessagePartial', { ...patch({ text: 'no' }), body: { set: { text: 'no' }, ...as } }],
    ['DeleteMessage', { params: { id: 'g1' }, query: as }],
    ['DeleteMessage', { params: { id: 'g1' }, query: { deleted_by: 'ann' } }],
    ['SendReaction', { params: { id: 'g1' }, body: { reaction: { type: 'love', ...as } } }],
    ['DeleteReaction', { params: { id: 'g1', type: 'like' }, query: as }],
    ['SendEvent', { params: general, body: { event: { type: 'typing.start', ...as } } }],
    ['GetOrCreateChannel', { params: general, body: as }],
    ['GetOrCreateChannel', { params: general, body: whole }],
    ['GetChannel', { params: general, query: as }],
    ['QueryChannels', { body: as }],
    ['UpdateChannel', { params: general, body: { remove_members: ['ann'], ...as } }],
    ['UpdateChannelPartial', { params: general, body: { set: { color: 'red' }, ...as } }],
    ['TruncateChannel', { params: general, body: as }],
    ['DeleteChannel', { params: general, query: as }],
    ['HideChannel', { params: general, body: as }],
    ['ShowChannel', { params: general, body: as }],
    ['MuteChannel', { body: { channel_cid: generalCid, ...as } }],
    ['UnmuteChannel', { body: { channel_cid: generalCid, ...as } }],
    ['Mute', { body: { target_id: 'cat', ...whole } }],
    ['Unmute', { body: { target_id: 'cat', ...as } }],
    ['Ban', { body: { target_user_id: 'cat', banned_by_id: 'ann' } }],
    ['Unban', { query: { target_user_id: 'cat', ...as } }],
    ['MarkRead', { params: general, body: as }],
    ['MarkUnread', { params: general, body: { message_id: 'g1', ...as } }],
    ['MarkChannelsRead', { body: as }],
    ['MarkDelivered', { query: as, body: { latest_delivered_messages: [{ cid: generalCid, id: 'g1' }] } }],
    ['UnreadCounts', { query: as }],
    ['QueryUsers', payload({ filter_conditions: {}, ...as })],
    ['QueryMembers', payload({ ...general, filter_conditions: {}, ...as })],
    ['QueryBannedUsers', payload({ filter_conditions: {}, ...as })],
    ['GetMessage', { params: { id: 'g1' }, query: as }],
    ['GetManyMessages', { params: general, query: { ids: 'g1', ...as } }],
    ['GetReplies', { params: { parent_id: 'g1' }, query: as }],
    ['GetPinnedMessages', { params: general, ...payload(as) }],
    ['GetReactions', { params: { id: 'g1' }, query: as }],
    ['QueryReactions', { params: { id: 'g1' }, body: as }],
    ['Sync', { body: { channel_cids: [generalCid], last_sync_at: '2026-01-05T09:30:00Z', ...as } }],
  ]
  for (const [index, [call, ask]] of attempts.entries()) {
    test(`not by ${call} (${index})`, async () => expect((await tryAsBob(call, ask)).code).toBe(4))
  }
})

function sending(message: object): Ask {
  return { params: general, body: { message: { text: 'hello', ...message } } }
}

function page(messages: object): Ask {
  return { params: general, body: { messages } }
}

function query(filter_conditions: object): Ask {
  return { body: { filter_conditions } }
}
