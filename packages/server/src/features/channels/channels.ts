import type { AppConfig, ChannelTypeConfig } from '../../core/app-config.ts'
import type { Access } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Queries } from '../../ports/database.ts'
import { type Ruled, rulesOf } from '../permissions/permissions.ts'
import type { ChannelRow } from './channel-row.ts'
import './owners.ts'
import {
  type ChannelChange,
  deleteChannelRow,
  insertChannel,
  lockByPks,
  type NewChannel,
  saveSendNumbers,
  selectByCids,
  selectByPks,
  selectDeleted,
  selectErased,
  updateChannel,
} from './store.ts'

export { channelCustom, columnsOf, realChange, tagsOf, tagsText } from './channel-data.ts'
export type { ChannelRow } from './channel-row.ts'
export { type ChannelViewer, eventChannel, toChannel, usersOfChannel } from './channel-shapes.ts'
export {
  actorOf,
  beginWork,
  type ChannelWork,
  changeChannel,
  channelOf,
  eventChannelOf,
  meetUsers,
  tellWatchers,
  workOn,
} from './channel-work.ts'
export { distinctId, isDistinctId, refuseStrangers, sortedMembers } from './distinct.ts'
export { type Retelling, retell } from './hydrating.ts'
export type { ChannelChange } from './store.ts'

/** The living channel with this cid, if there is one. */
export async function findChannel(q: Queries, app_pk: number, cid: string): Promise<ChannelRow | undefined> {
  const [row] = await selectByCids(q, app_pk, [cid])
  return row
}

/** The living channel with this cid; refuses the request if there is none. */
export async function getChannel(q: Queries, app_pk: number, cid: string): Promise<ChannelRow> {
  return (await findChannel(q, app_pk, cid)) ?? fail('not_found', `Can't find channel with id ${cid}`)
}

/** The living channels with these cids, by cid. */
export async function findChannels(
  q: Queries,
  app_pk: number,
  cids: readonly string[],
): Promise<Map<string, ChannelRow>> {
  const rows = await selectByCids(q, app_pk, cids)
  return new Map(rows.map((row) => [row.cid, row]))
}

/** The living channels with these keys, by key. The keys come from rows that were found through their app. */
export async function findChannelsByPk(q: Queries, pks: readonly number[]): Promise<Map<number, ChannelRow>> {
  const rows = await selectByPks(q, pks)
  return new Map(rows.map((row) => [row.pk, row]))
}

/**
 * Whoever changes what hangs on channels without changing them locks them first, the deleted ones too, and reads only then
 * what there is to change: everything else that is done to a channel is done under the lock of its row (core §1.4).
 */
export const lockChannels = (q: Queries, pks: readonly number[]): Promise<void> => lockByPks(q, pks)

/** The settings in force on a channel: its type's, with the channel's own overrides. */
export const channelConfig = (config: AppConfig, channel: Ruled): ChannelTypeConfig => rulesOf(config, channel).config

/** The time of a message sent now: after every other one of its channel (core §2.1). */
export const liveTime = (now: number, channel: ChannelRow): number => Math.max(now, channel.last_live_at + 1)

/** *Now*, where it is compared with the times of messages (core §2.1). */
export const momentOf = (now: number, channel: ChannelRow): number => Math.max(now, channel.last_live_at)

/** Changes a channel's row and answers it as it is afterwards. Counts are added. */
export const touchChannel = (q: Queries, pk: number, change: ChannelChange): Promise<ChannelRow> =>
  updateChannel(q, pk, change)

/** Writes the numbers that messages have changed in rows which this transaction has loaded, in many channels at once. */
export const saveForSends = (q: Queries, channels: readonly ChannelRow[]): Promise<void> => saveSendNumbers(q, channels)

/** A disabled channel keeps clients from whatever needs no permission of its own (spec/60 §6). */
export function refuseDisabled({ caller, config }: Access, { cid, disabled }: ChannelRow): void {
  if (disabled === 0 || caller.kind === 'server' || config.settings.disable_permissions_checks) return
  fail('not_allowed', `channel ${cid} is disabled`)
}

/** Makes a channel's row. Nobody hears of it by that. */
export const createRow = (q: Queries, channel: NewChannel): Promise<ChannelRow> => insertChannel(q, channel)

/** The last channel of this cid that was deleted, and not for good: making it anew takes another permission. */
export const findDeleted = (q: Queries, app_pk: number, cid: string): Promise<ChannelRow | undefined> =>
  selectDeleted(q, app_pk, cid)

/** A channel that was deleted for good and whose remains are being taken away. */
export const findErased = (q: Queries, app_pk: number, pk: number): Promise<ChannelRow | undefined> =>
  selectErased(q, app_pk, pk)

/** Removes the row of a channel that was deleted for good. */
export const eraseRow = (q: Queries, pk: number): Promise<void> => deleteChannelRow(q, pk)
