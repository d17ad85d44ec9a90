import { z } from 'zod'
import { Capability, Channel } from '../objects/channel.ts'
import { Member } from '../objects/member.ts'
import { Message } from '../objects/message.ts'
import { ChannelMute } from '../objects/mute.ts'
import { User } from '../objects/user.ts'
import { Count } from '../scalars.ts'
import { channelEvent, channelFields, event, events, threadTotals, totals } from './event.ts'

/** What the recipient may do from now on; in the tail of events that may have changed it (core §4.1). */
export const capabilities = { own_capabilities: z.array(Capability).optional() }

const systemMessage = { message_id: z.string().optional(), message: Message.optional() }

/** A channel was made. Clients learn of it through `notification.added_to_channel`. */
export const ChannelCreatedEvent = channelEvent('ChannelCreatedEvent', 'channel.created', {
  channel: Channel,
  user: User.optional(),
})
export type ChannelCreatedEvent = z.infer<typeof ChannelCreatedEvent>

/** The channel's data or settings changed, or what its members may do. */
export const ChannelUpdatedEvent = channelEvent('ChannelUpdatedEvent', 'channel.updated', {
  channel: Channel,
  user: User.optional(),
  ...systemMessage,
  ...capabilities,
})
export type ChannelUpdatedEvent = z.infer<typeof ChannelUpdatedEvent>

/** The channel was deleted. */
export const ChannelDeletedEvent = channelEvent('ChannelDeletedEvent', 'channel.deleted', {
  channel: Channel,
  user: User.optional(),
  ...totals,
  ...threadTotals,
})
export type ChannelDeletedEvent = z.infer<typeof ChannelDeletedEvent>

/** The same, for members that do not watch the channel. */
export const NotificationChannelDeletedEvent = channelEvent(
  'NotificationChannelDeletedEvent',
  'notification.channel_deleted',
  { channel: Channel, user: User.optional(), ...totals, ...threadTotals },
)
export type NotificationChannelDeletedEvent = z.infer<typeof NotificationChannelDeletedEvent>

/** The channel's history is gone up to `channel.truncated_at`. */
export const ChannelTruncatedEvent = channelEvent('ChannelTruncatedEvent', 'channel.truncated', {
  channel: Channel,
  user: User.optional(),
  ...systemMessage,
  ...totals,
  ...threadTotals,
})
export type ChannelTruncatedEvent = z.infer<typeof ChannelTruncatedEvent>

/** The same, for members that do not watch the channel. */
export const NotificationChannelTruncatedEvent = channelEvent(
  'NotificationChannelTruncatedEvent',
  'notification.channel_truncated',
  { channel: Channel, user: User.optional(), ...totals, ...threadTotals },
)
export type NotificationChannelTruncatedEvent = z.infer<typeof NotificationChannelTruncatedEvent>

/** The user has hidden the channel; nobody else is told. */
export const ChannelHiddenEvent = event('ChannelHiddenEvent', 'channel.hidden', {
  ...channelFields,
  channel: Channel,
  user: User.optional(),
  clear_history: z.boolean(),
  ...totals,
  ...threadTotals,
})
export type ChannelHiddenEvent = z.infer<typeof ChannelHiddenEvent>

/** The channel is among the user's own again. */
export const ChannelVisibleEvent = event('ChannelVisibleEvent', 'channel.visible', {
  ...channelFields,
  channel: Channel,
  user: User.optional(),
})
export type ChannelVisibleEvent = z.infer<typeof ChannelVisibleEvent>

const mutes = { mute: ChannelMute.optional(), mutes: z.array(ChannelMute).optional(), user: User.optional() }

/** A user has muted channels. */
export const ChannelMutedEvent = event('ChannelMutedEvent', 'channel.muted', mutes)
export type ChannelMutedEvent = z.infer<typeof ChannelMutedEvent>

/** A user hears channels again. */
export const ChannelUnmutedEvent = event('ChannelUnmutedEvent', 'channel.unmuted', mutes)
export type ChannelUnmutedEvent = z.infer<typeof ChannelUnmutedEvent>

const frozen = { cid: z.string(), channel_id: z.string(), channel_type: z.string() }

/** No new messages in this channel. */
export const ChannelFrozenEvent = event('ChannelFrozenEvent', 'channel.frozen', frozen)
export type ChannelFrozenEvent = z.infer<typeof ChannelFrozenEvent>

/** New messages are welcome again. */
export const ChannelUnfrozenEvent = event('ChannelUnfrozenEvent', 'channel.unfrozen', frozen)
export type ChannelUnfrozenEvent = z.infer<typeof ChannelUnfrozenEvent>

const member = { channel: Channel, member: Member, user: User.optional() }

/** A user became a member or was invited. */
export const MemberAddedEvent = channelEvent('MemberAddedEvent', 'member.added', { ...member, ...capabilities })
export type MemberAddedEvent = z.infer<typeof MemberAddedEvent>

/** A member's role, invitation, ban or own data changed. */
export const MemberUpdatedEvent = channelEvent('MemberUpdatedEvent', 'member.updated', { ...member, ...capabilities })
export type MemberUpdatedEvent = z.infer<typeof MemberUpdatedEvent>

/** A member left or was removed. */
export const MemberRemovedEvent = channelEvent('MemberRemovedEvent', 'member.removed', { ...member, ...capabilities })
export type MemberRemovedEvent = z.infer<typeof MemberRemovedEvent>

const own = { ...channelFields, ...member, ...totals, ...threadTotals }

/** You were added to the channel. */
export const NotificationAddedToChannelEvent = event(
  'NotificationAddedToChannelEvent',
  'notification.added_to_channel',
  own,
)
export type NotificationAddedToChannelEvent = z.infer<typeof NotificationAddedToChannelEvent>

/** You are no longer in the channel, or may no longer read it. */
export const NotificationRemovedFromChannelEvent = event(
  'NotificationRemovedFromChannelEvent',
  'notification.removed_from_channel',
  { ...own, member: Member.optional() },
)
export type NotificationRemovedFromChannelEvent = z.infer<typeof NotificationRemovedFromChannelEvent>

/** You were invited to the channel. */
export const NotificationInvitedEvent = event('NotificationInvitedEvent', 'notification.invited', own)
export type NotificationInvitedEvent = z.infer<typeof NotificationInvitedEvent>

/** You have accepted the invitation, perhaps on another device. */
export const NotificationInviteAcceptedEvent = event(
  'NotificationInviteAcceptedEvent',
  'notification.invite_accepted',
  own,
)
export type NotificationInviteAcceptedEvent = z.infer<typeof NotificationInviteAcceptedEvent>

/** You have declined the invitation, perhaps on another device. */
export const NotificationInviteRejectedEvent = event(
  'NotificationInviteRejectedEvent',
  'notification.invite_rejected',
  own,
)
export type NotificationInviteRejectedEvent = z.infer<typeof NotificationInviteRejectedEvent>

const watching = { ...channelFields, user: User, watcher_count: Count }

/** A user watches who did not before. */
export const UserWatchingStartEvent = event('UserWatchingStartEvent', 'user.watching.start', watching)
export type UserWatchingStartEvent = z.infer<typeof UserWatchingStartEvent>

/** The last connection with which a user watched is gone. */
export const UserWatchingStopEvent = event('UserWatchingStopEvent', 'user.watching.stop', watching)
export type UserWatchingStopEvent = z.infer<typeof UserWatchingStopEvent>

const change = { to: 'watchers', stored: 'channel', synced: true, counts: false } as const
const passing = { to: 'watchers', stored: 'no', synced: false, counts: false } as const
const hook = { to: 'hooks', stored: 'no', synced: false, counts: false } as const
const idle = { to: 'idle_members', stored: 'no', synced: false, counts: true } as const
const affected = { to: 'affected_user', stored: 'user', synced: true, counts: true } as const

export const channelEvents = events({
  'channel.created': { schema: ChannelCreatedEvent, ...change, to: 'hooks' },
  'channel.updated': { schema: ChannelUpdatedEvent, ...change },
  'channel.deleted': { schema: ChannelDeletedEvent, ...change },
  'notification.channel_deleted': { schema: NotificationChannelDeletedEvent, ...idle },
  'channel.truncated': { schema: ChannelTruncatedEvent, ...change },
  'notification.channel_truncated': { schema: NotificationChannelTruncatedEvent, ...idle },
  'channel.hidden': { schema: ChannelHiddenEvent, to: 'own_user', stored: 'user', synced: true, counts: true },
  'channel.visible': { schema: ChannelVisibleEvent, to: 'own_user', stored: 'user', synced: true, counts: false },
  'channel.muted': { schema: ChannelMutedEvent, ...hook },
  'channel.unmuted': { schema: ChannelUnmutedEvent, ...hook },
  'channel.frozen': { schema: ChannelFrozenEvent, ...hook },
  'channel.unfrozen': { schema: ChannelUnfrozenEvent, ...hook },
  'member.added': { schema: MemberAddedEvent, ...change },
  'member.updated': { schema: MemberUpdatedEvent, ...change },
  'member.removed': { schema: MemberRemovedEvent, ...change },
  'notification.added_to_channel': { schema: NotificationAddedToChannelEvent, ...affected },
  'notification.removed_from_channel': { schema: NotificationRemovedFromChannelEvent, ...affected },
  'notification.invited': { schema: NotificationInvitedEvent, ...affected, synced: false },
  'notification.invite_accepted': { schema: NotificationInviteAcceptedEvent, ...affected, synced: false },
  'notification.invite_rejected': { schema: NotificationInviteRejectedEvent, ...affected, synced: false },
  'user.watching.start': { schema: UserWatchingStartEvent, ...passing },
  'user.watching.stop': { schema: UserWatchingStopEvent, ...passing },
})
