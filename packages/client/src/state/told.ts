import type { Capability, Time } from '../wire.ts'

/** What an event may tell beside its own matter, whatever its type. */
export interface Told {
  readonly type: string
  readonly created_at: Time
  readonly cid?: string
  readonly parley?: Position
  /** The viewer's own, told when it changes what they may do. */
  readonly own_capabilities?: readonly Capability[]
  /** The viewer's own unread messages in this channel. Exact, where a server tells it. */
  readonly unread_messages?: number
  readonly watcher_count?: number
  readonly channel_member_count?: number
  readonly channel_message_count?: number
  readonly channel_last_message_at?: Time
  readonly total_unread_count?: number
  readonly unread_count?: number
  readonly unread_channels?: number
  readonly unread_threads?: number
}

/** Where a stored event stands (core §3.1), and the revision of the read row that a read event changes (core §2.2). */
export interface Position {
  readonly epoch?: string
  readonly seq?: number
  readonly at?: Time
  readonly read_rev?: number
}

/** True of an event that has its place in the channel's order; one that was lost can be noticed and replayed. */
export function isStored({ type, parley }: Told): boolean {
  // A notification tells of a stored event to those who do not watch: it says nothing of what else they missed.
  return parley?.seq !== undefined && !type.startsWith('notification.')
}
