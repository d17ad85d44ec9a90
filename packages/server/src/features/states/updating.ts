import type { Channel, ChannelUpdate, Member, Message, UpdateChannelRequest } from '@parley-chat/protocol'
import { actingId, type Context, type Tx } from '../../core/context.ts'
import { failField } from '../../core/errors.ts'
import {
  beginWork,
  type ChannelChange,
  type ChannelRow,
  type ChannelWork,
  changeChannel,
  channelCustom,
  columnsOf,
  getChannel,
  momentOf,
  realChange,
  refuseDisabled,
  refuseStrangers,
  tagsOf,
  tagsText,
} from '../channels/channels.ts'
import {
  addMembers,
  answerInvite,
  assignRoles,
  demoteMembers,
  findPlace,
  promoteMembers,
  removeMembers,
} from '../members/members.ts'
import { type Announced, answerOf, tellChange } from './changes.ts'
import { refuseRestricted } from './system-messages.ts'
import { historyHidden, isAboutChannel, permitUpdate } from './update-rules.ts'

export interface UpdatedChannel {
  readonly channel: Channel
  readonly members: Member[]
  readonly message?: Message
}

/** Replaces the data of a channel, changes its members, or both, in the order of spec/30 §4.1. */
export async function updateChannelData(
  context: Context,
  cid: string,
  request: UpdateChannelRequest,
): Promise<UpdatedChannel> {
  return context.transaction(async (tx) => {
    const row = await getChannel(tx, context.app_pk, cid)
    const { access } = tx
    const place = await findPlace(tx, row.pk, access.user?.id, tx.now)
    const change = changeOf(tx, row, request)
    permitUpdate(access, row, place, request, change)
    refuseRestricted(request.message)
    const work = await beginWork(tx, context, row)

    if (isAboutChannel(request)) await changeChannel(work, { ...change, updated_at: tx.now })
    await updateMembers(work, context, tx, request)
    const told: Announced = { message: request.message, changed: Object.keys(change) }
    const isTold = isAboutChannel(request) || request.message !== undefined
    const message = isTold ? await tellChange(context, tx, work, told) : undefined
    return { ...(await answerOf(tx, work)), ...(message && { message }) }
  })
}

/** What the request changes of the channel's row; what is so already is no change. */
function changeOf({ access }: Tx, row: ChannelRow, request: UpdateChannelRequest): ChannelChange {
  const { data, cooldown, add_filter_tags = [], remove_filter_tags = [] } = request
  const columns = data && { ...columnsOf(data, row.type, access.config), ...customColumn(data) }
  const before = columns?.filter_tags === undefined ? tagsOf(row) : tagsOf({ ...row, ...columns })
  const removed = new Set(remove_filter_tags)
  const filter_tags = tagsText([...before, ...add_filter_tags].filter((tag) => !removed.has(tag)))
  return realChange(row, { ...columns, ...(cooldown !== undefined && { cooldown }), filter_tags })
}

const customColumn = ({ custom }: ChannelUpdate) => ({ custom: channelCustom(custom ?? {}) })

async function updateMembers(
  work: ChannelWork,
  context: Context,
  tx: Tx,
  request: UpdateChannelRequest,
): Promise<void> {
  const { add_members = [], invites = [], add_moderators = [], remove_members = [] } = request
  const coming = [...add_members, ...invites].map((each) => each.user_id)
  refuseStrangers(work.row, [...coming, ...add_moderators])
  const hideBefore = historyHidden(request, tx.now, momentOf(tx.now, work.row))
  await addMembers(work, add_members, { status: 'member', hideBefore })
  await addMembers(work, invites, { status: 'pending', hideBefore })
  await promoteMembers(work, add_moderators)
  await demoteMembers(work, request.demote_moderators ?? [])
  await assignRoles(work, request.assign_roles ?? [])
  await removeMembers(work, remove_members)
  if (request.accept_invite && request.reject_invite) failField('accept_invite', 'excludes reject_invite')
  if (!request.accept_invite && !request.reject_invite) return
  refuseDisabled(tx.access, work.row)
  await answerInvite(work, actingId(context), request.accept_invite === true)
}
