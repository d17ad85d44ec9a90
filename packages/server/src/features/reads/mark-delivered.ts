import type { MarkDeliveredRequest } from '@parley-chat/protocol'
import { actingId, type Context, type Tx, worldOf } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { unlocked } from '../../ports/database.ts'
import { type ChannelRow, channelConfig, eventChannel, findChannels, refuseDisabled } from '../channels/channels.ts'
import { hides, type ReadRow, writeDelivered } from '../unread/unread.ts'
import { toUser, type UserRow } from '../users/users.ts'
import { deliver, isInChannel, isSeenBy } from './rules.ts'
import { selectMessagesAt } from './store.ts'
import { loadViewpoints } from './viewpoints.ts'

type Confirmed = NonNullable<MarkDeliveredRequest['latest_delivered_messages']>

/**
 * Notes which messages have reached the user's devices. What is known already, is one's own, a thread reply or gone by
 * now is passed over: clients confirm in batches and must not fail over one message.
 */
export async function markDelivered(context: Context, confirmed: Confirmed): Promise<void> {
  await context.transaction(async (tx) => {
    const user_id = actingId(context)
    const channels = await findChannels(unlocked(tx), context.app_pk, [...new Set(confirmed.map(({ cid }) => cid))])
    const pairs = [...channels.values()].map((channel) => ({ channel, user_id }))
    const viewpoints = await loadViewpoints(tx, pairs)
    const rows = new Map([...viewpoints.values()].flatMap(({ channel, read }) => (read ? [[channel.pk, read]] : [])))
    const known = [...rows.values()].flatMap((row) => row.last_delivered_message_id ?? [])
    const messages = await selectMessagesAt(tx, context.app_pk, [...confirmed.map(({ id }) => id), ...known])
    const changed = new Map<ChannelRow, ReadRow>()
    for (const { cid, id } of confirmed) {
      const channel = channels.get(cid) ?? fail('not_found', `Can't find channel with id ${cid}`)
      refuseDisabled(tx.access, channel)
      const row = rows.get(channel.pk)
      if (!row) fail('not_allowed', `User '${user_id}' is not a member of channel ${cid}`)
      const message = messages.get(id)
      const { cut } = viewpoints.get(`${channel.pk} ${user_id}`)!
      if (!channelConfig(tx.access.config, channel).delivery_events) continue
      if (message?.channel_pk !== channel.pk || !isInChannel(message) || !isSeenBy(message, user_id, cut)) continue
      const sentAt = messages.get(row.last_delivered_message_id ?? '')?.created_at
      const next = deliver(row, message, sentAt, tx.now)
      if (!next) continue
      rows.set(channel.pk, next)
      changed.set(channel, next)
    }
    for (const [channel, row] of changed) {
      await writeDelivered(tx, row)
      tellDelivered(context, tx, channel, row)
    }
  })
}

function tellDelivered(context: Context, tx: Tx, channel: ChannelRow, row: ReadRow): void {
  const reader = tx.access.user!.row as UserRow
  tx.pass({
    type: 'message.delivered',
    channel: eventChannel(channel, tx.access.config),
    body: {
      user: toUser(reader, worldOf(context)),
      last_delivered_at: row.last_delivered_at,
      last_delivered_message_id: row.last_delivered_message_id,
    },
    dropWhenCrowded: true,
    ...(hides(reader, 'delivery_receipts') && { audience: { only: [reader.id] } }),
  })
}
