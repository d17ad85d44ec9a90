import { z } from 'zod'
import { Channel } from '../objects/channel.ts'
import { Message } from '../objects/message.ts'
import { ReadPosition } from '../objects/position.ts'
import { Reaction } from '../objects/reaction.ts'
import { Thread } from '../objects/thread.ts'
import { User } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { Count, Text, Time } from '../scalars.ts'
import { channelEvent, channelFields, event, events, threadTotals, totals } from './event.ts'

const reply = {
  parent_author: z.string().optional().describe('Id of the author of the parent message.'),
  thread_participants: z.array(User).optional(),
}

/** A message or reply became visible. */
export const MessageNewEvent = channelEvent('MessageNewEvent', 'message.new', {
  message_id: z.string(),
  message: Message,
  user: User.optional(),
  channel: Channel.optional(),
  watcher_count: Count,
  ...reply,
  ...totals,
  ...threadTotals,
})
export type MessageNewEvent = z.infer<typeof MessageNewEvent>

/** The same, for members that do not watch the channel. */
export const NotificationMessageNewEvent = channelEvent('NotificationMessageNewEvent', 'notification.message_new', {
  message_id: z.string().optional(),
  message: Message,
  channel: Channel,
  user: User.optional(),
  ...totals,
  ...threadTotals,
})
export type NotificationMessageNewEvent = z.infer<typeof NotificationMessageNewEvent>

/** A reply in a thread that the recipient takes part in. */
export const NotificationThreadMessageNewEvent = channelEvent(
  'NotificationThreadMessageNewEvent',
  'notification.thread_message_new',
  {
    message_id: z.string(),
    thread_id: z.string(),
    message: Message,
    channel: Channel,
    user: User.optional(),
    watcher_count: Count,
    ...reply,
    ...threadTotals,
  },
)
export type NotificationThreadMessageNewEvent = z.infer<typeof NotificationThreadMessageNewEvent>

/** Which parts of a message an edit changed. */
export const MessageChangeSet = resource('MessageChangeSet', {
  attachments: z.boolean(),
  custom: z.boolean(),
  html: z.boolean(),
  mentioned_user_ids: z.boolean(),
  mml: z.boolean(),
  pin: z.boolean(),
  quoted_message_id: z.boolean(),
  silent: z.boolean(),
  text: z.boolean(),
})

/** What an edit did to a message. */
export const MessageUpdate = resource('MessageUpdate', {
  old_text: Text.optional(),
  change_set: MessageChangeSet.optional(),
})
export type MessageUpdate = z.infer<typeof MessageUpdate>

/** A message changed: edited, pinned, or a reply changed its numbers. */
export const MessageUpdatedEvent = channelEvent('MessageUpdatedEvent', 'message.updated', {
  message_id: z.string(),
  message: Message,
  user: User.optional(),
  message_update: MessageUpdate.optional(),
})
export type MessageUpdatedEvent = z.infer<typeof MessageUpdatedEvent>

/** A message was deleted, softly or for good. */
export const MessageDeletedEvent = channelEvent('MessageDeletedEvent', 'message.deleted', {
  message_id: z.string(),
  message: Message,
  user: User.optional(),
  hard_delete: z.boolean(),
  deleted_for_me: z.boolean().optional(),
  ...totals,
  ...threadTotals,
})
export type MessageDeletedEvent = z.infer<typeof MessageDeletedEvent>

/** A softly deleted message is back. */
export const MessageUndeletedEvent = channelEvent('MessageUndeletedEvent', 'message.undeleted', {
  message_id: z.string(),
  message: Message,
  user: User.optional(),
})
export type MessageUndeletedEvent = z.infer<typeof MessageUndeletedEvent>

/** Someone has read the channel or a thread; `created_at` is their new `last_read`. */
export const MessageReadEvent = event('MessageReadEvent', 'message.read', {
  ...channelFields,
  user: User.optional(),
  last_read_message_id: z.string().optional(),
  channel: Channel.optional(),
  thread: Thread.optional(),
  parley: ReadPosition.optional(),
})
export type MessageReadEvent = z.infer<typeof MessageReadEvent>

/** Messages have arrived on someone's device. */
export const MessageDeliveredEvent = event('MessageDeliveredEvent', 'message.delivered', {
  ...channelFields,
  user: User,
  last_delivered_at: Time,
  last_delivered_message_id: z.string(),
})
export type MessageDeliveredEvent = z.infer<typeof MessageDeliveredEvent>

const reaction = {
  message_id: z.string(),
  message: Message,
  reaction: Reaction,
  channel: Channel,
  user: User,
  thread_participants: z.array(User).optional(),
}

/** A reaction was added. */
export const ReactionNewEvent = channelEvent('ReactionNewEvent', 'reaction.new', reaction)
export type ReactionNewEvent = z.infer<typeof ReactionNewEvent>

/** A reaction took the place of another one, or has a new score. */
export const ReactionUpdatedEvent = channelEvent('ReactionUpdatedEvent', 'reaction.updated', reaction)
export type ReactionUpdatedEvent = z.infer<typeof ReactionUpdatedEvent>

/** A reaction was taken back. */
export const ReactionDeletedEvent = channelEvent('ReactionDeletedEvent', 'reaction.deleted', reaction)
export type ReactionDeletedEvent = z.infer<typeof ReactionDeletedEvent>

const change = { to: 'watchers', stored: 'channel', synced: true, counts: false } as const
const passing = { to: 'watchers', stored: 'no', synced: false, counts: false } as const
const notice = { stored: 'no', synced: false, counts: true } as const

export const messageEvents = events({
  'message.new': { schema: MessageNewEvent, ...change, counts: true },
  'notification.message_new': { schema: NotificationMessageNewEvent, ...notice, to: 'idle_members' },
  'notification.thread_message_new': {
    schema: NotificationThreadMessageNewEvent,
    ...notice,
    to: 'thread_participants',
  },
  'message.updated': { schema: MessageUpdatedEvent, ...change },
  'message.deleted': { schema: MessageDeletedEvent, ...change },
  'message.undeleted': { schema: MessageUndeletedEvent, ...change, synced: false },
  'message.read': { schema: MessageReadEvent, ...passing },
  'message.delivered': { schema: MessageDeliveredEvent, ...passing },
  'reaction.new': { schema: ReactionNewEvent, ...change },
  'reaction.updated': { schema: ReactionUpdatedEvent, ...change },
  'reaction.deleted': { schema: ReactionDeletedEvent, ...change },
})
