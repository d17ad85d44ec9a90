import type { MemberRequest } from '@parley-chat/protocol'
import { fail } from '../../core/errors.ts'
import { happen } from '../../core/subscribers.ts'
import { type ChannelWork, changeChannel, meetUsers, momentOf } from '../channels/channels.ts'
import { roleFits, rulesOf } from '../permissions/permissions.ts'
import { requireUsers } from '../users/users.ts'
import { detailsOf, tellMember, tellOwn, tellUpdated } from './member-news.ts'
import type { MemberDetails } from './member-row.ts'
import { customText } from './rules.ts'
import {
  deleteMembers,
  insertMembers,
  type MemberChange,
  type NewMember,
  selectMembers,
  updateMembers,
} from './store.ts'

/** What every member is until somebody says otherwise. */
export const defaultRole = 'channel_member'
const moderatorRole = 'channel_moderator'

/** How people come into a channel. */
export interface Entry {
  readonly status: 'member' | 'pending'
  /** They see nothing of before. */
  readonly hideBefore?: number | undefined
  /** The channel starts hidden for this one of them. */
  readonly hiddenFor?: string | undefined
}

/**
 * Adds people to a channel, or invites them. Who belongs to it already is left alone, but for a role or data that the
 * request names; whoever has an open or a declined invitation becomes a member by being added.
 */
export async function addMembers(work: ChannelWork, requests: readonly MemberRequest[], entry: Entry): Promise<void> {
  const { write } = work
  const wanted = new Map(requests.map((request) => [request.user_id, request]))
  const ids = [...wanted.keys()]
  if (ids.length === 0) return
  await requireUsers(write, work.row.app_pk, ids)
  for (const { channel_role } of wanted.values()) if (channel_role !== undefined) checkRole(work, channel_role)
  const known = new Map((await selectMembers(write, work.row.pk, ids)).map((row) => [row.user_id, row]))
  await meetUsers(work, ids)

  const fresh = ids.filter((id) => !known.has(id))
  await enter(
    work,
    fresh.map((id) => newMember(work, wanted.get(id)!, entry)),
    entry.status,
  )
  const returning = [...known.values()].filter((row) => returns(row, entry.status))
  for (const row of returning) await returnAs(work, row, entry.status)
  if (entry.status === 'pending') return
  for (const row of known.values()) await amend(work, row, wanted.get(row.user_id)!)
}

function newMember(work: ChannelWork, request: MemberRequest, entry: Entry): NewMember {
  const { row, write } = work
  const at = momentOf(write.now, row)
  const isHidden = entry.hiddenFor === request.user_id
  return {
    app_pk: row.app_pk,
    channel_pk: row.pk,
    user_id: request.user_id,
    channel_role: request.channel_role ?? defaultRole,
    status: entry.status,
    invited: entry.status === 'pending' ? 1 : 0,
    hidden: isHidden ? 1 : 0,
    hidden_at: isHidden ? at : null,
    hide_messages_before: entry.hideBefore ?? null,
    custom: customText(request.custom ?? {}),
    created_at: at,
    updated_at: at,
  }
}

async function enter(work: ChannelWork, members: readonly NewMember[], status: Entry['status']): Promise<void> {
  const { write } = work
  if (members.length === 0) return
  const ids = members.map((member) => member.user_id)
  await insertMembers(write, members)
  await changeChannel(work, { member_count: members.length, ...moves(members[0]!.created_at) })
  if (status === 'member') await join(work, ids, members[0]!.created_at)
  for (const row of await detailsOf(work, ids)) {
    tellMember(work, 'member.added', row, status === 'member' ? { kind: 'joined', user_id: row.user_id } : undefined)
    tellOwn(work, status === 'member' ? 'notification.added_to_channel' : 'notification.invited', row)
  }
}

/** Whether adding or inviting changes the standing of somebody who has a row already. */
const returns = (row: MemberDetails, status: Entry['status']): boolean =>
  row.status === 'rejected' || (row.status === 'pending' && status === 'member')

async function returnAs(work: ChannelWork, row: MemberDetails, status: Entry['status']): Promise<void> {
  const at = momentOf(work.write.now, work.row)
  await changeChannel(work, { member_count: row.status === 'rejected' ? 1 : 0, ...moves(at) })
  await updateMembers(work.write, work.row.pk, [row.user_id], {
    status,
    invited: 1,
    invite_accepted_at: status === 'member' ? at : null,
    invite_rejected_at: null,
    updated_at: at,
  })
  if (status === 'member') await join(work, [row.user_id], at)
  await tellUpdated(work, [row.user_id], status === 'member' ? { kind: 'joined', user_id: row.user_id } : undefined)
  const [now] = await detailsOf(work, [row.user_id])
  tellOwn(work, status === 'member' ? 'notification.added_to_channel' : 'notification.invited', now!)
}

/** The role and the data that a request names for somebody who is a member already. */
async function amend(work: ChannelWork, row: MemberDetails, request: MemberRequest): Promise<void> {
  const custom = request.custom && Object.keys(request.custom).length > 0 ? customText(request.custom) : row.custom
  const channel_role = request.channel_role ?? row.channel_role
  if (custom === row.custom && channel_role === row.channel_role) return
  await changeMembers(work, [row.user_id], { custom, channel_role })
}

/** Removes people from a channel; who is no member of it is passed over. */
export async function removeMembers(work: ChannelWork, ids: readonly string[]): Promise<void> {
  const { write } = work
  const leaving = await detailsOf(work, ids)
  if (leaving.length === 0) return
  const user_ids = leaving.map((row) => row.user_id)
  await meetUsers(work, user_ids)
  await deleteMembers(write, work.row.pk, user_ids)
  await changeChannel(work, { member_count: -leaving.filter((row) => row.status !== 'rejected').length })
  await happen(write, 'member.left', { channel: work.row, user_ids })
  for (const row of leaving) {
    const { custom: _, app_pk: __, channel_pk: ___, ...kept } = row
    tellMember(work, 'member.removed', row, { kind: 'left', user_id: row.user_id }, kept)
    tellOwn(work, 'notification.removed_from_channel', row)
  }
}

/** Makes people moderators; who is no member yet becomes one (spec/30 §5.3). */
export async function promoteMembers(work: ChannelWork, ids: readonly string[]): Promise<void> {
  await addMembers(
    work,
    ids.map((user_id) => ({ user_id, channel_role: moderatorRole })),
    { status: 'member' },
  )
}

/** Makes moderators ordinary members again; who is no member is passed over. */
export async function demoteMembers(work: ChannelWork, ids: readonly string[]): Promise<void> {
  const rows = await detailsOf(work, ids)
  const changed = rows.filter((row) => row.channel_role !== defaultRole).map((row) => row.user_id)
  await changeMembers(work, changed, { channel_role: defaultRole })
}

/** Gives members their roles: all of them, or none if one is no member (spec/30 §5.3). */
export async function assignRoles(work: ChannelWork, requests: readonly MemberRequest[]): Promise<void> {
  const rows = await detailsOf(
    work,
    requests.map((request) => request.user_id),
  )
  const known = new Map(rows.map((row) => [row.user_id, row]))
  for (const { user_id, channel_role } of requests) {
    if (!channel_role) fail('input', `assign_roles needs a channel_role for user "${user_id}"`)
    checkRole(work, channel_role)
    const row = known.get(user_id) ?? fail('input', `user "${user_id}" is not a member of channel ${work.row.cid}`)
    if (row.channel_role !== channel_role) await changeMembers(work, [user_id], { channel_role })
  }
}

/** Answers the invitation that a user was given: accepted, or declined. */
export async function answerInvite(work: ChannelWork, user_id: string, isAccepted: boolean): Promise<void> {
  const { write } = work
  const [row] = await detailsOf(work, [user_id])
  if (!row || row.invited === 0) fail('input', `user "${user_id}" has no invite to channel ${work.row.cid}`)
  if (row.status === (isAccepted ? 'member' : 'rejected')) return
  if (row.status === 'member') fail('input', `user "${user_id}" has accepted the invite to channel ${work.row.cid}`)
  const at = momentOf(write.now, work.row)
  const added = isAccepted ? Number(row.status === 'rejected') : -1
  await changeChannel(work, { member_count: added, ...moves(at) })
  await updateMembers(write, work.row.pk, [user_id], {
    status: isAccepted ? 'member' : 'rejected',
    invite_accepted_at: isAccepted ? at : null,
    invite_rejected_at: isAccepted ? null : at,
    updated_at: at,
  })
  if (isAccepted) await join(work, [user_id], at)
  await tellUpdated(work, [user_id], { kind: isAccepted ? 'joined' : 'recheck', user_id })
  const [now] = await detailsOf(work, [user_id])
  tellOwn(work, isAccepted ? 'notification.invite_accepted' : 'notification.invite_rejected', now!)
}

/** Changes members who exist, and tells of it. A role may take the right to read away. */
export async function changeMembers(work: ChannelWork, ids: readonly string[], change: MemberChange): Promise<void> {
  if (ids.length === 0) return
  await updateMembers(work.write, work.row.pk, ids, { ...change, updated_at: work.write.now })
  for (const id of ids) {
    await tellUpdated(work, [id], change.channel_role === undefined ? undefined : { kind: 'recheck', user_id: id })
  }
}

/** Messages of the same moment are sent after it: who joins then has not read them. */
const moves = (at: number) => ({ last_live_at: at })

const join = (work: ChannelWork, user_ids: readonly string[], at: number) =>
  happen(work.write, 'member.joined', { channel: work.row, user_ids, at })

/** Members hold roles of channels: built-in ones, and those that the type's grants name. */
export function checkRole({ row, config }: ChannelWork, role: string): void {
  const { scope } = rulesOf(config, row)
  if (!roleFits(role, 'channel')) fail('input', `channel_role "${role}" is a role of the app, not of channels`)
  if (!scope.grants.has(role)) fail('input', `channel_role "${role}" is not defined`)
}
