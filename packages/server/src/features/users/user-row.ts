import type { PrivacySettings } from '@parley-chat/protocol'

/** A row of `users`. Yes and no are 1 and 0, JSON is text. */
export interface UserRow {
  readonly app_pk: number
  readonly id: string
  readonly role: string
  readonly name: string | null
  /** The name as it is compared where names must be unique (spec/20 §2.5); absent where nothing of it is left. */
  readonly name_key: string | null
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
  /** How far the user is deleted; only softly deleted ones can be restored. */
  readonly deleted_as: DeletedAs | null
}

export type DeletedAs = 'soft' | 'pruning' | 'hard'

/** The end of a ban that has none: later than any time the wire can name. */
export const forever = 253_402_300_800_000_000

export const isUntil = (until: number | null, now: number): boolean => until !== null && until > now

const noTeams: readonly string[] = []

export const teamsOf = ({ teams }: Pick<UserRow, 'teams'>): readonly string[] =>
  teams === '[]' ? noTeams : (JSON.parse(teams) as string[])

export const teamRolesOf = ({ teams_role }: Pick<UserRow, 'teams_role'>): Record<string, string> | undefined =>
  teams_role === null ? undefined : (JSON.parse(teams_role) as Record<string, string>)

export const privacyOf = ({ privacy_settings }: Pick<UserRow, 'privacy_settings'>): PrivacySettings | undefined =>
  privacy_settings === null ? undefined : (JSON.parse(privacy_settings) as PrivacySettings)

export const customOf = ({ custom }: Pick<UserRow, 'custom'>): Record<string, unknown> =>
  custom === '{}' ? {} : (JSON.parse(custom) as Record<string, unknown>)
