import { type Action, actions } from './actions.ts'
import data from './default-grants.json'

/** One permission as the wire shows it. */
export type Permission = {
  id: string
  name: string
  description: string
  action: Action
  level: 'app' | 'channel'
  owner: boolean
  owner_resource: string
  same_team: boolean
  custom: boolean
  tags: string[]
  condition: Record<string, unknown>
}

export type RoleLevel = 'app' | 'channel'

/** The roles every app has, and where each may be used. */
export const builtInRoles: ReadonlyMap<string, RoleLevel> = new Map([
  ['user', 'app'],
  ['guest', 'app'],
  ['anonymous', 'app'],
  ['admin', 'app'],
  ['moderator', 'app'],
  ['global_moderator', 'app'],
  ['global_admin', 'app'],
  ['channel_member', 'channel'],
  ['channel_moderator', 'channel'],
])

const variants = [
  { suffix: '', owner: false, same_team: true },
  { suffix: '-owner', owner: true, same_team: true },
  { suffix: '-any-team', owner: false, same_team: false },
  { suffix: '-owner-any-team', owner: true, same_team: false },
] as const

const ownedPhrases: Record<string, string> = {
  Channel: 'in channels it created',
  Message: 'that it sent itself',
  Attachment: 'that it uploaded itself',
  User: 'when that user is itself',
  Poll: 'that it created',
}

/** Every built-in permission: each action in its four variants, in the order of the default-grants file. */
export const builtInPermissions: readonly Permission[] = data.permissions.flatMap((entry) =>
  variants.map(({ suffix, owner, same_team }) => {
    const action = entry.action as Action
    return {
      id: entry.base_id + suffix,
      name: nameOf(action, entry.owner_resource, owner, same_team),
      description: describe(action, entry.owner_resource, owner, same_team),
      action,
      // `ban-user` serves both levels; the wire has one word for it.
      level: entry.level === 'app' ? 'app' : 'channel',
      owner,
      owner_resource: entry.owner_resource,
      same_team,
      custom: false,
      tags: [],
      condition: {},
    } satisfies Permission
  }),
)

const permissionsById: ReadonlyMap<string, Permission> = new Map(builtInPermissions.map((each) => [each.id, each]))

/**
 * Actions owned by whoever created the channel; all others by the owner of the thing acted upon. DeleteReaction is
 * documented with the channel as its resource, yet its owner form is all that lets people take back their own reaction.
 */
export const channelOwnedActions: ReadonlySet<Action> = new Set(
  builtInPermissions
    .filter(({ owner_resource, action }) => owner_resource === 'Channel' && action !== 'DeleteReaction')
    .map(({ action }) => action),
)

/** The permission an id stands for: which action, for owners only or not, within the team or across teams. */
export function findPermission(id: string): Permission | undefined {
  return permissionsById.get(id)
}

/** Whether a role may be held at a level: a built-in one only at its own, a custom one at both. */
export function roleFits(role: string, level: RoleLevel): boolean {
  return (builtInRoles.get(role) ?? level) === level
}

function nameOf(action: Action, resource: string, owner: boolean, sameTeam: boolean): string {
  const title = spaced(action)
  const noun = spaced(resource)
  const stem = title.endsWith(noun) ? `${title.slice(0, -noun.length)}Owned ${noun}` : `${title} in Owned ${noun}`
  return (owner ? stem : title) + (sameTeam ? '' : ' in Any Team')
}

function describe(action: Action, resource: string, owner: boolean, sameTeam: boolean): string {
  // A reaction belongs to its author, not to the channel the wire names as its resource.
  const owned = action === 'DeleteReaction' ? 'of its own' : (ownedPhrases[resource] ?? 'that it owns')
  return `Lets the subject ${actions[action]}${owner ? ` ${owned}` : ''}${sameTeam ? '' : ', in any team'}`
}

function spaced(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
}
