import sql from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import { findUser } from './store.ts'
import { toUser } from './user-shapes.ts'

/** A user's first connection has opened. */
export const wentOnline = (write: Write, app_pk: number, id: string): Promise<void> => flip(write, app_pk, id, true)

/** A user's last connection has closed. */
export const wentOffline = (write: Write, app_pk: number, id: string): Promise<void> => flip(write, app_pk, id, false)

/** These users are connected: at their arrival, and every 15 minutes from then on (spec/10 §11). */
export async function stillActive(write: Write, app_pk: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await write.run(sql`UPDATE users SET last_active = ${write.now} WHERE app_pk = ${app_pk} AND id IN (${list(ids)})`)
}

/** Those who follow a user hear that they have come or gone, unless the user is invisible. */
async function flip(write: Write, app_pk: number, id: string, isOnline: boolean): Promise<void> {
  await stillActive(write, app_pk, [id])
  const row = await findUser(write, app_pk, id)
  if (!row || row.invisible === 1 || row.deleted_at !== null) return
  // The connection itself is counted a moment later, or no longer.
  const user = toUser(row, { now: write.now, isOnline: () => isOnline })
  write.presence({ type: 'user.presence.changed', app_pk, user_id: id, body: { user } })
}
