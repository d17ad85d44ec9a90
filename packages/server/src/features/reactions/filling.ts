import type { Queries } from '../../ports/database.ts'
import {
  filledUp,
  latestLimit,
  type MessageRow,
  type ReactionSummary,
  type SummarisedReaction,
  shortLists,
} from '../messages/messages.ts'
import { type ReactionRow, selectNewest } from './store.ts'

/** A reaction as summaries hold it. */
export const summarised = (row: ReactionRow): SummarisedReaction => ({
  user_id: row.user_id,
  type: row.type,
  score: row.score,
  custom: JSON.parse(row.custom) as Record<string, unknown>,
  created_at: row.created_at,
  updated_at: row.updated_at,
})

/**
 * Messages with their new summaries. Where a removal has left one of its lists of the newest shorter than it should be,
 * the list is read anew: that happens only to messages with more reactions than are shown.
 */
export async function fillUp(
  q: Queries,
  changed: readonly { readonly row: MessageRow; readonly summary: ReactionSummary }[],
): Promise<MessageRow[]> {
  const filled: MessageRow[] = []
  for (const { row, summary } of changed) {
    const short = shortLists(summary)
    const newest = async (type?: string) => {
      const found = await selectNewest(q, { app_pk: row.app_pk, message_id: row.id }, type, { limit: latestLimit })
      return found.map(summarised)
    }
    const latest = short.latest ? await newest() : undefined
    const byType = new Map<string, SummarisedReaction[]>()
    for (const type of short.types) byType.set(type, await newest(type))
    filled.push({ ...row, reactions: JSON.stringify(filledUp(summary, latest, byType)) })
  }
  return filled
}
