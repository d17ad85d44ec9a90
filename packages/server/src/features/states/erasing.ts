import sql, { type Sql } from 'sql-template-tag'
import type { Context, Tx } from '../../core/context.ts'
import { beginWork, type ChannelRow, changeChannel, eraseRow } from '../channels/channels.ts'
import { welcomeBack } from '../members/members.ts'
import { purgeChannelMessages } from '../messages/messages.ts'
import { onSlice, rowsPerSlice, startTask } from '../tasks/tasks.ts'
import { remainsOf, takeAway } from './deleting.ts'

declare module '../tasks/slices.ts' {
  interface Slices {
    /** Messages of a channel are removed for good: all, or those up to a moment. */
    'channel.messages': { channel_pk: number; up_to?: number }
    /** Everything else that hangs on a channel that was deleted for good: its members, bans, reads. */
    'channel.remains': { channel_pk: number }
    /** The channel's events and its row, when nothing hangs on it any more. */
    'channel.row': { channel_pk: number }
  }
}

onSlice('channel.messages', async (tx, { channel_pk, up_to }, _cursor, context) => {
  const what = { channel_pk, ...(up_to !== undefined && { upTo: up_to }) }
  return moreIf((await purgeChannelMessages(context, tx, what, rowsPerSlice)) > 0)
})

onSlice('channel.row', async (tx, { channel_pk }) => {
  if ((await eraseEvents(tx, channel_pk)) > 0) return 'more'
  await eraseRow(tx, channel_pk)
  return undefined
})

const moreIf = (isMore: boolean) => (isMore ? 'more' : undefined)

function eraseEvents(tx: Tx, channel_pk: number): Promise<number> {
  return tx.run(sql`
    DELETE FROM events WHERE channel_pk = ${channel_pk} AND seq IN (
      SELECT seq FROM events WHERE channel_pk = ${channel_pk} ORDER BY seq LIMIT ${rowsPerSlice})`)
}

/** Each deletion tells a channel, so a slice takes fewer of them than of plain rows. */
const channelsPerSlice = 20

/** The user's channels of two that meet a condition, some at a time; of two also once nobody is changing them any more. */
const conversationsOf = (tx: Tx, { app_pk }: Context, user_id: string, condition: Sql) =>
  tx.all<ChannelRow>(sql`
    SELECT c.* FROM members AS m JOIN channels AS c ON c.pk = m.channel_pk
    WHERE m.app_pk = ${app_pk} AND m.user_id = ${user_id} AND c.member_count = 2 AND ${condition}
    ORDER BY c.pk LIMIT ${channelsPerSlice} ${tx.lock({ table: sql`c` })}`)

onSlice('user.conversations', async (tx, { user_id, mode, at }, _cursor, context) => {
  const rows = await conversationsOf(tx, context, user_id, sql`c.deleted_at IS NULL`)
  const isHard = mode === 'hard'
  for (const row of rows) await takeAway(tx, context, row, isHard, at)
  const pieces = rows.map((row) => ({ work: remainsOf(row) }))
  if (isHard && pieces.length > 0) await startTask(context, tx, { type: 'delete_channels', pieces })
  return moreIf(rows.length > 0)
})

onSlice('user.restored_conversations', async (tx, { user_id, at }, _cursor, context) => {
  // A channel made anew under the same cid stays, and the old one deleted.
  const rows = await conversationsOf(
    tx,
    context,
    user_id,
    sql`c.deleted_at = ${at} AND c.erased = 0 AND NOT EXISTS (
      SELECT 1 FROM channels AS o WHERE o.app_pk = c.app_pk AND o.cid = c.cid AND o.deleted_at IS NULL)`,
  )
  for (const row of rows) {
    const work = await beginWork(tx, context, row)
    await changeChannel(work, { deleted_at: null })
    await welcomeBack(work)
  }
  return moreIf(rows.length > 0)
})
