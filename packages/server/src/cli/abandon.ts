import sql, { join, raw, type Sql } from 'sql-template-tag'
import { list } from '../core/lists.ts'
import type { Database, Queries } from '../ports/database.ts'
import { firstChannels, forgetChannels, forgetImport, giveUpImport, listUnfinished } from './import-state.ts'
import { inTransaction } from './in-transaction.ts'

const rowsPerSlice = 500
const channelsPerSlice = 50

/** A table and what tells its rows apart; a server that ran meanwhile may have added to some. */
type Table = readonly [name: string, ...key: string[]]

/** Found by the app. */
const tablesOfApp: readonly Table[] = [
  ['tasks', 'id'],
  ['thread_exceptions', 'parent_id', 'user_id', 'n'],
  ['thread_holes', 'parent_id', 'n'],
  ['thread_reads', 'parent_id', 'user_id'],
  ['threads', 'parent_id'],
  ['reactions', 'message_id', 'user_id', 'type'],
  ['messages_deleted_for_me', 'user_id', 'channel_pk', 'message_id'],
  ['message_purges', 'message_id'],
  ['messages', 'id'],
  ['channel_mutes', 'user_id', 'channel_pk'],
  ['bans', 'user_id', 'channel_pk'],
  ['members', 'channel_pk', 'user_id'],
  ['user_mutes', 'user_id', 'target_id'],
  ['user_events', 'pk'],
  ['users', 'id'],
  ['channel_types', 'name'],
]

/** Found by the channel. */
const tablesOfChannels: readonly Table[] = [
  ['reads', 'channel_pk', 'user_id'],
  ['unread_marks', 'channel_pk'],
  ['unread_holes', 'channel_pk', 'n'],
  ['unread_exceptions', 'channel_pk', 'user_id', 'n'],
  ['unread_mute_windows', 'channel_pk', 'user_id', 'from_n'],
  ['events', 'channel_pk', 'seq'],
]

/**
 * Takes away what broken-off imports have left, of one file or of all, slice by slice; answers the names of their apps.
 * It may be broken off itself, and goes on when it is called again.
 */
export async function abandonImports(database: Database, file_id?: string): Promise<string[]> {
  const unfinished = await database.snapshot(listUnfinished)
  const chosen = unfinished.filter((each) => file_id === undefined || each.file_id === file_id)
  for (const { app_pk } of chosen) {
    await inTransaction(database, (tx) => giveUpImport(tx, app_pk))
    for (const [table, ...key] of tablesOfApp) await deleteAll(database, table, key, sql`app_pk = ${app_pk}`)
    await deleteChannels(database, app_pk)
    await inTransaction(database, async (tx) => {
      await tx.run(sql`DELETE FROM apps WHERE pk = ${app_pk}`)
      await forgetImport(tx, app_pk)
    })
  }
  return chosen.map(({ name }) => name)
}

async function deleteChannels(database: Database, app_pk: number): Promise<void> {
  for (;;) {
    const channels = await database.snapshot((q) => firstChannels(q, app_pk, channelsPerSlice))
    if (channels.length === 0) return
    const pks = channels.map(({ channel_pk }) => channel_pk)
    for (const [table, ...key] of tablesOfChannels) {
      await deleteAll(database, table, key, sql`channel_pk IN (${list(pks)})`)
    }
    await inTransaction(database, async (tx) => {
      await tx.run(sql`DELETE FROM channels WHERE pk IN (${list(pks)})`)
      await forgetChannels(tx, app_pk, channels)
    })
  }
}

async function deleteAll(database: Database, table: string, key: readonly string[], where: Sql): Promise<void> {
  const slice = (q: Queries) => {
    const columns = join(key.map((column) => raw(column)))
    return q.run(sql`
      DELETE FROM ${raw(table)} WHERE ${where} AND (${columns}) IN (
        SELECT ${columns} FROM ${raw(table)} WHERE ${where} LIMIT ${rowsPerSlice})`)
  }
  while ((await inTransaction(database, slice)) === rowsPerSlice);
}
