import type { AppConfig } from '../../core/app-config.ts'
import { actingId, type Context, type Tx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { happen } from '../../core/subscribers.ts'
import type { World } from '../../core/world.ts'
import type { Write } from '../../core/writer.ts'
import {
  beginWork,
  type ChannelRow,
  type ChannelWork,
  changeChannel,
  channelOf,
  eventChannelOf,
  getChannel,
  momentOf,
  refuseDisabled,
  workOn,
} from '../channels/channels.ts'
import type { MemberRow } from './member-row.ts'
import { selectHiddenMembers, selectMember, selectMembers, showToMembers, updateMembers } from './store.ts'

/** Hides a channel from the acting user's lists until its next message, and perhaps all that was said in it so far. */
export async function hideChannel(context: Context, cid: string, isCleared: boolean): Promise<void> {
  await context.transaction(async (tx) => {
    const channel = await getChannel(tx, context.app_pk, cid)
    const member = await ownMembership(tx, channel, actingId(context))
    if (member.hidden === 1 && !isCleared) return
    const { user_id } = member
    const at = momentOf(tx.now, channel)
    const work = await beginWork(tx, context, channel)
    await updateMembers(tx, channel.pk, [user_id], { hidden: 1, hidden_at: tx.now })
    if (isCleared) await clearHistory(work, [user_id], at, channel.counted)
    tellHidden(work, user_id, isCleared ? at : undefined)
  })
}

/** Tells the user that a channel has left their lists, and up to when its history is gone for them. */
export function tellHidden(work: ChannelWork, user_id: string, clearedAt?: number): void {
  work.write.tell({
    type: 'channel.hidden',
    followsState: true,
    app_pk: work.row.app_pk,
    user_id,
    channel: eventChannelOf(work),
    body: {
      channel: { ...channelOf(work), ...(clearedAt !== undefined && { hide_messages_before: clearedAt }) },
      user: work.users.get(user_id),
      clear_history: clearedAt !== undefined,
    },
    row: { clear_history: clearedAt !== undefined },
    reread: clearedAt === undefined ? 'nothing' : 'channel',
  })
}

/** Takes what was said up to `before` away from these members, and with it what is unread up to an ordinal. */
export async function clearHistory(
  work: ChannelWork,
  ids: readonly string[],
  before: number,
  floor_n: number,
): Promise<void> {
  const members = await selectMembers(work.write, work.row.pk, ids)
  // What was hidden before does not come back by an earlier moment.
  const clearing = members.filter((member) => (member.hide_messages_before ?? 0) < before)
  const user_ids = clearing.map((member) => member.user_id)
  await updateMembers(work.write, work.row.pk, user_ids, { hide_messages_before: before })
  await changeChannel(work, { last_live_at: Math.max(work.row.last_live_at, before) })
  await happen(work.write, 'history.cleared', { channel: work.row, user_ids, before, floor_n })
}

/** Puts a hidden channel back among the acting user's own. */
export async function showChannel(context: Context, cid: string): Promise<void> {
  await context.transaction(async (tx) => {
    const channel = await getChannel(tx, context.app_pk, cid)
    const member = await ownMembership(tx, channel, actingId(context))
    if (member.hidden === 0) return
    await updateMembers(tx, channel.pk, [member.user_id], { hidden: 0, hidden_at: null })
    tellVisible(await beginWork(tx, context, channel), member.user_id)
  })
}

/** Tells the user that the channel is among their own again. */
function tellVisible(work: ChannelWork, user_id: string): void {
  work.write.tell({
    type: 'channel.visible',
    followsState: true,
    app_pk: work.row.app_pk,
    user_id,
    channel: eventChannelOf(work),
    body: { channel: channelOf(work), user: work.users.get(user_id) },
    row: {},
    reread: 'nothing',
  })
}

/**
 * Shows channels that get a message to those of their members who had hidden them, but for those who muted them, and
 * tells each `channel.visible`. To be called before the message is announced (spec/70 §5.13).
 */
export async function unhideForMessage(
  write: Write,
  channels: readonly { readonly channel: ChannelRow; readonly config: AppConfig }[],
  world: World,
): Promise<void> {
  if (channels.length === 0) return
  const byPk = new Map(channels.map((each) => [each.channel.pk, each]))
  const hidden = await selectHiddenMembers(write, [...byPk.keys()], write.now)
  if (hidden.length === 0) return
  await showToMembers(write, hidden)
  for (const [pk, members] of Map.groupBy(hidden, (row) => row.channel_pk)) {
    const { channel, config } = byPk.get(pk)!
    const ids = members.map((row) => row.user_id)
    const work = await workOn(write, config, world, channel, ids)
    for (const id of ids) tellVisible(work, id)
  }
}

/** Only members, invited ones among them, have a channel in their lists that they could hide. */
async function ownMembership(tx: Tx, channel: ChannelRow, user_id: string): Promise<MemberRow> {
  refuseDisabled(tx.access, channel)
  const member = await selectMember(tx, channel.pk, user_id)
  if (member && member.status !== 'rejected') return member
  return fail('not_allowed', `User '${user_id}' is not a member of channel ${channel.cid}`)
}
