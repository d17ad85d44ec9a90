import { z } from 'zod'
import { resource } from '../resource.ts'
import { Text, Time } from '../scalars.ts'
import { Channel } from './channel.ts'
import { User } from './user.ts'

/** A ban: of the whole app, or of one channel where there is a `channel`. */
export const Ban = resource('Ban', {
  user: User,
  banned_by: User.optional(),
  channel: Channel.optional(),
  reason: Text.optional(),
  shadow: z.boolean(),
  expires: Time.optional(),
  created_at: Time,
})
export type Ban = z.infer<typeof Ban>
