import type { MarkUnreadRequest } from '@parley-chat/protocol'
import { actingId, type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { channelConfig, eventChannel, getChannel } from '../channels/channels.ts'
import { permit } from '../permissions/permissions.ts'
import {
  exceptOwn,
  exceptOwnReplies,
  prunedOf,
  type ReadRow,
  type ThreadReadRow,
  unreadableMessages,
  writeReadRows,
  writeThreadRead,
} from '../unread/unread.ts'
import { toUser, type UserRow } from '../users/users.ts'
import { isInChannel, isSeenBy, type MessageAt, unread } from './rules.ts'
import {
  findBefore,
  findFirstSince,
  findOldestUnreadable,
  listNewest,
  type Place,
  selectMessagesAt,
  selectOwnSince,
} from './store.ts'
import { findThreadAt } from './threads.ts'
import { loadViewpoints, type Viewpoint } from './viewpoints.ts'

type Target = Pick<MarkUnreadRequest, 'message_id' | 'message_timestamp' | 'thread_id'>

/** Marks a message, and all after it, as unread; or a thread. Only the own devices are told (spec/11 §4.2). */
export async function markUnread(context: Context, cid: string, request: Target): Promise<void> {
  const { message_id, message_timestamp, thread_id } = request
  const named = [message_id, message_timestamp].filter((value) => value !== undefined).length
  if (
    named > 1 ||
    (named === 0 && thread_id === undefined) ||
    (thread_id !== undefined && message_timestamp !== undefined)
  ) {
    fail(
      'input',
      'exactly one of message_id, message_timestamp and thread_id is required; only message_id goes with thread_id',
    )
  }
  await context.transaction(async (tx) => {
    const user_id = actingId(context)
    const channel = await getChannel(tx, context.app_pk, cid)
    const viewpoint = (await loadViewpoints(tx, [{ channel, user_id }])).get(`${channel.pk} ${user_id}`)!
    permit(tx.access, 'ReadChannel', channel, viewpoint.member)
    if (!channelConfig(tx.access.config, channel).read_events) {
      fail('feature_not_supported', `read events are not enabled for ${channel.type}`)
    }
    const { read } = viewpoint
    if (!read) fail('not_allowed', `User '${user_id}' is not a member of channel ${cid}`)
    if (thread_id !== undefined) await markThread(context, tx, viewpoint, thread_id, message_id)
    else await markChannel(context, tx, viewpoint, read, request)
  })
}

async function markChannel(context: Context, tx: Tx, viewpoint: Viewpoint, row: ReadRow, request: Target) {
  const { channel, user_id, cut } = viewpoint
  const place: Place = { app_pk: channel.app_pk, channel_pk: channel.pk, user_id, cut }
  const target = await findTarget(tx, place, request)
  if (!isInChannel(target)) fail('input', `message ${target.id} is a thread reply: thread_id is required`)
  const before = await findBefore(tx, place, target)
  const next = unread(row, target, before?.id)
  if (next.read_n < (await prunedOf(tx, channel.pk))) failTooOld()
  await refuseTooOld(tx, place, target)
  await writeReadRows(tx, [next])
  await exceptOwn(tx, channel.pk, user_id, await selectOwnSince(tx, place, target))
  tellUnread(context, tx, viewpoint, next, target)
}

async function findTarget(tx: Tx, place: Place, { message_id, message_timestamp }: Target): Promise<MessageAt> {
  if (message_id === undefined) {
    const first = await findFirstSince(tx, place, message_timestamp!)
    return first ?? fail('input', 'message_timestamp lies after the last message')
  }
  const message = (await selectMessagesAt(tx, place.app_pk, [message_id])).get(message_id)
  const isHere = message?.channel_pk === place.channel_pk && isSeenBy(message, place.user_id, place.cut)
  return isHere ? message : fail('not_found', `Message with id ${message_id} doesn't exist`)
}

async function markThread(
  context: Context,
  tx: Tx,
  viewpoint: Viewpoint,
  thread_id: string,
  message_id: string | undefined,
) {
  const { channel, user_id, cut } = viewpoint
  const thread = await findThreadAt(tx, channel, thread_id, user_id, cut)
  if (!thread) fail('not_found', `Message with id ${thread_id} has no thread`)
  const { read } = thread
  if (!read) fail('not_allowed', `User '${user_id}' does not take part in the thread of message ${thread_id}`)
  const place: Place = { app_pk: channel.app_pk, channel_pk: channel.pk, parent_id: thread_id, user_id, cut }
  const reply = message_id === undefined ? await lastReply(tx, place) : await findTarget(tx, place, { message_id })
  if (!reply || reply.parent_id !== thread_id) {
    fail('not_found', `thread ${thread_id} has no message with id ${message_id ?? ''}`)
  }
  const target = { n: reply.thread_n, pos: reply.thread_pos ?? 0, created_at: reply.created_at }
  const next = unread(read, target, (await findBefore(tx, place, reply))?.id)
  if (next.read_n < thread.row.pruned_n) failTooOld()
  await refuseTooOld(tx, place, reply)
  await writeThreadRead(tx, next)
  await exceptOwnReplies(tx, next, await selectOwnSince(tx, place, reply))
  tellUnread(context, tx, viewpoint, next, reply, thread_id)
}

/** The last reply of somebody else, for one's own would leave nothing unread; else the last one. */
async function lastReply(tx: Tx, place: Place): Promise<MessageAt | undefined> {
  const newest = await listNewest(tx, place, unreadableMessages)
  return newest.find((reply) => reply.user_id !== place.user_id && reply.thread_n !== null) ?? newest[0]
}

async function refuseTooOld(tx: Tx, place: Place, target: MessageAt): Promise<void> {
  const oldest = await findOldestUnreadable(tx, place)
  if (!oldest) return
  const isOlder =
    target.created_at < oldest.created_at || (target.created_at === oldest.created_at && target.id < oldest.id)
  if (isOlder) failTooOld()
}

const failTooOld = (): never => fail('input', `only the newest ${unreadableMessages} messages can be marked unread`)

function tellUnread(
  context: Context,
  tx: Tx,
  { channel, user_id }: Viewpoint,
  row: ReadRow | ThreadReadRow,
  first: MessageAt,
  thread_id?: string,
): void {
  const where = thread_id === undefined ? {} : { thread_id }
  tx.tell({
    type: 'notification.mark_unread',
    app_pk: channel.app_pk,
    user_id,
    channel: eventChannel(channel, tx.access.config),
    body: {
      user: toUser(tx.access.user!.row as UserRow, worldOf(context)),
      first_unread_message_id: first.id,
      last_read_at: row.last_read,
      ...(row.last_read_message_id !== null && { last_read_message_id: row.last_read_message_id }),
      ...where,
    },
    row: where,
    reread: 'channel',
    totals: thread_id === undefined ? 'channel' : 'everything',
  })
}
