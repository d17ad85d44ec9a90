import type { MarkReadEvent, MarkReadRequest, UnreadCounts } from '@parley-chat/protocol'
import { actingId, type Context } from '../../core/context.ts'
import { nothingUnread, unreadCounts } from '../unread/unread.ts'
import { markRead } from './mark-read.ts'

export { markDelivered } from './mark-delivered.ts'
export { markAllRead, markChannelsRead } from './mark-many.ts'
export { markUnread } from './mark-unread.ts'
export { findThreadAt } from './threads.ts'

/** Marks a channel, or one of its threads, as read: up to a message, or all of it. */
export const markChannelRead = (
  context: Context,
  cid: string,
  request: Pick<MarkReadRequest, 'message_id' | 'thread_id'>,
): Promise<MarkReadEvent | undefined> => context.services.writer.runHot(markRead, { context, cid, request })

/** What the acting user has not read. */
export async function getUnreadCounts(context: Context): Promise<UnreadCounts> {
  return context.read(async (reader) => {
    const id = actingId(context)
    const byTeam = reader.access.config.settings.multi_tenant_enabled
    return (await unreadCounts(reader, context.app_pk, [id], byTeam)).get(id) ?? nothingUnread(byTeam)
  })
}

/** What many users have not read; unknown ones are left out. */
export async function getUnreadCountsOf(
  context: Context,
  user_ids: readonly string[],
): Promise<Record<string, UnreadCounts>> {
  return context.read(async (reader) => {
    const byTeam = reader.access.config.settings.multi_tenant_enabled
    return Object.fromEntries(await unreadCounts(reader, context.app_pk, [...new Set(user_ids)], byTeam))
  })
}
