import { reservedKeys, type UserPatch, UserRequest } from '@parley-chat/protocol'
import { readPatch } from '../../core/custom-patch.ts'
import { fail } from '../../core/errors.ts'
import { parse } from '../../core/views/parse.ts'
import { parseTime } from '../../core/views/time.ts'
import { checkedProfile } from './rules.ts'
import { customOf, privacyOf, teamRolesOf, type UserRow } from './user-row.ts'

/** Fields of a user that are no custom data, and what each is once it is unset. */
const unsetFields: ReadonlyMap<string, Partial<UserRow>> = new Map<string, Partial<UserRow>>([
  ['name', { name: null }],
  ['image', { image: null }],
  ['role', { role: 'user' }],
  ['teams', { teams: '[]' }],
  ['teams_role', { teams_role: null }],
  ['language', { language: '' }],
  ['invisible', { invisible: 0 }],
  ['privacy_settings', { privacy_settings: null }],
  ['revoke_tokens_issued_before', { revoke_tokens_issued_before: null }],
])

const fields = new Set(unsetFields.keys())
const reserved = new Set([...reservedKeys(UserRequest).dropped, 'id', 'type'])
reserved.delete('revoke_tokens_issued_before')

/** Fields that a dotted path can reach into, and how each is read off a row. */
const parted = { privacy_settings: privacyOf, teams_role: teamRolesOf } as const

type Parts = Record<string, unknown>

/** A user after `set` and `unset` by dotted paths (spec/20 §2.3). Who may change what is not judged here. */
export function patchUser(row: UserRow, patch: UserPatch, now: number): UserRow {
  const { whole, parts } = splitPatch(row, patch)
  const hasWhole = Object.keys(whole.set).length > 0 || whole.unset.length > 0 || parts.size === 0
  const before = customOf(row)
  const read = hasWhole ? readPatch(before, whole, fields, reserved) : { fields: {}, cleared: [], custom: before }
  const set: Parts = { ...read.fields, ...Object.fromEntries(parts) }
  // What is not given of the privacy settings stays.
  if (isObject(set.privacy_settings)) set.privacy_settings = { ...privacyOf(row), ...set.privacy_settings }
  return checkedProfile({
    ...row,
    ...Object.assign({}, ...read.cleared.map((field) => unsetFields.get(field))),
    ...readFields(row.id, set, now),
    custom: JSON.stringify(read.custom),
    updated_at: now,
  })
}

/** Tells paths into the fields that have parts apart from everything else. */
function splitPatch(row: UserRow, { set = {}, unset = [] }: UserPatch) {
  const whole: { set: Parts; unset: string[] } = { set: {}, unset: [] }
  const parts = new Map<string, Parts>()
  const reachesIn = (name: string, value: unknown): boolean => {
    const [field = '', ...path] = name.split('.')
    if (path.length === 0 || !Object.hasOwn(parted, field)) return false
    const known = parts.get(field) ?? parted[field as keyof typeof parted](row) ?? {}
    parts.set(field, overlay(known, path, value))
    return true
  }
  // JSON knows no undefined: whatever is named without a value was null.
  for (const [name, value = null] of Object.entries(set)) if (!reachesIn(name, value)) whole.set[name] = value
  for (const name of unset) if (!reachesIn(name, undefined)) whole.unset.push(name)
  return { whole, parts }
}

/** The same parts with another value where the path leads; undefined takes it away. */
function overlay(parts: Parts, [key = '', ...rest]: readonly string[], value: unknown): Parts {
  if (key === '') fail('input', 'invalid field name')
  const inner = Object.hasOwn(parts, key) ? parts[key] : undefined
  return { ...parts, [key]: rest.length === 0 ? value : overlay(isObject(inner) ? inner : {}, rest, value) }
}

/** The fields that are set, judged as in any other request that describes a user. */
function readFields(id: string, set: Parts, now: number): Partial<UserRow> {
  const { revoke_tokens_issued_before: revoked, ...described } = set
  const given = parse(UserRequest, { id, ...described }, { view: 'v2', from: 'body', side: 'server' }, now)
  const { name, image, role, teams, teams_role, language, invisible, privacy_settings } = given
  return {
    ...(name !== undefined && { name }),
    ...(image !== undefined && { image }),
    ...(role !== undefined && { role }),
    ...(teams !== undefined && { teams: JSON.stringify([...new Set(teams)]) }),
    ...(teams_role !== undefined && { teams_role: JSON.stringify(teams_role) }),
    ...(language !== undefined && { language }),
    ...(invisible !== undefined && { invisible: Number(invisible) }),
    ...(privacy_settings !== undefined && { privacy_settings: JSON.stringify(privacy_settings) }),
    ...(revoked !== undefined && { revoke_tokens_issued_before: readMoment(id, revoked) }),
  }
}

function readMoment(id: string, value: unknown): number {
  return parseTime(value) ?? fail('input', `users[${id}].revoke_tokens_issued_before must be a time`)
}

const isObject = (value: unknown): value is Parts =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
