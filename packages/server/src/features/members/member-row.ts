/** A row of `members`: a user's belonging to one incarnation of a channel. Yes and no are 1 and 0, JSON is text. */
export interface MemberRow {
  readonly app_pk: number
  readonly channel_pk: number
  readonly user_id: string
  readonly channel_role: string
  readonly status: 'member' | 'pending' | 'rejected'
  readonly invited: number
  readonly invite_accepted_at: number | null
  readonly invite_rejected_at: number | null
  readonly hidden: number
  readonly hidden_at: number | null
  /** The member sees no message from before then. */
  readonly hide_messages_before: number | null
  readonly pinned_at: number | null
  readonly archived_at: number | null
  readonly custom: string
  readonly created_at: number
  readonly updated_at: number
}

/** A member together with what other tables say of them in this channel. */
export interface MemberDetails extends MemberRow {
  /** Null: not banned from the channel. */
  readonly ban_shadow: number | null
  readonly ban_expires: number | null
  /** Null: has not muted the channel. */
  readonly muted_at: number | null
  readonly mute_expires: number | null
}
