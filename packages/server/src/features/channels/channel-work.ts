import type { Channel, User } from '@parley-chat/protocol'
import type { AppConfig } from '../../core/app-config.ts'
import { type Access, type Context, type Tx, worldOf } from '../../core/context.ts'
import type { ChannelEvent, EventChannel } from '../../core/events.ts'
import type { World } from '../../core/world.ts'
import type { Write } from '../../core/writer.ts'
import { publicUsers } from '../users/users.ts'
import type { ChannelRow } from './channel-row.ts'
import { eventChannel, toChannel, usersOfChannel } from './channel-shapes.ts'
import { type ChannelChange, updateChannel } from './store.ts'

/** A channel in the hands of one operation: its row as of the last change, and the users whom its events show. */
export interface ChannelWork {
  readonly write: Write
  readonly config: AppConfig
  readonly world: World
  row: ChannelRow
  readonly users: Map<string, User>
}

/** Begins work on a channel; `ids` are users who will be shown beside those whom the channel names. */
export async function workOn(
  write: Write,
  config: AppConfig,
  world: World,
  row: ChannelRow,
  ids: readonly string[] = [],
): Promise<ChannelWork> {
  const work = { write, config, world, row, users: new Map<string, User>() }
  await meetUsers(work, [...usersOfChannel(row), ...ids])
  return work
}

/** The same for a request, whose acting user is shown as the one who did it. */
export const beginWork = (tx: Tx, context: Context, row: ChannelRow, ids: readonly string[] = []) =>
  workOn(tx, tx.access.config, worldOf(context), row, tx.access.user ? [tx.access.user.id, ...ids] : ids)

/** Loads users whom events are about to show. */
export async function meetUsers(work: ChannelWork, ids: readonly string[]): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => !work.users.has(id))
  if (missing.length === 0) return
  const found = await publicUsers(work.write, work.row.app_pk, missing, work.world)
  for (const [id, user] of found) work.users.set(id, user)
}

/** Writes a change of the channel's row. */
export async function changeChannel(work: ChannelWork, changes: ChannelChange): Promise<void> {
  work.row = await updateChannel(work.write, work.row.pk, changes)
}

/** The channel as events about it carry it now. */
export const channelOf = ({ row, config, users }: ChannelWork): Channel => toChannel(row, config, users)

export const eventChannelOf = ({ row, config }: ChannelWork): EventChannel => eventChannel(row, config)

/** Whoever acts, as others see them; absent where the server acts for nobody. */
export const actorOf = ({ users }: ChannelWork, { user }: Access): User | undefined => user && users.get(user.id)

type Said = Omit<ChannelEvent, 'channel' | 'row'> & { readonly row?: Record<string, unknown> }

/** Tells those who watch of a change of the channel; what the event shows beside the channel is up to the caller. */
export function tellWatchers(work: ChannelWork, { body, row = {}, ...event }: Said): void {
  work.write.emit({ ...event, channel: eventChannelOf(work), body: { channel: channelOf(work), ...body }, row })
}
