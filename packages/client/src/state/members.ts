import type {
  Member,
  MemberAddedEvent,
  MemberRemovedEvent,
  MemberUpdatedEvent,
  NotificationInvitedEvent,
  Time,
  UserBannedEvent,
  UserUnbannedEvent,
} from '../wire.ts'
import { withData } from './channel-data.ts'
import { leave } from './channels.ts'
import { at, put, without } from './maps.ts'
import type { ChannelModel, ChannelRule, Viewer } from './model.ts'
import { rowOfJoining, withRead } from './reads.ts'
import { isNews } from './unread.ts'

/** Somebody became a member, maybe the viewer. Nothing of before is unread for them. */
export const memberAdded: ChannelRule<Pick<MemberAddedEvent, 'member' | 'channel'>> = (model, event, viewer) => {
  const { member, channel } = event
  return joined(
    withMember(withData(model, { member_count: channel.member_count }), member, viewer),
    member,
    member.created_at,
    viewer,
  )
}

/** A member's role, ban or invite changed. Whoever accepts an invite begins to read then. */
export const memberUpdated: ChannelRule<Pick<MemberUpdatedEvent, 'member' | 'channel'>> = (model, event, viewer) => {
  const { member, channel } = event
  const before = at(model.members, member.user_id) ?? (member.user_id === viewer.id ? model.membership : undefined)
  const next = withMember(withData(model, { member_count: channel.member_count }), member, viewer)
  if (!member.invite_accepted_at || before?.invite_accepted_at === member.invite_accepted_at) return next
  // A resume may have told the own row of after that already.
  if (member.user_id === viewer.id && !isNews(model, event)) return next
  return joined({ ...next, read: without(next.read, member.user_id) }, member, member.invite_accepted_at, viewer)
}

/** Somebody left or was removed. The viewer keeps what is loaded, but counts no more. */
export const memberRemoved: ChannelRule<MemberRemovedEvent> = (model, event, viewer) =>
  leave(withData(model, { member_count: event.channel.member_count }), event.member.user_id, viewer, event)

/** The viewer was added or invited, or answered an invite: told to clients that do not watch. */
export const ownMembership: ChannelRule<Pick<NotificationInvitedEvent, 'member' | 'channel'>> = (
  model,
  event,
  viewer,
) => {
  if (event.member.user_id !== viewer.id) return model
  return model.membership ? memberUpdated(model, event, viewer) : memberAdded(model, event, viewer)
}

/** The viewer was removed or lost access. */
export const ownRemoval: ChannelRule = (model, event, viewer) => leave(model, viewer.id, viewer, event)

/** A ban in this channel. */
export const memberBanned: ChannelRule<UserBannedEvent> = (model, event, viewer) => {
  const ban_expires = event.expiration
  const flags = event.shadow ? { shadow_banned: true } : { banned: true, ...(ban_expires && { ban_expires }) }
  return change(model, event.user.id, viewer, (member) => ({ ...member, ...flags }))
}

/** The end of a ban in this channel. */
export const memberUnbanned: ChannelRule<UserUnbannedEvent> = (model, event, viewer) =>
  change(model, event.user.id, viewer, ({ ban_expires: _, ...member }) => {
    return { ...member, ...(event.shadow ? { shadow_banned: false } : { banned: false }) } as Member
  })

function change(model: ChannelModel, userId: string, viewer: Viewer, ban: (member: Member) => Member): ChannelModel {
  const member = at(model.members, userId)
  const members = member ? put(model.members, userId, ban(member)) : model.members
  const isOwn = userId === viewer.id && model.membership !== undefined
  return { ...model, members, membership: isOwn && model.membership ? ban(model.membership) : model.membership }
}

function withMember(model: ChannelModel, member: Member, viewer: Viewer): ChannelModel {
  const members = put(model.members, member.user_id, member)
  return member.user_id === viewer.id ? { ...model, members, membership: member } : { ...model, members }
}

function joined(model: ChannelModel, member: Member, moment: Time, viewer: Viewer): ChannelModel {
  // An invitation begins nothing until it is accepted.
  if (member.status !== 'member') return model
  if (at(model.read, member.user_id) || model.channel.config?.read_events === false || !member.user) return model
  return withRead(model, viewer, rowOfJoining(member.user, moment))
}
