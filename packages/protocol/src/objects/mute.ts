import type { z } from 'zod'
import { resource } from '../resource.ts'
import { Time } from '../scalars.ts'
import { Channel } from './channel.ts'
import { User } from './user.ts'

/** One user's muting of another. */
export const UserMute = resource('UserMute', {
  user: User,
  target: User,
  created_at: Time,
  updated_at: Time,
  expires: Time.optional(),
})
export type UserMute = z.infer<typeof UserMute>

/** One user's muting of a channel. */
export const ChannelMute = resource('ChannelMute', {
  user: User,
  channel: Channel,
  created_at: Time,
  updated_at: Time,
  expires: Time.optional(),
})
export type ChannelMute = z.infer<typeof ChannelMute>
