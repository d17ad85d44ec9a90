import { leave } from './channels.ts'
import { at, put, without } from './maps.ts'
import type { ChannelModel, ChannelRule, Viewer } from './model.ts'
import { memberId, patchChannel } from './model.ts'
import { rowOfJoining, withRead } from './reads.ts'
import type { Event, Member, Time } from './shapes.ts'

/** Somebody became a member, maybe the viewer. Nothing of before is unread for them. */
export const memberAdded: ChannelRule = (model, event, viewer) => {
  if (!event.member) return model
  const next = withMember(counted(model, event), event.member, viewer)
  return joined(next, event.member, event.member.created_at ?? event.created_at, viewer)
}

/** A member's role, ban or invite changed. Accepting an invite is when reading begins. */
export const memberUpdated: ChannelRule = (model, event, viewer) => {
  const member = event.member
  if (!member) return model
  const before = at(model.members, memberId(member)) ?? (memberId(member) === viewer.id ? model.membership : undefined)
  const next = withMember(counted(model, event), member, viewer)
  const accepted = member.invite_accepted_at
  if (accepted == null || before?.invite_accepted_at != null) return next
  return joined({ ...next, read: without(next.read, memberId(member)) }, member, accepted, viewer)
}

/** Somebody left or was removed. The viewer keeps what is loaded, but counts no more. */
export const memberRemoved: ChannelRule = (model, event, viewer) => {
  const userId = event.member ? memberId(event.member) : event.user?.id
  if (userId === undefined) return model
  const next = counted(model, event)
  return leave(
    { ...next, members: without(next.members, userId), typing: without(next.typing, userId) },
    userId,
    viewer.id,
  )
}

/** The viewer was added, invited, or answered an invite: told to clients that do not watch. */
export const ownMembership: ChannelRule = (model, event, viewer) => {
  const member = event.member
  if (!member || memberId(member) !== viewer.id) return model
  return member.invite_accepted_at != null ? memberUpdated(model, event, viewer) : memberAdded(model, event, viewer)
}

/** The viewer was removed or lost access. */
export const ownRemoval: ChannelRule = (model, _, viewer) =>
  leave({ ...model, members: without(model.members, viewer.id) }, viewer.id, viewer.id)

/** A ban or its end in this channel. */
export const banned =
  (isBan: boolean): ChannelRule =>
  (model, event, viewer) => {
    const userId = event.user?.id
    if (userId === undefined) return model
    const flags = event.shadow
      ? { shadow_banned: isBan }
      : { banned: isBan, ban_expires: (isBan && event.expiration) || undefined }
    const member = at(model.members, userId)
    const members = member ? put(model.members, userId, { ...member, ...flags }) : model.members
    const own = userId === viewer.id && model.membership
    return { ...model, members, membership: own ? { ...own, ...flags } : model.membership }
  }

function withMember(model: ChannelModel, member: Member, viewer: Viewer): ChannelModel {
  const userId = memberId(member)
  const members = put(model.members, userId, member)
  return userId === viewer.id ? { ...model, members, membership: member } : { ...model, members }
}

function joined(model: ChannelModel, member: Member, moment: Time, viewer: Viewer): ChannelModel {
  const userId = memberId(member)
  if (at(model.read, userId) || model.channel.config?.read_events === false) return model
  return withRead(model, viewer, rowOfJoining(member.user ?? { id: userId }, moment))
}

// The number of members comes beside the event or inside its channel.
function counted(model: ChannelModel, event: Event): ChannelModel {
  const member_count = event.channel_member_count ?? event.channel?.member_count
  if (member_count === undefined || member_count === model.channel.member_count) return model
  return patchChannel(model, { ...model.channel, member_count })
}
