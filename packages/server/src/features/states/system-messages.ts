import type { Message, MessageRequest } from '@parley-chat/protocol'
import { actingId, bind, type Context, type Tx } from '../../core/context.ts'
import { actFor } from '../../core/endpoint.ts'
import { Failure, failField } from '../../core/errors.ts'
import type { ChannelEvent } from '../../core/events.ts'
import { postSystemMessage } from '../messages/messages.ts'

export interface Posted {
  readonly message: Message
  /** `message.new`, to be emitted behind the event of the change that the message is about. */
  readonly event: ChannelEvent
}

/** Stores the message that comes with a change of a channel, on behalf of the author it names. */
export async function postAlong(context: Context, tx: Tx, cid: string, message: MessageRequest): Promise<Posted> {
  const author = actFor(context, message)
  actingId(author)
  if (author === context) return postSystemMessage(context, tx, cid, message)
  const [access] = await context.services.loadAccess(tx, [author], tx)
  if (!access || access instanceof Failure) throw access ?? new Error('an author has no access')
  return postSystemMessage(author, bind(tx, access), cid, message)
}

/** What is said of a channel is said to all of it (spec/30 §4.1). */
export function refuseRestricted(message: MessageRequest | undefined): void {
  if (message?.restricted_visibility && message.restricted_visibility.length > 0) {
    failField('message.restricted_visibility', 'is not allowed here')
  }
}
