import type { Context, Tx } from '../../core/context.ts'
import { happen } from '../../core/subscribers.ts'
import type { Write } from '../../core/writer.ts'
import { type ChannelRow, findChannelsByPk, lockChannels, touchChannel } from '../channels/channels.ts'
import { onSlice, rowsPerSlice, type Slices } from '../tasks/tasks.ts'
import { removeCounted } from '../unread/unread.ts'
import { showRows } from './changing.ts'
import { forgetInChannel, isCounted, tellParents } from './deleting.ts'
import { deletedEvent, undeletedEvent } from './message-events.ts'
import type { MessageRow } from './message-row.ts'
import { affordable, changeParents, changesOfParents, removedReply, removeSome } from './removal.ts'
import {
  deletePurge,
  type MessagePlace,
  markDeleted,
  restoreDeleted,
  selectMessagesOf,
  selectOldest,
  selectReplies,
} from './removal-store.ts'
import { tellMessagesDeleted } from './user-messages-deleted.ts'

declare module '../tasks/slices.ts' {
  interface Slices {
    /** What hung on a message that is gone for good, where that was too much for one transaction. */
    'message.remains': { message_id: string }
  }
}

/** One slice of removing a channel's messages for good, all or those up to a moment; answers 0 when none are left. */
export async function purgeChannelMessages(
  context: Context,
  tx: Tx,
  { channel_pk, upTo }: { readonly channel_pk: number; readonly upTo?: number },
  limit: number,
): Promise<number> {
  await lockChannels(tx, [channel_pk])
  const rows = await selectOldest(tx, channel_pk, upTo, limit)
  if (rows.length === 0) return 0
  const gone = await removeSome(tx, rows, limit)
  if (upTo !== undefined) {
    await tellOrphans(
      context,
      tx,
      channel_pk,
      gone.filter((row) => row.created_at > upTo),
    )
  }
  return Math.max(1, gone.length)
}

/** Replies go with what they answer, however new they are: nothing else tells those who see them, or counts them. */
async function tellOrphans(context: Context, tx: Tx, channel_pk: number, rows: readonly MessageRow[]): Promise<void> {
  const before = (await findChannelsByPk(tx, [channel_pk])).get(channel_pk)
  if (!before || rows.length === 0) return
  const channel = await forgetInChannel(tx, before, rows.filter((row) => row.shadowed === 0).length)
  const stubs = rows.map((row) => {
    const moment = Math.max(tx.now, row.updated_at)
    return { ...row, updated_at: moment, deleted_at: row.deleted_at ?? moment }
  })
  for (const { told, audience } of await showRows(context, tx, channel, stubs, { by: undefined })) {
    tx.emit(deletedEvent(told, true, audience, isCounted(told.row)))
  }
}

/** The id of a message that is gone may be used again. */
export const freeMessageId = (write: Write, app_pk: number, id: string): Promise<void> => deletePurge(write, app_pk, id)

onSlice('message.remains', async (tx, { message_id }, _cursor, { app_pk }) => {
  const found = await selectReplies(tx, app_pk, message_id, 1)
  await lockChannels(
    tx,
    found.map((reply) => reply.channel_pk),
  )
  const replies = await selectReplies(tx, app_pk, message_id, rowsPerSlice)
  if (replies.length === 0) return undefined
  // They count no more since their parent is gone; and another thread under the same id must not inherit holes.
  const uncounted = replies.map((reply) => ({ ...reply, n: null, thread_n: null }))
  await removeSome(tx, uncounted, rowsPerSlice)
  return 'more'
})

/** In a burst the times of messages run ahead of the clock, by less than this. */
const burstMicros = 1000

/** Where the deletion of a user's messages stands: behind this message, in a channel in which some were deleted or not. */
interface Cursor extends MessagePlace {
  readonly isTouched: boolean
}

const start: Cursor = { channel_pk: 0, created_at: 0, id: '', isTouched: false }

onSlice('user.messages', async (tx, input, cursor, context) => {
  const before = (cursor as Cursor | undefined) ?? start
  const { user_id, at, channel_pk } = input
  const select = (limit: number) =>
    selectMessagesOf(tx, context.app_pk, user_id, before, { channel_pk, upTo: at + burstMicros }, limit)
  const found = await selectLocked(tx, select, before.isTouched ? [before.channel_pk] : [])
  const [first] = found
  if (before.isTouched && first?.channel_pk !== before.channel_pk) await finishChannel(context, tx, before, input)
  if (!first) return undefined
  const done = input.mode === 'hard' ? await remove(context, tx, found) : await mark(context, tx, found, input)
  const isSame = before.channel_pk === first.channel_pk
  const last = done.at(-1) ?? (isSame ? before : { channel_pk: first.channel_pk, created_at: 0, id: '' })
  return { ...placeOf(last), isTouched: done.length > 0 || (isSame && before.isTouched) }
})

/**
 * The first messages of a selection, those of one channel, whose lock is held: its watchers are told once, when all is
 * done. The channel that was left behind is locked with it.
 */
async function selectLocked(
  tx: Tx,
  select: (limit: number) => Promise<MessageRow[]>,
  left: readonly number[] = [],
): Promise<MessageRow[]> {
  for (let [next] = await select(1); next; ) {
    const { channel_pk } = next
    await lockChannels(tx, [...left, channel_pk])
    const found = await select(rowsPerSlice)
    // While the lock was waited for, all that was there may have gone.
    if (found[0]?.channel_pk === channel_pk) return found.filter((row) => row.channel_pk === channel_pk)
    next = found[0]
  }
  return []
}

const placeOf = ({ channel_pk, created_at, id }: MessagePlace): MessagePlace => ({ channel_pk, created_at, id })

type Deletion = Slices['user.messages']

/** Answers those of the rows that are dealt with, in their order. */
async function remove(context: Context, tx: Tx, rows: readonly MessageRow[]): Promise<MessageRow[]> {
  const gone = await removeSome(tx, rows, rowsPerSlice)
  const isGone = new Set(gone.map(({ id }) => id))
  const parents = changesOfParents(gone, removedReply)
  for (const id of isGone) parents.delete(id)
  const { channel_pk } = rows[0]!
  // What was truncated before had left the count already.
  const channel = (await findChannelsByPk(tx, [channel_pk])).get(channel_pk)
  const after = channel?.truncated_at ?? 0
  const shown = gone.filter((row) => row.shadowed === 0 && row.created_at > after).length
  if (shown > 0) await touchChannel(tx, channel_pk, { message_count: -shown })
  await changeAndTell(context, tx, channel_pk, parents)
  return rows.filter(({ id }) => isGone.has(id))
}

async function mark(context: Context, tx: Tx, rows: readonly MessageRow[], input: Deletion): Promise<MessageRow[]> {
  const isPruned = input.mode === 'pruning'
  const some = isPruned ? await affordable(tx, rows, rowsPerSlice) : [...rows]
  const living = some.filter((row) => row.deleted_at === null)
  const ids = (isPruned ? some : living).map(({ id }) => id)
  await markDeleted(tx, context.app_pk, ids, input.at, isPruned)
  if (input.uncount) await removeCounted(tx, some)
  if (isPruned) await happen(tx, 'reactions.removed', { app_pk: context.app_pk, message_ids: ids })
  const parents = changesOfParents(living, () => ({ replies: 0, deleted: 1 }))
  await changeAndTell(context, tx, rows[0]!.channel_pk, parents)
  return some
}

async function changeAndTell(
  context: Context,
  tx: Tx,
  channel_pk: number,
  changes: Parameters<typeof changeParents>[2],
): Promise<void> {
  const parents = await changeParents(tx, context.app_pk, changes)
  const channel = (await findChannelsByPk(tx, [channel_pk])).get(channel_pk)
  if (channel && parents.length > 0) tellParents(tx, await showRows(context, tx, channel, parents, { by: undefined }))
}

/** Those who watch learn that all of the user's messages of the channel are gone. */
async function finishChannel(context: Context, tx: Tx, { channel_pk }: Cursor, input: Deletion): Promise<void> {
  const channel = (await findChannelsByPk(tx, [channel_pk])).get(channel_pk)
  if (!channel) return
  const now: ChannelRow = input.mode === 'hard' ? await forgetInChannel(tx, channel, 0) : channel
  await tellMessagesDeleted(context, tx, now, input)
}

onSlice('user.restored_messages', async (tx, { user_id, at }, cursor, context) => {
  const before = (cursor as MessagePlace | undefined) ?? start
  const select = (limit: number) =>
    selectMessagesOf(tx, context.app_pk, user_id, before, { upTo: at + burstMicros }, limit)
  const rows = await selectLocked(tx, select)
  const [first] = rows
  if (!first) return undefined
  const back = rows.filter((row) => row.deleted_at === at).map((row) => ({ ...row, deleted_at: null }))
  await restoreDeleted(
    tx,
    context.app_pk,
    back.map(({ id }) => id),
  )
  await changeAndTell(
    context,
    tx,
    first.channel_pk,
    changesOfParents(back, () => ({ replies: 0, deleted: -1 })),
  )
  const channel = (await findChannelsByPk(tx, [first.channel_pk])).get(first.channel_pk)
  if (channel) {
    for (const { told, audience } of await showRows(context, tx, channel, back, { by: undefined })) {
      tx.emit(undeletedEvent(told, audience))
    }
  }
  return placeOf(rows.at(-1)!)
})
