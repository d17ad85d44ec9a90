import sql, { empty } from 'sql-template-tag'
import type { Queries } from '../../ports/database.ts'

export interface AdminRow {
  readonly id: string
  readonly email: string
  readonly password_hash: string
  readonly start_password_hash: string | null
  readonly created_at: number
  readonly updated_at: number
}

export async function findAdmin(queries: Queries, id: string): Promise<AdminRow | undefined> {
  return queries.get<AdminRow>(sql`SELECT * FROM admins WHERE id = ${id} ${queries.lock()}`)
}

export async function findAdminByEmail(queries: Queries, email: string): Promise<AdminRow | undefined> {
  return queries.get<AdminRow>(sql`SELECT * FROM admins WHERE email = ${email} ${queries.lock()}`)
}

export async function listAdminRows(queries: Queries): Promise<AdminRow[]> {
  return queries.all<AdminRow>(sql`SELECT * FROM admins ORDER BY created_at, id`)
}

export async function hasAdmin(queries: Queries): Promise<boolean> {
  return (await queries.get(sql`SELECT 1 FROM admins LIMIT 1`)) !== undefined
}

export async function insertAdmin(queries: Queries, admin: AdminRow): Promise<void> {
  await queries.run(sql`
    INSERT INTO admins (id, email, password_hash, start_password_hash, created_at, updated_at)
    VALUES (${admin.id}, ${admin.email}, ${admin.password_hash}, ${admin.start_password_hash}, ${admin.created_at},
      ${admin.updated_at})`)
}

export async function savePassword(
  queries: Queries,
  { id, password_hash, start_password_hash, updated_at }: Omit<AdminRow, 'email' | 'created_at'>,
): Promise<void> {
  await queries.run(sql`
    UPDATE admins SET password_hash = ${password_hash}, start_password_hash = ${start_password_hash},
      updated_at = ${updated_at}
    WHERE id = ${id}`)
}

export async function deleteAdmin(queries: Queries, id: string): Promise<void> {
  await queries.run(sql`DELETE FROM admins WHERE id = ${id}`)
}

export interface SessionRow {
  readonly token_hash: string
  readonly admin_id: string
  readonly created_at: number
  readonly seen_at: number
  readonly expires_at: number
}

export async function findSessionRow(queries: Queries, token_hash: string): Promise<SessionRow | undefined> {
  return queries.get<SessionRow>(sql`SELECT * FROM admin_sessions WHERE token_hash = ${token_hash}`)
}

export async function insertSession(queries: Queries, session: SessionRow): Promise<void> {
  await queries.run(sql`
    INSERT INTO admin_sessions (token_hash, admin_id, created_at, seen_at, expires_at)
    VALUES (${session.token_hash}, ${session.admin_id}, ${session.created_at}, ${session.seen_at}, ${session.expires_at})`)
}

export async function saveSeen(queries: Queries, token_hash: string, seen_at: number): Promise<void> {
  await queries.run(sql`UPDATE admin_sessions SET seen_at = ${seen_at} WHERE token_hash = ${token_hash}`)
}

/** Ends one session. */
export async function deleteSession(queries: Queries, token_hash: string): Promise<void> {
  await queries.run(sql`DELETE FROM admin_sessions WHERE token_hash = ${token_hash}`)
}

/** Ends all sessions of an administrator but the one that is kept. */
export async function deleteSessionsOf(queries: Queries, admin_id: string, kept = ''): Promise<void> {
  await queries.run(sql`DELETE FROM admin_sessions WHERE admin_id = ${admin_id} AND token_hash <> ${kept}`)
}

export async function deleteExpiredSessions(queries: Queries, admin_id: string, now: number): Promise<void> {
  await queries.run(sql`DELETE FROM admin_sessions WHERE admin_id = ${admin_id} AND expires_at <= ${now}`)
}

export interface AuditRow {
  readonly id: number
  readonly created_at: number
  readonly admin_id: string | null
  readonly admin_email: string | null
  readonly action: string
  readonly app_pk: number | null
  readonly app_name: string | null
  readonly target: string | null
  readonly status: number | null
  readonly ip: string | null
}

export async function insertAudit(queries: Queries, row: Omit<AuditRow, 'id'>): Promise<number> {
  const inserted = await queries.get<{ id: number }>(sql`
    INSERT INTO audit_log (created_at, admin_id, admin_email, action, app_pk, app_name, target, status, ip)
    VALUES (${row.created_at}, ${row.admin_id}, ${row.admin_email}, ${row.action}, ${row.app_pk}, ${row.app_name},
      ${row.target}, ${row.status}, ${row.ip})
    RETURNING id`)
  return inserted!.id
}

export async function saveStatus(queries: Queries, id: number, status: number): Promise<void> {
  await queries.run(sql`UPDATE audit_log SET status = ${status} WHERE id = ${id}`)
}

/** Newest first, from before an entry on. */
export async function listAuditRows(
  queries: Queries,
  { app_pk, before, limit }: { app_pk?: number | undefined; before?: number | undefined; limit: number },
): Promise<AuditRow[]> {
  const ofApp = app_pk === undefined ? empty : sql`AND app_pk = ${app_pk}`
  return queries.all<AuditRow>(sql`
    SELECT * FROM audit_log WHERE id < ${before ?? Number.MAX_SAFE_INTEGER} ${ofApp} ORDER BY id DESC LIMIT ${limit}`)
}

export interface Counts {
  readonly users: number
  readonly channels: number
  readonly messages: number
}

/** Counted up to `most` users and as many channels, so that no app is too big to be looked at. */
export async function countApp(queries: Queries, app_pk: number, most: number): Promise<Counts> {
  const row = await queries.get<Counts>(sql`
    SELECT
      (SELECT count(*) FROM (SELECT 1 FROM users WHERE app_pk = ${app_pk} AND deleted_at IS NULL LIMIT ${most}) AS few) AS users,
      counted.channels, counted.messages
    FROM (
      SELECT count(*) AS channels, CAST(COALESCE(SUM(message_count), 0) AS BIGINT) AS messages
      FROM (SELECT message_count FROM channels WHERE app_pk = ${app_pk} AND deleted_at IS NULL LIMIT ${most}) AS few
    ) AS counted`)
  return row!
}
