import type { EndpointName } from '@parley-chat/protocol'
import type { Scenario } from './scene.ts'

const userIds = (...user_ids: string[]) => ({ body: { user_ids } })

const find = (filter_conditions: object, more: object = {}) => ({ query: { payload: { filter_conditions, ...more } } })

/** Settings, users and tasks. */
export const appScenarios = {
  GetApp: { by: 'ann', ask: () => ({}), refused: { by: 'nobody', ask: () => ({}), code: 17 } },
  UpdateApp: {
    by: 'server',
    ask: () => ({ body: { user_search_disallowed_roles: ['guest'], grants: { guest: ['search-user', 'flag-user'] } } }),
    refused: { ask: () => ({ body: { enforce_unique_usernames: 'sometimes' } }), code: 4 },
  },
  GetRateLimits: {
    by: 'server',
    ask: () => ({ query: { server_side: true, android: true, endpoints: 'SendMessage,GetRateLimits' } }),
    refused: { by: 'ann', ask: () => ({}), code: 17 },
  },
  UpdateUsers: {
    by: 'server',
    ask: ({ custom }) => ({
      body: {
        users: {
          kim: {
            id: 'kim',
            name: 'Kim',
            language: 'en',
            privacy_settings: { read_receipts: { enabled: false } },
            ...custom({ hat: 'blue' }),
          },
        },
      },
    }),
    refused: { ask: () => ({ body: { users: { kim: { id: 'kim', role: 'emperor' } } } }), code: 4 },
  },
  UpdateUsersPartial: {
    by: 'ann',
    ask: () => ({ body: { users: [{ id: 'ann', set: { 'address.city': 'Ghent', invisible: false } }] } }),
    refused: { by: 'server', ask: () => ({ body: { users: [{ id: 'nobody', set: { hat: 'red' } }] } }), code: 16 },
  },
  QueryUsers: {
    by: 'device',
    before: ({ prepare }) => prepare('Mute', { body: { target_id: 'bob', user_id: 'ann' } }),
    ask: () => find({ id: { $in: ['ann', 'bob'] } }, { sort: [{ field: 'name', direction: 1 }], presence: true }),
    refused: { ask: () => find({ id: { $near: 'ann' } }), code: 4 },
  },
  CreateGuest: {
    by: 'nobody',
    ask: ({ custom }) => ({ body: { user: { name: 'Visitor', ...custom({ from: 'web' }) } } }),
    refused: { ask: () => ({ body: { user: { id: 'not an id' } } }), code: 4 },
  },
  DeactivateUser: {
    by: 'server',
    ask: () => ({ params: { user_id: 'tim' }, body: { created_by_id: 'ann' } }),
    refused: { ask: () => ({ params: { user_id: 'tim' }, body: {} }), code: 4 },
  },
  ReactivateUser: {
    by: 'server',
    ask: () => ({ params: { user_id: 'tim' }, body: { name: 'Tim' } }),
    refused: { ask: () => ({ params: { user_id: 'tim' }, body: {} }), code: 4 },
  },
  DeactivateUsers: {
    by: 'server',
    ask: () => userIds('tia', 'nobody'),
    refused: { ask: () => userIds(), code: 4 },
  },
  ReactivateUsers: {
    by: 'server',
    ask: () => userIds('tia'),
    refused: { ask: () => userIds(), code: 4 },
  },
  DeleteUsers: {
    by: 'server',
    ask: () => ({ body: { user_ids: ['tia'], messages: 'soft', conversations: 'soft' } }),
    refused: { ask: () => ({ body: { user_ids: ['ann'], user: 'hard', messages: 'soft' } }), code: 4 },
  },
  GetTask: {
    by: 'server',
    before: async (scene) => {
      const { task_id } = await scene.prepare('ReactivateUsers', userIds('nobody'))
      await scene.chat.app.services.tasks.idle()
      scene.made = task_id
    },
    ask: ({ made }) => ({ params: { id: made } }),
    refused: { ask: () => ({ params: { id: 'nothing' } }), code: 16 },
  },
  RestoreUsers: {
    by: 'server',
    before: ({ chat }) => chat.app.services.tasks.idle(),
    ask: () => userIds('tia'),
    refused: { ask: () => userIds('ann'), code: 4 },
  },
  DeleteUser: {
    by: 'server',
    ask: () => ({ params: { user_id: 'tia' }, query: { mark_messages_deleted: true } }),
    refused: { ask: () => ({ params: { user_id: 'nobody' } }), code: 16 },
  },
  ListChannelTypes: { by: 'server', ask: () => ({}), refused: { by: 'ann', ask: () => ({}), code: 17 } },
  CreateChannelType: {
    by: 'server',
    ask: () => ({
      body: { name: 'club', commands: ['all'], max_message_length: 100, grants: { guest: ['read-channel'] } },
    }),
    refused: { ask: () => ({ body: { name: 'messaging' } }), code: 4 },
  },
  GetChannelType: {
    by: 'server',
    ask: () => ({ params: { name: 'club' } }),
    refused: { ask: () => ({ params: { name: 'pub' } }), code: 16 },
  },
  UpdateChannelType: {
    by: 'server',
    ask: () => ({ params: { name: 'club' }, body: { replies: false, grants: null } }),
    refused: { ask: () => ({ params: { name: 'club' }, body: { commands: ['dance'] } }), code: 4 },
  },
  DeleteChannelType: {
    by: 'server',
    ask: () => ({ params: { name: 'club' } }),
    refused: { ask: () => ({ params: { name: 'messaging' } }), code: 4 },
  },
  Mute: {
    by: 'ann',
    ask: () => ({ body: { target_ids: ['bob', 'nobody'], timeout: 60 } }),
    refused: { ask: () => ({ body: { target_id: 'ann' } }), code: 4 },
  },
  Unmute: {
    by: 'ann',
    ask: () => ({ body: { target_ids: ['bob'] } }),
    refused: { ask: () => ({ body: {} }), code: 4 },
  },
  SendUserCustomEvent: {
    by: 'server',
    ask: ({ custom }) => ({
      params: { user_id: 'ann' },
      body: { event: { type: 'gift', ...custom({ what: 'tea' }) } },
    }),
    refused: { ask: () => ({ params: { user_id: 'nobody' }, body: { event: { type: 'gift' } } }), code: 16 },
  },
  CheckIntegrity: { by: 'server', ask: () => ({}), refused: { by: 'ann', ask: () => ({}), code: 17 } },
} satisfies Partial<Record<EndpointName, Scenario>>
