/** What a channel knows of one of its senders. */
export interface Standing {
  readonly channel_pk: number
  readonly user_id: string
  /** Null: not a member. */
  readonly channel_role: string | null
  readonly status: string | null
  readonly hide_messages_before: number | null
  readonly isMuted: boolean
  /** Of a ban that is in force. */
  readonly isBanned: boolean
  readonly isShadowBanned: boolean
}
