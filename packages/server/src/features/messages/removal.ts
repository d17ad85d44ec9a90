import { happen } from '../../core/subscribers.ts'
import type { Write } from '../../core/writer.ts'
import { removeCounted, removeThreads } from '../unread/unread.ts'
import type { MessageRow } from './message-row.ts'
import { countAll, readSummary } from './reaction-summary.ts'
import { countReactions, deleteDeletedForMe, deleteMessages, selectReplies } from './removal-store.ts'
import { saveThreadNumbers, selectMessages } from './store.ts'

declare module '../../core/subscribers.ts' {
  interface Happenings {
    /** Messages lose all reactions to them; with a limit, only so many of them for now. */
    'reactions.removed': { app_pk: number; message_ids: readonly string[]; limit?: number }
  }
}

/** How much is removed within one transaction: messages, replies and reactions together (core §1.6). */
export const removalLimit = 500

/** What removing a message costs: one for itself, one for each reaction. */
export const costOf = (row: MessageRow): number => 1 + countAll(readSummary(row.reactions))

/**
 * Removes messages for good, with their replies and all that hangs on them, as far as the limit allows. Answers those
 * that are gone, replies among them; where that is nobody yet, some replies or reactions of the first have gone ahead.
 */
export async function removeSome(write: Write, rows: readonly MessageRow[], limit: number): Promise<MessageRow[]> {
  // A user's reply to a message of their own is found twice: as one of these, and by its parent.
  const all = new Map<string, MessageRow>()
  for (const row of rows) {
    const room = limit + 1 - all.size
    if (room <= 0) break
    const replies = row.reply_count > 0 ? await selectReplies(write, row.app_pk, row.id, room) : []
    for (const reply of replies) all.set(reply.id, reply)
    // Never ahead of its replies: they are found by it.
    if (replies.length < room) all.set(row.id, row)
  }
  return removeAll(write, await affordable(write, [...all.values()], limit))
}

/**
 * As many of the messages as can lose their reactions within the limit. Where the first alone has too many, some of
 * them go ahead and it has to wait.
 */
export async function affordable(write: Write, rows: readonly MessageRow[], limit: number): Promise<MessageRow[]> {
  let left = limit
  const some: MessageRow[] = []
  for (const row of rows) {
    const shown = costOf(row)
    // What is shown of the reactions may be more than is left of them.
    const cost = shown <= left ? shown : 1 + (await countReactions(write, row.app_pk, row.id, left))
    if (cost > left) break
    some.push(row)
    left -= cost
  }
  const [first] = rows
  if (first && some.length === 0) {
    await happen(write, 'reactions.removed', { app_pk: first.app_pk, message_ids: [first.id], limit })
  }
  return some
}

/** Removes these messages with all reactions to them. Their replies are among them or stay behind. */
export async function removeAll(write: Write, rows: readonly MessageRow[]): Promise<MessageRow[]> {
  for (const [app_pk, some] of Map.groupBy(rows, (row) => row.app_pk)) {
    await removeRows(write, app_pk, some)
    await happen(write, 'reactions.removed', { app_pk, message_ids: some.map(({ id }) => id) })
  }
  return [...rows]
}

/** Removes messages themselves, and what unread numbers know of them. */
export async function removeRows(write: Write, app_pk: number, rows: readonly MessageRow[]): Promise<void> {
  const ids = rows.map(({ id }) => id)
  await deleteMessages(write, app_pk, ids)
  await deleteDeletedForMe(write, app_pk, ids)
  // The holes that replies leave behind in a thread go with it, if it goes.
  await removeCounted(write, rows)
  const parents = rows.filter((row) => row.reply_count > 0)
  await removeThreads(
    write,
    app_pk,
    parents.map(({ id }) => id),
  )
}

/** How replies change the numbers of their parents. */
export interface ReplyChange {
  readonly replies: number
  readonly deleted: number
}

/** Changes what parents say of their replies; answers those parents that are there, as they are afterwards. */
export async function changeParents(
  write: Write,
  app_pk: number,
  changes: ReadonlyMap<string, ReplyChange>,
): Promise<MessageRow[]> {
  const parents = await selectMessages(write, app_pk, [...changes.keys()])
  const changed = parents.map((parent) => withChange(parent, changes.get(parent.id)!))
  await saveThreadNumbers(write, changed)
  // A thread without replies is none.
  const ended = changed.filter((parent) => parent.reply_count === 0).map(({ id }) => id)
  await removeThreads(write, app_pk, ended)
  return changed
}

function withChange(parent: MessageRow, { replies, deleted }: ReplyChange): MessageRow {
  const reply_count = Math.max(0, parent.reply_count + replies)
  return {
    ...parent,
    reply_count,
    deleted_reply_count: Math.min(reply_count, Math.max(0, parent.deleted_reply_count + deleted)),
    thread_participants: reply_count === 0 ? null : parent.thread_participants,
  }
}

/** What the parents of these messages have to change; replies that only their authors see were never counted. */
export function changesOfParents(
  rows: readonly MessageRow[],
  change: (row: MessageRow) => ReplyChange,
): Map<string, ReplyChange> {
  const changes = new Map<string, ReplyChange>()
  for (const row of rows) {
    if (row.parent_id === null || row.shadowed === 1) continue
    const { replies, deleted } = changes.get(row.parent_id) ?? { replies: 0, deleted: 0 }
    const more = change(row)
    changes.set(row.parent_id, { replies: replies + more.replies, deleted: deleted + more.deleted })
  }
  return changes
}

/** A softly deleted reply still counts, as a deleted one; one that is removed counts no more. */
export const removedReply = (row: MessageRow): ReplyChange => ({
  replies: -1,
  deleted: row.deleted_at === null ? 0 : -1,
})
