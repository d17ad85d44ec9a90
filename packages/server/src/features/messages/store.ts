import sql, { bulk, join, type Sql } from 'sql-template-tag'
import { forRows, list, padded } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'
import type { ChannelRow } from '../channels/channels.ts'
import type { MessageRow } from './message-row.ts'
import type { SummarisedReaction } from './reaction-summary.ts'

/** A channel and a user. */
export interface Pair {
  readonly channel_pk: number
  readonly user_id: string
}

/**
 * Pairs as a table `v` to join with, padded like a list, so that any number of them makes a handful of statements. The
 * last pair may come several times: a DISTINCT would cost more than all the rest of such a query.
 */
function pairs(values: readonly Pair[]): Sql {
  const rows = padded(values).map(({ channel_pk, user_id }) => sql`(CAST(${channel_pk} AS BIGINT), ${user_id})`)
  return sql`(SELECT column1 AS channel_pk, column2 AS user_id FROM (VALUES ${join(rows)}) AS given) AS v`
}

/** The messages with these ids, whatever has become of them. */
export async function selectMessages(q: Queries, app_pk: number, ids: readonly string[]): Promise<MessageRow[]> {
  if (ids.length === 0) return []
  return q.all(sql`SELECT * FROM messages WHERE app_pk = ${app_pk} AND id IN (${list([...new Set(ids)])})`)
}

/** The living channels of these messages: to be locked before the messages are looked at. */
export async function selectChannelsOf(q: Queries, app_pk: number, ids: readonly string[]): Promise<ChannelRow[]> {
  if (ids.length === 0) return []
  return q.all(sql`
    SELECT * FROM channels WHERE deleted_at IS NULL AND pk IN (
      SELECT channel_pk FROM messages WHERE app_pk = ${app_pk} AND id IN (${list([...new Set(ids)])}))
    ${q.lock({ order: sql`pk` })}`)
}

export function selectMessage(q: Queries, app_pk: number, id: string): Promise<MessageRow | undefined> {
  return q.get(sql`SELECT * FROM messages WHERE app_pk = ${app_pk} AND id = ${id}`)
}

/** What a message has when it is stored; the rest comes later. */
export type NewMessage = Omit<
  MessageRow,
  'reactions' | 'reply_count' | 'deleted_reply_count' | 'thread_participants' | 'text_updated_at' | 'deleted_at'
>

export async function insertMessages(q: Queries, messages: readonly NewMessage[]): Promise<void> {
  await forRows(messages, (some) => {
    const rows = some.map((m) => [
      ...[m.app_pk, m.id, m.channel_pk, m.user_id, m.type, m.text, m.html, m.mml, m.parent_id, m.show_in_channel],
      ...[m.quoted_message_id, m.attachments, m.mentioned_users, m.mentions, m.custom, m.silent, m.shadowed],
      ...[m.pinned_at, m.pinned_by_id, m.pin_expires, m.n, m.pos, m.thread_n, m.thread_pos, m.created_at, m.updated_at],
    ])
    return q.run(sql`
      INSERT INTO messages (app_pk, id, channel_pk, user_id, type, text, html, mml, parent_id, show_in_channel,
        quoted_message_id, attachments, mentioned_users, mentions, custom, silent, shadowed,
        pinned_at, pinned_by_id, pin_expires, n, pos, thread_n, thread_pos, created_at, updated_at)
      VALUES ${bulk(rows)}`)
  })
}

/** Writes what an edit, a pin or a deletion may change of a message. */
export async function saveContent(q: Queries, { app_pk, id, ...m }: MessageRow): Promise<void> {
  await q.run(sql`
    UPDATE messages SET type = ${m.type}, text = ${m.text}, html = ${m.html}, mml = ${m.mml},
      show_in_channel = ${m.show_in_channel}, quoted_message_id = ${m.quoted_message_id},
      attachments = ${m.attachments}, mentioned_users = ${m.mentioned_users}, mentions = ${m.mentions},
      custom = ${m.custom}, pinned_at = ${m.pinned_at}, pinned_by_id = ${m.pinned_by_id},
      pin_expires = ${m.pin_expires}, updated_at = ${m.updated_at}, text_updated_at = ${m.text_updated_at},
      deleted_at = ${m.deleted_at}
    WHERE app_pk = ${app_pk} AND id = ${id}`)
}

/** What replies change of their parent. */
export type ThreadNumbers = Pick<
  MessageRow,
  'app_pk' | 'id' | 'reply_count' | 'deleted_reply_count' | 'thread_participants'
>

export async function saveThreadNumbers(q: Queries, parents: readonly ThreadNumbers[]): Promise<void> {
  await forRows(parents, (some) => {
    const rows = some.map(
      (m) => sql`(CAST(${m.app_pk} AS BIGINT), ${m.id}, CAST(${m.reply_count} AS BIGINT),
        CAST(${m.deleted_reply_count} AS BIGINT), ${m.thread_participants})`,
    )
    return q.run(sql`
      UPDATE messages SET reply_count = v.column3, deleted_reply_count = v.column4, thread_participants = v.column5
      FROM (VALUES ${join(rows)}) AS v WHERE messages.app_pk = v.column1 AND messages.id = v.column2`)
  })
}

/** Writes what messages show of their reactions. */
export async function saveSummaries(
  q: Queries,
  messages: readonly Pick<MessageRow, 'app_pk' | 'id' | 'reactions'>[],
): Promise<void> {
  await forRows(messages, (some) => {
    const rows = some.map((m) => sql`(CAST(${m.app_pk} AS BIGINT), ${m.id}, ${m.reactions})`)
    return q.run(sql`
      UPDATE messages SET reactions = v.column3
      FROM (VALUES ${join(rows)}) AS v WHERE messages.app_pk = v.column1 AND messages.id = v.column2`)
  })
}

/** A sender's belonging to a channel, as messages show it. */
export interface SenderRow extends Pair {
  readonly channel_role: string
  readonly custom: string
  readonly is_muted: number
}

export async function selectSenders(q: Queries, senders: readonly Pair[], now: number): Promise<SenderRow[]> {
  if (senders.length === 0) return []
  return q.all(sql`
    SELECT m.channel_pk, m.user_id, m.channel_role, m.custom,
      CASE WHEN cm.created_at IS NOT NULL AND (cm.expires IS NULL OR cm.expires > ${now}) THEN 1 ELSE 0 END AS is_muted
    FROM ${pairs(senders)}
    JOIN members AS m ON m.channel_pk = v.channel_pk AND m.user_id = v.user_id
    LEFT JOIN channel_mutes AS cm
      ON cm.app_pk = m.app_pk AND cm.user_id = m.user_id AND cm.channel_pk = m.channel_pk`)
}

export interface ReactionRow extends Omit<SummarisedReaction, 'custom'> {
  readonly app_pk: number
  readonly message_id: string
  readonly custom: string
}

/** A user's own reactions to these messages, newest first. */
export async function selectOwnReactions(
  q: Queries,
  app_pk: number,
  user_id: string,
  message_ids: readonly string[],
): Promise<ReactionRow[]> {
  if (message_ids.length === 0) return []
  return q.all(sql`
    SELECT * FROM reactions
    WHERE app_pk = ${app_pk} AND message_id IN (${list(message_ids)}) AND user_id = ${user_id}
    ORDER BY created_at DESC, type`)
}

/** Which of these messages a user has deleted for themself. */
export async function selectDeletedForMe(
  q: Queries,
  app_pk: number,
  user_id: string,
  channel_pks: readonly number[],
  message_ids: readonly string[],
): Promise<string[]> {
  if (message_ids.length === 0) return []
  const rows = await q.all<{ message_id: string }>(sql`
    SELECT message_id FROM messages_deleted_for_me
    WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND channel_pk IN (${list(channel_pks)})
      AND message_id IN (${list(message_ids)})`)
  return rows.map(({ message_id }) => message_id)
}

/** The latest moment up to which a member of each channel sees nothing; channels where all see all are missing. */
export async function selectHistoryCuts(q: Queries, channel_pks: readonly number[]): Promise<Map<number, number>> {
  if (channel_pks.length === 0) return new Map()
  const rows = await q.all<{ channel_pk: number; cut: number }>(sql`
    SELECT channel_pk, MAX(hide_messages_before) AS cut FROM members
    WHERE channel_pk IN (${list(channel_pks)}) AND hide_messages_before IS NOT NULL GROUP BY channel_pk`)
  return new Map(rows.map(({ channel_pk, cut }) => [channel_pk, cut]))
}

/** What a channel knows of someone who writes there, member or not; absent values where it knows nothing. */
export interface StandingRow extends Pair {
  readonly channel_role: string | null
  readonly status: string | null
  readonly hide_messages_before: number | null
  readonly ban_shadow: number | null
  readonly ban_expires: number | null
  readonly muted_at: number | null
  readonly mute_expires: number | null
}

export async function selectStandings(q: Queries, app_pk: number, senders: readonly Pair[]): Promise<StandingRow[]> {
  if (senders.length === 0) return []
  return q.all(sql`
    SELECT v.channel_pk, v.user_id, m.channel_role, m.status, m.hide_messages_before,
      b.shadow AS ban_shadow, b.expires AS ban_expires, cm.created_at AS muted_at, cm.expires AS mute_expires
    FROM ${pairs(senders)}
    LEFT JOIN members AS m ON m.channel_pk = v.channel_pk AND m.user_id = v.user_id
    LEFT JOIN bans AS b ON b.app_pk = ${app_pk} AND b.user_id = v.user_id AND b.channel_pk = v.channel_pk
    LEFT JOIN channel_mutes AS cm
      ON cm.app_pk = ${app_pk} AND cm.user_id = v.user_id AND cm.channel_pk = v.channel_pk`)
}

/** When each of these last wrote in the channel, in a thread or not. */
export async function selectLastSent(
  q: Queries,
  app_pk: number,
  senders: readonly Pair[],
): Promise<(Pair & { readonly last: number })[]> {
  if (senders.length === 0) return []
  return q.all(sql`
    SELECT v.channel_pk, v.user_id, MAX(x.created_at) AS last
    FROM ${pairs(senders)}
    JOIN messages AS x ON x.app_pk = ${app_pk} AND x.user_id = v.user_id AND x.channel_pk = v.channel_pk
    GROUP BY v.channel_pk, v.user_id`)
}

/** How many messages of each channel are pinned. */
export async function countPins(q: Queries, channel_pks: readonly number[], now: number): Promise<Map<number, number>> {
  if (channel_pks.length === 0) return new Map()
  const rows = await q.all<{ channel_pk: number; pins: number }>(sql`
    SELECT channel_pk, COUNT(*) AS pins FROM messages
    WHERE channel_pk IN (${list(channel_pks)}) AND pinned_at IS NOT NULL AND deleted_at IS NULL
      AND (pin_expires IS NULL OR pin_expires > ${now})
    GROUP BY channel_pk`)
  return new Map(rows.map(({ channel_pk, pins }) => [channel_pk, pins]))
}

/** A reply whose parent was removed for good is gone, though it may take a moment to remove it. */
export const hasParent = sql`
  (parent_id IS NULL OR EXISTS (SELECT 1 FROM messages AS p WHERE p.app_pk = m.app_pk AND p.id = m.parent_id))`

/** The apps in which pins have expired: a few of the oldest. */
export async function selectAppsWithExpiredPins(q: Queries, now: number): Promise<number[]> {
  const rows = await q.all<{ app_pk: number }>(sql`
    SELECT DISTINCT app_pk FROM (
      SELECT app_pk FROM messages WHERE pin_expires IS NOT NULL AND pin_expires <= ${now}
      ORDER BY pin_expires LIMIT 100) AS expired`)
  return rows.map(({ app_pk }) => app_pk)
}

/** Of one app the pins that expired first. The plus keeps SQLite from looking through all messages of the app for them. */
export function selectExpiredPins(q: Queries, app_pk: number, now: number, limit: number): Promise<MessageRow[]> {
  return q.all(sql`
    SELECT * FROM messages WHERE pin_expires IS NOT NULL AND pin_expires <= ${now} AND +app_pk = ${app_pk}
    ORDER BY pin_expires LIMIT ${limit}`)
}

export async function clearPins(q: Queries, app_pk: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await q.run(sql`
    UPDATE messages SET pinned_at = NULL, pinned_by_id = NULL, pin_expires = NULL
    WHERE app_pk = ${app_pk} AND id IN (${list(ids)})`)
}
