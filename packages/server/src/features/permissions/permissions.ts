import type { Capability } from '@parley-chat/protocol'
import type { Access } from '../../core/context.ts'
import { Failure } from '../../core/errors.ts'
import type { Action } from './actions.ts'
import { ownCapabilities } from './capabilities.ts'
import { type ActingUser, allows as grantsAllow, type Membership, may, type Resource, type Subject } from './rules.ts'
import { appRules, type Ruled, rulesOf } from './scopes.ts'

export type { Action } from './actions.ts'
export { roleFits } from './catalog.ts'
export { appScope, changeOverrides, effectiveGrants, findGrantsFault, type Grants, startOverrides } from './grants.ts'
export { type Ruled, type Rules, rulesOf } from './scopes.ts'

/** What a check needs to know of a channel: the columns of its row. */
export interface JudgedChannel extends Ruled {
  readonly cid: string
  readonly created_by_id: string
  readonly team: string | null
  readonly disabled: number
  readonly frozen: number
  readonly cooldown: number
}

/** A member's row, as far as a check needs it. */
export interface JudgedMember {
  readonly channel_role: string
  readonly status: string
}

/**
 * Refuses the request unless whoever asks may do this. `ownerId` owns what is acted upon (the author of a message, the
 * user who is updated); `teams` are those of a user outside any channel.
 */
export function permit(
  access: Access,
  action: Action,
  channel?: JudgedChannel,
  member?: JudgedMember,
  ownerId?: string,
  teams?: readonly string[],
): void {
  const answer = judge(may, access, action, channel, member, ownerId, teams)
  if (answer !== true) throw new Failure('not_allowed', answer.message)
}

/** Whether whoever asks may do this; a disabled channel refuses what changes it. */
export function allows(
  access: Access,
  action: Action,
  channel?: JudgedChannel,
  member?: JudgedMember,
  ownerId?: string,
  teams?: readonly string[],
): boolean {
  return judge(may, access, action, channel, member, ownerId, teams) === true
}

/**
 * Whoever is banned, from the app or from a channel, reads there and leaves, and no more (spec/50 §1.2). `isBanned` speaks
 * of the channel; an app-wide ban is known from the user.
 */
export function refuseBanned({ caller, user }: Access, isBanned: boolean): void {
  if (caller.kind === 'server' || !(isBanned || user?.isBanned)) return
  const reason = 'Sorry, you do not have access to this feature. Your account is currently suspended from chat.'
  throw new Failure('not_allowed', reason)
}

/** What the grants alone say, even of a disabled channel, which lists still show. */
export function isGranted(access: Access, action: Action, channel?: JudgedChannel, member?: JudgedMember): boolean {
  return judge(grantsAllow, access, action, channel, member)
}

/**
 * What the acting user may do in a channel, sorted (spec/60 §7); nothing for server-side calls that act for nobody.
 * `isBanned` speaks of the channel; an app-wide ban is known from the user.
 */
export function capabilitiesOf(
  access: Access,
  channel: JudgedChannel,
  member: JudgedMember | undefined,
  isBanned: boolean,
): Capability[] {
  const user = access.caller.kind === 'anonymous' ? anonymous : access.user
  if (!user) return []
  const { config, scope } = rulesOf(access.config, channel)
  const judged = { ...checked(channel), frozen: channel.frozen === 1, cooldown: channel.cooldown }
  const isSilenced = isBanned || (access.user?.isBanned ?? false)
  return ownCapabilities(scope, personOf(user, member), judged, config, isSilenced) as Capability[]
}

type Judge<T> = (scope: Parameters<typeof may>[0], subject: Subject, action: Action, resource: Resource) => T

function judge<T>(
  ask: Judge<T>,
  access: Access,
  action: Action,
  channel?: JudgedChannel,
  member?: JudgedMember,
  ownerId?: string,
  teams?: readonly string[],
): T {
  const scope = channel ? rulesOf(access.config, channel).scope : appRules(access.config)
  const resource = { channel: channel && checked(channel), owner_id: ownerId, teams }
  return ask(scope, subjectOf(access, member), action, resource)
}

const checked = ({ cid, created_by_id, team, disabled }: JudgedChannel) => ({
  cid,
  created_by_id,
  team,
  disabled: disabled === 1,
})

const anonymous: ActingUser = { id: '!anon', role: 'anonymous', teams: [] }

function subjectOf({ caller, user }: Access, member?: JudgedMember): Subject {
  if (caller.kind === 'server') return { kind: 'server' }
  if (caller.kind === 'anonymous') return personOf(anonymous)
  // A user's call without a user's row does not pass the first load.
  return personOf(user ?? { id: caller.user_id, role: 'user', teams: [] }, member)
}

function personOf(user: ActingUser, member?: JudgedMember) {
  const kind = user === anonymous ? 'anonymous' : user.role === 'guest' ? 'guest' : 'user'
  return { kind, user, member: member as Membership | undefined } as const
}
