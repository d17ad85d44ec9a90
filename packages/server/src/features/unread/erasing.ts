import sql, { type Sql } from 'sql-template-tag'
import type { Tx } from '../../core/context.ts'
import { onSlice, rowsPerSlice } from '../tasks/tasks.ts'
import { removeThreads } from './removals.ts'

/** What the unread numbers remember of a user who is gone for good. */
onSlice('user.traces', async (tx, { user_id }, _cursor, { app_pk }) => {
  const isTheirs = sql`user_id = ${user_id}`
  // Another app may have a user of the same id, so that rows which hang on channels are looked at through these.
  const isInApp = sql`EXISTS (SELECT 1 FROM channels AS c WHERE c.pk = channel_pk AND c.app_pk = ${app_pk})`
  return eraseFirst(tx, [
    [sql`unread_exceptions`, sql`channel_pk, user_id, n`, sql`${isTheirs} AND ${isInApp}`],
    [sql`unread_mute_windows`, sql`channel_pk, user_id, from_n`, sql`${isTheirs} AND ${isInApp}`],
    [sql`thread_reads`, sql`app_pk, parent_id, user_id`, sql`app_pk = ${app_pk} AND ${isTheirs}`],
    [sql`thread_exceptions`, sql`app_pk, parent_id, user_id, n`, sql`app_pk = ${app_pk} AND ${isTheirs}`],
  ])
})

/** What they remember of a channel that is gone for good. */
onSlice('channel.remains', async (tx, { channel_pk }, _cursor, { app_pk }) => {
  const threads = await tx.all<{ parent_id: string }>(
    sql`SELECT parent_id FROM threads WHERE channel_pk = ${channel_pk} LIMIT ${threadsPerSlice}`,
  )
  if (threads.length > 0) {
    await removeThreads(
      tx,
      app_pk,
      threads.map(({ parent_id }) => parent_id),
    )
    return 'more'
  }
  const isItsOwn = sql`channel_pk = ${channel_pk}`
  return eraseFirst(tx, [
    [sql`unread_exceptions`, sql`channel_pk, user_id, n`, isItsOwn],
    [sql`unread_mute_windows`, sql`channel_pk, user_id, from_n`, isItsOwn],
    [sql`unread_holes`, sql`channel_pk, n`, isItsOwn],
    [sql`unread_marks`, sql`channel_pk`, isItsOwn],
    [sql`reads`, sql`channel_pk, user_id`, isItsOwn],
  ])
})

/** Each thread has participants of its own, so a slice takes fewer of them than of plain rows. */
const threadsPerSlice = 20

/** A table with its key, and which of its rows go. */
type Doomed = readonly [table: Sql, key: Sql, condition: Sql]

/** Removes a slice of the rows of the first of these tables that has some. */
async function eraseFirst(tx: Tx, tables: readonly Doomed[]): Promise<'more' | undefined> {
  for (const [table, key, condition] of tables) {
    const gone = await tx.run(sql`
      DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${rowsPerSlice})`)
    if (gone > 0) return 'more'
  }
  return undefined
}
