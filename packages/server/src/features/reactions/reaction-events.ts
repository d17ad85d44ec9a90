import type { Reaction } from '@parley-chat/protocol'
import type { ChannelEvent } from '../../core/events.ts'
import type { ShownTarget } from '../messages/messages.ts'

/** A reaction came, changed or went: the message with its new counts, and the reaction. */
export function reactionEvent(
  type: 'reaction.new' | 'reaction.updated' | 'reaction.deleted',
  { channel, whole, message, audience }: ShownTarget,
  reaction: Reaction,
): ChannelEvent {
  const { user, user_id, score, created_at, updated_at } = reaction
  return {
    type,
    channel,
    body: {
      message_id: message.id,
      message,
      reaction,
      channel: whole,
      user,
      ...(message.thread_participants && { thread_participants: message.thread_participants }),
    },
    row: { message_id: message.id, reaction: { type: reaction.type, user_id, score, created_at, updated_at } },
    user_id,
    ...(audience && { audience }),
  }
}
