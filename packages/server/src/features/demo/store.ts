import sql from 'sql-template-tag'
import type { Queries } from '../../ports/database.ts'

export interface DemoRow {
  readonly app_pk: number
  readonly seeded_at: number | null
}

export async function findDemo(queries: Queries): Promise<DemoRow | undefined> {
  return queries.get<DemoRow>(sql`SELECT app_pk, seeded_at FROM demo_app WHERE id = 1`)
}

export async function insertDemo(queries: Queries, app_pk: number): Promise<void> {
  await queries.run(sql`INSERT INTO demo_app (id, app_pk) VALUES (1, ${app_pk})`)
}

export async function saveSeeded(queries: Queries, now: number): Promise<void> {
  await queries.run(sql`UPDATE demo_app SET seeded_at = ${now} WHERE id = 1`)
}
