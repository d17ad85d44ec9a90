import { happen } from '../../core/subscribers.ts'
import type { Write } from '../../core/writer.ts'
import { removeCounted, removeThreads } from '../unread/unread.ts'
import type { MessageRow } from './message-row.ts'
import { countAll, readSummary } from './reaction-summary.ts'
import { countReactions, deleteDeletedForMe, deleteMessages, saveThreadNumbers, selectMessages, selectReplies } from './store.ts'

declare module '../../core/subscribers.ts' {
  interface Happenings {
    /** Messages are gone for good, and what hangs on them goes along. */
    'messages.removed': { app_pk: number; message_ids: readonly string[] }
    /** A message that is about to go has more reactions than can be removed at once: so many of them go ahead. */
    'message.reactions_removed': { app_pk: number; message_id: string; limit: number }
  }
}

/** How much is removed within one transaction: messages, replies and reactions together (core §1.6). */
export const removalLimit = 500

/** What removing a message costs: one for itself, one for each reaction. */
export const costOf = (row: MessageRow): number => 1 + countAll(readSummary(row.reactions))

/**
 * Removes messages for good, with their replies and all that hangs on them, as far as the limit allows. Answers those
 * that are gone, replies among them; where that is nobody yet, reactions or replies of the first have been removed.
 */
export async function removeSome(write: Write, rows: readonly MessageRow[], limit: number): Promise<MessageRow[]> {
  const gone: MessageRow[] = []
  let left = limit
  for (const row of rows) {
    const replies = row.reply_count > 0 ? await selectReplies(write, row.app_pk, row.id, left + 1) : []
    const all = replies.length > left ? replies.slice(0, left) : [...replies, row]
    for (const each of all) {
      const cost = await realCost(write, each, left)
      if (cost > left) {
        if (gone.length === 0) await happen(write, 'message.reactions_removed', { ...idsOf(each), limit: left })
        return removeAll(write, gone)
      }
      gone.push(each)
      left -= cost
    }
    if (left <= 0 || all.at(-1) !== row) break
  }
  return removeAll(write, gone)
}

const idsOf = ({ app_pk, id }: MessageRow) => ({ app_pk, message_id: id })

/** What is shown of the reactions may be more than is left of them. */
async function realCost(write: Write, row: MessageRow, left: number): Promise<number> {
  const cost = costOf(row)
  return cost <= left ? cost : 1 + (await countReactions(write, row.app_pk, row.id, left))
}

/** Removes these messages and nothing else: their replies are among them or stay behind. */
export async function removeAll(write: Write, rows: readonly MessageRow[]): Promise<MessageRow[]> {
  if (rows.length === 0) return []
  for (const [app_pk, some] of Map.groupBy(rows, (row) => row.app_pk)) {
    const message_ids = some.map(({ id }) => id)
    await deleteMessages(write, app_pk, message_ids)
    await deleteDeletedForMe(write, app_pk, message_ids)
    await removeThreads(
      write,
      app_pk,
      some.filter((row) => row.reply_count > 0).map(({ id }) => id),
    )
    await happen(write, 'messages.removed', { app_pk, message_ids })
  }
  await removeCounted(write, rows)
  return [...rows]
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
export const removedReply = (row: MessageRow): ReplyChange => ({ replies: -1, deleted: row.deleted_at === null ? 0 : -1 })
