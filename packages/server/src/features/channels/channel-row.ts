/** A row of `channels`: one incarnation of a channel. Yes and no are 1 and 0, JSON is text. */
export interface ChannelRow {
  readonly pk: number
  readonly app_pk: number
  readonly type: string
  readonly id: string
  readonly cid: string
  readonly team: string | null
  readonly created_by_id: string
  readonly frozen: number
  readonly disabled: number
  /** Slow mode: seconds between the messages of one user, 0 for none. */
  readonly cooldown: number
  readonly custom: string
  readonly config_overrides: string | null
  readonly filter_tags: string | null
  /** JSON text: the members that the id of a distinct channel was made of; null for all other channels. */
  readonly distinct_members: string | null
  readonly auto_translation_enabled: number
  readonly auto_translation_language: string | null
  readonly member_count: number
  readonly message_count: number
  /** Of the last stored event. */
  readonly seq: number
  readonly pruned_seq: number
  /** The ordinal of the last message that counts (core §5.1). */
  readonly counted: number
  /** Ordinals up to this one are nobody's unread messages any more. */
  readonly floor_n: number
  readonly last_live_at: number
  readonly last_message_at: number | null
  readonly truncated_at: number | null
  readonly truncated_by_id: string | null
  readonly created_at: number
  readonly updated_at: number
  readonly deleted_at: number | null
  /** It was deleted for good: a task takes its remains away. */
  readonly erased: number
}
