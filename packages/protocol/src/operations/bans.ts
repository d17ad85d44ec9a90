import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { Ban } from '../objects/ban.ts'
import { actingUser, UserRequest } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { ChannelId, ChannelTypeName, Cid, JsonObject, Sort, Text, UserId } from '../scalars.ts'
import { limit, offset, timeCursors } from './paging.ts'

/** Where a ban holds: a cid, or type and id as older clients write it; neither: the whole app. */
const scope = { channel_cid: Cid.optional(), type: ChannelTypeName.optional(), id: ChannelId.optional() }

/** Both generations' fields together, because server SDKs mix them (spec/50 §1.1). */
export const BanRequest = resource('BanRequest', {
  target_user_id: UserId,
  ...scope,
  banned_by_id: UserId.optional().meta({ acting: true }),
  banned_by: UserRequest.optional().meta({ acting: true }),
  ...actingUser,
  timeout: z.int().min(0).max(525_600_000).optional().describe('Minutes from now; absent or 0: for good.'),
  reason: Text.max(5000).optional(),
  shadow: z.boolean().optional(),
  ip_ban: z.boolean().optional(),
  ban_from_future_channels: z.boolean().optional(),
  delete_messages: z.union([z.enum(['soft', 'pruning', 'hard']), z.boolean()]).optional(),
})
export type BanRequest = z.infer<typeof BanRequest>

export const UnbanQuery = z.object({
  target_user_id: UserId,
  ...scope,
  created_by: UserId.optional(),
  remove_future_channels_ban: z.boolean().optional(),
  shadow: z.boolean().optional(),
  user_id: UserId.optional().meta({ acting: true }),
})
export type UnbanQuery = z.infer<typeof UnbanQuery>

export const UnbanRequest = resource('UnbanRequest', {
  unbanned_by_id: UserId.optional().meta({ acting: true }),
  unbanned_by: UserRequest.optional().meta({ acting: true }),
})
export type UnbanRequest = z.infer<typeof UnbanRequest>

export const QueryBannedUsersPayload = resource('QueryBannedUsersPayload', {
  filter_conditions: JsonObject,
  exclude_expired_bans: z.boolean().optional(),
  sort: Sort.optional(),
  limit: limit(300),
  offset: offset(10_000),
  ...timeCursors,
  ...actingUser,
})
export type QueryBannedUsersPayload = z.infer<typeof QueryBannedUsersPayload>

const shared = { tag: 'bans', side: 'both' } as const satisfies Partial<Endpoint>

export const banEndpoints = endpoints({
  Ban: {
    ...shared,
    method: 'POST',
    path: '/moderation/ban',
    v2: 'common',
    summary: 'Ban a user from a channel or from the app',
    body: BanRequest,
    reply: resource('BanResponse', {}),
    errors: ['not_found'],
  },
  Unban: {
    ...shared,
    method: 'DELETE',
    path: '/moderation/ban',
    v2: { method: 'POST', path: '/api/v2/moderation/unban' },
    also: [
      { generation: 'v1', method: 'POST', path: '/moderation/unban' },
      { generation: 'v2', method: 'DELETE', path: '/api/v2/moderation/ban' },
    ],
    summary: 'Lift a ban',
    query: UnbanQuery,
    body: UnbanRequest,
    reply: resource('UnbanResponse', {}),
    errors: ['not_found'],
  },
  QueryBannedUsers: {
    ...shared,
    method: 'GET',
    path: '/query_banned_users',
    v2: 'chat',
    summary: 'Find bans',
    query: z.object({ payload: QueryBannedUsersPayload }),
    reply: resource('QueryBannedUsersResponse', { bans: z.array(Ban) }),
  },
})
