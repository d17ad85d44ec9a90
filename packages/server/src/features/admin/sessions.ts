import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Services } from '../../core/context.ts'
import type { Write } from '../../core/writer.ts'
import type { Ids } from '../../ports/clock.ts'
import type { Queries } from '../../ports/database.ts'
import {
  type AdminRow,
  deleteExpiredSessions,
  findAdmin,
  findSessionRow,
  insertSession,
  type SessionRow,
  saveSeen,
} from './store.ts'

/** An administrator's session: the browser has the token, the database its hash. */
export interface Signed {
  readonly admin: AdminRow
  readonly session: SessionRow
  readonly token: string
}

const minute = 60_000_000
const longestIdle = 8 * 60 * minute
export const longestSession = 7 * 24 * 60 * minute
/** To the minute is exact enough, and spares a write with every request. */
const seenEvery = minute

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** Opens a session for an administrator. Those of theirs that have run out are cleared away. */
export async function openSession(write: Write, admin: AdminRow, ids: Ids): Promise<Signed> {
  const token = ids.secret(48)
  const session: SessionRow = {
    token_hash: hashOf(token),
    admin_id: admin.id,
    created_at: write.now,
    seen_at: write.now,
    expires_at: write.now + longestSession,
  }
  await deleteExpiredSessions(write, admin.id, write.now)
  await insertSession(write, session)
  return { admin, session, token }
}

/** The session that a token opens, if it still holds. */
export async function findSession(queries: Queries, token: string, now: number): Promise<Signed | undefined> {
  const session = await findSessionRow(queries, hashOf(token))
  if (!session || session.expires_at <= now || session.seen_at + longestIdle <= now) return undefined
  const admin = await findAdmin(queries, session.admin_id)
  return admin && { admin, session, token }
}

/** The session has been used: it does not end for want of use. */
export async function keepAlive({ clock, writer }: Services, { session }: Signed): Promise<void> {
  const now = clock.now()
  if (session.seen_at + seenEvery > now) return
  await writer.run('KeepSession', (write) => saveSeen(write, session.token_hash, now))
}

/** What forms must repeat: other sites can make a browser send its cookie, but they cannot read this. */
export const csrfTokenOf = (token: string): string => createHmac('sha256', token).update('csrf').digest('base64url')

/** Compares in constant time. */
export function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return timingSafeEqual(left!, right!)
}
