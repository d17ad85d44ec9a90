import type { UnreadCounts } from '@parley-chat/protocol'
import type { Queries } from '../../ports/database.ts'
import { loadUsers } from '../users/users.ts'
import { selectUnreadChannels, selectUnreadThreads, type UnreadChannelRow, type UnreadThreadRow } from './numbers.ts'

/** How many unread channels and threads are listed; the totals are over all. */
const listed = 100

/** What users have not read. Those whom nobody knows are absent. `byTeam`: the app knows teams. */
export async function unreadCounts(
  queries: Queries,
  app_pk: number,
  user_ids: readonly string[],
  byTeam = false,
): Promise<Map<string, UnreadCounts>> {
  if (user_ids.length === 0) return new Map()
  const users = await loadUsers(queries, app_pk, user_ids)
  const channels = Map.groupBy(await selectUnreadChannels(queries, app_pk, user_ids), (row) => row.user_id)
  const threads = Map.groupBy(await selectUnreadThreads(queries, app_pk, user_ids), (row) => row.user_id)
  const known = user_ids.filter((id) => users.has(id))
  return new Map(known.map((id) => [id, toCounts(channels.get(id) ?? [], threads.get(id) ?? [], byTeam)]))
}

/** A user's unread messages in the channels of each team. */
export const unreadByTeam = async (
  queries: Queries,
  app_pk: number,
  user_id: string,
): Promise<Record<string, number>> => teamTotals(await selectUnreadChannels(queries, app_pk, [user_id]))

/** What somebody has not read whom nothing is known of. */
export const nothingUnread = (byTeam: boolean): UnreadCounts => toCounts([], [], byTeam)

function toCounts(
  channels: readonly UnreadChannelRow[],
  threads: readonly UnreadThreadRow[],
  byTeam: boolean,
): UnreadCounts {
  return {
    total_unread_count: total(channels),
    total_unread_threads_count: threads.length,
    channels: channels
      .slice(0, listed)
      .map(({ cid, unread, last_read }) => ({ channel_id: cid, unread_count: unread, last_read })),
    channel_type: [...Map.groupBy(channels, (row) => row.type)].map(([channel_type, rows]) => ({
      channel_type,
      channel_count: rows.length,
      unread_count: total(rows),
    })),
    threads: threads.slice(0, listed).map(({ parent_id, unread, last_read, last_read_message_id }) => ({
      parent_message_id: parent_id,
      unread_count: unread,
      last_read,
      last_read_message_id: last_read_message_id ?? '',
    })),
    ...(byTeam && { total_unread_count_by_team: teamTotals(channels) }),
  }
}

const total = (rows: readonly { readonly unread: number }[]): number =>
  rows.reduce((sum, { unread }) => sum + unread, 0)

function teamTotals(channels: readonly UnreadChannelRow[]): Record<string, number> {
  const inTeams = channels.filter((row) => row.team !== null)
  return Object.fromEntries([...Map.groupBy(inTeams, (row) => row.team!)].map(([team, rows]) => [team, total(rows)]))
}
