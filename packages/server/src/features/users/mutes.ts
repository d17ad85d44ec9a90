import type { MuteRequest, OwnUser, UnmuteRequest, UserMute } from '@parley-chat/protocol'
import { actingId, type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { permit } from '../permissions/permissions.ts'
import { countMutes, deleteMutes, saveMutes, selectMutes } from './mute-store.ts'
import { loadOwnUser } from './own-user.ts'
import { loadUsers, lockUser } from './store.ts'
import { teamsOf, type UserRow } from './user-row.ts'
import { erasedUser, toUser } from './user-shapes.ts'

/** Users that one user can mute at a time: `me` lists them all. */
const mutesLimit = 1000
const microsPerMinute = 60_000_000

/** What these users mute, as the wire shows it, by user. */
export async function loadMutes(
  q: Queries,
  app_pk: number,
  user_ids: readonly string[],
  world: World,
): Promise<Map<string, UserMute[]>> {
  const rows = user_ids.length === 0 ? [] : await selectMutes(q, app_pk, user_ids, world.now)
  if (rows.length === 0) return new Map()
  const ids = rows.flatMap(({ user_id, target_id }) => [user_id, target_id])
  const users = await loadUsers(q, app_pk, ids)
  const shown = (id: string) => {
    const row = users.get(id)
    return row ? toUser(row, world) : erasedUser(id)
  }
  const byUser = Map.groupBy(rows, (row) => row.user_id)
  return new Map(
    Array.from(byUser, ([id, mutes]) => [
      id,
      mutes.map(({ target_id, created_at, updated_at, expires }) => ({
        user: shown(id),
        target: shown(target_id),
        created_at,
        updated_at,
        ...(expires !== null && { expires }),
      })),
    ]),
  )
}

interface Muted {
  readonly mutes: UserMute[]
  readonly own_user: OwnUser
  readonly non_existing_users?: string[]
}

/**
 * Mutes users for the acting user, until `timeout` minutes have passed if a timeout is given. One request of a user comes
 * after the other, so that the last to tell of the mutes knows all of them.
 */
export async function muteUsers(context: Context, input: MuteRequest): Promise<Muted> {
  const { app_pk } = context
  return context.transaction(async (tx) => {
    const user_id = actingId(context)
    await lockUser(tx, app_pk, user_id)
    const { targets, missing } = await loadTargets(tx, context, input)
    if (targets.length === 0) fail('input', `The following users don't exist: [${missing.join(', ')}]`)
    const expires = input.timeout ? tx.now + input.timeout * microsPerMinute : null
    const times = { created_at: tx.now, updated_at: tx.now, expires }
    const rows = targets.map(({ id }) => ({ app_pk, user_id, target_id: id, ...times }))
    await saveMutes(tx, rows, tx.now)
    if ((await countMutes(tx, app_pk, user_id, tx.now)) > mutesLimit) {
      fail('input', `a user can mute at most ${mutesLimit} users`)
    }
    const own_user = await tellMutes(tx, context, user_id)
    const muted = new Set(rows.map((row) => row.target_id))
    const mutes = own_user.mutes.filter(({ target }) => muted.has(target.id))
    return { mutes, own_user, ...(missing.length > 0 && { non_existing_users: missing }) }
  })
}

/** Ends mutes of the acting user. What was not muted is no error. */
export async function unmuteUsers(context: Context, input: UnmuteRequest): Promise<{ non_existing_users?: string[] }> {
  return context.transaction(async (tx) => {
    const user_id = actingId(context)
    await lockUser(tx, context.app_pk, user_id)
    const { targets, missing } = await loadTargets(tx, context, input)
    if (targets.length > 0) {
      const ids = targets.map(({ id }) => id)
      await deleteMutes(tx, context.app_pk, user_id, ids, tx.now)
      await tellMutes(tx, context, user_id)
    }
    return missing.length > 0 ? { non_existing_users: missing } : {}
  })
}

/** The users named, of whom the acting user must be allowed to think that way, and the names of nobody. */
async function loadTargets(tx: Tx, context: Context, { target_id, target_ids }: UnmuteRequest) {
  const ids = [...new Set([...(target_ids ?? []), ...(target_id ? [target_id] : [])])]
  if (ids.length === 0) fail('input', 'either target_id or target_ids must be provided')
  if (ids.includes(actingId(context))) fail('input', 'a user can not mute themself')
  const users = await loadUsers(tx, context.app_pk, ids)
  const targets: UserRow[] = []
  const missing: string[] = []
  for (const id of ids) {
    const row = users.get(id)
    if (!row || row.deleted_at !== null) missing.push(id)
    else targets.push(row)
  }
  for (const target of targets) permit(tx.access, 'MuteUser', undefined, undefined, target.id, teamsOf(target))
  return { targets, missing }
}

/** Tells the user's own connections what is muted now, and answers the same. */
async function tellMutes(tx: Tx, context: Context, user_id: string): Promise<OwnUser> {
  const { app_pk } = context
  const me = await loadOwnUser(tx, tx.access.config, user_id, worldOf(context))
  tx.tell({ type: 'notification.mutes_updated', app_pk, user_id, body: { me }, row: {}, reread: 'nothing' })
  return me
}
