import { type Member, MemberRequest, reservedKeys, type UpdateMemberPartialRequest } from '@parley-chat/protocol'
import { actingId, type Context } from '../../core/context.ts'
import { readPatch } from '../../core/custom-patch.ts'
import { fail, failField } from '../../core/errors.ts'
import { beginWork, getChannel, refuseDisabled } from '../channels/channels.ts'
import { permit, refuseBanned } from '../permissions/permissions.ts'
import { detailsOf, markMember } from './member-news.ts'
import type { MemberDetails } from './member-row.ts'
import { toMember } from './member-shapes.ts'
import { changeMembers, checkRole, defaultRole } from './membership.ts'
import { findPlace } from './places.ts'
import { customText } from './rules.ts'
import type { MemberChange } from './store.ts'

/** What can be set of a member that is no custom data. */
const fields = new Set(['channel_role', 'pinned', 'archived'])
const reserved = new Set(['user_id', ...reservedKeys(MemberRequest).dropped].filter((name) => !fields.has(name)))

/** Changes single fields of a member: what everybody sees, and whether they have pinned or archived the channel. */
export async function updateMemberPartial(
  context: Context,
  cid: string,
  target: string | undefined,
  patch: UpdateMemberPartialRequest,
): Promise<Member> {
  return context.transaction(async (tx) => {
    const channel = await getChannel(tx, context.app_pk, cid)
    const user_id = target ?? actingId(context)
    const isClient = context.caller.kind !== 'server'
    const isOwn = !isClient || user_id === actingId(context)
    refuseDisabled(tx.access, channel)
    if (!isOwn) {
      const place = await findPlace(tx, channel.pk, actingId(context), tx.now)
      permit(tx.access, 'UpdateChannelMembers', channel, place.member)
      refuseBanned(tx.access, place.isBanned)
    }
    const work = await beginWork(tx, context, channel, [user_id])
    const [before] = await detailsOf(work, [user_id])
    // Whoever declined an invitation has no place in the channel, and nothing to say there.
    if (!before || (isClient && isOwn && before.status === 'rejected')) {
      fail('not_found', `Can't find member ${user_id} of channel ${cid}`)
    }

    const { shared, own } = readChange(before, patch, tx.now)
    if (shared.channel_role !== undefined) {
      if (isClient) fail('not_allowed', 'channel_role is a server-side only field')
      checkRole(work, shared.channel_role)
    }
    if (!isOwn && Object.keys(own).length > 0) fail('not_allowed', 'only members themselves pin or archive a channel')
    if (Object.keys(shared).length > 0) await changeMembers(work, [user_id], { ...shared, ...own })
    else if (Object.keys(own).length > 0) await markMember(work, user_id, own)
    const [after] = await detailsOf(work, [user_id])
    return toMember(after!, work.row, work.users, tx.now, context.caller.kind)
  })
}

interface ReadChange {
  /** What everybody who watches is told. */
  readonly shared: MemberChange
  /** What only the member's own devices are told. */
  readonly own: MemberChange
}

/** What a patch changes; what is so already is no change. */
function readChange(before: MemberDetails, patch: UpdateMemberPartialRequest, now: number): ReadChange {
  const { fields: set, cleared, custom } = readPatch(JSON.parse(before.custom), patch, fields, reserved)
  const shared: { -readonly [K in keyof MemberChange]: MemberChange[K] } = {}
  const own: typeof shared = {}
  const text = customText(custom)
  if (text !== before.custom) shared.custom = text
  const role = cleared.includes('channel_role') ? defaultRole : set.channel_role
  if (role !== undefined && typeof role !== 'string') failField('channel_role', 'must be a string')
  if (role !== undefined && role !== before.channel_role) shared.channel_role = role
  for (const [name, column] of [
    ['pinned', 'pinned_at'],
    ['archived', 'archived_at'],
  ] as const) {
    const value = cleared.includes(name) ? false : set[name]
    if (value === undefined) continue
    if (typeof value !== 'boolean') failField(name, 'must be a boolean')
    if (value !== (before[column] !== null)) own[column] = value ? now : null
  }
  return { shared, own }
}
