import type { AccessChange } from '../../core/events.ts'
import { type ChannelWork, channelOf, eventChannelOf, meetUsers, tellWatchers } from '../channels/channels.ts'
import type { MemberDetails } from './member-row.ts'
import { toMember } from './member-shapes.ts'
import { type MemberChange, selectMembers, selectNewestMembers, updateMembers } from './store.ts'

/** Channels that come back are those of two people. */
const toldWhenBack = 100

/** Members with their bans and mutes, in the order asked for. */
export async function detailsOf(work: ChannelWork, ids: readonly string[]): Promise<MemberDetails[]> {
  const rows = new Map((await selectMembers(work.write, work.row.pk, ids)).map((row) => [row.user_id, row]))
  return [...new Set(ids)].flatMap((id) => rows.get(id) ?? [])
}

/** Tells that members have changed, as they are now. */
export async function tellUpdated(
  work: ChannelWork,
  ids: readonly string[],
  access: AccessChange | undefined,
): Promise<void> {
  await meetUsers(work, ids)
  for (const row of await detailsOf(work, ids)) tellMember(work, 'member.updated', row, access)
}

/** Tells those who watch of a member. What `kept` says of one who is gone stays with the event's row. */
export function tellMember(
  work: ChannelWork,
  type: 'member.added' | 'member.updated' | 'member.removed',
  row: MemberDetails,
  access: AccessChange | undefined,
  kept: Record<string, unknown> = {},
): void {
  tellWatchers(work, {
    type,
    user_id: row.user_id,
    body: { member: toMember(row, work.row, work.users, work.write.now), user: work.users.get(row.user_id) },
    row: { ...kept, user_id: row.user_id, ...(access && { access: access.kind }) },
    // Whoever comes, goes or has another role may do other things than before.
    ...(access && { access, capabilities: [row.user_id] }),
  })
}

type OwnEvent =
  | 'notification.added_to_channel'
  | 'notification.removed_from_channel'
  | 'notification.invited'
  | 'notification.invite_accepted'
  | 'notification.invite_rejected'

const memberships: { readonly [Type in OwnEvent]?: 'joined' | 'left' } = {
  'notification.added_to_channel': 'joined',
  'notification.removed_from_channel': 'left',
  'notification.invite_accepted': 'joined',
}

/** Tells the user themself, on the devices that do not watch; of a removal on all, for the watch ends with it. */
export function tellOwn(work: ChannelWork, type: OwnEvent, row: MemberDetails): void {
  const { write } = work
  const membership = memberships[type]
  const member = toMember(row, work.row, work.users, write.now)
  write.tell({
    type,
    app_pk: work.row.app_pk,
    user_id: row.user_id,
    channel: eventChannelOf(work),
    body: { channel: channelOf(work), member, user: work.users.get(row.user_id) },
    row: {},
    reread: membership ? 'channel' : 'nothing',
    ...(membership && { membership }),
    ...(type !== 'notification.removed_from_channel' && { idleOnly: true as const }),
  })
}

/** Changes what a member has noted for themself, and tells their own devices, whether they watch or not. */
export async function markMember(work: ChannelWork, user_id: string, change: MemberChange): Promise<void> {
  await updateMembers(work.write, work.row.pk, [user_id], { ...change, updated_at: work.write.now })
  const [row] = await detailsOf(work, [user_id])
  const body = { member: toMember(row!, work.row, work.users, work.write.now), user: work.users.get(user_id) }
  tellWatchers(work, {
    type: 'member.updated',
    user_id,
    body,
    row: { user_id, own: true },
    audience: { only: [user_id] },
    idle: { type: 'member.updated', body: { channel: channelOf(work), ...body }, only: [user_id] },
  })
}

/** A deleted channel is there again: its members are told as if they had been added. */
export async function welcomeBack(work: ChannelWork): Promise<void> {
  const rows = await selectNewestMembers(work.write, [{ channel_pk: work.row.pk, limit: toldWhenBack }])
  const members = rows.filter((row) => row.status === 'member')
  await meetUsers(
    work,
    members.map((row) => row.user_id),
  )
  for (const row of members) tellOwn(work, 'notification.added_to_channel', row)
}
