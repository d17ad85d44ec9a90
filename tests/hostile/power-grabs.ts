// What people without power ask for, with values that would be right if they came from the backend.
import type { EndpointName } from '@parley-chat/protocol'

/** The channel that they are in. */
export const general = { type: 'messaging', id: 'general' }

/** A request of somebody who is not the backend. */
export interface Grab {
  readonly by?: string
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: object
}

const forgedUser = { id: 'eve', role: 'admin' }
const inPatches = {
  disabled: true,
  created_by_id: 'ann',
  config_overrides: { replies: false },
  team: 'red',
  member_count: 9,
}
const forgedMessage = {
  ...{
    user: forgedUser,
    mml: '<x>',
    shadowed: true,
    reaction_counts: { like: 9 },
    reply_count: 9,
    created_at: '2020-01-01T00:00:00Z',
  },
  ...{ deleted_at: '2020-01-01T00:00:00Z', pinned_by: forgedUser, cid: 'team:secret', type: 'regular' },
}

/** By the endpoint. */
export const powerGrabs: readonly (readonly [EndpointName, readonly Grab[]])[] = [
  [
    'UpdateUsers',
    [
      ...[{ role: 'admin' }, { teams: ['red'] }, { teams_role: { red: 'admin' } }].map((grab) => ({
        body: { users: { ann: { id: 'ann', ...grab } } },
      })),
      { body: { users: { bob: { id: 'bob', name: 'Not Bob' } } } },
      { body: { users: { new: { id: 'new', role: 'admin' } } } },
      { by: 'dan', body: { users: { dan: { id: 'dan', banned: false, shadow_banned: false } } } },
    ],
  ],
  [
    'UpdateUsersPartial',
    [
      'role',
      'teams',
      'teams_role',
      'teams_role.red',
      'banned',
      'created_at',
      'deactivated_at',
      'revoke_tokens_issued_before',
    ].flatMap((name) => [
      { body: { users: [{ id: 'ann', set: { [name]: 'admin' } }] } },
      { body: { users: [{ id: 'ann', unset: [name] }] } },
    ]),
  ],
  [
    'CreateGuest',
    [
      { body: { user: { id: 'g', role: 'admin' } } },
      { body: { user: { id: 'eve' } } },
      { body: { user: { id: 'g', teams: ['red'] } } },
    ],
  ],
  [
    'GetOrCreateChannel',
    [
      {
        params: { type: 'messaging', id: 'mine' },
        body: { data: { created_by_id: 'eve', created_by: forgedUser, disabled: true } },
      },
      {
        params: { type: 'messaging', id: 'more' },
        body: { data: { members: [{ user_id: 'ann', channel_role: 'channel_moderator' }] } },
      },
      { params: { type: 'messaging', id: 'over' }, body: { data: { config_overrides: { replies: false } } } },
    ],
  ],
  [
    'UpdateChannel',
    [
      { params: general, body: { data: { ...inPatches } } },
      { params: general, body: { assign_roles: [{ user_id: 'ann', channel_role: 'channel_moderator' }] } },
      { params: general, body: { add_moderators: ['ann'] } },
      { params: general, body: { add_members: [{ user_id: 'cid', channel_role: 'channel_moderator' }] } },
      { params: general, body: { message: { text: 'hi', ...forgedMessage } } },
    ],
  ],
  [
    'UpdateChannelPartial',
    Object.entries(inPatches).map(([name, value]) => ({ params: general, body: { set: { [name]: value } } })),
  ],
  [
    'UpdateMemberPartial',
    [
      { params: general, body: { set: { channel_role: 'channel_moderator' } } },
      { params: general, query: { user_id: 'bob' }, body: { set: { channel_role: 'admin' } } },
    ],
  ],
  [
    'SendMessage',
    [
      { params: general, body: { message: { text: 'hi', ...forgedMessage } } },
      { params: general, body: { message: { text: 'hi', user_id: 'eve' } } },
    ],
  ],
  [
    'UpdateMessage',
    [
      { params: { id: 'm1' }, body: { message: { text: 'hi', ...forgedMessage } } },
      { params: { id: 'm2' }, body: { message: { text: 'mine now' } } },
    ],
  ],
  [
    'UpdateMessagePartial',
    Object.entries(forgedMessage).map(([name, value]) => ({ params: { id: 'm1' }, body: { set: { [name]: value } } })),
  ],
  [
    'SendReaction',
    [
      { params: { id: 'm1' }, body: { reaction: { type: 'love', user_id: 'eve' } } },
      { params: { id: 'm1' }, body: { reaction: { type: 'love', user: forgedUser } } },
    ],
  ],
  [
    'MarkRead',
    [
      { params: general, body: { user_id: 'eve' } },
      { params: general, body: { user: forgedUser } },
    ],
  ],
  [
    'Ban',
    [{ body: { target_user_id: 'bob', banned_by_id: 'eve' } }, { body: { target_user_id: 'bob', user: forgedUser } }],
  ],
]

/** What an honest request of these people leaves behind. */
export const harmless =
  /^(users \{"id":"guest-[^"]+","role":"guest","teams":"\[\]"|channels \{"created_by_id":"ann","disabled":0,"config_overrides":null,"team":null|members \{"user_id":"(ann|cid)","channel_role":"channel_member"|messages \{"user_id":"ann","type":"(regular|system|reply)","mml":null,"shadowed":0,"reactions":null,"reply_count":0,"pinned_by_id":null,"deleted_at":null|reactions \{"user_id":"ann"|reads \{"user_id":"(ann|cid)")/
