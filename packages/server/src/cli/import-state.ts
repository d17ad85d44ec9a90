import sql from 'sql-template-tag'
import type { Queries } from '../ports/database.ts'

/** An import that has begun. */
export interface ImportState {
  readonly app_pk: number
  /** Rows of the file that are in, and the SHA-256 of the file up to there. */
  readonly lines: number
  readonly lines_hash: string
  readonly finished_at: number | null
}

export const findImport = (q: Queries, file_id: string): Promise<ImportState | undefined> =>
  q.get(sql`SELECT app_pk, lines, lines_hash, finished_at FROM imports WHERE file_id = ${file_id}`)

/** Imports that were broken off, with the names of their apps. */
export const listUnfinished = (q: Queries): Promise<{ app_pk: number; file_id: string; name: string }[]> =>
  q.all(sql`
    SELECT imports.app_pk, imports.file_id, apps.name FROM imports JOIN apps ON apps.pk = imports.app_pk
    WHERE finished_at IS NULL ORDER BY imports.app_pk`)

export async function insertImport(
  q: Queries,
  { app_pk, file_id, now }: { readonly app_pk: number; readonly file_id: string; readonly now: number },
): Promise<void> {
  await q.run(sql`
    INSERT INTO imports (app_pk, file_id, lines, lines_hash, started_at) VALUES (${app_pk}, ${file_id}, 0, '', ${now})`)
}

/** Remembers that more lines are in. False if somebody else imports the same file, or has abandoned it, meanwhile. */
export async function advanceImport(
  q: Queries,
  { app_pk, lines: before }: Pick<ImportState, 'app_pk' | 'lines'>,
  { lines, lines_hash }: Pick<ImportState, 'lines' | 'lines_hash'>,
): Promise<boolean> {
  const changed = await q.run(sql`
    UPDATE imports SET lines = ${lines}, lines_hash = ${lines_hash}
    WHERE app_pk = ${app_pk} AND lines = ${before} AND finished_at IS NULL`)
  return changed === 1
}

export async function finishImport(q: Queries, app_pk: number, now: number): Promise<void> {
  await q.run(sql`UPDATE imports SET finished_at = ${now} WHERE app_pk = ${app_pk}`)
}

/** From now on the file is not gone on with, until all that is left of it is gone. */
export async function giveUpImport(q: Queries, app_pk: number): Promise<void> {
  await q.run(sql`UPDATE imports SET lines = -1 WHERE app_pk = ${app_pk}`)
}

export const isGivenUp = ({ lines }: ImportState): boolean => lines < 0

/** Forgets an import of which nothing else is remembered. */
export async function forgetImport(q: Queries, app_pk: number): Promise<void> {
  await q.run(sql`DELETE FROM imports WHERE app_pk = ${app_pk}`)
}

/** A channel by its number in the file and by that of this database. */
export interface ImportedChannel {
  readonly number: number
  readonly channel_pk: number
}

/** The first channels that are still remembered. */
export const firstChannels = (q: Queries, app_pk: number, limit: number): Promise<ImportedChannel[]> =>
  q.all(sql`SELECT number, channel_pk FROM import_channels WHERE app_pk = ${app_pk} ORDER BY number LIMIT ${limit}`)

/** Forgets what the file called these, the first channels. */
export async function forgetChannels(q: Queries, app_pk: number, first: readonly ImportedChannel[]): Promise<void> {
  await q.run(sql`DELETE FROM import_channels WHERE app_pk = ${app_pk} AND number <= ${first.at(-1)!.number}`)
}
