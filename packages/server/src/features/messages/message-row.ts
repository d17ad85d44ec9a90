/** A row of `messages`. Yes and no are 1 and 0, JSON is text. */
export interface MessageRow {
  readonly app_pk: number
  readonly id: string
  readonly channel_pk: number
  readonly user_id: string
  readonly type: 'regular' | 'reply' | 'system' | 'deleted'
  readonly text: string
  readonly html: string
  readonly mml: string | null
  readonly parent_id: string | null
  readonly show_in_channel: number
  readonly quoted_message_id: string | null
  readonly attachments: string | null
  /** Ids. */
  readonly mentioned_users: string | null
  /** Whom else it mentions: everybody, roles, groups. */
  readonly mentions: string | null
  readonly custom: string
  readonly silent: number
  readonly shadowed: number
  readonly pinned_at: number | null
  readonly pinned_by_id: string | null
  readonly pin_expires: number | null
  /** What is shown of its reactions, kept so that a page of messages needs no other look. */
  readonly reactions: string | null
  readonly reply_count: number
  readonly deleted_reply_count: number
  /** Ids of those who replied, in the order of their first replies. */
  readonly thread_participants: string | null
  /** The ordinal among the channel's messages that can be unread; null where it does not count (core §5.1). */
  readonly n: number | null
  /** The channel's `counted` after it. */
  readonly pos: number
  readonly thread_n: number | null
  readonly thread_pos: number | null
  readonly created_at: number
  readonly updated_at: number
  readonly text_updated_at: number | null
  readonly deleted_at: number | null
}

/** Mentions of more than single users. */
export interface WideMentions {
  readonly channel?: true
  readonly here?: true
  readonly roles?: readonly string[]
  readonly groups?: readonly string[]
}

/** Whether it is listed among the channel's messages, and not in its thread alone. */
export const isInChannel = (row: Pick<MessageRow, 'parent_id' | 'show_in_channel'>): boolean =>
  row.parent_id === null || row.show_in_channel === 1

/** A pin that has expired is none, whether or not its row has been swept yet. */
export const isPinned = (row: Pick<MessageRow, 'pinned_at' | 'pin_expires'>, now: number): boolean =>
  row.pinned_at !== null && (row.pin_expires === null || row.pin_expires > now)
