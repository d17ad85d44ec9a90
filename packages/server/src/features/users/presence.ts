import sql from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Write } from '../../core/writer.ts'
import { findUser } from './store.ts'
import type { UserRow } from './user-row.ts'
import { toUser } from './user-shapes.ts'

/** A user's last connection has closed. */
export async function wentOffline(write: Write, app_pk: number, id: string): Promise<void> {
  await stillActive(write, app_pk, [id])
  const row = await findUser(write, app_pk, id)
  if (row) announcePresence(write, row, false)
}

/** These users are connected: at their arrival, and every 15 minutes from then on (spec/10 §11). */
export async function stillActive(write: Write, app_pk: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await write.run(sql`UPDATE users SET last_active = ${write.now} WHERE app_pk = ${app_pk} AND id IN (${list(ids)})`)
}

/** Tells those who follow a user that they have come or gone. Nobody hears of it if the user is invisible. */
export function announcePresence(write: Write, row: UserRow, isOnline: boolean): void {
  if (row.invisible === 1 || row.deleted_at !== null) return
  // The connection itself is counted a moment later, or no longer.
  const user = toUser(row, { now: write.now, isOnline: () => isOnline })
  write.presence({ type: 'user.presence.changed', app_pk: row.app_pk, user_id: row.id, body: { user } })
}
