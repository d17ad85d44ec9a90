import type { Channel, Member, Message, MessageRequest } from '@parley-chat/protocol'
import type { Context, Tx } from '../../core/context.ts'
import type { ChannelEvent } from '../../core/events.ts'
import { actorOf, type ChannelWork, findChannelsByPk, meetUsers, tellWatchers } from '../channels/channels.ts'
import { findPlace, listMembers, seenChannel, toMember } from '../members/members.ts'
import { postAlong } from './system-messages.ts'

const memberLimit = 100

/** Columns whose change may take the right to read away, or give it. */
const deciding = new Set(['disabled', 'config_overrides', 'team'])

/** Columns on which depends what people may do. */
const enabling = new Set([...deciding, 'frozen', 'cooldown'])

/** What a change of a channel means for those who watch it, apart from what it tells them. */
export function effectsOfChange(changed: readonly string[]): Pick<ChannelEvent, 'access' | 'capabilities'> {
  return {
    ...(changed.some((column) => deciding.has(column)) && { access: { kind: 'recheck' } }),
    ...(changed.some((column) => enabling.has(column)) && { capabilities: 'all' }),
  }
}

/** A change of a channel that is about to be told. */
export interface Announced {
  readonly message?: MessageRequest | undefined
  /** The names of the columns that have changed. */
  readonly changed: readonly string[]
}

/** Stores the message that comes with a change, and tells both. */
export async function tellChange(
  context: Context,
  tx: Tx,
  work: ChannelWork,
  { message, changed }: Announced,
): Promise<Message | undefined> {
  const posted = message && (await postAlong(context, tx, work.row.cid, message))
  if (posted) await reload(work)
  tellWatchers(work, {
    type: 'channel.updated',
    user_id: tx.access.user?.id,
    body: {
      user: actorOf(work, tx.access),
      ...(posted && { message: posted.message, message_id: posted.message.id }),
    },
    row: { changed, ...(posted && { message_id: posted.message.id }) },
    ...effectsOfChange(changed),
  })
  if (posted) tx.emit(posted.event)
  return posted?.message
}

/** Takes up what another feature has changed of the channel's row. */
export async function reload(work: ChannelWork): Promise<void> {
  const rows = await findChannelsByPk(work.write, [work.row.pk])
  work.row = rows.get(work.row.pk)!
}

/** The channel and its members after a change, as the acting user sees them. */
export async function answerOf(tx: Tx, work: ChannelWork): Promise<{ channel: Channel; members: Member[] }> {
  const { row, users } = work
  const place = await findPlace(tx, row.pk, tx.access.user?.id, tx.now)
  const members = (await listMembers(tx, [{ channel_pk: row.pk, limit: memberLimit }])).get(row.pk) ?? []
  await meetUsers(
    work,
    members.map((member) => member.user_id),
  )
  return {
    channel: seenChannel(tx.access, row, place, users),
    members: members.map((member) => toMember(member, row, users, tx.now, tx.access.caller.kind)),
  }
}
