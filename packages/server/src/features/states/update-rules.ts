import type { UpdateChannelRequest } from '@parley-chat/protocol'
import type { Access } from '../../core/context.ts'
import { failField } from '../../core/errors.ts'
import type { ChannelChange, ChannelRow } from '../channels/channels.ts'
import type { Place } from '../members/members.ts'
import { type Action, allows, permit, refuseBanned } from '../permissions/permissions.ts'

/** What a client must be allowed to for a change of these columns: two of them have permissions of their own. */
export function actionsFor(change: ChannelChange): ReadonlySet<Action> {
  const columns = Object.keys(change)
  if (columns.length === 0) return new Set(['UpdateChannel'])
  return new Set(columns.map((column) => separate[column] ?? 'UpdateChannel'))
}

const separate: Readonly<Record<string, Action>> = {
  frozen: 'UpdateChannelFrozen',
  cooldown: 'UpdateChannelCooldown',
}

/** Whether the request is about the channel itself, and not only about its members. */
export const isAboutChannel = (request: UpdateChannelRequest): boolean =>
  request.data !== undefined ||
  request.cooldown !== undefined ||
  request.add_filter_tags !== undefined ||
  request.remove_filter_tags !== undefined

const isAboutMembers = (request: UpdateChannelRequest): boolean =>
  [request.add_members, request.remove_members, request.invites].some((members) => members && members.length > 0) ||
  request.accept_invite === true ||
  request.reject_invite === true ||
  [request.add_moderators, request.demote_moderators, request.assign_roles].some((list) => list && list.length > 0)

/** Refuses a client that may not make one of the changes it asks for; nothing has been changed by then. */
export function permitUpdate(
  access: Access,
  row: ChannelRow,
  { member, isBanned }: Place,
  request: UpdateChannelRequest,
  change: ChannelChange,
): void {
  const need = (action: Action) => {
    permit(access, action, row, member)
    refuseBanned(access, isBanned)
  }
  if (isAboutChannel(request)) for (const action of actionsFor(change)) need(action)
  else if (!isAboutMembers(request)) need('UpdateChannel')

  const own = access.caller.kind === 'server' ? undefined : access.caller.user_id
  const aboutMembers = (ids: readonly string[], ownAction: Action) => {
    if (ids.length === 0) return
    const isOwn = ids.every((id) => id === own)
    if (!(isOwn && allows(access, ownAction, row, member)) && !allows(access, 'UpdateChannelMembers', row, member)) {
      need(isOwn ? ownAction : 'UpdateChannelMembers')
    }
    // The banned may leave.
    if (!isOwn || ownAction !== 'RemoveOwnChannelMembership') refuseBanned(access, isBanned)
  }
  aboutMembers(request.add_members?.map((each) => each.user_id) ?? [], 'AddOwnChannelMembership')
  aboutMembers(request.remove_members ?? [], 'RemoveOwnChannelMembership')
  if (request.invites && request.invites.length > 0) need('UpdateChannelMembers')
}

/** From when on new members see the messages; undefined: all of them. */
export function historyHidden(
  { hide_history, hide_history_before }: UpdateChannelRequest,
  now: number,
  moment: number,
): number | undefined {
  if (hide_history_before === undefined) return hide_history ? moment : undefined
  if (hide_history_before > now) failField('hide_history_before', 'must be in the past')
  return hide_history_before
}
