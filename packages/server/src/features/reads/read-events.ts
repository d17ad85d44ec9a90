import type { MarkReadEvent, Thread, User } from '@parley-chat/protocol'
import type { Audience, EventChannel } from '../../core/events.ts'
import { channelFields } from '../../core/realtime/event-text.ts'
import type { Write } from '../../core/writer.ts'
import type { ReadRow, ThreadReadRow } from '../unread/unread.ts'

/** Somebody's reading of a channel or of a thread, as it is told. */
export interface Reading {
  readonly channel: EventChannel
  readonly row: ReadRow | ThreadReadRow
  /** The reader as others see them. */
  readonly user: User
  /** The reader keeps their reading to themself. */
  readonly isPrivate: boolean
  /** The last message read is one of their own that nobody else sees. */
  readonly isShadowed?: boolean
  readonly thread?: Thread | undefined
}

const bodyOf = ({ row, user, thread }: Reading) => ({
  user,
  ...(row.last_read_message_id !== null && { last_read_message_id: row.last_read_message_id }),
  ...(thread && { thread }),
})

/** The event in the answer: it names the row, whether or not this request has moved it. */
export const readAnswer = (reading: Reading): MarkReadEvent => {
  const { channel, row } = reading
  const { channel_custom: _, channel_member_count: __, channel_message_count: ___, ...fields } = channelFields(channel)
  return {
    ...(fields as Pick<MarkReadEvent, 'cid' | 'channel_id' | 'channel_type'>),
    type: 'message.read',
    ...bodyOf(reading),
    created_at: row.last_read,
    parley: { read_rev: row.rev },
  }
}

/** Tells those who watch; whoever keeps it to themself tells their own devices only. */
export function tellRead(write: Write, reading: Reading): void {
  const { channel, row, user, isPrivate, isShadowed } = reading
  const tell = (body: Record<string, unknown>, audience?: Audience) =>
    write.pass({
      type: 'message.read',
      channel,
      body,
      created_at: row.last_read,
      read_rev: row.rev,
      dropWhenCrowded: true,
      ...(audience && { audience }),
    })
  const body = bodyOf(reading)
  const { last_read_message_id: _, ...withoutId } = body
  const isForAll = !isPrivate && !isShadowed
  tell(body, isForAll ? undefined : { only: [user.id] })
  if (isShadowed && !isPrivate) tell(withoutId, { except: [user.id] })
}

/** Tells the reader's own devices. */
export function tellOwnRead(write: Write, reading: Reading): void {
  const { channel, user, thread } = reading
  write.tell({
    type: 'notification.mark_read',
    app_pk: channel.app_pk,
    user_id: user.id,
    channel,
    body: { ...bodyOf(reading), ...(thread && { thread_id: thread.parent_message_id }) },
    row: thread ? { thread_id: thread.parent_message_id } : {},
    reread: 'channel',
    totals: thread ? 'everything' : 'channel',
  })
}

/** Tells the reader's own devices that everything is read: the form without a channel. Without a user only the node learns. */
export function tellAllRead(write: Write, app_pk: number, user_id: string, user: User | undefined): void {
  write.tell({
    type: 'notification.mark_read',
    app_pk,
    user_id,
    ...(user && { body: { user } }),
    row: {},
    reread: 'everything',
    totals: 'everything',
  })
}
