import { type Attempt, aUser, mayInApp, nothing, theSecret } from './needs.ts'
import type { Stage } from './stage.ts'

const ben = { target_id: 'ben' }
const named = (id: string, fields: object) => ({ body: { users: { [id]: { id, ...fields } } } })
const patched = (id: string, fields: object) => ({ body: { users: [{ id, set: fields }] } })
const otherRole = ({ who }: Stage) => ({ role: who.role === 'admin' ? 'moderator' : 'admin' })

const find = (filter_conditions: object) => ({ query: { payload: { filter_conditions } } })

/** What only the backend may, with a request that would do if it came from there. */
const secretOnly = (call: Attempt['call'], ask: Attempt['ask']): Attempt => ({
  what: `calls ${call}`,
  call,
  needs: [theSecret],
  stoppedBy: [],
  ask,
})

const updateUser = mayInApp('UpdateUser')
const updateSelf = mayInApp('UpdateUser', 'own')

/** What is about no channel. */
export const appAttempts: readonly Attempt[] = [
  { what: 'reads the settings', call: 'GetApp', needs: [aUser], stoppedBy: [], ask: () => ({}) },
  {
    what: 'becomes a guest',
    call: 'CreateGuest',
    needs: nothing,
    stoppedBy: [],
    ask: () => ({ body: { user: { name: 'Visitor' } } }),
  },
  {
    what: 'finds other people',
    call: 'QueryUsers',
    needs: [aUser, mayInApp('SearchUser')],
    stoppedBy: [],
    ask: () => find({ role: 'user' }),
  },
  {
    what: 'looks themself up',
    call: 'QueryUsers',
    needs: [aUser],
    stoppedBy: [],
    ask: ({ who }) => find({ id: who.id }),
  },
  {
    what: 'writes a profile of their own',
    call: 'UpdateUsers',
    needs: [aUser, updateSelf],
    stoppedBy: [],
    ask: (at) => named(at.who.id, { name: at.name('name') }),
  },
  {
    what: 'writes the profile of somebody else',
    call: 'UpdateUsers',
    needs: [aUser, updateUser],
    stoppedBy: [],
    ask: (at) => named('ben', { name: at.name('name') }),
  },
  {
    what: 'writes a profile of their own and that of somebody else',
    call: 'UpdateUsers',
    needs: [aUser, updateSelf, updateUser],
    stoppedBy: [],
    ask: ({ who }) => ({
      body: { users: { [who.id]: { id: who.id, name: 'Me' }, ben: { id: 'ben', name: 'Not me' } } },
    }),
  },
  {
    what: 'makes a user',
    call: 'UpdateUsers',
    needs: [aUser, updateUser],
    stoppedBy: [],
    ask: (at) => {
      const id = at.name('user')
      return named(id, { name: 'New' })
    },
  },
  {
    what: 'gives themself a role of the app',
    call: 'UpdateUsers',
    needs: [aUser, updateSelf, mayInApp('UpdateUserRole', 'own')],
    stoppedBy: [],
    ask: (at) => named(at.who.id, otherRole(at)),
  },
  {
    what: 'puts themself into a team',
    call: 'UpdateUsers',
    needs: [aUser, updateSelf, mayInApp('UpdateUserTeams', 'own')],
    stoppedBy: [],
    ask: ({ who }) => named(who.id, { teams: ['red'] }),
  },
  {
    what: 'changes a field of their own',
    call: 'UpdateUsersPartial',
    needs: [aUser, updateSelf],
    stoppedBy: [],
    ask: (at) => patched(at.who.id, { mood: at.name('mood') }),
  },
  {
    what: 'changes a field of somebody else',
    call: 'UpdateUsersPartial',
    needs: [aUser, updateUser],
    stoppedBy: [],
    ask: () => patched('ben', { mood: 'bad' }),
  },
  ...Object.entries({
    role: mayInApp('UpdateUserRole', 'own'),
    teams: mayInApp('UpdateUserTeams', 'own'),
    teams_role: mayInApp('UpdateUserTeams', 'own'),
    revoke_tokens_issued_before: theSecret,
  }).map(
    ([field, need]): Attempt => ({
      what: `changes ${field} of their own`,
      call: 'UpdateUsersPartial',
      needs: [aUser, updateSelf, need],
      stoppedBy: [],
      ask: (at) => {
        const values = { teams: ['red'], teams_role: { red: 'admin' }, revoke_tokens_issued_before: at.now() }
        return patched(at.who.id, { [field]: { ...values, ...otherRole(at) }[field] })
      },
    }),
  ),
  {
    what: 'mutes somebody',
    call: 'Mute',
    needs: [aUser, mayInApp('MuteUser')],
    stoppedBy: [],
    ask: () => ({ body: ben }),
    after: (at) => at.server.call('Unmute', { body: { ...ben, user_id: at.who.id } }),
  },
  {
    what: 'hears somebody again',
    call: 'Unmute',
    needs: [aUser, mayInApp('MuteUser')],
    stoppedBy: [],
    ask: () => ({ body: ben }),
  },
  {
    what: 'bans somebody from the app',
    call: 'Ban',
    needs: [aUser, mayInApp('BanUser')],
    stoppedBy: [],
    ask: () => ({ body: { target_user_id: 'eve' } }),
    after: (at) => at.server.call('Unban', { query: { target_user_id: 'eve', user_id: 'ann' } }),
  },
  {
    what: 'lifts a ban from the app',
    call: 'Unban',
    needs: [aUser, mayInApp('BanUser')],
    stoppedBy: [],
    before: (at) => at.server.call('Ban', { body: { target_user_id: 'eve', user_id: 'ann' } }),
    ask: () => ({ query: { target_user_id: 'eve' } }),
  },
  {
    what: 'marks everything as read',
    call: 'MarkChannelsRead',
    needs: [aUser],
    stoppedBy: [],
    ask: () => ({ body: {} }),
  },
  { what: 'counts what is unread', call: 'UnreadCounts', needs: [aUser], stoppedBy: [], ask: () => ({}) },
  secretOnly('UpdateApp', () => ({ body: { disable_permissions_checks: true } })),
  secretOnly('GetRateLimits', () => ({})),
  secretOnly('DeactivateUser', () => ({ params: { user_id: 'ben' }, body: {} })),
  secretOnly('ReactivateUser', () => ({ params: { user_id: 'ben' }, body: {} })),
  secretOnly('DeactivateUsers', () => ({ body: { user_ids: ['ben'] } })),
  secretOnly('ReactivateUsers', () => ({ body: { user_ids: ['ben'] } })),
  secretOnly('DeleteUser', () => ({ params: { user_id: 'ben' } })),
  secretOnly('DeleteUsers', () => ({ body: { user_ids: ['ben'] } })),
  secretOnly('RestoreUsers', () => ({ body: { user_ids: ['ben'] } })),
  secretOnly('GetTask', () => ({ params: { id: 'task' } })),
  secretOnly('ListChannelTypes', () => ({})),
  secretOnly('CreateChannelType', () => ({ body: { name: 'club' } })),
  secretOnly('GetChannelType', () => ({ params: { name: 'messaging' } })),
  secretOnly('UpdateChannelType', () => ({ params: { name: 'messaging' }, body: { replies: false } })),
  secretOnly('DeleteChannelType', () => ({ params: { name: 'messaging' } })),
  secretOnly('DeleteChannels', ({ cid }) => ({ body: { cids: [cid] } })),
  secretOnly('UndeleteMessage', ({ room }) => ({ params: { id: room.message }, body: { undeleted_by: 'ben' } })),
  secretOnly('UnreadCountsBatch', () => ({ body: { user_ids: ['ben'] } })),
  secretOnly('SendUserCustomEvent', () => ({ params: { user_id: 'ben' }, body: { event: { type: 'hello' } } })),
  secretOnly('CheckIntegrity', () => ({})),
]
