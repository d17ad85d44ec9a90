import sql from 'sql-template-tag'
import type { AppConfig } from '../../core/app-config.ts'
import type { Access, ActingUser, Context } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import { list } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'
import type { Configs } from '../settings/settings.ts'
import { storeActing } from './arrivals.ts'
import { isUntil, teamRolesOf, teamsOf, type UserRow } from './user-row.ts'

/**
 * The first load of every request (core §1.7): the app's version and the acting user's row, for all requests of a
 * batch at once. A suspended app, a revoked token, a deactivated or deleted user end here.
 */
export async function loadAccess(
  queries: Queries,
  contexts: readonly Context[],
  configs: Configs,
  now: number,
  write?: Write,
): Promise<(Access | Failure)[]> {
  const answers: (Access | Failure)[] = new Array(contexts.length)
  const byApp = Map.groupBy(contexts.keys(), (index) => contexts[index]!.app_pk)
  for (const [app_pk, indexes] of byApp) {
    const ids = new Set(indexes.flatMap((index) => userId(contexts[index]!) ?? []))
    const { version, users } = await load(queries, app_pk, [...ids])
    const config = await configs.at(queries, app_pk, version, write)
    for (const index of indexes) {
      answers[index] = await admit(contexts[index]!, config, users, now, write).catch(refusal)
    }
  }
  return answers
}

async function admit(
  context: Context,
  config: AppConfig,
  users: Map<string, UserRow>,
  now: number,
  write?: Write,
): Promise<Access | Failure> {
  const { caller, acting } = context
  const id = userId(context)
  let row = id === undefined ? undefined : users.get(id)
  const refused = refuse(context, config, row, write !== undefined)
  if (refused) return refused
  if (id === undefined) return { config, caller }
  if (write && (!row || acting?.profile)) {
    row = await storeActing(write, context, config, row)
    users.set(id, row)
  }
  return { config, caller, user: row ? actingUser(row, now) : stranger(id) }
}

/** One request of a batch is refused by itself, whatever it was that did not fit. */
function refusal(error: unknown): Failure {
  if (error instanceof Failure) return error
  throw error
}

function userId({ caller, acting }: Context): string | undefined {
  if (caller.kind === 'anonymous') return undefined
  return caller.kind === 'user' ? caller.user_id : acting?.id
}

/** One statement for both, because it stands before everything else. */
async function load(queries: Queries, app_pk: number, ids: readonly string[]) {
  const rows = await queries.all<UserRow & { config_version: number }>(sql`
    SELECT apps.config_version, users.* FROM apps
    LEFT JOIN users ON users.app_pk = apps.pk AND users.id IN (${list(ids)}) WHERE apps.pk = ${app_pk}`)
  const users = new Map(rows.flatMap((row) => (row.id === null ? [] : [[row.id, row]])))
  return { version: rows[0]!.config_version, users }
}

/** Why a request may not act at all. The secret stands above all of this but a suspension and the end of a user. */
function refuse(
  { caller }: Context,
  config: AppConfig,
  row: UserRow | undefined,
  isWrite: boolean,
): Failure | undefined {
  if (config.suspended) return new Failure('app_suspended', 'the app is suspended')
  if (caller.kind === 'anonymous') {
    return isWrite ? new Failure('not_allowed', 'anonymous users can only read') : undefined
  }
  if (caller.kind === 'user') {
    const revoked = Math.max(config.settings.revoke_tokens_issued_before ?? 0, row?.revoke_tokens_issued_before ?? 0)
    if (revoked > 0 && (caller.issued_at ?? 0) < revoked) return new Failure('token_expired', 'token has been revoked')
    if (row && row.deleted_at !== null) return new Failure('not_found', `User '${row.id}' was deleted`)
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
