import type { FullUser, UpdateUsersPartialRequest, UpdateUsersRequest, User } from '@parley-chat/protocol'
import { type Access, type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail, failField } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { permit } from '../permissions/permissions.ts'
import { startTask } from '../tasks/tasks.ts'
import { loadMutes } from './mutes.ts'
import { newUser, replaceProfile } from './rules.ts'
import { keepUsers, loadUsers, lockUsers, saveUser } from './store.ts'
import { patchUser } from './user-patches.ts'
import { teamsOf, type UserRow } from './user-row.ts'
import { erasedUser, type Onlooker, toFullUser, toUser } from './user-shapes.ts'
import { refuseDeleted, storeUser } from './user-writes.ts'

export { actingUser } from './access.ts'
export { connectUser } from './arrivals.ts'
export { loadOwnUser, ownPart } from './own-user.ts'
export { stillActive, wentOffline, wentOnline } from './presence.ts'
export { findUser, loadUsers, lockUser } from './store.ts'
export { forever, type UserRow } from './user-row.ts'
export { erasedUser, toUser } from './user-shapes.ts'

declare module '../tasks/slices.ts' {
  interface Slices {
    /** The user has left teams: their memberships in channels of these teams end. */
    'user.team_memberships': { user_id: string; teams: string[] }
  }
}

/** These users as everybody may see them; of whoever is no more, what is left to show. */
export async function publicUsers(
  q: Queries,
  app_pk: number,
  ids: readonly string[],
  world: World,
): Promise<Map<string, User>> {
  const rows = await loadUsers(q, app_pk, ids)
  return new Map(
    ids.map((id) => {
      const row = rows.get(id)
      return [id, row ? toUser(row, world) : erasedUser(id)]
    }),
  )
}

/**
 * Refuses members who do not exist (spec/20 §2.2); answers the rows of those who do. Nobody deletes them before they are
 * members, so that who is deleted is found in all their channels.
 */
export async function requireUsers(q: Queries, app_pk: number, ids: readonly string[]): Promise<Map<string, UserRow>> {
  const rows = await keepUsers(q, app_pk, ids)
  const missing = ids.filter((id) => rows.get(id)?.deleted_at !== null)
  if (missing.length > 0) {
    fail(
      'input',
      `The following users are specified in channel.members but don't exist: [${missing.join(', ')}]. ` +
        'Please create the user objects before setting up the channel',
    )
  }
  return rows
}

/** The end of a user's app-wide bans, spoken or silent; `null` for none. Only bans decide it. */
export async function setAppBan(
  q: Queries,
  user: UserRow,
  ban: Pick<UserRow, 'ban_until' | 'shadow_ban_until'>,
): Promise<UserRow> {
  const after = { ...user, ...ban }
  await saveUser(q, after)
  return after
}

interface UpdatedUsers {
  readonly users: Record<string, FullUser>
  readonly membership_deletion_task_id: string
}

/** Creates users, or replaces their profiles. All or none. */
export async function updateUsers(context: Context, { users }: UpdateUsersRequest): Promise<UpdatedUsers> {
  const requests = Object.entries(users)
  for (const [id, request] of requests) {
    if (request.id !== id) failField(`users[${id}].id`, 'must be the key under which the user stands')
  }
  return change(
    context,
    inOrder(requests).map(([id, request]) => ({
      id,
      change: (row, now) => replaceProfile(row ?? newUser(context.app_pk, id, now), request, now),
    })),
  )
}

/** In the order in which rows of users are locked, so that no two requests wait for each other's new users. */
const inOrder = <Rest>(entries: readonly [string, Rest][]): [string, Rest][] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1))

/** Changes single fields of users. All or none. */
export async function updateUsersPartial(
  context: Context,
  { users }: UpdateUsersPartialRequest,
): Promise<UpdatedUsers> {
  return change(
    context,
    users.map((patch) => ({
      id: patch.id,
      change: (row, now) => patchUser(row ?? fail('not_found', `User '${patch.id}' does not exist`), patch, now),
    })),
  )
}

interface Change {
  readonly id: string
  readonly change: (row: UserRow | undefined, now: number) => UserRow
}

async function change(context: Context, changes: readonly Change[]): Promise<UpdatedUsers> {
  const { app_pk } = context
  return context.transaction(async (tx) => {
    const ids = changes.map(({ id }) => id)
    const known = await lockUsers(tx, app_pk, ids)
    refuseDeleted(known.values())
    const former = new Map(known)
    for (const { id, change } of changes) {
      const before = known.get(id)
      const after = change(before, tx.now)
      permitChange(tx.access, before, after)
      await storeUser(tx, tx.access.config, before, after, worldOf(context))
      known.set(id, after)
    }
    const task = await leaveTeams(tx, context, former, known)
    const users = await fullUsers(tx, tx.access, [...known.values()], worldOf(context))
    return { users: Object.fromEntries(users.map((user) => [user.id, user])), membership_deletion_task_id: task ?? '' }
  })
}

function permitChange(access: Access, before: UserRow | undefined, after: UserRow): void {
  const { id } = after
  const teams = teamsOf(before ?? after)
  permit(access, 'UpdateUser', undefined, undefined, id, teams)
  const former = before ?? newUser(after.app_pk, id, after.created_at)
  if (after.role !== former.role) permit(access, 'UpdateUserRole', undefined, undefined, id, teams)
  if (after.teams !== former.teams || after.teams_role !== former.teams_role) {
    permit(access, 'UpdateUserTeams', undefined, undefined, id, teams)
  }
  const hasRevoked = after.revoke_tokens_issued_before !== former.revoke_tokens_issued_before
  if (hasRevoked && access.caller.kind !== 'server') {
    fail('not_allowed', 'revoke_tokens_issued_before is a server-side only field')
  }
}

/** With teams in force, whoever leaves one leaves its channels, in the background (spec/20 §11). */
async function leaveTeams(
  tx: Tx,
  context: Context,
  before: ReadonlyMap<string, UserRow>,
  after: ReadonlyMap<string, UserRow>,
): Promise<string | undefined> {
  if (!tx.access.config.settings.multi_tenant_enabled) return undefined
  const pieces = Array.from(before.values()).flatMap((row) => {
    const kept = teamsOf(after.get(row.id)!)
    const teams = teamsOf(row).filter((team) => !kept.includes(team))
    return teams.length === 0 ? [] : [{ work: [['user.team_memberships', { user_id: row.id, teams }] as const] }]
  })
  return pieces.length === 0 ? undefined : startTask(context, tx, { type: 'leave_teams', pieces })
}

/** Users as queries and updates answer them to whoever asks: private parts only to themself and to the backend. */
export async function fullUsers(
  q: Queries,
  { caller }: Access,
  rows: readonly UserRow[],
  world: World,
): Promise<FullUser[]> {
  const onlooker = (id: string): Onlooker => {
    if (caller.kind === 'server') return 'server'
    return caller.kind === 'user' && caller.user_id === id ? 'self' : 'other'
  }
  const [first] = rows
  if (!first) return []
  const ids = rows.map(({ id }) => id).filter((id) => onlooker(id) !== 'other')
  const mutes = await loadMutes(q, first.app_pk, ids, world)
  return rows.map((row) => toFullUser(row, world, onlooker(row.id), mutes.get(row.id) ?? []))
}
