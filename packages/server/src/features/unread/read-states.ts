import type { PrivacySettings, ReadState } from '@parley-chat/protocol'
import sql, { type Sql } from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { World } from '../../core/world.ts'
import type { Queries } from '../../ports/database.ts'
import { erasedUser, loadUsers, toUser, type UserRow } from '../users/users.ts'
import { readsAreOn, readUpTo, unreadMessages } from './counting.ts'

/** A channel's state shows at most so many read rows (spec/11 §2). */
const shownReads = 100

interface ReadRow {
  readonly channel_pk: number
  readonly user_id: string
  readonly status: string
  readonly last_read: number
  readonly last_read_message_id: string | null
  readonly last_delivered_at: number | null
  readonly last_delivered_message_id: string | null
  readonly rev: number
  readonly unread: number
}

/**
 * How far members have read channels: the viewer first, then those who have read most recently, at most a hundred. Who
 * keeps their reading to themselves is shown to themselves only. Nothing where the channel's type counts no reads.
 */
export async function readStates(
  queries: Queries,
  app_pk: number,
  channel_pks: readonly number[],
  viewer: string | undefined,
  world: World,
): Promise<Map<number, ReadState[]>> {
  if (channel_pks.length === 0) return new Map()
  const own = viewer === undefined ? [] : await selectReads(queries, app_pk, channel_pks, sql`r.user_id = ${viewer}`)
  const others = await selectReads(
    queries,
    app_pk,
    channel_pks,
    sql`r.changed_at >= COALESCE((SELECT o.changed_at FROM reads AS o WHERE o.channel_pk = c.pk
      ORDER BY o.changed_at DESC LIMIT 1 OFFSET ${shownReads - 1}), 0)`,
  )
  const ids = [...new Set([...own, ...others].map(({ user_id }) => user_id))]
  const users = await loadUsers(queries, app_pk, ids)
  const hidden = await hiddenMessages(
    queries,
    app_pk,
    others.map((row) => row.last_read_message_id),
  )
  const hide = (row: ReadRow): ReadRow =>
    hidden.has(row.last_read_message_id ?? '') ? { ...row, last_read_message_id: null } : row
  const byChannel = Map.groupBy(others, (row) => row.channel_pk)
  const ownRows = new Map(own.map((row) => [row.channel_pk, row]))
  return new Map(
    channel_pks.map((pk) => {
      const first = ownRows.get(pk)
      const rest = (byChannel.get(pk) ?? [])
        .filter(({ user_id }) => user_id !== viewer && !hides(users.get(user_id), 'read_receipts'))
        .sort((a, b) => b.last_read - a.last_read || (a.user_id < b.user_id ? -1 : 1))
      const rows = [...(first ? [first] : []), ...rest].slice(0, shownReads)
      const show = (row: ReadRow) =>
        toReadState(row === first ? row : hide(row), users.get(row.user_id), row === first, world)
      return [pk, rows.map(show)]
    }),
  )
}

/** Which of these messages only their authors see: as the last that these have read they are told to nobody else. */
export async function hiddenMessages(
  queries: Queries,
  app_pk: number,
  ids: readonly (string | null)[],
): Promise<ReadonlySet<string>> {
  const distinct = [...new Set(ids.filter((id) => id !== null))]
  if (distinct.length === 0) return new Set()
  const rows = await queries.all<{ id: string }>(sql`
    SELECT p.id FROM messages AS p WHERE p.app_pk = ${app_pk} AND p.id IN (${list(distinct)}) AND p.shadowed = 1`)
  return new Set(rows.map(({ id }) => id))
}

/** How far one member has read channels, by channel. */
export async function ownReadStates(
  queries: Queries,
  app_pk: number,
  channel_pks: readonly number[],
  user_id: string,
  world: World,
): Promise<Map<number, ReadState>> {
  if (channel_pks.length === 0) return new Map()
  const rows = await selectReads(queries, app_pk, channel_pks, sql`r.user_id = ${user_id}`)
  const users = await loadUsers(queries, app_pk, [user_id])
  return new Map(rows.map((row) => [row.channel_pk, toReadState(row, users.get(user_id), true, world)]))
}

async function selectReads(
  queries: Queries,
  app_pk: number,
  channel_pks: readonly number[],
  which: Sql,
): Promise<ReadRow[]> {
  return queries.all(sql`
    SELECT s.channel_pk, s.user_id, s.status, s.last_read, s.last_read_message_id, s.last_delivered_at,
      s.last_delivered_message_id, s.rev, CASE WHEN s.status = 'member' THEN ${unreadMessages} ELSE 0 END AS unread
    FROM (
      SELECT r.channel_pk, r.user_id, m.status, r.last_read, r.last_read_message_id, r.last_delivered_at,
        r.last_delivered_message_id, r.rev, c.counted, ${readUpTo} AS r
      FROM channels AS c
      JOIN reads AS r ON r.channel_pk = c.pk AND ${which}
      JOIN members AS m ON m.channel_pk = r.channel_pk AND m.user_id = r.user_id
      WHERE c.pk IN (${list(channel_pks)}) ${await readsAreOn(queries, app_pk)}
    ) AS s`)
}

function toReadState(row: ReadRow, user: UserRow | undefined, isOwn: boolean, world: World): ReadState {
  const isDelivered = row.last_delivered_at !== null && (isOwn || !hides(user, 'delivery_receipts'))
  return {
    user: user ? toUser(user, world) : erasedUser(row.user_id),
    last_read: row.last_read,
    unread_messages: row.unread,
    ...(row.last_read_message_id !== null && { last_read_message_id: row.last_read_message_id }),
    ...(isDelivered && {
      last_delivered_at: row.last_delivered_at!,
      ...(row.last_delivered_message_id !== null && { last_delivered_message_id: row.last_delivered_message_id }),
    }),
    parley: { read_rev: row.rev },
  }
}

/** Whether a user keeps their reading, or what reached them, to themselves. */
export function hides(user: Pick<UserRow, 'privacy_settings'> | undefined, what: keyof PrivacySettings): boolean {
  if (!user?.privacy_settings) return false
  return (JSON.parse(user.privacy_settings) as PrivacySettings)[what]?.enabled === false
}
