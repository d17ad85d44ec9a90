import { expect, test } from 'bun:test'
import {
  appScope,
  changeOverrides,
  compileGrants,
  defaultGrants,
  effectiveGrants,
  findGrantsFault,
  type Grants,
  startOverrides,
} from './grants.ts'

const noRoles: ReadonlySet<string> = new Set()

test('defaults unite what is documented with what we add', () => {
  const member = defaultGrants('messaging').channel_member
  expect(member).toContain('create-message')
  expect(member).toContain('create-reply')
  expect(member).not.toContain('update-channel')
  expect(defaultGrants(appScope).user).toContain('create-poll')
  expect(defaultGrants(appScope).guest).not.toContain('create-poll')
})

test('a channel type nobody ships starts with the messaging grants', () => {
  expect(defaultGrants('special')).toEqual(defaultGrants('messaging'))
  expect(defaultGrants('constructor')).toEqual(defaultGrants('messaging'))
  expect(defaultGrants('livestream')).not.toEqual(defaultGrants('messaging'))
})

test('overrides replace the roles they name and leave the others alone', () => {
  const grants = effectiveGrants('messaging', { channel_member: ['read-channel'], guest: [] })
  expect(grants.channel_member).toEqual(['read-channel'])
  expect(grants.guest).toEqual([])
  expect(grants.admin).toEqual(defaultGrants('messaging').admin!)
})

test('a request changes named roles only, and null returns the whole scope to its defaults', () => {
  const first = changeOverrides({}, { user: ['search-user'] })
  const second = changeOverrides(first, { anonymous: [] })
  expect(second).toEqual({ user: ['search-user'], anonymous: [] })
  expect(changeOverrides(second, { user: ['mute-user'] })).toEqual({ user: ['mute-user'], anonymous: [] })
  expect(effectiveGrants(appScope, changeOverrides(second, null))).toEqual(defaultGrants(appScope))
})

test('a new channel type with grants of its own has no others, and without any has the defaults', () => {
  const own = effectiveGrants('special', startOverrides('special', { channel_member: ['read-channel'] }))
  expect(own.channel_member).toEqual(['read-channel'])
  expect(Object.entries(own).filter(([role, ids]) => role !== 'channel_member' && ids.length > 0)).toEqual([])
  expect(effectiveGrants('special', startOverrides('special', null))).toEqual(defaultGrants('messaging'))
  expect(effectiveGrants('special', startOverrides('special', undefined))).toEqual(defaultGrants('messaging'))
})

test('modifiers of one channel add plain ids and revoke those behind an exclamation mark', () => {
  const overrides: Grants = { user: ['add-links', 'add-links-owner', 'read-channel'], guest: ['read-channel'] }
  const grants = effectiveGrants('livestream', overrides, { user: ['!add-links', 'create-reaction'] })
  expect(grants.user).toEqual(['add-links-owner', 'read-channel', 'create-reaction'])
  expect(grants.guest).toEqual(['read-channel'])
})

test('modifiers reach a role that had nothing, and a revocation wins over an addition', () => {
  const grants = effectiveGrants('messaging', {}, { guest: ['read-channel', 'add-links', '!add-links'] })
  expect(grants.guest).toEqual(['read-channel'])
})

test('revoking for one role leaves what another role gives', () => {
  const grants = effectiveGrants('messaging', {}, { user: ['!add-links-owner'] })
  expect(grants.user).not.toContain('add-links-owner')
  expect(grants.channel_member).toContain('add-links')
})

test('neither overrides nor modifiers touch the defaults', () => {
  const before = JSON.stringify(defaultGrants('team'))
  effectiveGrants('team', { user: [] }, { admin: ['!add-links', 'create-poll'] })
  expect(JSON.stringify(defaultGrants('team'))).toBe(before)
})

test('grants stand when every role and permission is known', () => {
  expect(findGrantsFault({ user: ['add-links', 'pin-message-owner-any-team'], guest: [] }, noRoles)).toBeUndefined()
  expect(findGrantsFault({ vip: ['add-links'] }, new Set(['vip']))).toBeUndefined()
  expect(findGrantsFault({ user: ['!add-links', 'pin-message'] }, noRoles, 'modifiers')).toBeUndefined()
})

test('grants with an unknown role or permission say which', () => {
  expect(findGrantsFault({ vip: ['add-links'] }, noRoles)).toBe('role "vip" is not defined')
  expect(findGrantsFault({ constructor: [] }, noRoles)).toBe('role "constructor" is not defined')
  expect(findGrantsFault(JSON.parse('{"__proto__": []}'), noRoles)).toBe('role "__proto__" is not defined')
  expect(findGrantsFault({ user: ['add-links', 'muter-user'] }, noRoles)).toBe('permission "muter-user" is not defined')
  expect(findGrantsFault({ user: ['!muter-user'] }, noRoles, 'modifiers')).toBe(
    'permission "muter-user" is not defined',
  )
  expect(findGrantsFault({ user: ['!!add-links'] }, noRoles, 'modifiers')).toBe(
    'permission "!add-links" is not defined',
  )
})

test('outside a channel nothing can be revoked with an exclamation mark', () => {
  expect(findGrantsFault({ user: ['!add-links'] }, noRoles)).toBe('permission "!add-links" is not defined')
})

test('compiled grants hold one bit for each variant of an action', () => {
  const compiled = compileGrants({
    user: ['pin-message', 'pin-message-owner-any-team', 'add-links-owner', 'mute-user-any-team'],
  })
  expect([...compiled.get('user')!]).toEqual([
    ['PinMessage', 1 | 8],
    ['AddLinks', 2],
    ['MuteUser', 4],
  ])
  expect(compiled.get('guest')).toBeUndefined()
})

test('a permission this version does not know grants nothing', () => {
  expect(compileGrants({ user: ['teleport'] }).get('user')!.size).toBe(0)
})

test('a role may have the name of something every object has', () => {
  const grants = effectiveGrants('messaging', JSON.parse('{"__proto__": ["add-links"]}'), {
    constructor: ['pin-message'],
  })
  expect(compileGrants(grants).get('__proto__')!.has('AddLinks')).toBe(true)
  expect(compileGrants(grants).get('constructor')!.has('PinMessage')).toBe(true)
})
