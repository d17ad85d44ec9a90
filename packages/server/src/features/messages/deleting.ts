import type { Message } from '@parley-chat/protocol'
import { actingId, type Context, type Tx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { type ChannelRow, touchChannel } from '../channels/channels.ts'
import { startTask } from '../tasks/tasks.ts'
import { findUser } from '../users/users.ts'
import { type Changed, getSubject, momentOfChange, refuseDeleted, type Subject, showChanged } from './changing.ts'
import { permitHere } from './content-rules.ts'
import { deletedEvent, undeletedEvent, updatedEvent } from './message-events.ts'
import { isInChannel, type MessageRow } from './message-row.ts'
import { removeMessages, repliesLimit } from './removal.ts'
import {
  countDeletedForMe,
  insertDeletedForMe,
  insertPurge,
  saveContent,
  saveThreadNumbers,
  selectLastMessageAt,
  selectMessage,
  selectReplies,
} from './store.ts'

/** Messages that one user can have deleted for themself in one channel. */
const deletedForMeLimit = 100

/** Deletes a message for everybody, so that a stub remains. */
export function deleteMessage(context: Context, id: string): Promise<Message> {
  return context.transaction(async (tx) => {
    const subject = await getSubject(context, tx, id)
    permitHere(subject.place, 'DeleteMessage', subject.row.user_id)
    refuseDeleted(subject)
    const moment = momentOfChange(subject)
    const after = { ...subject.row, updated_at: moment, deleted_at: moment }
    await saveContent(tx, after)
    const parent = await changeParent(subject, { replies: 0, deleted: 1 })
    const [changed, ofParent] = await showChanged(subject, parent ? [after, parent] : [after])
    tx.emit(deletedEvent(changed!.told, false, changed!.audience))
    tellParent(tx, ofParent)
    return changed!.answer
  })
}

/** Brings a softly deleted message back as it was, on behalf of `undeleted_by`. */
export function undeleteMessage(context: Context, id: string): Promise<Message> {
  return context.transaction(async (tx) => {
    const subject = await getSubject(context, tx, id)
    const { row } = subject
    if (row.deleted_at === null) fail('input', `message with id ${id} is not deleted`)
    const parent = row.parent_id === null ? undefined : await selectMessage(tx, row.app_pk, row.parent_id)
    if (parent && parent.deleted_at !== null) fail('input', `the parent of message with id ${id} is deleted`)
    const after = { ...row, updated_at: momentOfChange(subject), deleted_at: null }
    await saveContent(tx, after)
    const changedParent = await changeParent(subject, { replies: 0, deleted: -1 }, parent)
    const [changed, ofParent] = await showChanged(subject, changedParent ? [after, changedParent] : [after])
    tx.emit(undeletedEvent(changed!.told, changed!.audience))
    tellParent(tx, ofParent)
    return changed!.answer
  })
}

/** Removes a message for good, with its replies and all reactions to them: the id is free again. */
export function deleteMessageForGood(context: Context, id: string): Promise<Message> {
  return context.transaction(async (tx) => {
    const subject = await getSubject(context, tx, id)
    const { row, channel } = subject
    // Not even authors: what is gone for good is gone from everybody's history.
    permitHere(subject.place, 'DeleteMessage')
    const stub = { ...row, updated_at: momentOfChange(subject), deleted_at: row.deleted_at ?? momentOfChange(subject) }
    const parent = await changeParent(subject, { replies: -1, deleted: row.deleted_at === null ? 0 : -1 })
    // How it is told is gathered while it is still there.
    const shown = await showChanged(subject, parent ? [stub, parent] : [stub])
    const gone = await removeWithReplies(context, tx, row)
    const now = await forgetInChannel(tx, channel, gone)
    const [changed, ofParent] = await onChannel(subject, shown, now)
    tx.emit({ ...deletedEvent(changed!.told, true, changed!.audience), ...(gone.some(isCounted) && { recount: true }) })
    tellParent(tx, ofParent)
    return changed!.answer
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
    const count = await countDeletedForMe(tx, row.app_pk, user_id, row.channel_pk)
    if (count >= deletedForMeLimit) {
      fail('input', `a user can delete at most ${deletedForMeLimit} messages of a channel for themself`)
    }
    const isNew = await insertDeletedForMe(tx, { ...row, user_id })
    if (!isNew) fail('not_found', `message with id ${id} has been deleted`)
    const [changed] = await showChanged(subject, [row])
    const { told, answer } = changed!
    const event = deletedEvent({ ...told, message: { ...answer, own_reactions: [] } }, false, { only: [user_id] })
    tx.emit({ ...event, body: { ...event.body, deleted_for_me: true }, row: { ...event.row, for: user_id } })
    return answer
  })
}
