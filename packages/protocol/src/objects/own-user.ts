import { z } from 'zod'
import { resource } from '../resource.ts'
import { Count, Text, Time } from '../scalars.ts'
import { ChannelMute, UserMute } from './mute.ts'
import { PrivacySettings, publicUserFields } from './user.ts'

/** A device that receives push messages. */
export const Device = resource('Device', {
  id: z.string(),
  user_id: z.string(),
  push_provider: z.string().describe('apn, firebase, huawei, xiaomi'),
  push_provider_name: Text.optional(),
  disabled: z.boolean().optional(),
  disabled_reason: z.string().optional(),
  hardware_id: z.string().optional(),
  voip: z.boolean().optional(),
  created_at: Time,
})
export type Device = z.infer<typeof Device>

const ownFields = {
  ...publicUserFields,
  invisible: z.boolean().describe('Appears offline to everybody else.'),
  privacy_settings: PrivacySettings.optional(),
  devices: z.array(Device),
  mutes: z.array(UserMute),
  channel_mutes: z.array(ChannelMute),
  total_unread_count: Count,
  unread_count: Count.describe('The same number under its older name.'),
  unread_channels: Count,
  unread_threads: Count,
  latest_hidden_channels: z.array(z.string()).optional().describe('Cids hidden most recently.'),
  revoke_tokens_issued_before: Time.optional(),
}

/** A user as queries and updates answer it; of other users a client sees neutral values in the private parts. */
export const FullUser = resource('FullUser', {
  ...ownFields,
  shadow_banned: z.boolean(),
  ban_expires: Time.optional(),
})
export type FullUser = z.infer<typeof FullUser>

/** The connected user itself: `me`. */
export const OwnUser = resource('OwnUser', {
  ...ownFields,
  total_unread_count_by_team: z.record(z.string(), Count).optional(),
})
export type OwnUser = z.infer<typeof OwnUser>
