import type {
  Capability,
  Channel,
  ChannelMute,
  ChannelPosition,
  Member,
  Message,
  OwnUser,
  ReadState,
  User,
  UserMute,
} from '../wire.ts'
import type { ById } from './maps.ts'
import type { Told } from './told.ts'

/** What this client alone knows about a message. It stands under the wire's reserved key, where no custom field can be. */
export interface LocalMarks {
  /** An optimistic copy, neither acknowledged nor refused. A message without status has been stored by the server. */
  readonly status?: 'sending' | 'failed'
  readonly error?: unknown
  /** The seq of the event that raised the unread number for it; false if it arrived and did not; absent if it came with a page. */
  readonly counted?: number | false
}

export interface LocalMessage extends Message {
  readonly parley?: LocalMarks
}

/** A member's read position. `parley.read_rev` tells which of two rows is newer. */
export interface ReadRow extends ReadState {
  readonly first_unread_message_id?: string
  /** What the viewer has sent up to this seq has moved it already: an answer from before knows less. */
  readonly sent_seq?: number
}

export interface Typing {
  readonly user: User
  /** The thread they type in, if it is not the channel itself. */
  readonly parent_id?: string
  /** Milliseconds since 1970, on the clock that the caller of `apply` and `tick` uses. */
  readonly expires_at: number
}

/** What a client believes about one channel. */
export interface ChannelModel {
  /** Its data, the same for everybody but for `hide_messages_before` and `blocked`. */
  readonly channel: Channel
  readonly own_capabilities: readonly Capability[]
  readonly member_count: number | undefined
  readonly message_count: number | undefined
  readonly hidden: boolean
  /** The newest messages without a gap, oldest first; optimistic ones among them. */
  readonly messages: readonly LocalMessage[]
  /**
   * An older stretch that the reader has jumped to, without a gap in itself but with one to `messages`; undefined while they are at the
   * newest. It has no message that `messages` has: once the two meet, they are one.
   */
  readonly stretch: readonly LocalMessage[] | undefined
  /** The loaded threads: replies by the id of their parent. */
  readonly threads: ById<readonly LocalMessage[]>
  /** The most recently pinned first. */
  readonly pinned: readonly LocalMessage[]
  readonly members: ById<Member>
  readonly membership: Member | undefined
  readonly read: ById<ReadRow>
  readonly watchers: ById<User>
  readonly watcher_count: number
  readonly typing: ById<Typing>
  /** The connected user's unread messages here. */
  readonly unread: number
  /** Events up to this seq are part of `unread`. */
  readonly unread_seq: number
  /** The server has told `unread` itself since the client connected: an answer's number may be older. */
  readonly is_unread_told: boolean
  /** The last stored event that this model includes. */
  readonly parley: ChannelPosition | undefined
  /** Something was missed that events cannot repair: query the channel again. */
  readonly stale: boolean
}

export interface Totals {
  readonly total_unread_count: number
  readonly unread_channels: number
  readonly unread_threads: number
}

/** Events of channels that arrived while a query was under way (see `asking`). */
export interface Remembered {
  readonly queries: number
  /** Each with the viewer of its time: whom they had muted then decides what counts. */
  readonly events: readonly { readonly event: Told; readonly viewer: Viewer }[]
  readonly overflowed: boolean
}

/** Everything a client believes. Never changed in place: what an event does not touch keeps its identity. */
export interface State {
  readonly user_id: string
  /** The own user as of the last connect and later changes. Its unread numbers are those of the connect: use `totals`. */
  readonly me: OwnUser | undefined
  readonly totals: Totals
  readonly channels: ById<ChannelModel>
  /** Whom a query of users has found. Who is only shown in a channel stands there. */
  readonly users: ById<User>
  readonly remembered: Remembered | undefined
}

/** Through whose eyes events are read. */
export interface Viewer {
  readonly id: string
  readonly mutes: readonly UserMute[]
  readonly channelMutes: readonly ChannelMute[]
  readonly now: number | undefined
}

/** How an event changes the channel it belongs to; undefined once the channel is gone. */
export type ChannelRule<E = unknown> = (
  model: ChannelModel,
  event: E & Told,
  viewer: Viewer,
) => ChannelModel | undefined

/** A state that knows nothing yet but whose it is. */
export function emptyState(userId: string): State {
  return {
    user_id: userId,
    me: undefined,
    totals: { total_unread_count: 0, unread_channels: 0, unread_threads: 0 },
    channels: {},
    users: {},
    remembered: undefined,
  }
}

export function viewerOf(state: State, now?: number): Viewer {
  return { id: state.user_id, mutes: state.me?.mutes ?? [], channelMutes: state.me?.channel_mutes ?? [], now }
}
