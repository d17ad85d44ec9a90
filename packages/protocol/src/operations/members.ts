import { z } from 'zod'
import { endpoints } from '../endpoint.ts'
import { Member, MemberList } from '../objects/member.ts'
import { actingUser } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { ChannelId, ChannelTypeName, JsonObject, Sort, UserId } from '../scalars.ts'
import { channelParams } from './channels.ts'
import { limit, offset, timeCursors } from './paging.ts'

export const QueryMembersPayload = resource('QueryMembersPayload', {
  type: ChannelTypeName,
  id: ChannelId.optional().describe('Absent for a distinct channel that `members` name.'),
  members: MemberList.optional(),
  filter_conditions: JsonObject,
  sort: Sort.optional(),
  limit: limit(100),
  offset: offset(1000),
  user_id_lt: z.string().max(255).optional(),
  user_id_lte: z.string().max(255).optional(),
  user_id_gt: z.string().max(255).optional(),
  user_id_gte: z.string().max(255).optional(),
  ...timeCursors,
  ...actingUser,
})
export type QueryMembersPayload = z.infer<typeof QueryMembersPayload>

export const UpdateMemberPartialRequest = resource('UpdateMemberPartialRequest', {
  set: JsonObject.optional().describe('pinned, archived, channel_role (server-side) and custom data.'),
  unset: z.array(z.string().min(1).max(255)).optional(),
})
export type UpdateMemberPartialRequest = z.infer<typeof UpdateMemberPartialRequest>

export const memberEndpoints = endpoints({
  QueryMembers: {
    method: 'GET',
    path: '/members',
    v2: 'chat',
    side: 'both',
    tag: 'members',
    anonymous: true,
    summary: 'Find members of a channel',
    query: z.object({ payload: QueryMembersPayload }),
    reply: resource('QueryMembersResponse', { members: z.array(Member) }),
    errors: ['not_found'],
  },
  UpdateMemberPartial: {
    method: 'PATCH',
    path: '/channels/:type/:id/member',
    v2: 'chat',
    also: [
      { generation: 'v1', method: 'PATCH', path: '/channels/:type/:id/member/:user_id' },
      { generation: 'v2', method: 'PATCH', path: '/api/v2/chat/channels/:type/:id/member/:user_id' },
    ],
    side: 'both',
    tag: 'members',
    params: channelParams,
    summary: 'Change single fields of a member',
    query: z.object({ user_id: UserId.optional().describe('Which member; absent: the caller.') }),
    body: UpdateMemberPartialRequest,
    reply: resource('UpdateMemberPartialResponse', { channel_member: Member }),
    errors: ['not_found'],
  },
})
