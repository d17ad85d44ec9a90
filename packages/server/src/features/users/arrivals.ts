import { type ConnectUserDetails, UserId } from '@parley-chat/protocol'
import type { AppConfig } from '../../core/app-config.ts'
import { type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail, failField } from '../../core/errors.ts'
import type { Write } from '../../core/writer.ts'
import { allows } from '../permissions/permissions.ts'
import { mergeProfile, newUser } from './rules.ts'
import { lockUser } from './store.ts'
import { teamsOf, type UserRow } from './user-row.ts'
import { refuseDeleted, storeUser } from './user-writes.ts'

/**
 * Stores the user that a request acts for: one that is unknown is made on the fly, and what the request says of them is
 * added (spec/20 §2.2). Part of a request's first load, so that its operation finds the user in place.
 */
export async function storeActing(
  write: Write,
  context: Context,
  config: AppConfig,
  known: UserRow | undefined,
): Promise<UserRow> {
  const { app_pk, caller, acting } = context
  const id = caller.kind === 'user' ? caller.user_id : acting!.id
  if (known) refuseDeleted([known])
  else if (!UserId.safeParse(id).success) failField('user_id', 'may only contain letters, digits and @_-')
  const profile = caller.kind === 'server' ? acting?.profile : undefined
  const merged = (row: UserRow) => (profile ? mergeProfile(row, profile, write.now) : row)
  if (known && merged(known) === known) return known
  const before = known && (await lockUser(write, app_pk, id))
  if (before) refuseDeleted([before])
  const after = merged(before ?? newUser(app_pk, id, write.now))
  if (after !== before) await storeUser(write, config, before, after, worldOf(context))
  return after
}

/**
 * What connecting does to a user: the details given are added to what is known of them (spec/10 §3.4). Whoever may not
 * change themself may still connect.
 */
export async function connectUser(tx: Tx, context: Context, details?: ConnectUserDetails): Promise<UserRow> {
  const stored = (tx.access.user?.row as UserRow | undefined) ?? fail('authentication', 'only users can connect')
  if (!details || !allows(tx.access, 'UpdateUser', undefined, undefined, stored.id, teamsOf(stored))) return stored
  if (mergeProfile(stored, details, tx.now) === stored) return stored
  const before = (await lockUser(tx, stored.app_pk, stored.id)) ?? stored
  const after = mergeProfile(before, details, tx.now)
  await storeUser(tx, tx.access.config, before, after, worldOf(context), stored.created_at === tx.now)
  return after
}
