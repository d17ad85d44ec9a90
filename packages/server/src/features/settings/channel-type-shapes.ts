import type { ChannelType, Policy, Grants as WireGrants } from '@parley-chat/protocol'
import type { ChannelTypeConfig } from '../../core/app-config.ts'
import { effectiveGrants, type Grants } from '../permissions/permissions.ts'
import { toCommands } from './commands.ts'

type TypeSettings = Omit<ChannelType, 'commands' | 'permissions' | 'grants'>

/** What a type has on the wire beside what the server acts on: the configuration carries it along. */
type Carried = Omit<TypeSettings, keyof ChannelTypeConfig> & { readonly permissions?: readonly Partial<Policy>[] }

/** Requests need not give every part of a policy. */
const emptyPolicy: Policy = { name: '', action: 'Allow', owner: false, priority: 0, resources: [], roles: [] }

/** A channel type as GET shows it. */
export function toChannelType(type: ChannelTypeConfig): ChannelType {
  const { permissions = [] } = type as ChannelTypeConfig & Carried
  return {
    ...toTypeSettings(type),
    commands: toCommands(type.commands),
    permissions: permissions.map((policy) => ({ ...emptyPolicy, ...policy })),
    grants: toGrants(effectiveGrants(type.name, type.grants)),
  }
}

/** A channel type among the app's settings. */
export const toAppChannelConfig = (type: ChannelTypeConfig) => ({
  ...toTypeSettings(type),
  commands: [...type.commands],
})

function toTypeSettings(type: ChannelTypeConfig): TypeSettings {
  const { commands: _, grants: __, permissions: ___, ...settings } = type as ChannelTypeConfig & Carried
  return settings
}

/** Grants as the wire has them: a copy, because those in force are shared. */
export const toGrants = (grants: Grants): WireGrants =>
  Object.fromEntries(Object.entries(grants).map(([role, ids]) => [role, [...ids]]))
