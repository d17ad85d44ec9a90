import { expect, test } from 'bun:test'
import { compileGrants, effectiveGrants, type Grants } from './grants.ts'
import { allows, type CheckedChannel, may, type Person, type Refusal, type Scope } from './rules.ts'

const general: CheckedChannel = { cid: 'messaging:general', created_by_id: 'zoe', disabled: false }

function scope(
  name: string,
  changes: { grants?: Grants; modifiers?: Grants; app?: Partial<Scope['app']> } = {},
): Scope {
  return {
    name,
    grants: compileGrants(effectiveGrants(name, changes.grants, changes.modifiers)),
    app: { disable_permissions_checks: false, multi_tenant_enabled: false, ...changes.app },
  }
}

const messaging = scope('messaging')
const tenants = scope('messaging', { app: { multi_tenant_enabled: true } })

function person(role: string, more: Partial<Person['user']> = {}): Person {
  return {
    kind: role === 'guest' || role === 'anonymous' ? role : 'user',
    user: { id: 'jane', role, teams: [], ...more },
  }
}

function member(channel_role = 'channel_member', who = person('user')): Person {
  return { ...who, member: { channel_role, status: 'member' } }
}

function refused(answer: true | Refusal): Refusal {
  if (answer === true) throw new Error('was allowed')
  return answer
}

test('a member may send, a stranger may not', () => {
  expect(may(messaging, member(), 'CreateMessage', { channel: general })).toBe(true)
  expect(refused(may(messaging, person('user'), 'CreateMessage', { channel: general }))).toEqual({
    reason: 'permission',
    message: "User 'jane' with role user is not allowed to perform action CreateMessage in scope 'messaging'",
  })
})

test('a refused member is told both roles', () => {
  expect(refused(may(messaging, member(), 'UpdateChannel', { channel: general })).message).toBe(
    "User 'jane' with roles ['user', 'channel_member'] is not allowed to perform action UpdateChannel in scope 'messaging'",
  )
  expect(may(messaging, member('channel_moderator'), 'UpdateChannel', { channel: general })).toBe(true)
})

test('the roles in app and channel are united: either is enough', () => {
  expect(may(messaging, member('channel_member', person('guest')), 'CreateMessage', { channel: general })).toBe(true)
  expect(may(messaging, member('channel_member', person('admin')), 'UpdateChannel', { channel: general })).toBe(true)
  expect(may(messaging, member('channel_member', person('guest')), 'UpdateChannel', { channel: general })).not.toBe(
    true,
  )
})

test('whoever created the channel may what its owners may', () => {
  const own = { ...general, created_by_id: 'jane' }
  expect(may(messaging, person('user'), 'UpdateChannel', { channel: own })).toBe(true)
  expect(may(messaging, person('user'), 'UpdateChannel', { channel: general })).not.toBe(true)
  expect(may(messaging, person('user'), 'UpdateChannel', { channel: { ...general, created_by_id: null } })).not.toBe(
    true,
  )
})

test('a message belongs to its sender, not to the creator of the channel', () => {
  const own = { ...general, created_by_id: 'jane' }
  expect(may(messaging, member(), 'UpdateMessage', { channel: general, owner_id: 'jane' })).toBe(true)
  expect(may(messaging, member(), 'UpdateMessage', { channel: own, owner_id: 'bob' })).not.toBe(true)
  expect(may(messaging, member(), 'UpdateMessage', { channel: own })).not.toBe(true)
})

test('a reaction belongs to whoever reacted', () => {
  const own = { ...general, created_by_id: 'jane' }
  expect(may(messaging, member(), 'DeleteReaction', { channel: general, owner_id: 'jane' })).toBe(true)
  expect(may(messaging, member(), 'DeleteReaction', { channel: own, owner_id: 'bob' })).not.toBe(true)
})

test('people update themselves and not each other', () => {
  const app = scope('.app')
  expect(may(app, person('user'), 'UpdateUser', { owner_id: 'jane' })).toBe(true)
  expect(refused(may(app, person('user'), 'UpdateUser', { owner_id: 'bob' })).message).toBe(
    "User 'jane' with role user is not allowed to perform action UpdateUser in scope '.app'",
  )
})

test('a pending invite opens the channel and nothing more, a rejected one not even that', () => {
  const invited = (status: 'pending' | 'rejected'): Person => ({
    ...person('user'),
    member: { channel_role: 'channel_member', status },
  })
  expect(may(messaging, invited('pending'), 'ReadChannel', { channel: general })).toBe(true)
  expect(refused(may(messaging, invited('pending'), 'CreateMessage', { channel: general })).message).toContain(
    'with role user is not allowed',
  )
  expect(may(messaging, invited('pending'), 'ReadChannelMembers', { channel: general })).not.toBe(true)
  expect(refused(may(messaging, invited('rejected'), 'ReadChannel', { channel: general })).message).toContain(
    'with role user is not allowed',
  )
})

test('the anonymous read what is granted to them and never write', () => {
  const open = scope('livestream', { grants: { anonymous: ['read-channel', 'create-message', 'flag-message'] } })
  const channel = { ...general, cid: 'livestream:general' }
  expect(may(open, person('anonymous'), 'ReadChannel', { channel })).toBe(true)
  expect(refused(may(open, person('anonymous'), 'CreateMessage', { channel })).message).toBe(
    "User 'jane' with role anonymous is not allowed to perform action CreateMessage in scope 'livestream'",
  )
  expect(may(open, person('anonymous'), 'FlagMessage', { channel })).not.toBe(true)
  expect(may(messaging, person('anonymous'), 'ReadChannel', { channel: general })).not.toBe(true)
})

test('a guest may what the guest role may', () => {
  const commerce = scope('commerce')
  const own = { ...general, cid: 'commerce:general', created_by_id: 'jane' }
  expect(may(commerce, person('guest'), 'ReadChannel', { channel: own })).toBe(true)
  expect(may(commerce, person('guest'), 'ReadChannel', { channel: general })).not.toBe(true)
})

test('a server is never refused, nor is anyone while checks are off', () => {
  const closed = { ...general, team: 'red', disabled: true }
  const unchecked = scope('messaging', { app: { disable_permissions_checks: true, multi_tenant_enabled: true } })
  expect(may(tenants, { kind: 'server' }, 'DeleteChannel', { channel: closed })).toBe(true)
  expect(allows(tenants, { kind: 'server' }, 'DeleteChannel', { channel: closed })).toBe(true)
  expect(may(unchecked, person('anonymous'), 'DeleteChannel', { channel: closed })).toBe(true)
  expect(allows(unchecked, person('anonymous'), 'DeleteChannel', { channel: closed })).toBe(true)
  expect(may(tenants, person('admin'), 'DeleteChannel', { channel: closed })).not.toBe(true)
})

test('modifiers of the channel count, role by role', () => {
  const changed = scope('messaging', { modifiers: { channel_member: ['!create-message', 'update-channel'] } })
  expect(may(changed, member(), 'UpdateChannel', { channel: general })).toBe(true)
  expect(may(changed, member(), 'CreateMessage', { channel: general })).not.toBe(true)
  expect(may(changed, member('channel_moderator'), 'CreateMessage', { channel: general })).toBe(true)
})

test('in a broadcast channel members reply without being able to send', () => {
  const broadcast = scope('messaging', { modifiers: { channel_member: ['!create-message'] } })
  expect(may(broadcast, member(), 'CreateReply', { channel: general })).toBe(true)
  expect(may(broadcast, member(), 'CreateMessage', { channel: general })).not.toBe(true)
})

test('a custom role gets what it was granted, an ungranted one nothing', () => {
  const vips = scope('messaging', { grants: { vip: ['create-message'] } })
  expect(may(vips, person('vip'), 'CreateMessage', { channel: general })).toBe(true)
  expect(may(vips, member('vip', person('nobody')), 'CreateMessage', { channel: general })).toBe(true)
  expect(may(messaging, person('vip'), 'CreateMessage', { channel: general })).not.toBe(true)
})

test('a disabled channel is closed to everyone but those who may read it disabled', () => {
  const channel = { ...general, disabled: true }
  const auditors = scope('messaging', {
    grants: { auditor: ['read-channel', 'create-message', 'read-disabled-channel'] },
  })
  expect(refused(may(messaging, person('admin'), 'ReadChannel', { channel }))).toEqual({
    reason: 'disabled',
    message: 'channel messaging:general is disabled',
  })
  expect(may(auditors, person('auditor'), 'ReadChannel', { channel })).toBe(true)
  expect(refused(may(auditors, person('auditor'), 'CreateMessage', { channel })).reason).toBe('disabled')
  expect(allows(messaging, person('admin'), 'ReadChannel', { channel })).toBe(true)
})

test('reading a disabled channel still takes the permission to read', () => {
  const channel = { ...general, disabled: true }
  const half = scope('messaging', { grants: { auditor: ['read-disabled-channel'] } })
  expect(refused(may(half, person('auditor'), 'ReadChannel', { channel })).reason).toBe('permission')
})

test('with teams, a channel is open to its own team alone', () => {
  const red = { ...general, team: 'red' }
  const jane = (teams: string[]) => member('channel_member', person('user', { teams }))
  expect(may(tenants, jane(['blue', 'red']), 'CreateMessage', { channel: red })).toBe(true)
  expect(refused(may(tenants, jane(['blue']), 'CreateMessage', { channel: red }))).toEqual({
    reason: 'team',
    message:
      "User 'jane' with roles ['user', 'channel_member'] from teams ['blue'] cannot access resource in scope 'messaging' " +
      "because requested resource belongs to team 'red'",
  })
  expect(refused(may(tenants, jane([]), 'CreateMessage', { channel: red })).reason).toBe('team')
  expect(may(messaging, jane(['blue']), 'CreateMessage', { channel: red })).toBe(true)
})

test('with teams, a channel without one is for people without one', () => {
  expect(may(tenants, member(), 'CreateMessage', { channel: general })).toBe(true)
  const jane = member('channel_member', person('user', { teams: ['red', 'blue'] }))
  expect(refused(may(tenants, jane, 'CreateMessage', { channel: general })).message).toBe(
    "User 'jane' with roles ['user', 'channel_member'] from teams ['red', 'blue'] cannot access resource in scope " +
      "'messaging' because requested resource does not belong to any team",
  )
})

test('the owner of a channel that moved to another team is outside it', () => {
  const own = { ...general, created_by_id: 'jane', team: 'red' }
  expect(may(tenants, person('user', { teams: ['red'] }), 'UpdateChannel', { channel: own })).toBe(true)
  expect(refused(may(tenants, person('user', { teams: ['blue'] }), 'UpdateChannel', { channel: own })).reason).toBe(
    'team',
  )
})

test('the missing permission is named when the team is right', () => {
  const red = { ...general, team: 'red' }
  const answer = may(tenants, person('user', { teams: ['red'] }), 'CreateMessage', { channel: red })
  expect(refused(answer).reason).toBe('permission')
})

test('a role in the team of the channel takes the place of the role in the app', () => {
  const red = { ...general, team: 'red' }
  const lead = person('user', { teams: ['red', 'blue'], teams_role: { red: 'admin' } })
  const demoted = person('admin', { teams: ['red'], teams_role: { red: 'user' } })
  expect(may(tenants, lead, 'UpdateChannel', { channel: red })).toBe(true)
  expect(may(tenants, lead, 'UpdateChannel', { channel: { ...general, team: 'blue' } })).not.toBe(true)
  expect(refused(may(tenants, demoted, 'UpdateChannel', { channel: red })).message).toContain('with role user is not')
  expect(may(messaging, lead, 'UpdateChannel', { channel: red })).not.toBe(true)
  expect(may(messaging, demoted, 'UpdateChannel', { channel: red })).toBe(true)
})

test('a team named like something every object has gives no role', () => {
  const odd = { ...general, team: 'constructor' }
  const answer = may(tenants, person('user', { teams: ['constructor'], teams_role: {} }), 'UpdateChannel', {
    channel: odd,
  })
  expect(refused(answer).message).toContain('with role user is not allowed')
})

test('with teams, people find those who share one, or who like them have none', () => {
  const app = scope('.app', { app: { multi_tenant_enabled: true } })
  const jane = (teams: string[], role = 'user') => person(role, { teams })
  expect(may(app, jane(['red', 'blue']), 'SearchUser', { owner_id: 'bob', teams: ['blue', 'green'] })).toBe(true)
  expect(may(app, jane([]), 'SearchUser', { owner_id: 'bob', teams: [] })).toBe(true)
  expect(may(app, jane(['red'], 'global_moderator'), 'SearchUser', { owner_id: 'bob', teams: ['green'] })).toBe(true)
  expect(may(app, jane(['red']), 'QueryPolls', {})).toBe(true)
  expect(refused(may(app, jane([]), 'SearchUser', { owner_id: 'bob', teams: ['green'] })).message).toBe(
    "User 'jane' with role user from teams [] cannot access resource in scope '.app' " +
      "because requested resource belongs to team 'green'",
  )
  expect(
    refused(may(app, jane(['red']), 'SearchUser', { owner_id: 'bob', teams: ['blue', 'green'] })).message,
  ).toEndWith("because requested resource belongs to teams ['blue', 'green']")
  expect(refused(may(app, jane(['red']), 'SearchUser', { owner_id: 'bob', teams: [] })).message).toEndWith(
    'because requested resource does not belong to any team',
  )
})
