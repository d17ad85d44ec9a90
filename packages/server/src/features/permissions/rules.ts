import { type Action, readActions } from './actions.ts'
import { channelOwnedActions } from './catalog.ts'
import type { CompiledGrants } from './grants.ts'

/** Where a check happens: `.app` or a channel type (with one channel's modifiers, if it has any). */
export type Scope = {
  name: string
  grants: CompiledGrants
  app: { disable_permissions_checks: boolean; multi_tenant_enabled: boolean }
}

export type ActingUser = {
  id: string
  role: string
  teams: readonly string[]
  teams_role?: Readonly<Record<string, string>> | null | undefined
}

/** The subject's place in the channel concerned. */
export type Membership = { channel_role: string; status: 'member' | 'pending' | 'rejected' }

/** A caller with the permissions of a person. */
export type Person = { kind: 'user' | 'guest' | 'anonymous'; user: ActingUser; member?: Membership | undefined }

/** Who asks. A server holds the app's secret and is never checked, on whoever's behalf it acts. */
export type Subject = { kind: 'server' } | Person

export type CheckedChannel = {
  cid: string
  created_by_id: string | null
  team?: string | null | undefined
  disabled: boolean
}

/** What is acted upon. A message, reaction, file, poll or user has an owner; a user outside any channel has teams. */
export type Resource = {
  channel?: CheckedChannel | undefined
  owner_id?: string | undefined
  teams?: readonly string[] | undefined
}

/** Why not. The message is the documented text, without the name of the endpoint that failed. */
export type Refusal = { reason: 'permission' | 'team' | 'disabled'; message: string }

/** Whether a subject may act on a resource. A refusal is truthy: compare with `true`. */
export function may(scope: Scope, subject: Subject, action: Action, resource: Resource): true | Refusal {
  if (subject.kind === 'server' || scope.app.disable_permissions_checks) return true

  const { channel } = resource
  if (channel?.disabled && !(readActions.has(action) && allows(scope, subject, 'ReadDisabledChannel', resource))) {
    return { reason: 'disabled', message: `channel ${channel.cid} is disabled` }
  }
  if (allows(scope, subject, action, resource)) return true
  return sharesTeam(scope, subject.user, resource)
    ? refusePermission(scope, subject, action, resource)
    : refuseTeam(scope, subject, action, resource)
}

/** What the grants alone say, even of a disabled channel: for lists, which still show it, and for capabilities. */
export function allows(scope: Scope, subject: Subject, action: Action, resource: Resource): boolean {
  if (subject.kind === 'server' || scope.app.disable_permissions_checks) return true
  if (subject.kind === 'anonymous' && !readActions.has(action)) return false

  const held = variantsHeld(scope, subject, action, resource)
  if (held === 0) return false
  const owned = isOwner(subject.user, action, resource)
  const usable = sharesTeam(scope, subject.user, resource) ? (owned ? 0b1111 : 0b0101) : owned ? 0b1100 : 0b0100
  return (held & usable) !== 0
}

/** The app-level role that counts: with teams, the one held in the channel's team takes the place of the user's. */
export function appRole(
  scope: Scope,
  user: ActingUser,
  channel: { team?: string | null | undefined } | undefined,
): string {
  if (!scope.app.multi_tenant_enabled || !channel?.team || !user.teams_role) return user.role
  return Object.hasOwn(user.teams_role, channel.team) ? user.teams_role[channel.team]! : user.role
}

/** Whether subject and resource belong together. Always so without multi-tenancy and for what has no team at all. */
export function sharesTeam(scope: Scope, { teams }: ActingUser, resource: Resource): boolean {
  if (!scope.app.multi_tenant_enabled) return true
  if (resource.channel) return resource.channel.team ? teams.includes(resource.channel.team) : teams.length === 0
  if (!resource.teams) return true
  return resource.teams.length === 0 ? teams.length === 0 : resource.teams.some((team) => teams.includes(team))
}

function variantsHeld(scope: Scope, { user, member }: Person, action: Action, { channel }: Resource): number {
  const held = scope.grants.get(appRole(scope, user, channel))?.get(action) ?? 0
  if (!member || !countsAsMember(member, action)) return held
  return held | (scope.grants.get(member.channel_role)?.get(action) ?? 0)
}

/** Someone invited can open the channel in order to accept, and no more. */
function countsAsMember({ status }: Membership, action: Action): boolean {
  return status === 'member' || (status === 'pending' && action === 'ReadChannel')
}

function isOwner(user: ActingUser, action: Action, { channel, owner_id }: Resource): boolean {
  return user.id === (channelOwnedActions.has(action) ? channel?.created_by_id : owner_id)
}

function refusePermission(scope: Scope, subject: Person, action: Action, resource: Resource): Refusal {
  const roles = rolesText(scope, subject, action, resource)
  const message = `User '${subject.user.id}' with ${roles} is not allowed to perform action ${action} in scope '${scope.name}'`
  return { reason: 'permission', message }
}

function refuseTeam(scope: Scope, subject: Person, action: Action, resource: Resource): Refusal {
  const { id, teams } = subject.user
  const theirs = resource.channel ? [resource.channel.team ?? ''].filter(Boolean) : (resource.teams ?? [])
  const [only, ...others] = theirs
  const cause = !only
    ? 'does not belong to any team'
    : others.length === 0
      ? `belongs to team '${only}'`
      : `belongs to teams ${listText(theirs)}`
  const message =
    `User '${id}' with ${rolesText(scope, subject, action, resource)} from teams ${listText(teams)} ` +
    `cannot access resource in scope '${scope.name}' because requested resource ${cause}`
  return { reason: 'team', message }
}

function rolesText(scope: Scope, { user, member }: Person, action: Action, { channel }: Resource): string {
  const role = appRole(scope, user, channel)
  return member && countsAsMember(member, action) ? `roles ${listText([role, member.channel_role])}` : `role ${role}`
}

function listText(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`
}
