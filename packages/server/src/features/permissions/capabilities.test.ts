import { expect, test } from 'bun:test'
import { type CapableChannel, type FeatureSwitches, ownCapabilities } from './capabilities.ts'
import { builtInPermissions } from './catalog.ts'
import { compileGrants, effectiveGrants } from './grants.ts'
import type { Membership, Person, Scope } from './rules.ts'

const general: CapableChannel = {
  cid: 'messaging:general',
  created_by_id: 'zoe',
  disabled: false,
  frozen: false,
  cooldown: 0,
}

const everything: FeatureSwitches = {
  connect_events: true,
  custom_events: true,
  delivery_events: true,
  mutes: true,
  polls: true,
  quotes: true,
  reactions: true,
  read_events: true,
  replies: true,
  search: true,
  shared_locations: true,
  typing_events: true,
  uploads: true,
}
const nothing = Object.fromEntries(Object.keys(everything).map((name) => [name, false])) as FeatureSwitches
const asShipped: FeatureSwitches = { ...everything, polls: false, shared_locations: false }

const app = { disable_permissions_checks: false, multi_tenant_enabled: false }
const messaging: Scope = { name: 'messaging', grants: compileGrants(effectiveGrants('messaging')), app }

/** A scope in which the user role holds these permissions and no other role holds any. */
function granting(...ids: string[]): Scope {
  return { name: 'messaging', grants: compileGrants({ user: ids }), app }
}

const jane: Person = { kind: 'user', user: { id: 'jane', role: 'user', teams: [] } }
const own: CapableChannel = { ...general, created_by_id: 'jane' }

function member(channel_role: string, status: Membership['status'] = 'member'): Person {
  return { ...jane, member: { channel_role, status } }
}

function without(all: readonly string[], ...gone: string[]): string[] {
  return all.filter((name) => !gone.includes(name))
}

test('a member of a messaging channel may what the reference example lists', () => {
  expect(ownCapabilities(messaging, member('channel_member'), general, asShipped, false)).toEqual([
    'connect-events',
    'create-attachment',
    'create-mention',
    'delete-own-message',
    'delivery-events',
    'flag-message',
    'leave-channel',
    'mute-channel',
    'pin-message',
    'quote-message',
    'read-events',
    'search-messages',
    'send-custom-events',
    'send-links',
    'send-message',
    'send-reaction',
    'send-reply',
    'send-typing-events',
    'typing-events',
    'update-own-message',
    'update-thread',
    'upload-file',
  ])
})

test('a stranger is left with what needs no channel role', () => {
  expect(ownCapabilities(messaging, jane, general, asShipped, false)).toEqual([
    'connect-events',
    'delete-own-message',
    'delivery-events',
    'read-events',
    'typing-events',
    'update-own-message',
    'update-thread',
  ])
})

// Each row: the capability, the permissions of which any one gives it, the switch it needs.
const rows: [capability: string, ids: string[], feature?: keyof FeatureSwitches][] = [
  ['ban-channel-members', ['ban-channel-member', 'ban-user']],
  ['cast-poll-vote', ['cast-vote'], 'polls'],
  ['create-attachment', ['create-attachment']],
  ['create-mention', ['create-mention']],
  ['delete-any-message', ['delete-message']],
  ['delete-own-message', ['delete-message', 'delete-message-owner']],
  ['delete-channel', ['delete-channel']],
  ['flag-message', ['flag-message']],
  ['freeze-channel', ['update-channel-frozen']],
  ['join-channel', ['add-own-channel-membership', 'update-channel-members']],
  ['leave-channel', ['remove-own-channel-membership', 'update-channel-members']],
  ['mute-channel', ['mute-channel'], 'mutes'],
  ['notify-channel', ['notify-channel']],
  ['notify-group', ['notify-group']],
  ['notify-here', ['notify-here']],
  ['notify-role', ['notify-role']],
  ['pin-message', ['pin-message']],
  ['query-poll-votes', ['query-votes'], 'polls'],
  ['quote-message', ['quote-message'], 'quotes'],
  ['search-messages', ['read-channel'], 'search'],
  ['send-custom-events', ['send-custom-event'], 'custom_events'],
  ['send-links', ['add-links']],
  ['send-message', ['create-message']],
  ['send-poll', ['send-poll'], 'polls'],
  ['send-reaction', ['create-reaction'], 'reactions'],
  ['send-reply', ['create-reply'], 'replies'],
  ['send-restricted-visibility-message', ['create-restricted-visibility-message']],
  ['send-typing-events', ['read-channel'], 'typing_events'],
  ['set-channel-cooldown', ['update-channel-cooldown']],
  ['share-location', ['share-location'], 'shared_locations'],
  ['skip-slow-mode', ['skip-channel-cooldown']],
  ['update-any-message', ['update-message']],
  ['update-own-message', ['update-message', 'update-message-owner']],
  ['update-channel', ['update-channel']],
  ['update-channel-members', ['update-channel-members']],
  ['update-thread', ['update-thread', 'update-thread-owner'], 'replies'],
  ['upload-file', ['upload-attachment'], 'uploads'],
]
const switchesAlone = ['connect-events', 'delivery-events', 'read-events', 'typing-events']

for (const [capability, ids, feature] of rows) {
  const has = (scope: Scope, features: FeatureSwitches) =>
    ownCapabilities(scope, jane, general, features, false).includes(capability)

  test(`${capability} comes with ${ids.join(' or ')} and with nothing else`, () => {
    const giving = builtInPermissions.filter(({ id, same_team }) => same_team && has(granting(id), everything))
    expect(giving.map(({ id }) => id).sort()).toEqual(ids.toSorted())
  })

  test(feature ? `${capability} needs ${feature}` : `${capability} needs no switch`, () => {
    expect(has(granting(...ids), feature ? { ...nothing, [feature]: true } : nothing)).toBe(true)
    if (feature) expect(has(granting(...ids), { ...everything, [feature]: false })).toBe(false)
  })
}

test('the permissions of all rows together give every capability there is, in alphabetical order', () => {
  const list = ownCapabilities(
    granting(...rows.flatMap(([, ids]) => ids)),
    jane,
    { ...general, cooldown: 5 },
    everything,
    false,
  )
  const all = [...rows.map(([capability]) => capability), ...switchesAlone, 'slow-mode']
  expect(list).toEqual(all.sort())
})

test('without permissions and switches nothing is left', () => {
  expect(ownCapabilities(granting(), jane, general, nothing, false)).toEqual([])
  expect(ownCapabilities(granting(), jane, general, everything, false)).toEqual(switchesAlone)
})

test('the owner form of a channel permission counts for its creator alone', () => {
  const scope = granting('delete-channel-owner', 'create-message-owner', 'update-message-owner')
  const mine = ownCapabilities(scope, jane, own, nothing, false)
  expect(mine).toEqual(['delete-channel', 'send-message', 'update-own-message'])
  expect(ownCapabilities(scope, jane, general, nothing, false)).toEqual(['update-own-message'])
})

const thawed = ['quote-message', 'send-message', 'send-poll', 'send-reaction', 'send-reply']

test('a frozen channel takes sending and reacting away, not voting, editing or deleting', () => {
  const open = ownCapabilities(messaging, member('channel_member'), general, everything, false)
  const frozen = ownCapabilities(messaging, member('channel_member'), { ...general, frozen: true }, everything, false)
  expect(open).toContain('cast-poll-vote')
  expect(frozen).toEqual(without(open, ...thawed))
  expect(frozen).toHaveLength(open.length - thawed.length)
})

test('who may use a frozen channel loses nothing, for the owner form only in an own channel', () => {
  const ids = ['create-message', 'create-reaction']
  const asks = (scope: Scope, channel: CapableChannel) =>
    ownCapabilities(scope, jane, { ...channel, frozen: true }, everything, false).includes('send-message')
  expect(asks(granting(...ids, 'use-frozen-channel'), general)).toBe(true)
  expect(asks(granting(...ids, 'use-frozen-channel-owner'), own)).toBe(true)
  expect(asks(granting(...ids, 'use-frozen-channel-owner'), general)).toBe(false)
  expect(asks(granting(...ids), general)).toBe(false)
})

test('slow mode shows while there is a cooldown, also to those who can skip it', () => {
  const slow = { ...general, cooldown: 10 }
  expect(ownCapabilities(messaging, member('channel_member'), slow, everything, false)).toContain('slow-mode')
  expect(ownCapabilities(messaging, member('channel_member'), general, everything, false)).not.toContain('slow-mode')
  const moderator = ownCapabilities(messaging, member('channel_moderator'), slow, everything, false)
  expect(moderator).toContain('slow-mode')
  expect(moderator).toContain('skip-slow-mode')
})

test('the banned keep reading, leaving and deleting their own, and lose every way to write', () => {
  const scope = granting(...rows.flatMap(([, ids]) => ids))
  const slow = { ...general, cooldown: 5 }
  expect(ownCapabilities(scope, jane, slow, everything, false)).toContain('send-message')
  expect(ownCapabilities(scope, jane, slow, everything, true)).toEqual([
    'connect-events',
    'delete-own-message',
    'delivery-events',
    'flag-message',
    'leave-channel',
    'mute-channel',
    'query-poll-votes',
    'read-events',
    'search-messages',
    'slow-mode',
    'typing-events',
  ])
})

test('the anonymous may read and nothing else, whatever they are granted', () => {
  const grants = compileGrants({ anonymous: rows.flatMap(([, ids]) => ids) })
  const scope: Scope = { name: 'livestream', grants, app }
  const somebody: Person = { kind: 'user', user: { id: 'sam', role: 'anonymous', teams: [] } }
  const nobody: Person = { kind: 'anonymous', user: { id: '!anon', role: 'anonymous', teams: [] } }
  expect(ownCapabilities(scope, somebody, general, everything, false)).toContain('send-message')
  expect(ownCapabilities(scope, nobody, general, everything, false)).toEqual([
    'connect-events',
    'delivery-events',
    'query-poll-votes',
    'read-events',
    'search-messages',
    'typing-events',
  ])
})

test('an invite that waits for an answer lets read; a rejected one does not', () => {
  const pending = ownCapabilities(messaging, member('channel_member', 'pending'), general, everything, false)
  expect(pending).toContain('search-messages')
  expect(pending).not.toContain('send-message')
  const rejected = ownCapabilities(messaging, member('channel_member', 'rejected'), general, everything, false)
  expect(rejected).not.toContain('search-messages')
})

test('with teams, another team has only what is granted across teams', () => {
  const scope: Scope = {
    ...granting('create-message', 'pin-message-any-team'),
    app: { ...app, multi_tenant_enabled: true },
  }
  const red = { ...general, team: 'red' }
  const of = (team: string): Person => ({ ...jane, user: { ...jane.user, teams: [team] } })
  expect(ownCapabilities(scope, of('red'), red, nothing, false)).toEqual(['pin-message', 'send-message'])
  expect(ownCapabilities(scope, of('blue'), red, nothing, false)).toEqual(['pin-message'])
})

test('with teams, the role in the team of the channel counts', () => {
  const scope: Scope = { ...messaging, app: { ...app, multi_tenant_enabled: true } }
  const red = { ...general, team: 'red' }
  const plain: Person = { ...jane, user: { ...jane.user, teams: ['red'] } }
  const lead: Person = { ...jane, user: { ...jane.user, teams: ['red'], teams_role: { red: 'admin' } } }
  expect(ownCapabilities(scope, lead, red, everything, false)).toContain('update-channel')
  expect(ownCapabilities(scope, plain, red, everything, false)).not.toContain('update-channel')
})

test('with checks off everyone may everything, the anonymous included', () => {
  const off: Scope = { ...granting(), app: { ...app, disable_permissions_checks: true } }
  const nobody: Person = { kind: 'anonymous', user: { id: '!anon', role: 'anonymous', teams: [] } }
  const frozen = { ...general, frozen: true }
  expect(ownCapabilities(off, nobody, frozen, everything, false)).toHaveLength(rows.length + switchesAlone.length)
  expect(ownCapabilities(granting(), nobody, frozen, everything, false)).toHaveLength(switchesAlone.length)
})

test('the same situation gives the very same list, and nobody can change it', () => {
  const first = ownCapabilities(messaging, member('channel_member'), general, everything, false)
  const bob = { ...member('channel_member'), user: { ...jane.user, id: 'bob' } }
  expect(ownCapabilities(messaging, bob, { ...general, cid: 'messaging:other' }, everything, false)).toBe(first)
  expect(() => (first as string[]).push('fly')).toThrow()
})

test('a new configuration is followed at once', () => {
  const before = ownCapabilities(messaging, member('channel_member'), general, everything, false)
  const grants = compileGrants(effectiveGrants('messaging', { channel_member: ['read-channel'] }))
  expect(ownCapabilities({ ...messaging, grants }, member('channel_member'), general, everything, false)).not.toEqual(
    before,
  )
  const after = ownCapabilities(messaging, member('channel_member'), general, { ...everything, uploads: false }, false)
  expect(after).toEqual(without(before, 'upload-file'))
})
