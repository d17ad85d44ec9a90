import sql, { type Sql } from 'sql-template-tag'
import type { Tx } from '../../core/context.ts'
import { onSlice, rowsPerSlice } from '../tasks/tasks.ts'

// Another app may have a user of the same id, so that rows which hang on channels are looked at through these.
const inApp = (app_pk: number, channel_pk: Sql) =>
  sql`EXISTS (SELECT 1 FROM channels AS c WHERE c.pk = ${channel_pk} AND c.app_pk = ${app_pk})`

/** What the unread numbers remember of a user who is gone for good. */
onSlice('user.traces', async (tx, { user_id }, _cursor, { app_pk }) => {
  const gone = await eraseSome(tx, app_pk, user_id)
  return gone > 0 ? 'more' : undefined
})

/** Removes a slice of the rows of one table that has some. */
async function eraseSome(tx: Tx, app_pk: number, user_id: string): Promise<number> {
  const statements = [
    sql`DELETE FROM unread_exceptions WHERE user_id = ${user_id} AND (channel_pk, n) IN (
      SELECT e.channel_pk, e.n FROM unread_exceptions AS e
      WHERE e.user_id = ${user_id} AND ${inApp(app_pk, sql`e.channel_pk`)} LIMIT ${rowsPerSlice})`,
    sql`DELETE FROM unread_mute_windows WHERE user_id = ${user_id} AND (channel_pk, from_n) IN (
      SELECT w.channel_pk, w.from_n FROM unread_mute_windows AS w
      WHERE w.user_id = ${user_id} AND ${inApp(app_pk, sql`w.channel_pk`)} LIMIT ${rowsPerSlice})`,
    sql`DELETE FROM thread_reads WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND parent_id IN (
      SELECT t.parent_id FROM thread_reads AS t
      WHERE t.app_pk = ${app_pk} AND t.user_id = ${user_id} LIMIT ${rowsPerSlice})`,
    sql`DELETE FROM thread_exceptions WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND (parent_id, n) IN (
      SELECT t.parent_id, t.n FROM thread_exceptions AS t
      WHERE t.app_pk = ${app_pk} AND t.user_id = ${user_id} LIMIT ${rowsPerSlice})`,
  ]
  for (const statement of statements) {
    const gone = await tx.run(statement)
    if (gone > 0) return gone
  }
  return 0
}
