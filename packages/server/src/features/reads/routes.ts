import { readEndpoints } from '@parley-chat/protocol'
import { actFor, implement } from '../../core/endpoint.ts'
import {
  getUnreadCounts,
  getUnreadCountsOf,
  markAllRead,
  markChannelRead,
  markChannelsRead,
  markDelivered,
  markUnread,
} from './reads.ts'

const cidOf = ({ type, id }: Readonly<Record<string, string>>): string => `${type}:${id}`

export const readRoutes = implement(readEndpoints, {
  MarkRead: async (context, { params, body }) => ({
    event: await markChannelRead(actFor(context, body), cidOf(params), body),
  }),
  MarkUnread: async (context, { params, body }) => {
    await markUnread(actFor(context, body), cidOf(params), body)
    return {}
  },
  MarkChannelsRead: async (context, { body }) => {
    const acting = actFor(context, body)
    const { read_by_channel = {} } = body
    if (Object.keys(read_by_channel).length > 0) return { event: await markChannelsRead(acting, read_by_channel) }
    await markAllRead(acting)
    return { event: undefined }
  },
  MarkDelivered: async (context, { query, body }) => {
    await markDelivered(actFor(context, query, body), body.latest_delivered_messages ?? [])
    return {}
  },
  UnreadCounts: (context, { query }) => getUnreadCounts(actFor(context, query)),
  UnreadCountsBatch: async (context, { body }) => ({ counts_by_user: await getUnreadCountsOf(context, body.user_ids) }),
})
