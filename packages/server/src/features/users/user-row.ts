/** A row of `users`. Yes and no are 1 and 0, JSON is text. */
export interface UserRow {
  readonly app_pk: number
  readonly id: string
  readonly role: string
  readonly name: string | null
  readonly image: string | null
  readonly language: string
  readonly invisible: number
  readonly teams: string
  readonly teams_role: string | null
  readonly privacy_settings: string | null
  readonly custom: string
  /** The end of an app-wide ban; `forever` for one without an end. */
  readonly ban_until: number | null
  readonly shadow_ban_until: number | null
  readonly revoke_tokens_issued_before: number | null
  readonly last_active: number | null
  readonly created_at: number
  readonly updated_at: number
  readonly deactivated_at: number | null
  readonly deleted_at: number | null
}

/** The end of a ban that has none: later than any time the wire can name. */
export const forever = 253_402_300_800_000_000

export const isUntil = (until: number | null, now: number): boolean => until !== null && until > now
