import { type Context, type Reader, worldOf } from '../../core/context.ts'
import type { Missed } from '../../core/realtime/delivery.ts'
import { type ChannelRow, eventChannel, toChannel, usersOfChannel } from '../channels/channels.ts'
import type { MemberRow } from '../members/members.ts'
import { publicUsers } from '../users/users.ts'
import { type UserEventRow, userEventsSince } from './store.ts'

/** Clocks may differ a little, and telling it twice does no harm. */
const overlapMicros = 20_000_000
const types = ['channel.hidden', 'channel.visible'] as const
const eventLimit = 1000

/**
 * Whether the viewer has hidden channels meanwhile, or seen them come back, on another device. That has no seq, so what
 * stands of it is told (core §2.5).
 */
export async function missedHiding(
  reader: Reader,
  context: Context,
  rows: readonly ChannelRow[],
  own: ReadonlyMap<number, MemberRow>,
  positions: Readonly<Record<string, { readonly at: number }>>,
): Promise<Map<number, Missed[]>> {
  const id = reader.access.user?.id
  if (id === undefined || rows.length === 0) return new Map()
  const sinceOf = ({ cid }: ChannelRow) => positions[cid]!.at - overlapMicros
  const since = Math.min(...rows.map(sinceOf))
  const changes = await userEventsSince(reader, context.app_pk, id, since, types, eventLimit)
  const byChannel = Map.groupBy(changes, ({ channel_pk }) => channel_pk)
  const missed = new Map<number, Missed[]>()
  for (const row of rows) {
    const member = own.get(row.pk)
    const here = (byChannel.get(row.pk) ?? []).filter(({ created_at }) => created_at >= sinceOf(row))
    if (member && here.length > 0) missed.set(row.pk, await tellHiding(reader, context, row, member, here))
  }
  return missed
}

async function tellHiding(
  reader: Reader,
  context: Context,
  row: ChannelRow,
  { user_id, hidden, hide_messages_before }: MemberRow,
  changes: readonly UserEventRow[],
): Promise<Missed[]> {
  const { config } = reader.access
  const users = await publicUsers(reader, context.app_pk, [user_id, ...usersOfChannel(row)], worldOf(context))
  const channel = toChannel(row, config, users)
  const tell = (type: (typeof types)[number], body: object): Missed => ({
    kind: 'passing',
    event: { type, channel: eventChannel(row, config), body: { channel, user: users.get(user_id), ...body } },
    at: changes.at(-1)!.created_at,
  })
  const isCleared = hide_messages_before !== null && changes.some(({ data }) => data.clear_history === true)
  const cleared = { channel: { ...channel, hide_messages_before }, clear_history: true }
  return [
    ...(isCleared ? [tell('channel.hidden', cleared)] : []),
    hidden === 1 ? tell('channel.hidden', { clear_history: false }) : tell('channel.visible', {}),
  ]
}
