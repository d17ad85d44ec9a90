import { z } from 'zod'
import { Channel } from '../objects/channel.ts'
import { OwnUser } from '../objects/own-user.ts'
import { Thread } from '../objects/thread.ts'
import { User, UserWithPrivacy } from '../objects/user.ts'
import { Count, Text, Time } from '../scalars.ts'
import { capabilities } from './channel-events.ts'
import { channelFields, event, events, maybeChannelFields, position, threadTotals, totals } from './event.ts'

/** You have read something: with a `cid` a channel or thread; without one and with no unread channels everything. */
export const NotificationMarkReadEvent = event('NotificationMarkReadEvent', 'notification.mark_read', {
  ...maybeChannelFields,
  user: User.optional(),
  channel: Channel.optional(),
  last_read_message_id: z.string().optional(),
  thread_id: z.string().optional(),
  thread: Thread.optional(),
  ...totals,
  ...threadTotals,
})
export type NotificationMarkReadEvent = z.infer<typeof NotificationMarkReadEvent>

/** You have marked a message, and all after it, or a thread as unread. */
export const NotificationMarkUnreadEvent = event('NotificationMarkUnreadEvent', 'notification.mark_unread', {
  ...channelFields,
  user: User.optional(),
  channel: Channel.optional(),
  first_unread_message_id: z.string().optional(),
  last_read_at: Time.optional(),
  last_read_message_id: z.string().optional(),
  thread_id: z.string().optional(),
  ...totals,
  ...threadTotals,
})
export type NotificationMarkUnreadEvent = z.infer<typeof NotificationMarkUnreadEvent>

/** The list of users that you mute has changed. */
export const NotificationMutesUpdatedEvent = event('NotificationMutesUpdatedEvent', 'notification.mutes_updated', {
  me: OwnUser,
})
export type NotificationMutesUpdatedEvent = z.infer<typeof NotificationMutesUpdatedEvent>

/** The list of channels that you mute has changed. */
export const NotificationChannelMutesUpdatedEvent = event(
  'NotificationChannelMutesUpdatedEvent',
  'notification.channel_mutes_updated',
  { me: OwnUser },
)
export type NotificationChannelMutesUpdatedEvent = z.infer<typeof NotificationChannelMutesUpdatedEvent>

const ban = {
  ...maybeChannelFields,
  user: User,
  created_by: User.optional(),
  shadow: z.boolean().optional(),
  ...capabilities,
}

/** A user was banned: from the channel, or without a `cid` from the app. */
export const UserBannedEvent = event('UserBannedEvent', 'user.banned', {
  ...ban,
  reason: Text.optional(),
  expiration: Time.optional(),
  total_bans: Count.optional(),
})
export type UserBannedEvent = z.infer<typeof UserBannedEvent>

/** A ban was lifted. */
export const UserUnbannedEvent = event('UserUnbannedEvent', 'user.unbanned', ban)
export type UserUnbannedEvent = z.infer<typeof UserUnbannedEvent>

/** All messages of a user were deleted, in the channel or without a `cid` everywhere. */
export const UserMessagesDeletedEvent = event('UserMessagesDeletedEvent', 'user.messages.deleted', {
  ...maybeChannelFields,
  user: User,
  soft_delete: z.boolean().optional(),
  hard_delete: z.boolean().optional(),
  ...totals,
  ...threadTotals,
  ...position,
})
export type UserMessagesDeletedEvent = z.infer<typeof UserMessagesDeletedEvent>

/** A user came online or went. */
export const UserPresenceChangedEvent = event('UserPresenceChangedEvent', 'user.presence.changed', { user: User })
export type UserPresenceChangedEvent = z.infer<typeof UserPresenceChangedEvent>

/** The data of a user changed. */
export const UserUpdatedEvent = event('UserUpdatedEvent', 'user.updated', { user: UserWithPrivacy })
export type UserUpdatedEvent = z.infer<typeof UserUpdatedEvent>

const Mode = z.enum(['', 'soft', 'pruning', 'hard'])

/** A user was deleted. */
export const UserDeletedEvent = event('UserDeletedEvent', 'user.deleted', {
  user: User,
  delete_user: Mode,
  delete_messages: Mode,
  delete_conversation: Mode,
  delete_conversation_channels: z.boolean(),
  hard_delete: z.boolean(),
  mark_messages_deleted: z.boolean(),
})
export type UserDeletedEvent = z.infer<typeof UserDeletedEvent>

const activity = { user: User, created_by: User.optional() }

/** A user may no longer connect. */
export const UserDeactivatedEvent = event('UserDeactivatedEvent', 'user.deactivated', activity)
export type UserDeactivatedEvent = z.infer<typeof UserDeactivatedEvent>

/** A user may connect again. */
export const UserReactivatedEvent = event('UserReactivatedEvent', 'user.reactivated', activity)
export type UserReactivatedEvent = z.infer<typeof UserReactivatedEvent>

const muting = { user: User, target_user: User.optional(), target_users: z.array(User).optional() }

/** A user has muted others. */
export const UserMutedEvent = event('UserMutedEvent', 'user.muted', muting)
export type UserMutedEvent = z.infer<typeof UserMutedEvent>

/** A user hears others again. */
export const UserUnmutedEvent = event('UserUnmutedEvent', 'user.unmuted', muting)
export type UserUnmutedEvent = z.infer<typeof UserUnmutedEvent>

const own = { to: 'own_user', stored: 'user', synced: false, counts: false } as const
const presence = { to: 'presence', stored: 'no', synced: false, counts: false } as const
const hook = { to: 'hooks', stored: 'user', synced: false, counts: false } as const

export const userEvents = events({
  'notification.mark_read': { schema: NotificationMarkReadEvent, ...own, counts: true },
  'notification.mark_unread': { schema: NotificationMarkUnreadEvent, ...own, counts: true },
  'notification.mutes_updated': { schema: NotificationMutesUpdatedEvent, ...own },
  'notification.channel_mutes_updated': { schema: NotificationChannelMutesUpdatedEvent, ...own },
  'user.banned': { schema: UserBannedEvent, ...own },
  'user.unbanned': { schema: UserUnbannedEvent, ...own },
  'user.messages.deleted': {
    schema: UserMessagesDeletedEvent,
    to: 'watchers',
    stored: 'channel',
    synced: true,
    counts: false,
  },
  'user.presence.changed': { schema: UserPresenceChangedEvent, ...presence },
  'user.updated': { schema: UserUpdatedEvent, ...presence },
  'user.deleted': { schema: UserDeletedEvent, ...presence, stored: 'user' },
  'user.deactivated': { schema: UserDeactivatedEvent, ...hook },
  'user.reactivated': { schema: UserReactivatedEvent, ...hook },
  'user.muted': { schema: UserMutedEvent, ...hook, stored: 'no' },
  'user.unmuted': { schema: UserUnmutedEvent, ...hook, stored: 'no' },
})
