import type { Queries } from '../../ports/database.ts'
import type { ChannelRow } from '../channels/channels.ts'
import { type ReadRow, selectReadRows } from '../unread/unread.ts'
import { selectMembers } from './store.ts'

/** One user's place in one channel, as far as reading is concerned. */
export interface Viewpoint {
  readonly channel: ChannelRow
  readonly user_id: string
  readonly member: { readonly status: string; readonly channel_role: string } | undefined
  /** How far they have read; only of members. */
  readonly read: ReadRow | undefined
  /** Messages of up to then are gone, for everybody or for this member. */
  readonly cut: number
}

interface Pair {
  readonly channel: ChannelRow
  readonly user_id: string
}

/** The places of users in channels, keyed `<channel_pk> <user id>`. */
export async function loadViewpoints(q: Queries, pairs: readonly Pair[]): Promise<Map<string, Viewpoint>> {
  if (pairs.length === 0) return new Map()
  const keys = pairs.map(({ channel, user_id }) => ({ channel_pk: channel.pk, user_id }))
  const reads = new Map((await selectReadRows(q, keys)).map((row) => [keyOf(row.channel_pk, row.user_id), row]))
  const members = new Map((await selectMembers(q, keys)).map((row) => [keyOf(row.channel_pk, row.user_id), row]))
  return new Map(
    pairs.map(({ channel, user_id }) => {
      const key = keyOf(channel.pk, user_id)
      const member = members.get(key)
      const read = member?.status === 'member' ? reads.get(key) : undefined
      const cut = Math.max(channel.truncated_at ?? 0, member?.hide_messages_before ?? 0)
      return [key, { channel, user_id, member, read, cut }]
    }),
  )
}

const keyOf = (channel_pk: number, user_id: string): string => `${channel_pk} ${user_id}`
