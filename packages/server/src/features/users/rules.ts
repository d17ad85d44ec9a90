import type { ConnectUserDetails, PrivacySettings, UserRequest } from '@parley-chat/protocol'
import { Failure } from '../../core/errors.ts'
import { customOf, privacyOf, type UserRow } from './user-row.ts'

/** Name, image and custom data of one user together (spec/20 §1.1). */
const profileBytesLimit = 5 * 1024

/** A user of whom nothing is known but the id. */
export const newUser = (app_pk: number, id: string, now: number, role = 'user'): UserRow => ({
  app_pk,
  id,
  role,
  name: null,
  name_key: null,
  image: null,
  language: '',
  invisible: 0,
  teams: '[]',
  teams_role: null,
  privacy_settings: null,
  custom: '{}',
  ban_until: null,
  shadow_ban_until: null,
  revoke_tokens_issued_before: null,
  last_active: null,
  created_at: now,
  updated_at: now,
  deactivated_at: null,
  deleted_at: null,
  deleted_as: null,
})

/** An upsert: name, image and custom data are replaced as one; everything else stays where it is left out (spec/20 §2.1). */
export function replaceProfile(row: UserRow, request: UserRequest, now: number): UserRow {
  return checkedProfile({
    ...row,
    ...settingsOf(row, request),
    name: request.name ?? null,
    image: request.image ?? null,
    custom: JSON.stringify(request.custom ?? {}),
    updated_at: now,
  })
}

/** What a connection or a request for somebody says of them: it adds and overwrites, and takes nothing away. */
export function mergeProfile(row: UserRow, given: UserRequest | ConnectUserDetails, now: number): UserRow {
  const merged = checkedProfile({
    ...row,
    ...settingsOf(row, given),
    name: given.name ?? row.name,
    image: given.image ?? row.image,
    custom: JSON.stringify({ ...customOf(row), ...given.custom }),
  })
  return isSame(row, merged) ? row : { ...merged, updated_at: now }
}

function settingsOf(row: UserRow, given: Omit<UserRequest, 'id'>): Partial<UserRow> {
  const { role, teams, teams_role, language, invisible, privacy_settings } = given
  return {
    ...(role !== undefined && { role }),
    ...(teams !== undefined && { teams: JSON.stringify([...new Set(teams)]) }),
    ...(teams_role !== undefined && { teams_role: JSON.stringify(teams_role) }),
    ...(language !== undefined && { language }),
    ...(invisible !== undefined && { invisible: Number(invisible) }),
    ...(privacy_settings !== undefined && { privacy_settings: mergePrivacy(row, privacy_settings) }),
  }
}

/** Each of its parts is replaced whole, those not given stay (spec/20 §1.3). */
const mergePrivacy = (row: UserRow, given: PrivacySettings): string => JSON.stringify({ ...privacyOf(row), ...given })

/** Refuses a profile that is too big, and notes how its name compares. */
export function checkedProfile(row: UserRow): UserRow {
  const bytes = Buffer.byteLength(`${row.name ?? ''}${row.image ?? ''}${row.custom}`)
  if (bytes > profileBytesLimit) {
    throw new Failure('payload_too_big', `user ${row.id} is too big: its custom data exceeds 5KB`)
  }
  return { ...row, name_key: nameKey(row.name) }
}

/** "John Doe" is "john.doe" (spec/20 §2.5). A name of which nothing is left compares with none. */
export function nameKey(name: string | null): string | null {
  const plain = (name ?? '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
  return plain === '' ? null : plain
}

function isSame(before: UserRow, after: UserRow): boolean {
  return (Object.keys(after) as (keyof UserRow)[]).every((key) => before[key] === after[key])
}
