import sql from 'sql-template-tag'
import { list } from '../../core/lists.ts'
import type { Queries } from '../../ports/database.ts'
import type { MessageRow } from './message-row.ts'
import { hasParent } from './store.ts'

/** The replies to a message, the oldest first: as many as `limit`. */
export function selectReplies(q: Queries, app_pk: number, parent_id: string, limit: number): Promise<MessageRow[]> {
  return q.all(sql`
    SELECT * FROM messages WHERE app_pk = ${app_pk} AND parent_id = ${parent_id}
    ORDER BY created_at, id LIMIT ${limit}`)
}

/** The replies to a message that its channel counts. Looks at all of them: threads are rarely long. */
export function selectCountedReplies(q: Queries, app_pk: number, parent_id: string): Promise<MessageRow[]> {
  return q.all(sql`SELECT * FROM messages WHERE app_pk = ${app_pk} AND parent_id = ${parent_id} AND n IS NOT NULL`)
}

export async function deleteMessages(q: Queries, app_pk: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await q.run(sql`DELETE FROM messages WHERE app_pk = ${app_pk} AND id IN (${list(ids)})`)
}

/** Forgets for whom else messages were deleted; answers nothing, because mostly there was nobody. */
export async function deleteDeletedForMe(q: Queries, app_pk: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await q.run(sql`DELETE FROM messages_deleted_for_me WHERE app_pk = ${app_pk} AND message_id IN (${list(ids)})`)
}

/** When the newest message that the channel shows to all was sent. */
export async function selectLastMessageAt(
  q: Queries,
  channel_pk: number,
  after: number,
  skipsSystem: boolean,
): Promise<number | null> {
  const row = await q.get<{ created_at: number }>(sql`
    SELECT created_at FROM messages AS m
    WHERE channel_pk = ${channel_pk} AND (parent_id IS NULL OR show_in_channel = 1) AND created_at > ${after}
      AND shadowed = 0 AND (type <> 'system' OR ${skipsSystem ? 0 : 1} = 1) AND ${hasParent}
    ORDER BY created_at DESC, id DESC LIMIT 1`)
  return row?.created_at ?? null
}

export async function insertPurge(q: Queries, row: Pick<MessageRow, 'app_pk' | 'id' | 'channel_pk'>): Promise<void> {
  await q.run(sql`
    INSERT INTO message_purges (app_pk, message_id, channel_pk) VALUES (${row.app_pk}, ${row.id}, ${row.channel_pk})
    ON CONFLICT DO NOTHING`)
}

export async function deletePurge(q: Queries, app_pk: number, message_id: string): Promise<void> {
  await q.run(sql`DELETE FROM message_purges WHERE app_pk = ${app_pk} AND message_id = ${message_id}`)
}

export async function countDeletedForMe(
  q: Queries,
  app_pk: number,
  user_id: string,
  channel_pk: number,
): Promise<number> {
  const row = await q.get<{ count: number }>(sql`
    SELECT COUNT(*) AS count FROM messages_deleted_for_me
    WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND channel_pk = ${channel_pk}`)
  return row!.count
}

/** Answers whether the user had not deleted it for themself before. */
export async function insertDeletedForMe(
  q: Queries,
  { app_pk, channel_pk, id }: Pick<MessageRow, 'app_pk' | 'channel_pk' | 'id'>,
  user_id: string,
): Promise<boolean> {
  const inserted = await q.run(sql`
    INSERT INTO messages_deleted_for_me (app_pk, user_id, channel_pk, message_id)
    VALUES (${app_pk}, ${user_id}, ${channel_pk}, ${id}) ON CONFLICT DO NOTHING`)
  return inserted > 0
}

/** How many reactions a message has, counted no further than one beyond the limit. */
export async function countReactions(q: Queries, app_pk: number, message_id: string, limit: number): Promise<number> {
  const row = await q.get<{ count: number }>(sql`
    SELECT COUNT(*) AS count FROM (
      SELECT 1 FROM reactions WHERE app_pk = ${app_pk} AND message_id = ${message_id} LIMIT ${limit + 1}) AS few`)
  return row!.count
}

/** A message's place among all that its author has written, channel by channel. */
export type MessagePlace = Pick<MessageRow, 'channel_pk' | 'created_at' | 'id'>

/** A user's messages behind a place, of one channel or of all. */
export function selectMessagesOf(
  q: Queries,
  app_pk: number,
  user_id: string,
  { channel_pk, created_at, id }: MessagePlace,
  only: { readonly channel_pk?: number | undefined; readonly upTo: number },
  limit: number,
): Promise<MessageRow[]> {
  const inOne = only.channel_pk === undefined ? sql`TRUE` : sql`channel_pk = ${only.channel_pk}`
  return q.all(sql`
    SELECT * FROM messages
    WHERE app_pk = ${app_pk} AND user_id = ${user_id} AND ${inOne} AND created_at <= ${only.upTo}
      AND (channel_pk, created_at, id) > (${channel_pk}, ${created_at}, ${id})
    ORDER BY channel_pk, created_at, id LIMIT ${limit}`)
}

/** The oldest messages that a channel shows. */
export function selectOldest(
  q: Queries,
  channel_pk: number,
  upTo: number | undefined,
  limit: number,
): Promise<MessageRow[]> {
  return q.all(sql`
    SELECT * FROM messages
    WHERE channel_pk = ${channel_pk} AND (parent_id IS NULL OR show_in_channel = 1)
      AND created_at <= ${upTo ?? Number.MAX_SAFE_INTEGER}
    ORDER BY created_at, id LIMIT ${limit}`)
}

/** Marks messages as deleted at a moment, those that were not before; if they are emptied, nothing of them is kept. */
export async function markDeleted(
  q: Queries,
  app_pk: number,
  ids: readonly string[],
  at: number,
  isEmptied: boolean,
): Promise<void> {
  if (ids.length === 0) return
  const emptied = isEmptied
    ? sql`, text = '', html = '', mml = NULL, attachments = NULL, mentioned_users = NULL, mentions = NULL, custom = '{}',
        reactions = NULL`
    : sql``
  await q.run(sql`
    UPDATE messages SET deleted_at = COALESCE(deleted_at, ${at}), updated_at = ${at} ${emptied}
    WHERE app_pk = ${app_pk} AND id IN (${list(ids)})`)
}

export async function restoreDeleted(q: Queries, app_pk: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await q.run(sql`UPDATE messages SET deleted_at = NULL WHERE app_pk = ${app_pk} AND id IN (${list(ids)})`)
}

/** Which of these ids belonged to messages that are gone, but not yet all that hung on them. */
export async function selectPurging(q: Queries, app_pk: number, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await q.all<{ message_id: string }>(
    sql`SELECT message_id FROM message_purges WHERE app_pk = ${app_pk} AND message_id IN (${list(ids)})`,
  )
  return rows.map(({ message_id }) => message_id)
}
