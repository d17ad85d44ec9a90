import {
  type Attempt,
  anInvitation,
  aUser,
  belonging,
  either,
  inside,
  managing,
  may,
  mayInApp,
  theSecret,
} from './needs.ts'
import type { Stage } from './stage.ts'

const update = (body: (at: Stage) => object) => (at: Stage) => ({ params: at.channel, body: body(at) })
const put = (at: Stage, body: object) => at.server.call('UpdateChannel', { params: at.channel, body })
const changeMember = (fields: object, user_id?: string) => (at: Stage) => ({
  params: at.channel,
  query: user_id ? { user_id } : {},
  body: { set: fields },
})

const banInChannel = either(may('BanChannelMember'), may('BanUser', 'others'))
const eve = ({ cid }: Stage) => ({ target_user_id: 'eve', channel_cid: cid })

export const memberAttempts: readonly Attempt[] = [
  {
    what: 'lists the members of a channel',
    call: 'QueryMembers',
    needs: [may('ReadChannelMembers')],
    stoppedBy: inside,
    ask: ({ channel }) => ({ query: { payload: { ...channel, filter_conditions: {} } } }),
  },
  {
    what: 'adds somebody to a channel',
    call: 'UpdateChannel',
    needs: [aUser, may('UpdateChannelMembers')],
    stoppedBy: managing,
    ask: update(() => ({ add_members: ['dan'] })),
    after: (at) => put(at, { remove_members: ['dan'] }),
  },
  {
    what: 'invites somebody to a channel',
    call: 'UpdateChannel',
    needs: [aUser, may('UpdateChannelMembers')],
    stoppedBy: managing,
    ask: update(() => ({ invites: ['dan'] })),
    after: (at) => put(at, { remove_members: ['dan'] }),
  },
  {
    what: 'removes somebody from a channel',
    call: 'UpdateChannel',
    needs: [aUser, may('UpdateChannelMembers')],
    stoppedBy: managing,
    ask: update(() => ({ remove_members: ['coe'] })),
    after: (at) => put(at, { add_members: ['coe'] }),
  },
  {
    what: 'joins a channel',
    call: 'UpdateChannel',
    needs: [aUser, either(may('AddOwnChannelMembership'), may('UpdateChannelMembers'))],
    stoppedBy: managing,
    ask: update(({ who }) => ({ add_members: [who.id] })),
    after: (at) => at.restore(),
  },
  {
    what: 'leaves a channel',
    call: 'UpdateChannel',
    needs: [aUser, either(may('RemoveOwnChannelMembership'), may('UpdateChannelMembers'))],
    stoppedBy: inside,
    ask: update(({ who }) => ({ remove_members: [who.id] })),
    after: (at) => at.restore(),
  },
  {
    what: 'leaves a channel and takes somebody along',
    call: 'UpdateChannel',
    needs: [aUser, may('UpdateChannelMembers')],
    stoppedBy: managing,
    ask: update(({ who }) => ({ remove_members: [who.id, 'coe'] })),
    after: async (at) => {
      await at.restore()
      await put(at, { add_members: ['coe'] })
    },
  },
  {
    what: 'accepts an invitation',
    call: 'UpdateChannel',
    needs: [aUser, anInvitation],
    stoppedBy: inside,
    ask: update(() => ({ accept_invite: true })),
    after: (at) => at.restore(),
  },
  {
    what: 'declines an invitation',
    call: 'UpdateChannel',
    needs: [aUser, anInvitation],
    stoppedBy: inside,
    ask: update(() => ({ reject_invite: true })),
    after: (at) => at.restore(),
  },
  ...Object.entries({
    'makes a member a moderator': { add_moderators: ['ben'] },
    'makes a moderator a member': { demote_moderators: ['ben'] },
    'gives a member a role': { assign_roles: [{ user_id: 'ben', channel_role: 'channel_moderator' }] },
  }).map(
    ([what, body]): Attempt => ({
      what,
      call: 'UpdateChannel',
      needs: [theSecret],
      stoppedBy: inside,
      ask: update(() => body),
    }),
  ),
  {
    what: 'pins a channel for themself',
    call: 'UpdateMemberPartial',
    needs: [aUser, belonging(16)],
    stoppedBy: inside,
    ask: changeMember({ pinned: true }),
    after: (at) => at.restore(),
  },
  {
    what: 'writes data of their own membership',
    call: 'UpdateMemberPartial',
    needs: [aUser, belonging(16)],
    stoppedBy: inside,
    ask: (at) => changeMember({ mood: at.name('mood') })(at),
  },
  {
    what: 'gives themself a role',
    call: 'UpdateMemberPartial',
    needs: [aUser, belonging(16), theSecret],
    stoppedBy: inside,
    ask: (at) =>
      changeMember({ channel_role: at.who.standing === 'moderator' ? 'channel_member' : 'channel_moderator' })(at),
  },
  {
    what: 'writes data of somebody else’s membership',
    call: 'UpdateMemberPartial',
    needs: [aUser, may('UpdateChannelMembers')],
    stoppedBy: managing,
    ask: (at) => changeMember({ mood: at.name('mood') }, 'coe')(at),
  },
  {
    what: 'pins a channel for somebody else',
    call: 'UpdateMemberPartial',
    needs: [theSecret],
    stoppedBy: managing,
    ask: changeMember({ pinned: true }, 'coe'),
  },
  {
    what: 'bans somebody from a channel',
    call: 'Ban',
    needs: [aUser, banInChannel],
    stoppedBy: managing,
    ask: (at) => ({ body: eve(at) }),
    after: (at) => at.server.call('Unban', { query: { ...eve(at), user_id: 'ann' } }),
  },
  {
    what: 'lifts a ban from a channel',
    call: 'Unban',
    needs: [aUser, banInChannel],
    stoppedBy: managing,
    before: (at) => at.server.call('Ban', { body: { ...eve(at), user_id: 'ann' } }),
    ask: (at) => ({ query: eve(at) }),
  },
  {
    what: 'lists the bans of a channel',
    call: 'QueryBannedUsers',
    needs: [aUser, banInChannel],
    stoppedBy: inside,
    ask: ({ cid }) => ({ query: { payload: { filter_conditions: { channel_cid: cid } } } }),
  },
  {
    what: 'lists all bans',
    call: 'QueryBannedUsers',
    needs: [aUser, mayInApp('BanUser')],
    stoppedBy: [],
    ask: () => ({ query: { payload: { filter_conditions: {} } } }),
  },
]
