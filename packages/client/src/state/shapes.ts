/**
 * What the reducer reads of the wire's objects, in the view of the first generation (custom data beside the built-in
 * fields, RFC 3339 times). Deliberately loose: whatever a field's absence means, it may be absent or null here.
 */

/** A moment as the wire prints it: RFC 3339, UTC. */
export type Time = string

interface Open {
  readonly [custom: string]: unknown
}

export interface User extends Open {
  readonly id: string
}

export interface UserMute {
  readonly target?: User | null | undefined
  readonly created_at?: Time | undefined
  readonly expires?: Time | null | undefined
}

export interface ChannelMute {
  readonly channel?: { readonly cid: string } | null | undefined
  readonly created_at?: Time | undefined
  readonly expires?: Time | null | undefined
}

/** The connected user, as the first frame describes them. */
export interface OwnUser extends User {
  readonly mutes?: readonly UserMute[] | undefined
  readonly channel_mutes?: readonly ChannelMute[] | undefined
  readonly total_unread_count?: number | undefined
  readonly unread_count?: number | undefined
  readonly unread_channels?: number | undefined
  readonly unread_threads?: number | undefined
}

export interface Reaction extends Open {
  readonly type: string
  readonly user_id?: string | undefined
  readonly user?: User | null | undefined
  readonly score?: number | undefined
}

export interface Message extends Open {
  readonly id: string
  readonly type?: string | undefined
  readonly text?: string | undefined
  readonly user?: User | null | undefined
  readonly created_at: Time
  readonly updated_at?: Time | undefined
  readonly deleted_at?: Time | null | undefined
  readonly deleted_for_me?: boolean | undefined
  readonly parent_id?: string | null | undefined
  readonly show_in_channel?: boolean | undefined
  readonly silent?: boolean | undefined
  readonly shadowed?: boolean | undefined
  readonly restricted_visibility?: readonly string[] | null | undefined
  readonly pinned?: boolean | undefined
  readonly pinned_at?: Time | null | undefined
  readonly quoted_message_id?: string | null | undefined
  readonly quoted_message?: Message | null | undefined
  readonly own_reactions?: readonly Reaction[] | null | undefined
  readonly latest_reactions?: readonly Reaction[] | null | undefined
  readonly reaction_counts?: Readonly<Record<string, number>> | null | undefined
  readonly reaction_scores?: Readonly<Record<string, number>> | null | undefined
  readonly reply_count?: number | undefined
  readonly deleted_reply_count?: number | undefined
}

export interface Channel extends Open {
  readonly cid: string
  readonly config?: { readonly read_events?: boolean; readonly [setting: string]: unknown } | undefined
  readonly own_capabilities?: readonly string[] | undefined
  readonly hidden?: boolean | undefined
  readonly member_count?: number | undefined
  readonly message_count?: number | null | undefined
  readonly last_message_at?: Time | null | undefined
  readonly truncated_at?: Time | null | undefined
  readonly hide_messages_before?: Time | null | undefined
}

export interface Member extends Open {
  readonly user_id?: string | undefined
  readonly user?: User | null | undefined
  readonly status?: string | undefined
  readonly invited?: boolean | undefined
  readonly invite_accepted_at?: Time | null | undefined
  readonly invite_rejected_at?: Time | null | undefined
  readonly banned?: boolean | undefined
  readonly created_at?: Time | undefined
}

export interface ReadState {
  readonly user: User
  readonly last_read: Time
  readonly last_read_message_id?: string | undefined
  readonly unread_messages?: number | undefined
  readonly last_delivered_at?: Time | undefined
  readonly last_delivered_message_id?: string | undefined
  readonly parley?: { readonly read_rev?: number | undefined } | undefined
}

/** Where a stored event stands (core §3.1). Unstored ones have no seq; read events carry the revision of the row they change. */
export interface Position {
  readonly epoch?: string | undefined
  readonly seq?: number | undefined
  readonly at?: Time | undefined
  readonly read_rev?: number | undefined
}

/** The state of one channel as a query answers it. */
export interface ChannelState {
  readonly channel: Channel
  readonly messages: readonly Message[]
  readonly pinned_messages?: readonly Message[] | undefined
  readonly members: readonly Member[]
  readonly membership?: Member | null | undefined
  readonly read?: readonly ReadState[] | null | undefined
  readonly watchers?: readonly User[] | null | undefined
  readonly watcher_count?: number | undefined
  readonly hidden?: boolean | undefined
  readonly parley?: Position | undefined
}

/** What `POST /parley/v1/resume` answers. */
export interface ResumeAnswer {
  readonly resumed: readonly {
    readonly cid: string
    readonly seq: number
    readonly read?: ReadState | null | undefined
  }[]
  readonly reset: readonly string[]
}

/** An event as it arrives, whatever its type: the fields that any rule reads. */
export interface Event {
  readonly type: string
  readonly created_at: Time
  readonly cid?: string | undefined
  readonly parley?: Position | undefined
  readonly user?: User | null | undefined
  readonly me?: OwnUser | null | undefined
  readonly channel?: Channel | null | undefined
  readonly member?: Member | null | undefined
  readonly message?: Message | null | undefined
  readonly message_id?: string | undefined
  readonly reaction?: Reaction | null | undefined
  readonly parent_id?: string | null | undefined
  readonly own_capabilities?: readonly string[] | undefined
  readonly channel_member_count?: number | undefined
  readonly channel_message_count?: number | null | undefined
  readonly channel_last_message_at?: Time | null | undefined
  readonly watcher_count?: number | undefined
  readonly total_unread_count?: number | undefined
  readonly unread_count?: number | undefined
  readonly unread_channels?: number | undefined
  readonly unread_threads?: number | undefined
  readonly unread_messages?: number | undefined
  readonly thread_id?: string | undefined
  readonly thread?: unknown
  readonly last_read_at?: Time | undefined
  readonly last_read_message_id?: string | undefined
  readonly first_unread_message_id?: string | undefined
  readonly last_delivered_at?: Time | undefined
  readonly last_delivered_message_id?: string | undefined
  readonly hard_delete?: boolean | undefined
  readonly deleted_for_me?: boolean | undefined
  readonly mark_messages_deleted?: boolean | undefined
  readonly delete_messages?: string | undefined
  readonly clear_history?: boolean | undefined
  readonly shadow?: boolean | undefined
  readonly expiration?: Time | null | undefined
}
