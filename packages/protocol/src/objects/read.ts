import { z } from 'zod'
import { resource } from '../resource.ts'
import { Count, Time } from '../scalars.ts'
import { Channel } from './channel.ts'
import { ReadPosition } from './position.ts'
import { Thread } from './thread.ts'
import { User } from './user.ts'

/** How far one member has read a channel, or one participant a thread. */
export const ReadState = resource('ReadState', {
  user: User,
  last_read: Time,
  unread_messages: Count,
  last_read_message_id: z.string().optional(),
  last_delivered_at: Time.optional(),
  last_delivered_message_id: z.string().optional(),
  parley: ReadPosition.optional(),
})
export type ReadState = z.infer<typeof ReadState>

/** The `message.read` event in the answer to marking read. */
export const MarkReadEvent = resource('MarkReadEvent', {
  type: z.literal('message.read'),
  cid: z.string(),
  channel_id: z.string(),
  channel_type: z.string(),
  team: z.string().optional(),
  channel_last_message_at: Time.optional(),
  last_read_message_id: z.string().optional(),
  channel: Channel.optional(),
  thread: Thread.optional(),
  user: User.optional(),
  created_at: Time.describe('Is the new last_read.'),
  parley: ReadPosition.optional(),
})
export type MarkReadEvent = z.infer<typeof MarkReadEvent>

const UnreadChannel = resource('UnreadChannel', {
  channel_id: z.string().describe('The cid, in spite of its name.'),
  unread_count: Count,
  last_read: Time,
})

const UnreadChannelType = resource('UnreadChannelType', {
  channel_type: z.string(),
  channel_count: Count,
  unread_count: Count,
})

const UnreadThread = resource('UnreadThread', {
  parent_message_id: z.string(),
  unread_count: Count,
  last_read: Time,
  last_read_message_id: z.string(),
})

/** What a user has not read. */
export const UnreadCounts = resource('UnreadCounts', {
  total_unread_count: Count,
  total_unread_threads_count: Count,
  channels: z.array(UnreadChannel).describe('The hundred unread channels with the newest messages.'),
  channel_type: z.array(UnreadChannelType),
  threads: z.array(UnreadThread),
  total_unread_count_by_team: z.record(z.string(), Count).optional(),
})
export type UnreadCounts = z.infer<typeof UnreadCounts>
