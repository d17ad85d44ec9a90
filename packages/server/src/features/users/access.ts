import sql from 'sql-template-tag'
import type { AppConfig } from '../../core/app-config.ts'
import type { Access, ActingUser, Context } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import { list } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import type { Queries } from '../../ports/database.ts'
import type { Configs } from '../settings/settings.ts'
import { isUntil, type UserRow } from './user-row.ts'

/** Makes or updates the user that a server-side call acts for; answers the row as it is afterwards. */
export type StoreActing = (write: Write, context: Context, known: UserRow | undefined) => Promise<UserRow>

/**
 * The first load of every request (core §1.7): the app's version and the acting user's row, for all requests of a
 * batch at once. A suspended app, a revoked token, a deactivated or deleted user end here.
 */
export async function loadAccess(
  queries: Queries,
  contexts: readonly Context[],
  configs: Configs,
  now: number,
  storeActing: StoreActing,
  write?: Write,
): Promise<(Access | Failure)[]> {
  const versions = await loadVersions(queries, contexts)
  const rows = await loadUsers(queries, contexts)
  const answers: (Access | Failure)[] = []
  for (const context of contexts) {
    const config = await configs.at(queries, context.app_pk, versions.get(context.app_pk)!, write)
    const id = userId(context)
    const key = `${context.app_pk} ${id}`
    let row = rows.get(key)
    const refusal = refuse(context, config, row)
    if (!refusal && write && id !== undefined && (!row || context.acting?.profile)) {
      row = await storeActing(write, context, row)
      rows.set(key, row)
    }
    const user = row ? actingUser(row, now) : id === undefined ? undefined : stranger(id)
    answers.push(refusal ?? { config, caller: context.caller, ...(user && { user }) })
  }
  return answers
}

function userId({ caller, acting }: Context): string | undefined {
  if (caller.kind === 'anonymous') return undefined
  return caller.kind === 'user' ? caller.user_id : acting?.id
}

async function loadVersions(queries: Queries, contexts: readonly Context[]): Promise<Map<number, number>> {
  const apps = [...new Set(contexts.map((context) => context.app_pk))]
  const rows = await queries.all<{ pk: number; config_version: number }>(
    sql`SELECT pk, config_version FROM apps WHERE pk IN (${list(apps)})`,
  )
  return new Map(rows.map((row) => [row.pk, row.config_version]))
}

async function loadUsers(queries: Queries, contexts: readonly Context[]): Promise<Map<string, UserRow>> {
  const wanted = new Map<number, Set<string>>()
  for (const context of contexts) {
    const id = userId(context)
    if (id !== undefined) wanted.set(context.app_pk, (wanted.get(context.app_pk) ?? new Set()).add(id))
  }
  const found = new Map<string, UserRow>()
  for (const [app_pk, ids] of wanted) {
    const rows = await queries.all<UserRow>(sql`SELECT * FROM users WHERE app_pk = ${app_pk} AND id IN (${list([...ids])})`)
    for (const row of rows) found.set(`${app_pk} ${row.id}`, row)
  }
  return found
}

/** Why a client may not act at all. The secret stands above all of this but a suspension. */
function refuse({ caller }: Context, config: AppConfig, row: UserRow | undefined): Failure | undefined {
  if (config.suspended) return new Failure('app_suspended', 'the app is suspended')
  if (caller.kind !== 'user') return undefined
  const revoked = Math.max(config.settings.revoke_tokens_issued_before ?? 0, row?.revoke_tokens_issued_before ?? 0)
  if (revoked > 0 && (caller.issued_at ?? 0) < revoked) return new Failure('token_expired', 'token has been revoked')
  if (row && row.deleted_at !== null) return new Failure('not_found', `User '${row.id}' was deleted`)
  if (row && row.deactivated_at !== null) return new Failure('not_allowed', `User '${row.id}' is deactivated`)
  return undefined
}

/** What permissions need to know of a user. */
export function actingUser(row: UserRow, now: number): ActingUser {
  return {
    id: row.id,
    role: row.role,
    teams: row.teams === '[]' ? [] : (JSON.parse(row.teams) as string[]),
    teams_role: row.teams_role ? (JSON.parse(row.teams_role) as Record<string, string>) : undefined,
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
