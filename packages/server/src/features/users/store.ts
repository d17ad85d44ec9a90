import sql, { join, raw } from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'
import type { UserRow } from './user-row.ts'

/** The rows of these users; whoever does not exist is missing. */
export async function loadUsers(q: Queries, app_pk: number, ids: readonly string[]): Promise<Map<string, UserRow>> {
  if (ids.length === 0) return new Map()
  const rows = await q.all<UserRow>(
    sql`SELECT * FROM users WHERE app_pk = ${app_pk} AND id IN (${list([...new Set(ids)])})`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** The same rows, to be changed. */
export async function lockUsers(q: Queries, app_pk: number, ids: readonly string[]): Promise<Map<string, UserRow>> {
  if (ids.length === 0) return new Map()
  const rows = await q.all<UserRow>(sql`
    SELECT * FROM users WHERE app_pk = ${app_pk} AND id IN (${list([...new Set(ids)])}) ${q.lock({ order: sql`id` })}`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The same rows, which must stay as they are for as long as something is stored that relies on them. */
export async function keepUsers(q: Queries, app_pk: number, ids: readonly string[]): Promise<Map<string, UserRow>> {
  if (ids.length === 0) return new Map()
  const rows = await q.all<UserRow>(sql`
    SELECT * FROM users WHERE app_pk = ${app_pk} AND id IN (${list([...new Set(ids)])}) ${q.keep({ order: sql`id` })}`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** One row, to be changed. */
export async function lockUser(q: Queries, app_pk: number, id: string): Promise<UserRow | undefined> {
  return (await lockUsers(q, app_pk, [id])).get(id)
}

export async function findUser(q: Queries, app_pk: number, id: string): Promise<UserRow | undefined> {
  return q.get<UserRow>(sql`SELECT * FROM users WHERE app_pk = ${app_pk} AND id = ${id}`)
}

const columns = [
  'app_pk',
  'id',
  'role',
  'name',
  'name_key',
  'image',
  'language',
  'invisible',
  'teams',
  'teams_role',
  'privacy_settings',
  'custom',
  'ban_until',
  'shadow_ban_until',
  'revoke_tokens_issued_before',
  'last_active',
  'created_at',
  'updated_at',
  'deactivated_at',
  'deleted_at',
  'deleted_as',
] as const satisfies (keyof UserRow)[]

const columnNames = raw(columns.join(', '))
const changes = raw(
  columns
    .slice(2)
    .map((column) => `${column} = excluded.${column}`)
    .join(', '),
)

/** Stores a user whom nobody has stored before; a conflict where somebody else does so at the same moment. */
export async function insertUser(q: Queries, row: UserRow): Promise<void> {
  await q.run(sql`INSERT INTO users (${columnNames}) VALUES (${join(columns.map((column) => row[column]))})`)
}

/** Stores a user whole. */
export async function saveUser(q: Queries, row: UserRow): Promise<void> {
  await q.run(sql`
    INSERT INTO users (${columnNames}) VALUES (${join(columns.map((column) => row[column]))})
    ON CONFLICT (app_pk, id) DO UPDATE SET ${changes}`)
}
