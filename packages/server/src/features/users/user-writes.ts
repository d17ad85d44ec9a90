import sql from 'sql-template-tag'
import type { AppConfig } from '../../core/app-config.ts'
import { Failure, fail } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'
import { findGrantsFault, roleFits } from '../permissions/permissions.ts'
import { insertUser, saveUser } from './store.ts'
import { customOf, teamRolesOf, teamsOf, type UserRow } from './user-row.ts'
import { toUser, toUserWithPrivacy } from './user-shapes.ts'

const teamBytesLimit = 100

/**
 * Stores a user as a request leaves them and tells whoever follows them. Refuses a role that does not exist and a name
 * that somebody else has. `isNew`: made by this very operation, so that nobody can have followed them yet.
 */
export async function storeUser(
  write: Write,
  config: AppConfig,
  before: UserRow | undefined,
  after: UserRow,
  world: World,
  isNew = false,
): Promise<void> {
  if (after.role !== before?.role) checkRole(after.role)
  if (after.teams_role !== before?.teams_role) for (const role of teamRoles(after)) checkRole(role)
  if (after.teams !== before?.teams) checkTeams(after)
  await checkName(write, config, before, after)
  if (!before) return insertUser(write, after)
  await saveUser(write, after)
  if (!isNew) announceChange(write, before, after, world)
}

/** A user who was deleted stays deleted: only RestoreUsers brings one back. */
export function refuseDeleted(rows: Iterable<UserRow>): void {
  const deleted = Array.from(rows).flatMap(({ id, deleted_at }) => (deleted_at === null ? [] : [id]))
  if (deleted.length > 0) fail('input', `The following users were deleted: [${deleted.join(', ')}]`)
}

function checkRole(role: string): void {
  const fault = findGrantsFault({ [role]: [] }, new Set())
  if (fault) fail('input', fault)
  if (!roleFits(role, 'app')) fail('input', `role "${role}" is a role of channel members`)
}

const teamRoles = (row: UserRow) => new Set(Object.values(teamRolesOf(row) ?? {}))

function checkTeams(row: UserRow): void {
  for (const team of teamsOf(row)) {
    if (Buffer.byteLength(team) > teamBytesLimit) fail('input', `a team may have ${teamBytesLimit} bytes at most`)
  }
}

/** Names are compared only when one is written (spec/20 §2.5). */
async function checkName(q: Queries, config: AppConfig, before: UserRow | undefined, after: UserRow): Promise<void> {
  const scope = config.settings.enforce_unique_usernames
  if (scope === 'no' || after.name_key === null) return
  const isNew = after.name_key !== before?.name_key || (scope === 'team' && after.teams !== before.teams)
  if (!isNew) return
  // Of two who want the same name at the same moment, one comes after the other.
  await q.get(sql`SELECT pk FROM apps WHERE pk = ${after.app_pk} ${q.lock()}`)
  const others = await q.all<Pick<UserRow, 'teams'>>(sql`
    SELECT teams FROM users
    WHERE app_pk = ${after.app_pk} AND name_key = ${after.name_key} AND id <> ${after.id} AND deleted_at IS NULL`)
  if (others.some((other) => scope === 'app' || sharesTeam(other, after))) {
    throw new Failure('duplicate_username', `a user with the name '${after.name}' already exists`)
  }
}

/** Users without any team are among themselves. */
function sharesTeam(some: Pick<UserRow, 'teams'>, other: Pick<UserRow, 'teams'>): boolean {
  const teams = teamsOf(other)
  const theirs = teamsOf(some)
  return theirs.length === 0 ? teams.length === 0 : theirs.some((team) => teams.includes(team))
}

function announceChange(write: Write, before: UserRow, after: UserRow, world: World): void {
  const { app_pk, id } = after
  const body = { user: toUserWithPrivacy(after, world) }
  write.presence({ type: 'user.updated', app_pk, user_id: id, body })
  if (showsOtherwise(before, after, world)) {
    write.presence({ type: 'user.presence.changed', app_pk, user_id: id, body: { user: toUser(after, world) } })
  }
  const role = (row: UserRow) => `${row.role} ${row.teams} ${row.teams_role}`
  // What they may read may be less now: whoever watches is judged again.
  if (role(before) !== role(after)) {
    write.tell({ type: 'user.updated', app_pk, user_id: id, row: {}, reread: 'nothing', judge: true })
  }
  const revoked = after.revoke_tokens_issued_before
  if (revoked !== null && revoked !== before.revoke_tokens_issued_before) {
    const row = { revoke_tokens_issued_before: revoked }
    write.tell({
      type: 'user.updated',
      app_pk,
      user_id: id,
      row,
      reread: 'nothing',
      close: 'revoked',
      issued_before: revoked,
    })
  }
}

/** Whether others see another presence: people write what they are doing into `status` (spec/20 §10). */
function showsOtherwise(before: UserRow, after: UserRow, world: World): boolean {
  if (before.invisible !== after.invisible && world.isOnline(after.app_pk, after.id)) return true
  return before.custom !== after.custom && customOf(before).status !== customOf(after).status
}
