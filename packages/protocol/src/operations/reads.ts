import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { MarkReadEvent, UnreadCounts } from '../objects/read.ts'
import { actingUser, actingUserId } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { Cid, nullInV1, Text, Time, UserId } from '../scalars.ts'
import { channelParams } from './channels.ts'

const reference = { message_id: z.string().max(255).optional(), thread_id: z.string().max(255).optional() }

export const MarkReadRequest = resource('MarkReadRequest', { ...reference, ...actingUser })
export type MarkReadRequest = z.infer<typeof MarkReadRequest>

export const MarkUnreadRequest = resource('MarkUnreadRequest', {
  ...reference,
  message_timestamp: Time.optional(),
  ...actingUser,
})
export type MarkUnreadRequest = z.infer<typeof MarkUnreadRequest>

export const MarkChannelsReadRequest = resource('MarkChannelsReadRequest', {
  read_by_channel: z
    .record(z.string(), Text)
    .optional()
    .describe('cid -> the last message read, empty for all; absent: every channel.'),
  ...actingUser,
})
export type MarkChannelsReadRequest = z.infer<typeof MarkChannelsReadRequest>

export const MarkDeliveredRequest = resource('MarkDeliveredRequest', {
  latest_delivered_messages: z
    .array(resource('DeliveredMessage', { cid: Cid, id: z.string().min(1).max(255) }))
    .max(100)
    .optional(),
  ...actingUser,
})
export type MarkDeliveredRequest = z.infer<typeof MarkDeliveredRequest>

const shared = { v2: 'chat', tag: 'reads', side: 'both' } as const satisfies Partial<Endpoint>

export const readEndpoints = endpoints({
  MarkRead: {
    ...shared,
    method: 'POST',
    path: '/channels/:type/:id/read',
    params: channelParams,
    summary: 'Mark a channel or a thread as read',
    body: MarkReadRequest,
    reply: resource('MarkReadResponse', { event: nullInV1(MarkReadEvent) }),
    errors: ['not_found', 'feature_not_supported'],
  },
  MarkUnread: {
    ...shared,
    method: 'POST',
    path: '/channels/:type/:id/unread',
    params: channelParams,
    summary: 'Mark a message, and all after it, as unread',
    body: MarkUnreadRequest,
    reply: resource('MarkUnreadResponse', {}),
    errors: ['not_found', 'feature_not_supported'],
  },
  MarkChannelsRead: {
    ...shared,
    method: 'POST',
    path: '/channels/read',
    summary: 'Mark many channels or all of them as read',
    body: MarkChannelsReadRequest,
    reply: resource('MarkChannelsReadResponse', { event: nullInV1(MarkReadEvent) }),
  },
  MarkDelivered: {
    ...shared,
    method: 'POST',
    path: '/channels/delivered',
    summary: 'Confirm that messages have arrived',
    query: z.object(actingUserId),
    body: MarkDeliveredRequest,
    reply: resource('MarkDeliveredResponse', {}),
  },
  UnreadCounts: {
    ...shared,
    method: 'GET',
    path: '/unread',
    summary: 'What a user has not read',
    query: z.object(actingUserId),
    reply: resource('UnreadCountsResponse', UnreadCounts.shape),
  },
  UnreadCountsBatch: {
    ...shared,
    method: 'POST',
    path: '/unread_batch',
    side: 'server',
    summary: 'What many users have not read',
    body: resource('UnreadCountsBatchRequest', { user_ids: z.array(UserId).min(1).max(100) }),
    reply: resource('UnreadCountsBatchResponse', { counts_by_user: z.record(z.string(), UnreadCounts) }),
  },
})
