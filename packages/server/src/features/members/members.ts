import type { Membership } from '../../core/realtime/sources.ts'
import type { Queries } from '../../ports/database.ts'
import type { ChannelRow } from '../channels/channels.ts'
import './erasing.ts'
import type { MemberDetails, MemberRow } from './member-row.ts'
import {
  type MemberPage,
  selectMember,
  selectMembers,
  selectMemberships,
  selectNewestMembers,
  selectOwnMemberships,
} from './store.ts'

export {
  muteChannels,
  toChannelMutes,
  unmuteChannels,
} from './channel-mutes.ts'
export { clearHistory, hideChannel, showChannel, tellHidden, unhideForMessage } from './hiding.ts'
export { memberHydrators } from './hydrating.ts'
export { inviteField } from './member-filters.ts'
export { welcomeBack } from './member-news.ts'
export type { MemberDetails, MemberRow } from './member-row.ts'
export { isBannedHere, toMember } from './member-shapes.ts'
export {
  addMembers,
  answerInvite,
  assignRoles,
  changeMembers,
  demoteMembers,
  promoteMembers,
  removeMembers,
} from './membership.ts'
export { updateMemberPartial } from './patching.ts'
export { findPlace, findPlaces, type Place, seenChannel } from './places.ts'
export { queryMembers } from './query-members.ts'
export type { MemberPage } from './store.ts'

declare module '../../core/subscribers.ts' {
  interface Happenings {
    /** They begin to be counted for, and have read all there is. `at` is when, among the channel's messages. */
    'member.joined': { channel: ChannelRow; user_ids: readonly string[]; at: number }
    /** Nothing is counted for them any more. */
    'member.left': { channel: ChannelRow; user_ids: readonly string[] }
    /** They see nothing any more of what was sent up to `before`, nor is a message up to the ordinal `floor_n` unread. */
    'history.cleared': { channel: ChannelRow; user_ids: readonly string[]; before: number; floor_n: number }
    /** `expires` is null where the mute has no end. */
    'channel.muted': { channel: ChannelRow; user_id: string; expires: number | null }
    'channel.unmuted': { channel: ChannelRow; user_id: string }
  }
}

/** A user's membership in a channel, whatever its status. */
export const findMember = (q: Queries, channel_pk: number, user_id: string): Promise<MemberRow | undefined> =>
  selectMember(q, channel_pk, user_id)

/** These of a channel's members, by user. */
export async function findMembers(
  q: Queries,
  channel_pk: number,
  user_ids: readonly string[],
): Promise<Map<string, MemberDetails>> {
  const rows = await selectMembers(q, channel_pk, user_ids)
  return new Map(rows.map((row) => [row.user_id, row]))
}

/** A user's memberships in these channels, by channel. */
export async function findOwnMemberships(
  q: Queries,
  channel_pks: readonly number[],
  user_id: string,
): Promise<Map<number, MemberDetails>> {
  const rows = await selectOwnMemberships(q, channel_pks, user_id)
  return new Map(rows.map((row) => [row.channel_pk, row]))
}

/** The newest members of channels, in the order in which they joined: one page of each, by channel. */
export async function listMembers(q: Queries, pages: readonly MemberPage[]): Promise<Map<number, MemberDetails[]>> {
  const rows = await selectNewestMembers(q, pages)
  const byChannel = Map.groupBy(rows.reverse(), (row) => row.channel_pk)
  return new Map(pages.map(({ channel_pk }) => [channel_pk, byChannel.get(channel_pk) ?? []]))
}

/** The channels whose events concern a user as a member. */
export const membershipsOf = (q: Queries, app_pk: number, user_id: string): Promise<Membership[]> =>
  selectMemberships(q, app_pk, user_id)
