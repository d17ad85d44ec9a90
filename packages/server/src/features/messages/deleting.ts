import type { Message } from '@parley-chat/protocol'
import { actingId, type Context, type Tx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { type ChannelRow, channelConfig, touchChannel } from '../channels/channels.ts'
import { startTask } from '../tasks/tasks.ts'
import { removeCounted } from '../unread/unread.ts'
import { findUser } from '../users/users.ts'
import { type Changed, getSubject, momentOfChange, refuseDeleted, type Subject, showChanged } from './changing.ts'
import { permitHere, refuseBanned } from './content-rules.ts'
import { audienceOf, deletedEvent, undeletedEvent, updatedEvent } from './message-events.ts'
import type { MessageRow } from './message-row.ts'
import {
  changeParents,
  changesOfParents,
  costOf,
  type ReplyChange,
  removalLimit,
  removeAll,
  removedReply,
  removeRows,
} from './removal.ts'
import {
  countDeletedForMe,
  insertDeletedForMe,
  insertPurge,
  selectCountedReplies,
  selectLastMessageAt,
  selectReplies,
} from './removal-store.ts'
import { saveContent, selectMessage } from './store.ts'

/** Messages that one user can have deleted for themself in one channel. */
const deletedForMeLimit = 100

/** Deletes a message for everybody, so that a stub remains. */
export function deleteMessage(context: Context, id: string): Promise<Message> {
  return context.transaction(async (tx) => {
    const subject = await getSubject(context, tx, id)
    permitHere(subject.place, 'DeleteMessage', subject.row.user_id)
    // The banned may take back what they said themselves.
    if (subject.row.user_id !== tx.access.user?.id) refuseBanned(subject.place)
    refuseDeleted(subject)
    const moment = momentOfChange(subject)
    const after = { ...subject.row, updated_at: moment, deleted_at: moment }
    await saveContent(tx, after)
    const parents = await changeParent(subject, () => ({ replies: 0, deleted: 1 }))
    const [changed, ...others] = await showChanged(subject, [after, ...parents])
    tx.emit(deletedEvent(changed.told, false, changed.audience))
    tellParents(tx, others)
    return changed.answer
  })
}

/** Brings a softly deleted message back as it was, on behalf of `undeleted_by`. */
export function undeleteMessage(context: Context, id: string, undeleted_by: string): Promise<Message> {
  return context.transaction(async (tx) => {
    const by = await findUser(tx, context.app_pk, undeleted_by)
    if (!by || by.deleted_at !== null) fail('input', `undeleted_by: user with id ${undeleted_by} doesn't exist`)
    const subject = await getSubject(context, tx, id)
    const { row } = subject
    if (row.deleted_at === null) fail('input', `message with id ${id} is not deleted`)
    const parent = row.parent_id === null ? undefined : await selectMessage(tx, row.app_pk, row.parent_id)
    if (parent && parent.deleted_at !== null) fail('input', `the parent of message with id ${id} is deleted`)
    const after = { ...row, updated_at: momentOfChange(subject), deleted_at: null }
    await saveContent(tx, after)
    const parents = await changeParent(subject, () => ({ replies: 0, deleted: -1 }))
    const [changed, ...others] = await showChanged(subject, [after, ...parents], { by: undeleted_by })
    tx.emit(undeletedEvent(changed.told, changed.audience))
    tellParents(tx, others)
    return changed.answer
  })
}

/** Removes a message for good, with its replies and all reactions to them: the id is free again. */
export function deleteMessageForGood(context: Context, id: string): Promise<Message> {
  return context.transaction(async (tx) => {
    const subject = await getSubject(context, tx, id)
    const { row } = subject
    // Not even authors may: what is gone for good is gone from everybody's history.
    permitHere(subject.place, 'DeleteMessage')
    refuseBanned(subject.place)
    const moment = momentOfChange(subject)
    const stub = { ...row, updated_at: moment, deleted_at: row.deleted_at ?? moment }
    const isCounted = await removeWithReplies(subject)
    const parents = await changeParent(subject, removedReply)
    const channel = await forgetInChannel(tx, subject.channel, shownMessages(row))
    const [changed, ...others] = await showChanged(subject, [stub, ...parents], { channel })
    // Even who cannot see it any more is told: the channel's count and its last message have changed for everybody.
    const { told } = changed
    tx.emit(deletedEvent(told, true, audienceOf(told.row, undefined), isCounted))
    tellParents(tx, others)
    return changed.answer
  })
}

/** Hides a message from the acting user alone, wherever they look. */
export function deleteMessageForMe(context: Context, id: string): Promise<Message> {
  return context.transaction(async (tx) => {
    const subject = await getSubject(context, tx, id)
    const user_id = actingId(context)
    permitHere(subject.place, 'ReadChannel')
    refuseDeleted(subject)
    const { row } = subject
    if ((await countDeletedForMe(tx, row.app_pk, user_id, row.channel_pk)) >= deletedForMeLimit) {
      fail('input', `a user can delete at most ${deletedForMeLimit} messages of a channel for themself`)
    }
    const isNew = await insertDeletedForMe(tx, row, user_id)
    if (!isNew) fail('not_found', `message with id ${id} has been deleted`)
    const [{ told, answer }] = await showChanged(subject, [row], { to: { kind: 'client', user_id } })
    const event = deletedEvent(told, false, { only: [user_id] })
    tx.emit({ ...event, body: { ...event.body, deleted_for_me: true }, row: { ...event.row, for: user_id } })
    return answer
  })
}

/**
 * A thread or a crowd of reactions too big for one transaction goes in slices; until then the id stays taken. Answers
 * whether any of what is gone could be unread.
 */
async function removeWithReplies({ context, tx, row }: Subject): Promise<boolean> {
  const { app_pk, id } = row
  const replies = row.reply_count > 0 ? await selectReplies(tx, app_pk, id, removalLimit) : []
  const all = [...replies, row]
  if (all.reduce((sum, each) => sum + costOf(each), 0) <= removalLimit) {
    await removeAll(tx, all)
    return all.some(isCounted)
  }
  await insertPurge(tx, row)
  await startTask(context, tx, { type: 'purge_message', pieces: [{ work: [['message.remains', { message_id: id }]] }] })
  // Nobody counts what nobody can see any more, though it is still there.
  const counted = await selectCountedReplies(tx, app_pk, id)
  await removeCounted(tx, counted)
  await removeRows(tx, app_pk, [row])
  return isCounted(row) || counted.length > 0 || replies.some(isCounted)
}

/** Whether anybody's unread numbers can have held it. */
export const isCounted = ({ n, thread_n }: Pick<MessageRow, 'n' | 'thread_n'>): boolean =>
  n !== null || thread_n !== null

/** How many messages the channel shows fewer without this one: replies go with it. */
const shownMessages = (row: MessageRow): number => (row.shadowed === 1 ? 0 : 1) + row.reply_count

/** The channel without messages that it had: fewer, and perhaps another one is the last. */
export async function forgetInChannel(tx: Tx, channel: ChannelRow, count: number): Promise<ChannelRow> {
  const { skip_last_msg_update_for_system_msgs } = channelConfig(tx.access.config, channel)
  const after = channel.truncated_at ?? 0
  const last_message_at = await selectLastMessageAt(tx, channel.pk, after, skip_last_msg_update_for_system_msgs)
  return touchChannel(tx, channel.pk, { message_count: -Math.min(count, channel.message_count), last_message_at })
}

const changeParent = ({ tx, row }: Subject, change: (row: MessageRow) => ReplyChange): Promise<MessageRow[]> =>
  changeParents(tx, row.app_pk, changesOfParents([row], change))

/** Parents are told again with their new numbers. */
export function tellParents(tx: Tx, parents: readonly Changed[]): void {
  for (const { told, audience } of parents) tx.emit(updatedEvent(told, audience))
}
