import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { Message, MessageRequest, MessageWithChannel } from '../objects/message.ts'
import { actingUser, actingUserId, User } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { JsonObject, Sort, Time, UserId } from '../scalars.ts'
import { channelParams } from './channels.ts'
import { idCursors, limit, memberCustom, timeCursors } from './paging.ts'

/** What the path of a message names. */
export const messageParams = z.object({ id: z.string().min(1).max(255) })

const skips = { skip_push: z.boolean().optional(), skip_enrich_url: z.boolean().optional() }
const pending = z.boolean().optional().meta({ server: 'drop' })

export const SendMessageRequest = resource('SendMessageRequest', {
  message: MessageRequest,
  ...skips,
  keep_channel_hidden: z.boolean().optional(),
  force_moderation: z.boolean().optional().meta({ server: 'drop' }),
  pending,
  is_pending_message: pending.describe('Older name of pending.'),
  pending_message_metadata: z.record(z.string(), z.string()).optional(),
  include_channel_context: z.boolean().optional(),
  include_mentioned_members: z.boolean().optional(),
})
export type SendMessageRequest = z.infer<typeof SendMessageRequest>

/** A channel in a few words. */
export const ChannelContext = resource('ChannelContext', {
  cid: z.string(),
  type: z.string(),
  id: z.string(),
  created_by: User.optional(),
})

export const UpdateMessageRequest = resource('UpdateMessageRequest', { message: MessageRequest, ...skips })
export type UpdateMessageRequest = z.infer<typeof UpdateMessageRequest>

export const UpdateMessagePartialRequest = resource('UpdateMessagePartialRequest', {
  set: JsonObject.optional(),
  unset: z.array(z.string().min(1).max(255)).optional(),
  ...skips,
  ...actingUser,
})
export type UpdateMessagePartialRequest = z.infer<typeof UpdateMessagePartialRequest>

export const DeleteMessageQuery = z.object({
  hard: z.boolean().optional(),
  delete_for_me: z.boolean().optional(),
  deleted_by: UserId.optional().meta({ acting: true, description: 'Server-side: the acting user.' }),
  ...actingUserId,
})
export type DeleteMessageQuery = z.infer<typeof DeleteMessageQuery>

export const UndeleteMessageRequest = resource('UndeleteMessageRequest', { undeleted_by: UserId })
export type UndeleteMessageRequest = z.infer<typeof UndeleteMessageRequest>

export const GetRepliesQuery = z.object({
  limit: limit(300),
  ...idCursors,
  ...timeCursors,
  created_at_around: Time.optional(),
  sort: Sort.optional(),
  ...memberCustom,
  ...actingUserId,
})
export type GetRepliesQuery = z.infer<typeof GetRepliesQuery>

export const PinnedMessagesPayload = resource('PinnedMessagesPayload', {
  limit: limit(300),
  sort: Sort.optional(),
  ...idCursors,
  pinned_at_before: Time.optional(),
  pinned_at_before_or_equal: Time.optional(),
  pinned_at_after: Time.optional(),
  pinned_at_after_or_equal: Time.optional(),
  pinned_at_around: Time.optional(),
  ...actingUser,
})
export type PinnedMessagesPayload = z.infer<typeof PinnedMessagesPayload>

const shared = { v2: 'chat', tag: 'messages', side: 'both' } as const satisfies Partial<Endpoint>
const inChannel = { ...shared, params: channelParams }
const one = { ...shared, path: '/messages/:id', params: messageParams } as const

export const messageEndpoints = endpoints({
  SendMessage: {
    ...inChannel,
    method: 'POST',
    path: '/channels/:type/:id/message',
    summary: 'Send a message or a reply',
    body: SendMessageRequest,
    reply: resource('SendMessageResponse', {
      message: Message,
      pending_message_metadata: z.record(z.string(), z.string()).optional(),
      channel_context: ChannelContext.optional(),
      mentioned_members: z.record(z.string(), z.boolean()).optional(),
    }),
    errors: ['not_found', 'feature_not_supported', 'message_too_long', 'multiple_nesting', 'cooldown'],
  },
  GetMessage: {
    ...one,
    method: 'GET',
    anonymous: true,
    summary: 'A message with its channel',
    query: z.object({ show_deleted_message: z.boolean().optional().meta({ server: 'refuse' }), ...actingUserId }),
    reply: resource('GetMessageResponse', {
      message: MessageWithChannel,
      pending_message_metadata: z.record(z.string(), z.string()).optional(),
    }),
    errors: ['not_found'],
  },
  GetManyMessages: {
    ...inChannel,
    method: 'GET',
    path: '/channels/:type/:id/messages',
    anonymous: true,
    summary: 'Messages of a channel by their ids',
    query: z.object({ ids: z.array(z.string().min(1).max(255)).min(1).max(100), ...memberCustom, ...actingUserId }),
    reply: resource('GetManyMessagesResponse', { messages: z.array(Message) }),
    errors: ['not_found'],
  },
  UpdateMessage: {
    ...one,
    method: 'POST',
    summary: 'Replace a message',
    body: UpdateMessageRequest,
    reply: resource('UpdateMessageResponse', { message: Message }),
    errors: ['not_found', 'feature_not_supported', 'message_too_long'],
  },
  UpdateMessagePartial: {
    ...one,
    method: 'PUT',
    summary: 'Change single fields of a message; pin it, unpin it',
    body: UpdateMessagePartialRequest,
    reply: resource('UpdateMessagePartialResponse', { message: Message }),
    errors: ['not_found', 'feature_not_supported', 'message_too_long'],
  },
  DeleteMessage: {
    ...one,
    method: 'DELETE',
    summary: 'Delete a message: softly, for good, or only for oneself',
    query: DeleteMessageQuery,
    reply: resource('DeleteMessageResponse', { message: Message }),
    errors: ['not_found'],
  },
  UndeleteMessage: {
    ...one,
    method: 'POST',
    path: '/messages/:id/undelete',
    side: 'server',
    summary: 'Bring a softly deleted message back',
    body: UndeleteMessageRequest,
    reply: resource('UndeleteMessageResponse', { message: Message }),
    errors: ['not_found'],
  },
  GetReplies: {
    ...shared,
    method: 'GET',
    path: '/messages/:parent_id/replies',
    params: z.object({ parent_id: z.string().min(1).max(255) }),
    anonymous: true,
    summary: 'The replies to a message, the newest page unless a cursor says otherwise',
    query: GetRepliesQuery,
    reply: resource('GetRepliesResponse', { messages: z.array(Message) }),
    errors: ['not_found'],
  },
  GetPinnedMessages: {
    ...inChannel,
    method: 'GET',
    path: '/channels/:type/:id/pinned_messages',
    anonymous: true,
    summary: 'The pinned messages of a channel',
    query: z.object({ payload: PinnedMessagesPayload.optional() }),
    reply: resource('GetPinnedMessagesResponse', { messages: z.array(Message) }),
    errors: ['not_found'],
  },
})
