/** The switches of a channel type, as spec/30 §1.2 names them. */
export interface ChannelTypeConfig {
  readonly name: string
  readonly typing_events: boolean
  readonly read_events: boolean
  readonly connect_events: boolean
  readonly delivery_events: boolean
  readonly custom_events: boolean
  readonly search: boolean
  readonly reactions: boolean
  readonly replies: boolean
  readonly quotes: boolean
  readonly mutes: boolean
  readonly uploads: boolean
  readonly url_enrichment: boolean
  readonly push_notifications: boolean
  readonly polls: boolean
  readonly reminders: boolean
  readonly user_message_reminders: boolean
  readonly shared_locations: boolean
  readonly mark_messages_pending: boolean
  readonly count_messages: boolean
  readonly skip_last_msg_update_for_system_msgs: boolean
  readonly max_message_length: number
  readonly message_retention: string
  readonly automod: 'disabled' | 'simple' | 'AI'
  readonly automod_behavior: 'flag' | 'block'
  readonly commands: readonly string[]
  /** What the type's grants say beside the defaults; a role that is not named has the default ones. */
  readonly grants?: Readonly<Record<string, readonly string[]>>
  readonly created_at: number
  readonly updated_at: number
}

/** App settings that exist today (spec/80 §1.2). */
export interface AppSettings {
  readonly disable_auth_checks: boolean
  readonly disable_permissions_checks: boolean
  readonly multi_tenant_enabled: boolean
  readonly guest_user_creation_disabled: boolean
  readonly user_search_disallowed_roles: readonly string[]
  readonly enforce_unique_usernames: 'no' | 'app' | 'team'
  readonly revoke_tokens_issued_before?: number
  readonly channel_hide_members_only: boolean
  readonly grants?: Readonly<Record<string, readonly string[]>>
}

/** Everything that decides about requests of one app, as of one version. Never changed in place. */
export interface AppConfig {
  readonly pk: number
  readonly version: number
  readonly name: string
  /** Those that hold. */
  readonly keys: ReadonlySet<string>
  readonly suspended: boolean
  /** When it came from another database, 0 for never: no event from before then is stored. */
  readonly imported_at: number
  readonly settings: AppSettings
  readonly channel_types: ReadonlyMap<string, ChannelTypeConfig>
}
