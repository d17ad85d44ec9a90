import type { EndpointName } from '@parley-chat/protocol'
import { general, type Scenario } from './scene.ts'

const cid = 'messaging:general'
const one = { params: { id: 'm1' } }
const missing = { params: { id: 'nothing' } }

const makeMessage: Scenario['before'] = async (scene) => {
  const message = { text: 'for a moment', user_id: 'ann' }
  scene.made = (await scene.prepare('SendMessage', { params: general, body: { message } })).message.id
}

/** Messages, reactions, reads, events and what was missed. */
export const messageScenarios = {
  SendMessage: {
    by: 'ann',
    ask: ({ custom }) => ({
      params: general,
      body: {
        message: {
          text: 'Hello, **bob**: see https://example.com',
          mentioned_users: ['bob'],
          quoted_message_id: 'm1',
          attachments: [
            {
              type: 'image',
              image_url: 'https://example.com/a.png',
              fields: [{ title: 'a', value: 'b', short: true }],
              actions: [{ name: 'b', text: 'B', type: 'button' }],
              ...custom({ width: 3 }),
            },
          ],
          ...custom({ color: 'blue' }),
        },
        include_channel_context: true,
        include_mentioned_members: true,
      },
    }),
    refused: { ask: () => ({ params: general, body: { message: { id: 'm1', text: 'again' } } }), code: 4 },
  },
  GetMessage: {
    by: 'server',
    before: async (scene) => {
      await makeMessage(scene)
      await scene.prepare('DeleteMessage', { params: { id: scene.made }, query: { user_id: 'ann' } })
    },
    ask: ({ made }) => ({ params: { id: made }, query: { show_deleted_message: true } }),
    refused: { ask: () => missing, code: 16 },
  },
  GetManyMessages: {
    by: 'bob',
    ask: () => ({ params: general, query: { ids: 'm3,m2,m1' } }),
    refused: { ask: () => ({ params: general, query: { ids: '' } }), code: 4 },
  },
  UpdateMessage: {
    by: 'ann',
    ask: ({ custom }) => ({ ...one, body: { message: { text: 'hello again', ...custom({ color: 'green' }) } } }),
    refused: { ask: () => ({ ...one, body: { message: { text: 'x', type: 'reply' } } }), code: 4 },
  },
  UpdateMessagePartial: {
    by: 'ann',
    ask: () => ({ ...one, body: { set: { pinned: true, 'details.status': 'done' }, unset: ['color'] } }),
    refused: { ask: () => ({ ...one, body: {} }), code: 4 },
  },
  GetReplies: {
    by: 'ann',
    ask: () => ({ params: { parent_id: 'm1' }, query: { limit: 5 } }),
    refused: { ask: () => ({ params: { parent_id: 'nothing' } }), code: 16 },
  },
  GetPinnedMessages: {
    by: 'ann',
    ask: () => ({ params: general, query: { payload: { limit: 5 } } }),
    refused: { ask: () => ({ params: general, query: { payload: { limit: 301 } } }), code: 4 },
  },
  SendReaction: {
    by: 'ann',
    ask: ({ custom }) => ({
      ...one,
      body: { reaction: { type: 'love', score: 3, ...custom({ via: 'phone' }) }, enforce_unique: true },
    }),
    refused: { ask: () => ({ ...missing, body: { reaction: { type: 'love' } } }), code: 16 },
  },
  GetReactions: {
    by: 'ann',
    ask: () => ({ ...one, query: { limit: 1, offset: 1 } }),
    refused: { ask: () => missing, code: 16 },
  },
  QueryReactions: {
    by: 'ann',
    ask: () => ({ ...one, body: { filter: { type: { $in: ['like', 'love'] } }, limit: 1 } }),
    refused: { ask: () => ({ ...one, body: { filter: { color: 'red' } } }), code: 4 },
  },
  DeleteReaction: {
    by: 'ann',
    ask: () => ({ params: { id: 'm1', type: 'love' } }),
    refused: { ask: () => ({ params: { id: 'm1', type: 'love' } }), code: 16 },
  },
  MarkRead: {
    by: 'ann',
    ask: () => ({ params: general, body: { message_id: 'm2' } }),
    refused: { ask: () => ({ params: general, body: { message_id: 'nothing' } }), code: 16 },
  },
  MarkUnread: {
    by: 'ann',
    ask: () => ({ params: general, body: { message_id: 'm3' } }),
    refused: { ask: () => ({ params: general, body: {} }), code: 4 },
  },
  UnreadCounts: {
    by: 'ann',
    ask: () => ({}),
    refused: { by: 'server', ask: () => ({}), code: 4 },
  },
  UnreadCountsBatch: {
    by: 'server',
    ask: () => ({ body: { user_ids: ['ann', 'bob', 'nobody'] } }),
    refused: { ask: () => ({ body: { user_ids: [] } }), code: 4 },
  },
  MarkChannelsRead: {
    by: 'ann',
    ask: () => ({ body: { read_by_channel: { [cid]: '' } } }),
    refused: { ask: () => ({ body: { read_by_channel: { 'messaging:nowhere': '' } } }), code: 16 },
  },
  MarkDelivered: {
    by: 'ann',
    ask: () => ({ body: { latest_delivered_messages: [{ cid, id: 'm3' }] } }),
    refused: {
      ask: () => ({ body: { latest_delivered_messages: [{ cid: 'messaging:nowhere', id: 'm3' }] } }),
      code: 16,
    },
  },
  SendEvent: {
    by: 'ann',
    ask: ({ custom }) => ({ params: general, body: { event: { type: 'confetti', ...custom({ color: 'gold' }) } } }),
    refused: { ask: () => ({ params: general, body: { event: { type: 'message.new' } } }), code: 18 },
  },
  Sync: {
    by: 'device',
    ask: ({ chat }) => ({
      query: { with_inaccessible_cids: true },
      body: {
        channel_cids: [cid, 'messaging:nowhere'],
        last_sync_at: new Date(chat.clock.now() / 1000).toISOString(),
        watch: true,
      },
    }),
    refused: { ask: () => ({ body: { channel_cids: [cid], last_sync_at: '2020-01-01T00:00:00Z' } }), code: 4 },
  },
  Resume: {
    by: 'device',
    before: async (scene) => {
      const { parley } = await scene.prepare('GetOrCreateChannel', { params: general, body: {} })
      scene.made = JSON.stringify(parley)
    },
    ask: ({ device, made }) => ({
      query: { connection_id: device.connection_id },
      body: { channels: { [cid]: JSON.parse(made), 'messaging:nowhere': JSON.parse(made) } },
    }),
    refused: { ask: () => ({ query: { connection_id: 'gone' }, body: { channels: {} } }), code: 46 },
  },
  DeleteMessage: {
    by: 'ann',
    before: makeMessage,
    ask: ({ made }) => ({ params: { id: made } }),
    refused: { ask: () => missing, code: 16 },
  },
  UndeleteMessage: {
    by: 'server',
    ask: ({ made }) => ({ params: { id: made }, body: { undeleted_by: 'ann' } }),
    refused: { ask: ({ made }) => ({ params: { id: made }, body: {} }), code: 4 },
  },
} satisfies Partial<Record<EndpointName, Scenario>>
