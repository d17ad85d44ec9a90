import type { User } from '@parley-chat/protocol'
import { type Context, type Tx, worldOf } from '../../core/context.ts'
import type { ChannelEvent, EventChannel } from '../../core/events.ts'
import { type ChannelRow, eventChannel } from '../channels/channels.ts'
import type { Slices } from '../tasks/tasks.ts'
import { publicUsers } from '../users/users.ts'

/** Tells those who watch a channel that all messages of a user there are deleted. */
export async function tellMessagesDeleted(
  context: Context,
  tx: Tx,
  channel: ChannelRow,
  { user_id, mode, at }: Slices['user.messages'],
): Promise<void> {
  const users = await publicUsers(tx, context.app_pk, [user_id], { ...worldOf(context), now: tx.now })
  tx.emit(messagesDeletedEvent(eventChannel(channel, tx.access.config), users.get(user_id)!, mode, at))
}

/** The event happened when the messages were deleted, though it may have taken a while to deal with all of them. */
export function messagesDeletedEvent(channel: EventChannel, user: User, mode: string, at: number): ChannelEvent {
  return {
    type: 'user.messages.deleted',
    channel,
    body: { user, soft_delete: mode !== 'hard', hard_delete: mode === 'hard', created_at: at },
    row: { user_id: user.id, mode, at },
    user_id: user.id,
    recount: true,
  }
}
