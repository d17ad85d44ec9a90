import type { MarkReadEvent } from '@parley-chat/protocol'
import { actingId, type Context, type Tx, worldOf } from '../../core/context.ts'
import { Failure, failField } from '../../core/errors.ts'
import { toUser, type UserRow } from '../users/users.ts'
import { type MarkReadItem, markRead } from './mark-read.ts'
import { tellAllRead } from './read-events.ts'
import { selectReadable } from './store.ts'

/** The most channels that one call may name. */
const namedLimit = 1000
/** So many channels are marked in one transaction: what comes meanwhile is not held up by who has many. */
const sliceSize = 200

/** Marks the channels that are named as read, all or none of them, each up to its message or as a whole. */
export async function markChannelsRead(
  context: Context,
  named: Readonly<Record<string, string>>,
): Promise<MarkReadEvent | undefined> {
  const entries = Object.entries(named)
  if (entries.length > namedLimit) failField('read_by_channel', `must contain at maximum ${namedLimit} items`)
  const events = await context.transaction((tx) =>
    markAll(
      tx,
      entries.map(([cid, message_id]) => ({
        context,
        cid,
        request: message_id === '' ? {} : { message_id },
        access: tx.access,
      })),
    ),
  )
  // One event fits into the answer: that of the only channel, if it is the only one.
  return events.length === 1 ? events[0] : undefined
}

/** Marks everything as read that the user has not read; threads keep their numbers (spec/11 §4.3). */
export async function markAllRead(context: Context): Promise<void> {
  const user_id = actingId(context)
  let next: number | undefined = 0
  while (next !== undefined) {
    const after = next
    // It may be run again: how far it has got stands once it has been committed.
    next = await context.transaction(async (tx) => {
      const slice = await selectReadable(tx, context.app_pk, user_id, after, sliceSize)
      const kept = slice.filter(({ type }) => tx.access.config.channel_types.get(type)?.read_events)
      const items = kept.map(({ cid }) => ({ context, cid, request: {}, access: tx.access, isQuiet: true as const }))
      await markAll(tx, items)
      const isDone = slice.length < sliceSize
      // The devices hear of the end; the node counts anew after each slice.
      const user = isDone ? toUser(tx.access.user!.row as UserRow, worldOf(context)) : undefined
      tellAllRead(tx, context.app_pk, user_id, user)
      return isDone ? undefined : slice.at(-1)!.channel_pk
    })
  }
}

/** Does within this transaction what the hot operation does with a batch. */
async function markAll(tx: Tx, items: readonly MarkReadItem[]): Promise<(MarkReadEvent | undefined)[]> {
  if (items.length === 0) return []
  const known = await markRead.load(tx, items)
  const decided = items.map((item) => {
    const decision = markRead.decide(item, known)
    if (decision instanceof Failure) throw decision
    return decision
  })
  return markRead.write(tx, decided, known)
}
