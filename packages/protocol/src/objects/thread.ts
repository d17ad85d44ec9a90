import { z } from 'zod'
import { resource } from '../resource.ts'
import { Count, JsonObject, Text, Time } from '../scalars.ts'
import { Channel } from './channel.ts'
import { Message } from './message.ts'
import { User } from './user.ts'

/** Someone who takes part in a thread. */
export const ThreadParticipant = resource('ThreadParticipant', {
  channel_cid: z.string(),
  thread_id: z.string().optional(),
  user_id: z.string().optional(),
  user: User.optional(),
  created_at: Time,
  last_read_at: Time,
  last_thread_message_at: Time.optional(),
  left_thread_at: Time.optional(),
  custom: JsonObject,
})
export type ThreadParticipant = z.infer<typeof ThreadParticipant>

/** A message and its replies. Its `custom` is an object in both generations (spec/00 §5). */
export const Thread = resource('Thread', {
  channel_cid: z.string(),
  channel: Channel.optional(),
  parent_message_id: z.string(),
  parent_message: Message.optional(),
  created_by_user_id: z.string().describe('The author of the first reply.'),
  created_by: User.optional(),
  title: Text,
  reply_count: Count,
  participant_count: Count,
  active_participant_count: Count,
  thread_participants: z.array(ThreadParticipant).optional(),
  last_message_at: Time.optional(),
  created_at: Time,
  updated_at: Time,
  deleted_at: Time.optional(),
  custom: JsonObject,
})
export type Thread = z.infer<typeof Thread>
