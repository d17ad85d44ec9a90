import { describe, expect, test } from 'bun:test'
import { Failure } from '../../core/errors.ts'
import { mergeProfile, nameKey, newUser, replaceProfile } from './rules.ts'
import { patchUser } from './user-patches.ts'
import type { UserRow } from './user-row.ts'

const ann: UserRow = {
  ...newUser(1, 'ann', 10),
  name: 'Ann',
  name_key: 'ann',
  image: 'a.png',
  role: 'moderator',
  teams: '["red"]',
  language: 'nl',
  custom: '{"hat":"blue","address":{"city":"Ghent"}}',
  privacy_settings: '{"typing_indicators":{"enabled":false}}',
}

const custom = (row: UserRow) => JSON.parse(row.custom)

function reason(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return `${error.error}: ${error.message}`
    throw error
  }
  return 'accepted'
}

describe('an upsert', () => {
  test('replaces the profile as one and leaves everything else as it is', () => {
    const row = replaceProfile(ann, { id: 'ann', custom: { shoe: 42 } }, 20)
    expect(row).toMatchObject({ name: null, name_key: null, image: null, custom: '{"shoe":42}', updated_at: 20 })
    expect(row).toMatchObject({ role: 'moderator', teams: '["red"]', language: 'nl', created_at: 10 })
  })

  test('keeps the privacy settings that it does not name', () => {
    const row = replaceProfile(ann, { id: 'ann', privacy_settings: { read_receipts: { enabled: false } } }, 20)
    expect(JSON.parse(row.privacy_settings!)).toEqual({
      typing_indicators: { enabled: false },
      read_receipts: { enabled: false },
    })
  })

  test('of more than five kilobytes is refused', () => {
    expect(reason(() => replaceProfile(ann, { id: 'ann', custom: { text: 'x'.repeat(5200) } }, 20))).toMatch(
      /^payload_too_big/,
    )
  })
})

describe('the details of a connection', () => {
  test('add to what is known and take nothing away', () => {
    const row = mergeProfile(ann, { id: 'ann', name: 'Anna', custom: { shoe: 42 } }, 20)
    expect(row).toMatchObject({ name: 'Anna', name_key: 'anna', image: 'a.png', updated_at: 20 })
    expect(custom(row)).toEqual({ hat: 'blue', address: { city: 'Ghent' }, shoe: 42 })
  })

  test('that say nothing new change nothing', () => {
    expect(mergeProfile(ann, { id: 'ann', name: 'Ann', language: 'nl', custom: { hat: 'blue' } }, 20)).toBe(ann)
  })
})

describe('a partial update', () => {
  const patched = (patch: Parameters<typeof patchUser>[1]) => patchUser(ann, patch, 20)

  test('reaches into custom data and leaves the objects around what it takes away', () => {
    const row = patched({ id: 'ann', set: { hat: 'red', 'address.street': 'Veldstraat' }, unset: ['address.city'] })
    expect(custom(row)).toEqual({ hat: 'red', address: { street: 'Veldstraat' } })
    expect(custom(patched({ id: 'ann', unset: ['address.city'] }))).toEqual({ hat: 'blue', address: {} })
  })

  test('takes a leading custom. and a whole custom object for custom data', () => {
    expect(custom(patched({ id: 'ann', set: { 'custom.hat': 'red', custom: { shoe: 1 } } }))).toMatchObject({
      hat: 'red',
      shoe: 1,
    })
  })

  test('sets and unsets the fields that are not custom data', () => {
    const row = patched({ id: 'ann', set: { role: 'admin', invisible: true }, unset: ['name', 'teams', 'image'] })
    expect(row).toMatchObject({ role: 'admin', invisible: 1, name: null, teams: '[]', image: null })
    expect(patched({ id: 'ann', unset: ['role'] }).role).toBe('user')
  })

  test('merges privacy settings, whole or by a path', () => {
    const both = { typing_indicators: { enabled: false }, read_receipts: { enabled: false } }
    for (const set of [
      { privacy_settings: { read_receipts: { enabled: false } } },
      { 'privacy_settings.read_receipts.enabled': false },
    ]) {
      expect(JSON.parse(patched({ id: 'ann', set }).privacy_settings!)).toEqual(both)
    }
    const without = patched({ id: 'ann', unset: ['privacy_settings.typing_indicators'] })
    expect(JSON.parse(without.privacy_settings!)).toEqual({})
  })

  test('sets the role in one team and leaves those in others', () => {
    const once = patched({ id: 'ann', set: { 'teams_role.red': 'admin' } })
    const twice = patchUser(once, { id: 'ann', set: { 'teams_role.blue': 'user' } }, 30)
    expect(JSON.parse(twice.teams_role!)).toEqual({ red: 'admin', blue: 'user' })
    expect(JSON.parse(patchUser(twice, { id: 'ann', set: { teams_role: { red: 'user' } } }, 40).teams_role!)).toEqual({
      red: 'user',
    })
  })

  test('revokes tokens, and lifts that with null', () => {
    const row = patched({ id: 'ann', set: { revoke_tokens_issued_before: '2026-01-05T09:30:00.5Z' } })
    expect(row.revoke_tokens_issued_before).toBe(1_767_605_400_500_000)
    const lifted = patchUser(row, { id: 'ann', set: { revoke_tokens_issued_before: null } }, 30)
    expect(lifted.revoke_tokens_issued_before).toBeNull()
  })

  test('of what only the server manages is refused', () => {
    for (const field of ['online', 'banned', 'created_at', 'id', 'mutes', 'custom.unread_count', 'type']) {
      expect(reason(() => patched({ id: 'ann', set: { [field]: 1 } }))).toMatch(/^input: .* is a reserved field$/)
      expect(reason(() => patched({ id: 'ann', unset: [field] }))).toMatch(/^input: .* is a reserved field$/)
    }
  })

  test('that makes no sense is refused', () => {
    for (const patch of [
      { id: 'ann' },
      { id: 'ann', set: {}, unset: [] },
      { id: 'ann', set: { hat: 1 }, unset: ['hat'] },
      { id: 'ann', set: { 'a..b': 1 } },
      { id: 'ann', set: { invisible: 'maybe' } },
      { id: 'ann', set: { teams: 'red' } },
      { id: 'ann', set: { privacy_settings: { read_receipts: true } } },
      { id: 'ann', set: { revoke_tokens_issued_before: 'soon' } },
      { id: 'ann', set: { 'name.first': 'Ann' } },
    ]) {
      expect([patch, reason(() => patched(patch))]).toEqual([patch, expect.stringMatching(/^input: /)])
    }
  })

  test('cannot reach what every object has', () => {
    const row = patched({ id: 'ann', set: { '__proto__.polluted': true, 'constructor.prototype.polluted': true } })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(custom(row).constructor.prototype.polluted).toBe(true)
  })
})

test('names compare without spaces, signs, accents and case', () => {
  expect(nameKey('John Doe')).toBe(nameKey('john.DOE'))
  expect(nameKey('Éva 2')).toBe('eva2')
  expect(nameKey('山田')).toBe('山田')
  for (const nothing of [null, '', ' .-_ ']) expect(nameKey(nothing)).toBeNull()
})
