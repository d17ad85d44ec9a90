// Who may do what by default, worked out from the committed grants alone. Nothing of the server's own judgement is used:
// where the two disagree, one of them is wrong.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** App roles, most of which also exist as channel types' columns; `anonymous` is nobody in particular. */
export const appRoles = [
  'user',
  'guest',
  'moderator',
  'admin',
  'global_moderator',
  'global_admin',
  'anonymous',
] as const
export type AppRole = (typeof appRoles)[number]

export const channelTypes = ['messaging', 'livestream', 'team', 'gaming', 'commerce'] as const
export type ChannelTypeName = (typeof channelTypes)[number]

interface DefaultGrants {
  readonly documented: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly ours: DefaultGrants['documented']
  readonly permissions: readonly { readonly action: string; readonly owner_resource: string }[]
}

const file = join(import.meta.dirname, '../../packages/server/src/features/permissions/default-grants.json')
const grants: DefaultGrants = JSON.parse(readFileSync(file, 'utf8'))

/** Actions whose owner is the channel's creator. Of a reaction it is whoever gave it (spec/60 §3.2, note R). */
const channelOwned = new Set(
  grants.permissions
    .filter(({ action, owner_resource }) => owner_resource === 'Channel' && action !== 'DeleteReaction')
    .map(({ action }) => action),
)

export const isOwnedByChannel = (action: string): boolean => channelOwned.has(action)

/** Every action that there is. */
export const knownActions: ReadonlySet<string> = new Set(grants.permissions.map(({ action }) => action))

/**
 * Whether one of these roles holds the action in a scope (`.app` or a channel type), in the form that is enough for what
 * one owns or in the form for everything. Without teams the `-any-team` forms say nothing more.
 */
export function isGranted(scope: string, roles: readonly string[], action: string, isOwn: boolean): boolean {
  const id = action.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase()
  const enough = [id, `${id}-any-team`, ...(isOwn ? [`${id}-owner`, `${id}-owner-any-team`] : [])]
  const held = roles.flatMap((role) => [
    ...(grants.documented[scope]?.[role] ?? []),
    ...(grants.ours[scope]?.[role] ?? []),
  ])
  return enough.some((form) => held.includes(form))
}
