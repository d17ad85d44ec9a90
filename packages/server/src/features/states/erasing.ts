import sql from 'sql-template-tag'
import type { Tx } from '../../core/context.ts'
import { type ChannelRow, eraseRow } from '../channels/channels.ts'
import { purgeChannelMessages } from '../messages/messages.ts'
import { onSlice, rowsPerSlice, type Work } from '../tasks/tasks.ts'

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

/** What has to be taken away of a channel that was deleted for good, in this order. */
export const remainsOf = ({ pk: channel_pk }: ChannelRow): Work[] => [
  ['channel.messages', { channel_pk }],
  ['channel.remains', { channel_pk }],
  ['channel.row', { channel_pk }],
]

onSlice('channel.messages', async (tx, { channel_pk, up_to }, _cursor, { app_pk }) => {
  const what = { app_pk, channel_pk, ...(up_to !== undefined && { upTo: up_to }) }
  return moreIf((await purgeChannelMessages(tx, what, rowsPerSlice)) > 0)
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
