import sql from 'sql-template-tag'
import type { AppConfig } from '../../core/app-config.ts'
import type { Access, ActingUser, Context } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import { groupsByApp, list } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'
import type { Configs } from '../settings/settings.ts'
import { storeActing } from './arrivals.ts'
import { isUntil, teamRolesOf, teamsOf, type UserRow } from './user-row.ts'

/**
 * The first load of every request (core §1.7): the app's version and the acting user's row, for all requests of a
 * batch at once. A disabled key, a suspended app, a revoked token, a deactivated or
 * deleted user end here.
 */
export async function loadAccess(
  queries: Queries,
  contexts: readonly Context[],
  configs: Configs,
  now: number,
  write?: Write,
): Promise<(Access | Failure)[]> {
  const answers: (Access | Failure)[] = new Array(contexts.length)
  const byApp = groupsByApp(contexts.keys(), (index) => contexts[index]!.app_pk)
  for (const [app_pk, indexes] of byApp) {
    const ids = new Set(indexes.flatMap((index) => userId(contexts[index]!) ?? []))
    const { version, users } = await load(queries, app_pk, [...ids])
    const config = await configs.at(queries, app_pk, version, write)
    for (const index of write ? inLockOrder(indexes, contexts) : indexes) {
      const context = contexts[index]!
      const id = userId(context)
      const row = id === undefined ? undefined : users.get(id)
      const refused = refuse(context, config, row, write !== undefined)
      const isNew = write && id !== undefined && (!row || context.acting?.profile !== undefined)
      if (refused || !isNew) answers[index] = refused ?? accessOf(context, config, row, now)
      else answers[index] = await meet(write, context, config, users, row, now)
    }
  }
  return answers
}

/** Several may be made on the fly: by everybody in the same order, so that no two batches wait for each other. */
function inLockOrder(indexes: readonly number[], contexts: readonly Context[]): number[] {
  const idAt = (index: number) => userId(contexts[index]!) ?? ''
  return [...indexes].sort((a, b) => (idAt(a) === idAt(b) ? a - b : idAt(a) < idAt(b) ? -1 : 1))
}

function accessOf(context: Context, config: AppConfig, row: UserRow | undefined, now: number): Access {
  const { caller } = context
  const id = userId(context)
  if (id === undefined) return { config, caller }
  return { config, caller, user: row ? actingUser(row, now) : stranger(id) }
}

/** Stores what a request says of the user it acts for. What does not fit refuses this request and not its batch. */
async function meet(
  write: Write,
  context: Context,
  config: AppConfig,
  users: Map<string, UserRow>,
  known: UserRow | undefined,
  now: number,
): Promise<Access | Failure> {
  try {
    const row = await storeActing(write, context, config, known)
    users.set(row.id, row)
    return accessOf(context, config, row, now)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

function userId({ caller, acting }: Context): string | undefined {
  if (caller.kind === 'anonymous') return undefined
  return caller.kind === 'user' ? caller.user_id : acting?.id
}

/** Mostly one statement for both, because it stands before everything else. A join would cost three times as much. */
async function load(queries: Queries, app_pk: number, ids: readonly string[]) {
  const version = sql`SELECT config_version FROM apps WHERE pk = ${app_pk}`
  const rows =
    ids.length === 0
      ? []
      : await queries.all<UserRow & { config_version: number }>(sql`
          SELECT users.*, (${version}) AS config_version FROM users WHERE app_pk = ${app_pk} AND id IN (${list(ids)})`)
  const [first] = rows.length > 0 ? rows : await queries.all<{ config_version: number }>(version)
  return { version: first!.config_version, users: new Map<string, UserRow>(rows.map((row) => [row.id, row])) }
}

/** Why a request may not act at all. The secret stands above all of this but a suspension and the end of a user. */
function refuse(
  { caller, api_key }: Context,
  config: AppConfig,
  row: UserRow | undefined,
  isWrite: boolean,
): Failure | undefined {
  if (api_key !== undefined && !config.keys.has(api_key)) return new Failure('access_key', 'api_key not valid')
  if (config.suspended) return new Failure('app_suspended', 'the app is suspended')
  if (caller.kind === 'anonymous') {
    return isWrite ? new Failure('not_allowed', 'anonymous users can only read') : undefined
  }
  if (caller.kind === 'user') {
    if (caller.isUnsigned && !config.settings.disable_auth_checks) {
      return new Failure('token_signature_invalid', 'Token signature is invalid')
    }
    const revoked = Math.max(config.settings.revoke_tokens_issued_before ?? 0, row?.revoke_tokens_issued_before ?? 0)
    if (revoked > 0 && (caller.issued_at ?? 0) < revoked) return new Failure('token_expired', 'token has been revoked')
    if (row && row.deleted_at !== null) return new Failure('not_found', `User '${row.id}' was deleted`)
  }
  if (isWrite && row && row.deleted_at !== null) {
    return new Failure('input', `The following users were deleted: [${row.id}]`)
  }
  const isStopped = row && row.deactivated_at !== null && (isWrite || caller.kind === 'user')
  return isStopped ? new Failure('not_allowed', `User '${row.id}' is deactivated`) : undefined
}

/** What permissions need to know of a user. */
export function actingUser(row: UserRow, now: number): ActingUser {
  return {
    id: row.id,
    role: row.role,
    teams: teamsOf(row),
    teams_role: teamRolesOf(row),
    isBanned: isUntil(row.ban_until, now),
    isShadowBanned: isUntil(row.shadow_ban_until, now),
    row,
  }
}

/** A user whose token is good but whom the app has not stored yet, as a read sees them. */
const stranger = (id: string): ActingUser => ({
  id,
  role: 'user',
  teams: [],
  isBanned: false,
  isShadowBanned: false,
  row: undefined,
})
