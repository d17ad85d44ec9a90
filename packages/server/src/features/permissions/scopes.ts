import type { AppConfig, ChannelTypeConfig } from '../../core/app-config.ts'
import { fail } from '../../core/errors.ts'
import { appScope, compileGrants, effectiveGrants, type Grants } from './grants.ts'
import type { Scope } from './rules.ts'

/** What a channel's row says of the rules that hold in it. */
export interface Ruled {
  readonly type: string
  /** JSON text: what the channel sets otherwise than its type. */
  readonly config_overrides: string | null
}

/** The settings in force on a channel, and the grants. Made once per configuration, and shared by all alike. */
export interface Rules {
  readonly config: ChannelTypeConfig
  readonly scope: Scope
  /** The grants that the channel itself gives or takes, beside those of its type. */
  readonly modifiers?: Grants | undefined
}

/** Channels with overrides of their own are few, but somebody may give every channel others. */
const remembered = 1000

const known = new WeakMap<AppConfig, Map<string, Rules>>()
const appScopes = new WeakMap<AppConfig, Scope>()

/** The rules of a channel: its type's, changed by the channel's own overrides. */
export function rulesOf(config: AppConfig, channel: Ruled): Rules {
  const rules = known.get(config) ?? new Map<string, Rules>()
  known.set(config, rules)
  const key = channel.config_overrides ? `${channel.type} ${channel.config_overrides}` : channel.type
  const found = rules.get(key)
  if (found) return found
  if (rules.size >= remembered) rules.clear()
  const made = makeRules(config, channel)
  rules.set(key, made)
  return made
}

function makeRules(config: AppConfig, { type, config_overrides }: Ruled): Rules {
  const base = config.channel_types.get(type) ?? fail('not_found', `channel type ${type} does not exist`)
  const { grants: modifiers, ...overrides } = JSON.parse(config_overrides ?? '{}') as Partial<ChannelTypeConfig>
  const effective = effectiveGrants(type, base.grants, modifiers)
  return {
    config: config_overrides ? { ...base, ...overrides } : base,
    scope: { name: type, grants: compileGrants(effective), app: config.settings },
    modifiers,
  }
}

/** The rules of everything that belongs to no channel. */
export function appRules(config: AppConfig): Scope {
  const found = appScopes.get(config)
  if (found) return found
  const overrides: Grants = config.settings.grants ?? {}
  const made = { name: appScope, grants: compileGrants(effectiveGrants(appScope, overrides)), app: config.settings }
  appScopes.set(config, made)
  return made
}
