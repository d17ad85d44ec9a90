import type { EndpointName } from '@parley-chat/protocol'
import { general, type Scenario } from './scene.ts'

const elsewhere = { type: 'messaging', id: 'nowhere' }
const spare = { type: 'messaging', id: 'spare' }
const cid = 'messaging:general'

const makeSpare: Scenario['before'] = ({ prepare }) =>
  prepare('GetOrCreateChannel', { params: spare, body: { data: { created_by_id: 'ann', members: ['ann', 'bob'] } } })
const banBob = { target_user_id: 'bob', channel_cid: cid, user_id: 'ann' }

/** Channels, members and bans. */
export const channelScenarios = {
  GetOrCreateChannel: {
    by: 'device',
    ask: ({ custom }) => ({
      params: { type: 'team', id: 'office' },
      body: {
        data: {
          members: ['ann', { user_id: 'bob', ...custom({ desk: 4 }) }],
          invites: ['zoe'],
          filter_tags: ['work'],
          ...custom({ name: 'Office' }),
        },
        watch: true,
        presence: true,
        watchers: { limit: 10 },
      },
    }),
    refused: { ask: () => ({ params: { type: 'pub', id: 'x' }, body: {} }), code: 16 },
  },
  GetOrCreateDistinctChannel: {
    by: 'ann',
    ask: () => ({ params: { type: 'messaging' }, body: { data: { members: ['ann', 'bob'] } } }),
    refused: { ask: () => ({ params: { type: 'messaging' }, body: { data: { members: ['ann'] } } }), code: 4 },
  },
  GetChannel: {
    by: 'bob',
    ask: () => ({ params: general, query: { messages_limit: 10, members_limit: 2, watchers_limit: 5 } }),
    refused: { ask: () => ({ params: elsewhere }), code: 16 },
  },
  QueryChannels: {
    by: 'device',
    ask: () => ({
      body: {
        filter_conditions: { members: { $in: ['ann'] } },
        sort: [{ field: 'last_message_at', direction: -1 }],
        message_limit: 5,
        watch: true,
      },
    }),
    refused: { by: 'eve', ask: () => ({ body: { filter_conditions: { cid } } }), code: 70 },
  },
  UpdateChannel: {
    by: 'ann',
    ask: ({ custom }) => ({
      params: general,
      body: { data: custom({ name: 'General' }), message: { text: 'Welcome, eve.' }, add_members: ['eve'] },
    }),
    refused: { ask: () => ({ params: general, body: { accept_invite: true } }), code: 4 },
  },
  UpdateChannelPartial: {
    by: 'server',
    ask: () => ({
      params: general,
      body: { set: { color: 'red', config_overrides: { max_message_length: 200 } }, unset: ['name'], user_id: 'ann' },
    }),
    refused: { ask: () => ({ params: general, body: {} }), code: 4 },
  },
  QueryMembers: {
    by: 'ann',
    ask: () => ({
      query: { payload: { ...general, filter_conditions: {}, sort: [{ field: 'user_id', direction: -1 }] } },
    }),
    refused: {
      ask: () => ({ query: { payload: { ...general, filter_conditions: { invite: { $gt: 'pending' } } } } }),
      code: 4,
    },
  },
  UpdateMemberPartial: {
    by: 'ann',
    ask: () => ({ params: general, body: { set: { pinned: true, archived: true, mood: 'sunny' } } }),
    refused: { ask: () => ({ params: general, body: { set: { channel_role: 'channel_moderator' } } }), code: 17 },
  },
  HideChannel: {
    by: 'bob',
    ask: () => ({ params: general, body: { clear_history: true } }),
    refused: { ask: () => ({ params: elsewhere, body: {} }), code: 16 },
  },
  ShowChannel: {
    by: 'bob',
    ask: () => ({ params: general, body: {} }),
    refused: { ask: () => ({ params: elsewhere, body: {} }), code: 16 },
  },
  MuteChannel: {
    by: 'ann',
    ask: () => ({ body: { channel_cids: [cid], expiration: 60_000 } }),
    refused: { ask: () => ({ body: { channel_cids: [] } }), code: 4 },
  },
  UnmuteChannel: {
    by: 'ann',
    ask: () => ({ body: { channel_cids: [cid] } }),
    refused: { ask: () => ({ body: { channel_cids: ['messaging:nowhere'] } }), code: 16 },
  },
  StopWatchingChannel: {
    by: 'device',
    ask: () => ({ params: general, body: {} }),
    refused: { by: 'bob', ask: () => ({ params: general, query: { connection_id: 'gone' }, body: {} }), code: 46 },
  },
  Ban: {
    by: 'server',
    ask: () => ({ body: { ...banBob, timeout: 60, reason: 'spam' } }),
    refused: { by: 'ann', ask: () => ({ body: { target_user_id: 'bob', channel_cid: cid } }), code: 17 },
  },
  QueryBannedUsers: {
    by: 'server',
    ask: () => ({ query: { payload: { filter_conditions: { channel_cid: cid } } } }),
    refused: { ask: () => ({ query: { payload: { filter_conditions: { age: 4 } } } }), code: 4 },
  },
  Unban: {
    by: 'server',
    ask: () => ({ query: banBob, body: {} }),
    refused: { ask: () => ({ query: { ...banBob, target_user_id: 'nobody' }, body: {} }), code: 16 },
  },
  TruncateChannel: {
    by: 'server',
    before: makeSpare,
    ask: () => ({ params: spare, body: { message: { text: 'Gone.', user_id: 'ann' }, user_id: 'ann' } }),
    refused: { ask: () => ({ params: spare, body: { truncated_at: '2030-01-01T00:00:00Z' } }), code: 4 },
  },
  DeleteChannel: {
    by: 'ann',
    before: makeSpare,
    ask: () => ({ params: spare }),
    refused: { ask: () => ({ params: spare }), code: 16 },
  },
  DeleteChannels: {
    by: 'server',
    before: makeSpare,
    ask: () => ({ body: { cids: ['messaging:spare', 'messaging:nowhere'], hard_delete: true } }),
    refused: { ask: () => ({ body: { cids: [] } }), code: 4 },
  },
} satisfies Partial<Record<EndpointName, Scenario>>
