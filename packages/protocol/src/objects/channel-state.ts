import { z } from 'zod'
import { resource } from '../resource.ts'
import { Count, Time } from '../scalars.ts'
import { Channel } from './channel.ts'
import { Member } from './member.ts'
import { Message } from './message.ts'
import { ChannelPosition } from './position.ts'
import { ReadState } from './read.ts'
import { Thread } from './thread.ts'
import { User } from './user.ts'

/** A thread with its newest replies. */
export const ThreadState = resource('ThreadState', {
  ...Thread.shape,
  latest_replies: z.array(Message),
  read: z.array(ReadState).optional(),
})
export type ThreadState = z.infer<typeof ThreadState>

/** Everything a client shows of a channel, as one viewer sees it. */
export const ChannelState = resource('ChannelState', {
  channel: Channel,
  messages: z.array(Message).describe('Oldest first.'),
  pinned_messages: z.array(Message).describe('The ten pinned most recently.'),
  members: z.array(Member),
  membership: Member.optional().describe('The viewer’s own; absent if not a member.'),
  read: z.array(ReadState).optional().describe('At most a hundred; the viewer’s own always.'),
  watchers: z.array(User).optional(),
  watcher_count: Count.optional(),
  threads: z.array(ThreadState),
  hidden: z.boolean().optional(),
  hide_messages_before: Time.optional(),
  parley: ChannelPosition,
})
export type ChannelState = z.infer<typeof ChannelState>
