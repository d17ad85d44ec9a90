import type { ReadRow, ThreadReadRow } from '../unread/unread.ts'

/** A message as far as reading is concerned. */
export interface MessageAt {
  readonly id: string
  readonly channel_pk: number
  readonly user_id: string
  readonly parent_id: string | null
  readonly show_in_channel: number
  readonly shadowed: number
  readonly n: number | null
  readonly pos: number
  readonly thread_n: number | null
  readonly thread_pos: number | null
  readonly created_at: number
}

/** What somebody reads up to: a message, or all there is. */
export interface ReadTo {
  /** The ordinal that has been come to. */
  readonly n: number
  /** The ordinal at which the message stands. */
  readonly pos: number
  readonly last_read: number
  /** The last message read; absent where there is none. */
  readonly message?: Pick<MessageAt, 'id' | 'user_id' | 'created_at'> | undefined
}

/** A row after reading; undefined where all that had been read before (spec/11 §4.1: reading again changes nothing). */
export function read<Row extends ReadRow | ThreadReadRow>(row: Row, to: ReadTo): Row | undefined {
  // A message that was on its way while its reader read all there was may be older than that reading, but counts above it.
  const isNews = to.message !== undefined && (to.message.created_at > row.last_read || to.pos > row.read_n)
  if (!isNews && row.marked_unread === 0) return undefined
  // Only the newest message undoes a mark; an older one that was read before the mark is no news at all.
  if (!isNews && to.last_read <= row.last_read) return undefined
  return {
    ...row,
    read_n: Math.max(row.read_n, to.n),
    last_read: Math.max(row.last_read, to.last_read),
    last_read_message_id: to.message?.id ?? row.last_read_message_id,
    marked_unread: 0,
    rev: row.rev + 1,
  }
}

/** A row after a message, and all that follows, was marked unread. */
export function unread<Row extends ReadRow | ThreadReadRow>(
  row: Row,
  target: { readonly n: number | null; readonly pos: number; readonly created_at: number },
  before: string | undefined,
): Row {
  return {
    ...row,
    read_n: target.pos - (target.n === null ? 0 : 1),
    last_read: target.created_at - 1,
    last_read_message_id: before ?? null,
    marked_unread: 1,
    rev: row.rev + 1,
  }
}

/** A row after a message has arrived; undefined where that is no news, or where the member wrote it (spec/11 §6). */
export function deliver(
  row: ReadRow,
  message: Pick<MessageAt, 'id' | 'user_id' | 'created_at'>,
  known: number | undefined,
  now: number,
): ReadRow | undefined {
  if (message.user_id === row.user_id || message.id === row.last_delivered_message_id) return undefined
  if (known !== undefined && known >= message.created_at) return undefined
  return { ...row, last_delivered_at: now, last_delivered_message_id: message.id }
}

/** Whether the message stands among the channel's own, and not in its thread alone. */
export const isInChannel = ({
  parent_id,
  show_in_channel,
}: Pick<MessageAt, 'parent_id' | 'show_in_channel'>): boolean => parent_id === null || show_in_channel === 1

/** Whether somebody sees a message, by who wrote it and by how far their history goes back. */
export const isSeenBy = (
  message: Pick<MessageAt, 'user_id' | 'shadowed' | 'created_at'>,
  user_id: string,
  cut: number,
): boolean => message.created_at > cut && (message.shadowed === 0 || message.user_id === user_id)
