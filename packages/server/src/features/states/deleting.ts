import type { Channel } from '@parley-chat/protocol'
import type { Context, Tx } from '../../core/context.ts'
import {
  actorOf,
  beginWork,
  type ChannelRow,
  changeChannel,
  channelOf,
  findChannels,
  getChannel,
  tellWatchers,
} from '../channels/channels.ts'
import { findPlace, seenChannel } from '../members/members.ts'
import { permit, refuseBanned } from '../permissions/permissions.ts'
import { type Piece, startTask, type Work } from '../tasks/tasks.ts'

/** Deletes a channel: nothing reaches it any more, at once. For good, a task takes away what is left of it. */
export async function deleteChannel(context: Context, cid: string, isHard: boolean): Promise<Channel> {
  return context.transaction(async (tx) => {
    const row = await getChannel(tx, context.app_pk, cid)
    const { access } = tx
    const place = await findPlace(tx, row.pk, access.user?.id, tx.now)
    permit(access, 'DeleteChannel', row, place.member)
    refuseBanned(access, place.isBanned)
    const work = await takeAway(tx, context, row, isHard)
    if (isHard) await startTask(context, tx, { type: 'delete_channel', pieces: [{ work: remainsOf(row) }] })
    return seenChannel(access, work.row, place, work.users)
  })
}

interface Deletions {
  readonly task_id: string
  readonly result: Record<string, { status: string; error?: string }>
}

/** Deletes many channels; what is not there is told in the result (spec/30 §9). */
export async function deleteChannels(context: Context, cids: readonly string[], isHard: boolean): Promise<Deletions> {
  return context.transaction(async (tx) => {
    const rows = await findChannels(tx, context.app_pk, cids)
    const result: Deletions['result'] = {}
    const pieces: Piece[] = []
    for (const cid of new Set(cids)) {
      const row = rows.get(cid)
      result[cid] = row ? { status: 'ok' } : { status: 'error', error: `Can't find channel with id ${cid}` }
      if (!row) continue
      await takeAway(tx, context, row, isHard)
      if (isHard) pieces.push({ subject: cid, work: remainsOf(row) })
    }
    const task_id = await startTask(context, tx, { type: 'delete_channels', pieces, result })
    return { task_id, result }
  })
}

/** What has to be taken away of a channel that was deleted for good, in this order. */
export const remainsOf = ({ pk: channel_pk }: ChannelRow): Work[] => [
  ['channel.messages', { channel_pk }],
  ['channel.remains', { channel_pk }],
  ['channel.row', { channel_pk }],
]

/** Makes a channel unreachable and tells everyone in it. */
export async function takeAway(tx: Tx, context: Context, row: ChannelRow, isHard: boolean, at = tx.now) {
  const work = await beginWork(tx, context, row)
  await changeChannel(work, { deleted_at: at, ...(isHard && { erased: 1 }) })
  const user = actorOf(work, tx.access)
  tellWatchers(work, {
    type: 'channel.deleted',
    user_id: tx.access.user?.id,
    body: { user },
    row: { hard: isHard },
    access: { kind: 'closed' },
    recount: true,
    idle: { type: 'notification.channel_deleted', body: { channel: channelOf(work), user } },
  })
  return work
}
