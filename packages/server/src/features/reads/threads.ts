import type { Thread } from '@parley-chat/protocol'
import type { Queries } from '../../ports/database.ts'
import { findThreadRead, findThreadRow, type ThreadReadRow, type ThreadRow } from '../unread/unread.ts'
import { findThreadParent } from './store.ts'

/** A thread of a channel, as one participant finds it. */
export interface ThreadAt {
  readonly row: ThreadRow
  /** Absent for who does not take part. */
  readonly read: ThreadReadRow | undefined
  readonly thread: Thread
}

/** The thread of a message; undefined where that message is not in the channel, or hidden from the user, or has no replies. */
export async function findThreadAt(
  q: Queries,
  channel: { readonly app_pk: number; readonly pk: number; readonly cid: string },
  parent_id: string,
  user_id: string,
  cut: number,
): Promise<ThreadAt | undefined> {
  const row = await findThreadRow(q, channel.app_pk, parent_id)
  const parent = row?.channel_pk === channel.pk ? await findThreadParent(q, channel.app_pk, parent_id) : undefined
  if (!row || !parent || parent.created_at <= cut) return undefined
  const read = await findThreadRead(q, channel.app_pk, parent_id, user_id)
  const thread: Thread = {
    channel_cid: channel.cid,
    parent_message_id: parent_id,
    created_by_user_id: row.created_by_id,
    title: parent.deleted_at === null ? parent.text : '',
    reply_count: parent.reply_count,
    participant_count: parent.participants,
    active_participant_count: parent.active,
    last_message_at: row.last_reply_at,
    created_at: row.created_at,
    updated_at: row.created_at,
    ...(parent.deleted_at !== null && { deleted_at: parent.deleted_at }),
    custom: {},
  }
  return { row, read, thread }
}
