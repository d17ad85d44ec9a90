import { reservedKeys, type UserPatch, UserRequest } from '@parley-chat/protocol'
import { Failure, fail } from '../../core/errors.ts'
import { parse } from '../../core/views/parse.ts'
import { parseTime } from '../../core/views/time.ts'
import { readPath, setPath, unsetPath } from './custom-paths.ts'
import { checkedProfile } from './rules.ts'
import { customOf, privacyOf, teamRolesOf, type UserRow } from './user-row.ts'

/** Fields of a user that are no custom data, and what each is once it is unset. */
const unset: { readonly [Field in string]?: Partial<UserRow> } = {
  name: { name: null },
  image: { image: null },
  role: { role: 'user' },
  teams: { teams: '[]' },
  teams_role: { teams_role: null },
  language: { language: '' },
  invisible: { invisible: 0 },
  privacy_settings: { privacy_settings: null },
  revoke_tokens_issued_before: { revoke_tokens_issued_before: null },
}

const reserved = new Set([...reservedKeys(UserRequest).dropped, 'id', 'type'])
reserved.delete('revoke_tokens_issued_before')

/** What a patch says, told apart: fields of the user, and custom data. */
interface ReadPatch {
  readonly known: Record<string, unknown>
  readonly cleared: string[][]
  readonly custom: Record<string, unknown>
}

/** A user after `set` and `unset` by dotted paths (spec/20 §2.3). Who may change what is not judged here. */
export function patchUser(row: UserRow, patch: UserPatch, now: number): UserRow {
  const { known, cleared, custom } = readPatch(row, patch)
  return checkedProfile({
    ...cleared.reduce<UserRow>(clear, row),
    ...readKnown(row.id, known, now),
    custom: JSON.stringify(custom),
    updated_at: now,
  })
}

function readPatch(row: UserRow, { set = {}, unset: unsetFields = [] }: UserPatch): ReadPatch {
  const fields = Object.entries(set)
  if (fields.length === 0 && unsetFields.length === 0) {
    fail('input', `users[${row.id}] needs a set or an unset that names a field`)
  }
  const setPaths = new Set(fields.map(([field]) => readPath(field).join('.')))
  for (const field of unsetFields) {
    if (setPaths.has(readPath(field).join('.'))) fail('input', `field "${field}" is in both set and unset`)
  }
  const custom = customOf(row)
  const known: Record<string, unknown> = {}
  const cleared: string[][] = []
  const place = (path: string[], value: unknown) => {
    const field = path[0]!
    if (!isField(row.id, field)) return setPath(custom, path, value)
    if (value === null) return void cleared.push(path)
    // What lies beside the part that a path names stays; of the privacy settings all that is not given does.
    if (path.length > 1) {
      known[field] ??= partsOf(row, field)
      setPath(known, path, value)
    } else known[field] = field === 'privacy_settings' ? { ...partsOf(row, field), ...readObject(value) } : value
  }
  for (const [field, value] of fields) {
    if (field !== 'custom') place(readPath(field), value)
    else for (const [key, part] of Object.entries(readObject(value))) place([key], part)
  }
  for (const field of unsetFields) {
    const path = readPath(field)
    if (field === 'custom') for (const key of Object.keys(custom)) unsetPath(custom, [key])
    else if (isField(row.id, path[0]!)) cleared.push(path)
    else unsetPath(custom, path)
  }
  return { known, cleared, custom }
}

function isField(id: string, name: string): boolean {
  if (reserved.has(name)) {
    const field = `users[${id}].${name}`
    throw new Failure('input', `${field} is a reserved field`, { [field]: `${field} is a reserved field` })
  }
  return Object.hasOwn(unset, name)
}

function readObject(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail('input', 'expected an object')
  return value
}

function partsOf(row: UserRow, field: string): Record<string, unknown> {
  if (field === 'teams_role') return { ...teamRolesOf(row) }
  if (field === 'privacy_settings') return { ...privacyOf(row) }
  return fail('input', `users[${row.id}].${field} has no fields`)
}

function clear(row: UserRow, [field, ...rest]: string[]): UserRow {
  if (rest.length === 0) return { ...row, ...unset[field!] }
  const parts = partsOf(row, field!)
  unsetPath(parts, rest)
  return { ...row, [field!]: JSON.stringify(parts) }
}

/** The known fields, judged as in any other request that describes a user. */
function readKnown(id: string, known: Record<string, unknown>, now: number): Partial<UserRow> {
  const { revoke_tokens_issued_before: revoked, ...fields } = known
  const given = parse(UserRequest, { id, ...fields }, { view: 'v2', from: 'body', side: 'server' }, now)
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
