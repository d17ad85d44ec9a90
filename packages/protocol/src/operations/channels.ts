import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { Channel, ChannelRequest, ChannelUpdate, FilterTags } from '../objects/channel.ts'
import { ChannelState } from '../objects/channel-state.ts'
import { Member, MemberList } from '../objects/member.ts'
import { Message, MessageRequest } from '../objects/message.ts'
import { actingUser, actingUserId } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { ChannelId, ChannelTypeName, Cid, JsonObject, Sort, Time, UserId, UserIdOfObject } from '../scalars.ts'
import { connection, limit, MessagePage, memberCustom, offset, PeoplePage } from './paging.ts'

/** What the path of a channel names. */
export const channelParams = z.object({ type: ChannelTypeName, id: ChannelId })

const UserIds = z.array(UserIdOfObject).max(100)

const watching = {
  state: z.boolean().optional().describe('Answer messages, members and reads; absent: yes.'),
  watch: z.boolean().optional().describe('Hear the channel from now on; needs connection_id.'),
  presence: z.boolean().optional().describe('Follow the presence of its people; needs connection_id.'),
}

const getOrCreate = {
  data: ChannelRequest.optional().describe('What to create it with.'),
  ...watching,
  messages: MessagePage.optional(),
  members: PeoplePage.optional(),
  watchers: PeoplePage.optional(),
  hide_for_creator: z.boolean().optional(),
  thread_unread_counts: z.boolean().optional(),
  ...memberCustom,
  ...actingUser,
}

export const GetOrCreateChannelRequest = resource('GetOrCreateChannelRequest', getOrCreate)
export type GetOrCreateChannelRequest = z.infer<typeof GetOrCreateChannelRequest>

export const GetOrCreateDistinctChannelRequest = resource('GetOrCreateDistinctChannelRequest', getOrCreate)
export type GetOrCreateDistinctChannelRequest = z.infer<typeof GetOrCreateDistinctChannelRequest>

export const GetChannelQuery = z.object({
  state: watching.state,
  messages_limit: limit(300),
  members_limit: limit(300),
  watchers_limit: limit(300),
  messages_id_lt: z.string().max(255).optional(),
  messages_id_lte: z.string().max(255).optional(),
  messages_id_gt: z.string().max(255).optional(),
  messages_id_gte: z.string().max(255).optional(),
  messages_id_around: z.string().max(255).optional(),
  ...actingUserId,
})
export type GetChannelQuery = z.infer<typeof GetChannelQuery>

export const QueryChannelsRequest = resource('QueryChannelsRequest', {
  filter_conditions: JsonObject.optional(),
  sort: Sort.optional(),
  limit: limit(30),
  offset: offset(1000),
  message_limit: limit(300),
  member_limit: limit(100),
  ...watching,
  predefined_filter: z.string().max(255).optional(),
  filter_values: JsonObject.optional(),
  sort_values: JsonObject.optional(),
  ...memberCustom,
  ...actingUser,
})
export type QueryChannelsRequest = z.infer<typeof QueryChannelsRequest>

export const UpdateChannelRequest = resource('UpdateChannelRequest', {
  data: ChannelUpdate.optional().describe('Replaces the custom data; absent: it stays.'),
  message: MessageRequest.optional().describe('A system message about the change.'),
  add_members: MemberList.optional(),
  remove_members: UserIds.optional(),
  invites: MemberList.optional(),
  accept_invite: z.boolean().optional(),
  reject_invite: z.boolean().optional(),
  add_moderators: UserIds.optional().meta({ server: 'refuse' }),
  demote_moderators: UserIds.optional().meta({ server: 'refuse' }),
  assign_roles: MemberList.optional().meta({ server: 'refuse' }),
  hide_history: z.boolean().optional().describe('New members see no older messages.'),
  hide_history_before: Time.optional(),
  cooldown: z.int().min(0).max(120).optional(),
  add_filter_tags: FilterTags.optional(),
  remove_filter_tags: FilterTags.optional(),
  skip_push: z.boolean().optional(),
  ...actingUser,
})
export type UpdateChannelRequest = z.infer<typeof UpdateChannelRequest>

export const UpdateChannelPartialRequest = resource('UpdateChannelPartialRequest', {
  set: JsonObject.optional(),
  unset: z.array(z.string().min(1).max(255)).optional(),
  ...actingUser,
})
export type UpdateChannelPartialRequest = z.infer<typeof UpdateChannelPartialRequest>

export const TruncateChannelRequest = resource('TruncateChannelRequest', {
  hard_delete: z.boolean().optional(),
  skip_push: z.boolean().optional(),
  truncated_at: Time.optional().describe('Messages up to then; absent: all.'),
  member_ids: z.array(UserId).max(100).optional().describe('Only hides the history for these.'),
  message: MessageRequest.optional().describe('A system message that stays.'),
  ...actingUser,
})
export type TruncateChannelRequest = z.infer<typeof TruncateChannelRequest>

export const HideChannelRequest = resource('HideChannelRequest', {
  clear_history: z.boolean().optional(),
  ...actingUser,
})
export type HideChannelRequest = z.infer<typeof HideChannelRequest>

const DeleteResult = resource('DeleteChannelsResult', { status: z.string(), error: z.string().optional() })

const shared = { v2: 'chat', tag: 'channels', side: 'both' } as const satisfies Partial<Endpoint>
const one = { ...shared, params: channelParams }

export const channelEndpoints = endpoints({
  QueryChannels: {
    ...shared,
    method: 'POST',
    path: '/channels',
    anonymous: true,
    summary: 'Find channels, and perhaps watch them',
    query: z.object(connection),
    body: QueryChannelsRequest,
    reply: resource('QueryChannelsResponse', { channels: z.array(ChannelState) }),
    errors: ['not_found', 'no_access_to_channels', 'connection_not_found'],
  },
  GetOrCreateChannel: {
    ...one,
    method: 'POST',
    path: '/channels/:type/:id/query',
    anonymous: true,
    summary: 'Open a channel, made if it does not exist, and perhaps watch it',
    query: z.object(connection),
    body: GetOrCreateChannelRequest,
    reply: resource('GetOrCreateChannelResponse', ChannelState.shape),
    errors: ['not_found', 'connection_not_found'],
  },
  GetOrCreateDistinctChannel: {
    ...shared,
    method: 'POST',
    path: '/channels/:type/query',
    params: z.object({ type: ChannelTypeName }),
    summary: 'Open the one channel of exactly these members',
    query: z.object(connection),
    body: GetOrCreateDistinctChannelRequest,
    reply: resource('GetOrCreateDistinctChannelResponse', ChannelState.shape),
    errors: ['not_found', 'connection_not_found'],
  },
  GetChannel: {
    ...one,
    method: 'GET',
    path: '/channels/:type/:id',
    anonymous: true,
    summary: 'A channel that exists',
    query: GetChannelQuery,
    reply: resource('GetChannelResponse', ChannelState.shape),
    errors: ['not_found'],
  },
  UpdateChannel: {
    ...one,
    method: 'POST',
    path: '/channels/:type/:id',
    summary: 'Replace the data of a channel, or change its members',
    body: UpdateChannelRequest,
    reply: resource('UpdateChannelResponse', {
      channel: Channel,
      members: z.array(Member),
      message: Message.optional(),
    }),
    errors: ['not_found'],
  },
  UpdateChannelPartial: {
    ...one,
    method: 'PATCH',
    path: '/channels/:type/:id',
    summary: 'Change single fields of a channel',
    body: UpdateChannelPartialRequest,
    reply: resource('UpdateChannelPartialResponse', { channel: Channel, members: z.array(Member) }),
    errors: ['not_found'],
  },
  DeleteChannel: {
    ...one,
    method: 'DELETE',
    path: '/channels/:type/:id',
    summary: 'Delete a channel',
    query: z.object({ hard_delete: z.boolean().optional().meta({ server: 'refuse' }), ...actingUserId }),
    reply: resource('DeleteChannelResponse', { channel: Channel }),
    errors: ['not_found'],
  },
  DeleteChannels: {
    ...shared,
    method: 'POST',
    path: '/channels/delete',
    side: 'server',
    summary: 'Delete many channels',
    body: resource('DeleteChannelsRequest', {
      cids: z.array(Cid).min(1).max(100),
      hard_delete: z.boolean().optional(),
    }),
    reply: resource('DeleteChannelsResponse', {
      task_id: z.string().optional(),
      result: z.record(z.string(), DeleteResult).optional(),
    }),
  },
  TruncateChannel: {
    ...one,
    method: 'POST',
    path: '/channels/:type/:id/truncate',
    summary: 'Take away the history of a channel',
    body: TruncateChannelRequest,
    reply: resource('TruncateChannelResponse', { channel: Channel, message: Message.optional() }),
    errors: ['not_found'],
  },
  HideChannel: {
    ...one,
    method: 'POST',
    path: '/channels/:type/:id/hide',
    summary: 'Hide a channel until its next message',
    body: HideChannelRequest,
    reply: resource('HideChannelResponse', {}),
    errors: ['not_found'],
  },
  ShowChannel: {
    ...one,
    method: 'POST',
    path: '/channels/:type/:id/show',
    summary: 'Show a hidden channel again',
    body: resource('ShowChannelRequest', actingUser),
    reply: resource('ShowChannelResponse', {}),
    errors: ['not_found'],
  },
  StopWatchingChannel: {
    ...one,
    method: 'POST',
    path: '/channels/:type/:id/stop-watching',
    side: 'client',
    anonymous: true,
    summary: 'Hear a channel no longer',
    query: z.object(connection),
    body: resource('StopWatchingChannelRequest', {}),
    emptyBody: 'refused',
    reply: resource('StopWatchingChannelResponse', {}),
    errors: ['not_found', 'connection_not_found'],
  },
})
