import type { Channel, Message, TruncateChannelRequest } from '@parley-chat/protocol'
import sql from 'sql-template-tag'
import type { Context, Tx } from '../../core/context.ts'
import { failField } from '../../core/errors.ts'
import type { Queries } from '../../ports/database.ts'
import {
  actorOf,
  beginWork,
  type ChannelChange,
  type ChannelRow,
  type ChannelWork,
  changeChannel,
  channelConfig,
  channelOf,
  getChannel,
  meetUsers,
  momentOf,
  tellWatchers,
} from '../channels/channels.ts'
import { clearHistory, findPlace, seenChannel } from '../members/members.ts'
import { purgeChannelMessages } from '../messages/messages.ts'
import { permit, refuseBanned } from '../permissions/permissions.ts'
import { rowsPerSlice, startTask } from '../tasks/tasks.ts'
import { reload } from './changes.ts'
import { type Posted, postAlong, refuseRestricted } from './system-messages.ts'

export interface Truncated {
  readonly channel: Channel
  readonly message?: Message
}

/** Takes the history of a channel away from everybody, or with `member_ids` from these members only (spec/30 §8). */
export async function truncateChannel(
  context: Context,
  cid: string,
  request: TruncateChannelRequest,
): Promise<Truncated> {
  return context.transaction(async (tx) => {
    const row = await getChannel(tx, context.app_pk, cid)
    const place = await findPlace(tx, row.pk, tx.access.user?.id, tx.now)
    permit(tx.access, 'TruncateChannel', row, place.member)
    refuseBanned(tx.access, place.isBanned)
    refuseRestricted(request.message)
    const before = momentOfTruncation(request, row, tx.now)
    const work = await beginWork(tx, context, row)
    const { member_ids, hard_delete } = request
    const isForAll = !member_ids?.length
    if (isForAll) await clearForAll(tx, work, before)
    else await clearForMembers(work, member_ids, before)
    const posted = request.message && (await postAlong(context, tx, cid, request.message))
    if (posted) await reload(work)
    tellTruncated(tx, work, posted, member_ids, before)
    if (isForAll && hard_delete) {
      await removeMessages(context, tx, work.row)
      await reload(work)
    }
    return { channel: seenChannel(tx.access, work.row, place, work.users), ...(posted && { message: posted.message }) }
  })
}

function momentOfTruncation({ truncated_at }: TruncateChannelRequest, row: ChannelRow, now: number): number {
  const moment = momentOf(now, row)
  if (truncated_at !== undefined && truncated_at > moment) failField('truncated_at', 'must not be in the future')
  return truncated_at ?? moment
}

async function clearForMembers(work: ChannelWork, ids: readonly string[], before: number): Promise<void> {
  const floor_n = await floorAt(work.write, work.row, before)
  await clearHistory(work, ids, before, floor_n)
}

async function clearForAll(tx: Tx, work: ChannelWork, moment: number): Promise<void> {
  const { row } = work
  // What was taken away before does not come back by an earlier moment.
  const before = Math.max(moment, row.truncated_at ?? 0)
  const floor_n = Math.max(row.floor_n, await floorAt(tx, row, before))
  await changeChannel(work, {
    truncated_at: before,
    truncated_by_id: tx.access.user?.id ?? null,
    floor_n,
    // A message of the same moment belongs to what comes after.
    last_live_at: Math.max(row.last_live_at, before),
    updated_at: tx.now,
    ...(await remaining(tx, row, before)),
  })
  await meetUsers(work, tx.access.user ? [tx.access.user.id] : [])
}

/** The ordinal of the newest message up to a moment: nobody has anything unread at or below it any more. */
async function floorAt(q: Queries, row: ChannelRow, before: number): Promise<number> {
  if (before >= row.last_live_at) return row.counted
  const newest = await q.get<{ pos: number }>(sql`
    SELECT pos FROM messages
    WHERE channel_pk = ${row.pk} AND (parent_id IS NULL OR show_in_channel = 1) AND created_at <= ${before}
    ORDER BY created_at DESC, id DESC LIMIT 1`)
  return newest?.pos ?? 0
}

/** What the counts of the channel are once nothing up to `before` is there. */
async function remaining(tx: Tx, row: ChannelRow, before: number): Promise<ChannelChange> {
  if (before >= row.last_live_at) return { last_message_at: null, message_count: -row.message_count }
  const skipsSystem = channelConfig(tx.access.config, row).skip_last_msg_update_for_system_msgs
  const left = await tx.get<{ count: number; newest: number | null }>(sql`
    SELECT count(*) AS count,
      max(CASE WHEN type <> 'system' OR ${Number(skipsSystem)} = 0 THEN created_at END) AS newest
    FROM messages
    WHERE channel_pk = ${row.pk} AND (parent_id IS NULL OR show_in_channel = 1)
      AND created_at > ${before} AND shadowed = 0`)
  const replies = await tx.get<{ count: number }>(sql`
    SELECT count(*) AS count FROM threads AS t
    JOIN messages AS r ON r.app_pk = t.app_pk AND r.parent_id = t.parent_id
    WHERE t.channel_pk = ${row.pk} AND r.show_in_channel = 0 AND r.created_at > ${before} AND r.shadowed = 0`)
  return {
    last_message_at: left!.newest,
    message_count: left!.count + replies!.count - row.message_count,
  }
}

/** A short history is removed at once, a long one by a task. */
async function removeMessages(context: Context, tx: Tx, { pk, truncated_at }: ChannelRow): Promise<void> {
  const what = { channel_pk: pk, upTo: truncated_at! }
  if ((await purgeChannelMessages(context, tx, what, rowsPerSlice)) < rowsPerSlice) return
  const work = [['channel.messages', { channel_pk: pk, up_to: truncated_at! }]] as const
  await startTask(context, tx, { type: 'truncate_channel', pieces: [{ work }] })
}

/** Tells all, or those whom it concerns; what is gone for only some of them shows as their own hidden history. */
function tellTruncated(
  tx: Tx,
  work: ChannelWork,
  posted: Posted | undefined,
  only: readonly string[] | undefined,
  before: number,
): void {
  const user = actorOf(work, tx.access)
  const some = only && only.length > 0 ? only : undefined
  const channel = { ...channelOf(work), ...(some && { hide_messages_before: before }) }
  tellWatchers(work, {
    type: 'channel.truncated',
    user_id: tx.access.user?.id,
    body: { channel, user, ...(posted && { message: posted.message, message_id: posted.message.id }) },
    row: { ...(posted && { message_id: posted.message.id }), ...(some && { only: some, before }) },
    ...(some && { audience: { only: some } }),
    recount: true,
    idle: {
      type: 'notification.channel_truncated',
      body: { channel, user },
      ...(some && { only: some }),
    },
  })
  if (posted) tx.emit(posted.event)
}
