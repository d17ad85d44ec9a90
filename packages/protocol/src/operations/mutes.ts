import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { ChannelMute, UserMute } from '../objects/mute.ts'
import { OwnUser } from '../objects/own-user.ts'
import { actingUser } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { Cid, UserId } from '../scalars.ts'

const targets = { target_id: UserId.optional(), target_ids: z.array(UserId).max(100).optional() }

export const MuteRequest = resource('MuteRequest', {
  ...targets,
  timeout: z.int().min(0).max(525_600_000).optional().describe('Minutes from now; absent or 0: for good.'),
  ...actingUser,
})
export type MuteRequest = z.infer<typeof MuteRequest>

export const UnmuteRequest = resource('UnmuteRequest', { ...targets, ...actingUser })
export type UnmuteRequest = z.infer<typeof UnmuteRequest>

const channels = { channel_cid: Cid.optional(), channel_cids: z.array(Cid).max(100).optional() }

export const MuteChannelRequest = resource('MuteChannelRequest', {
  ...channels,
  expiration: z.int().min(0).optional().describe('Milliseconds from now; absent or 0: for good.'),
  ...actingUser,
})
export type MuteChannelRequest = z.infer<typeof MuteChannelRequest>

export const UnmuteChannelRequest = resource('UnmuteChannelRequest', { ...channels, ...actingUser })
export type UnmuteChannelRequest = z.infer<typeof UnmuteChannelRequest>

const unknown = { non_existing_users: z.array(z.string()).optional() }
const shared = { method: 'POST', tag: 'mutes', side: 'both' } as const satisfies Partial<Endpoint>

export const muteEndpoints = endpoints({
  Mute: {
    ...shared,
    path: '/moderation/mute',
    v2: 'common',
    summary: 'Mute users for oneself',
    body: MuteRequest,
    reply: resource('MuteResponse', {
      mute: UserMute.optional().meta({ v2: 'omit', description: 'The only one, where one was asked for.' }),
      mutes: z.array(UserMute).optional(),
      own_user: OwnUser.optional(),
      ...unknown,
    }),
    errors: ['not_found'],
  },
  Unmute: {
    ...shared,
    path: '/moderation/unmute',
    v2: 'common',
    summary: 'Hear users again',
    body: UnmuteRequest,
    reply: resource('UnmuteResponse', unknown),
    errors: ['not_found'],
  },
  MuteChannel: {
    ...shared,
    path: '/moderation/mute/channel',
    v2: 'chat',
    summary: 'Mute channels for oneself',
    body: MuteChannelRequest,
    reply: resource('MuteChannelResponse', {
      channel_mute: ChannelMute.optional().describe('The only one, where one was asked for.'),
      channel_mutes: z.array(ChannelMute).optional(),
      own_user: OwnUser.optional(),
    }),
    errors: ['not_found', 'feature_not_supported'],
  },
  UnmuteChannel: {
    ...shared,
    path: '/moderation/unmute/channel',
    v2: 'chat',
    summary: 'Hear channels again',
    body: UnmuteChannelRequest,
    reply: resource('UnmuteChannelResponse', unknown),
    errors: ['not_found'],
  },
})
