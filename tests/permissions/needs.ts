import type { EndpointName } from '../../packages/protocol/src/index.ts'
import type { Ask, Json } from '../../packages/server/src/testing/test-client.ts'
import { type ChannelTypeName, isGranted, isOwnedByChannel, knownActions } from './oracle.ts'
import { rolesOf, type Subject } from './people.ts'
import type { Stage } from './stage.ts'

/** One thing that an attempt takes, and the code of the refusal where it is missing. */
export interface Need {
  readonly name: string
  readonly code: number
  /** A permission, and no rule of the product. */
  readonly isGrant?: true
  holds(who: Subject, type: ChannelTypeName): boolean
}

/** What keeps people from doing what they otherwise may. */
export type Situation = 'frozen' | 'disabled' | 'banned here' | 'banned'

/** What is about a channel is stopped where it is disabled. */
export const inside: readonly Situation[] = ['disabled']

/** Whoever is banned reads, and leaves (spec/50 §1.2). */
export const managing: readonly Situation[] = [...inside, 'banned here', 'banned']

/** Nothing new is said in a frozen channel (spec/60 §6). */
export const saying: readonly Situation[] = [...managing, 'frozen']

/** Something that a client may try. */
export interface Attempt {
  /** What whoever tries does, in words. */
  readonly what: string
  readonly call: EndpointName
  /** All of these; the first that is missing decides about the code. */
  readonly needs: readonly Need[]
  readonly stoppedBy: readonly Situation[]
  /** They try through a connected device. */
  readonly fromDevice?: true
  /** The request. */
  ask(at: Stage): Ask
  /** What the backend does before, so that there is something to act upon: of one's own, if it is not going to last. */
  before?(at: Stage, willDo: boolean): Promise<unknown>
  /** What the backend does after a success, so that the next one finds things as they were. */
  after?(at: Stage): Promise<unknown>
  /** For calls that never fail as a whole: whether the answer says that this part of them was refused. */
  isRefusal?(answer: Json, at: Stage): boolean
}

const readsOnly = /^(Read|Query|Search)/

/**
 * The action, in the scope of the channel's type. What is `own` belongs to whoever tries; otherwise a channel belongs to
 * its creator, and all else to somebody else.
 */
export function may(action: string, owner?: 'own' | 'others'): Need {
  return mayIn(action, undefined, owner)
}

/** The action, in the scope of the whole app. */
export function mayInApp(action: string, owner?: 'own'): Need {
  return mayIn(action, '.app', owner)
}

function mayIn(action: string, scope: '.app' | undefined, owner?: 'own' | 'others'): Need {
  if (!knownActions.has(action)) throw new Error(`there is no action ${action}`)
  return {
    name: `${action}${owner === 'own' ? ' of their own' : ''}${scope ? ' in the app' : ''}`,
    code: 17,
    isGrant: true,
    holds(who, type) {
      // Whatever they are granted, the anonymous never write.
      if (who.role === 'anonymous' && !readsOnly.test(action)) return false
      const isOwn = owner ? owner === 'own' : isOwnedByChannel(action) && who.standing === 'creator'
      return isGranted(scope ?? type, scope ? [who.role] : rolesOf(who, action), action, isOwn)
    },
  }
}

/** One of these permissions is enough. */
export function either(...needs: readonly Need[]): Need {
  return {
    name: needs.map(({ name }) => name).join(' or '),
    code: needs[0]!.code,
    isGrant: true,
    holds: (who, type) => needs.some((need) => need.holds(who, type)),
  }
}

/** A user, not somebody without a name. */
export const aUser: Need = { name: 'a user', code: 17, holds: ({ role }) => role !== 'anonymous' }

/** No client at all. */
export const theSecret: Need = { name: 'the secret', code: 17, holds: () => false }

/** A place in the channel, be it that of somebody invited. */
export const belonging = (code: number): Need => ({
  name: 'belonging to the channel',
  code,
  holds: ({ standing }) => standing === 'member' || standing === 'moderator' || standing === 'invited',
})

/** Full membership: with it begins what is kept about somebody's reading. */
export const membership: Need = {
  name: 'membership',
  code: 17,
  holds: ({ standing }) => standing === 'member' || standing === 'moderator',
}

/** An invitation, also one that was declined. */
export const anInvitation: Need = {
  name: 'an invitation',
  code: 4,
  holds: ({ standing }) => standing === 'invited' || standing === 'declined',
}

/** The refusal of a query has a code of its own, and a declined invitation is found by it (spec/30 §7.4). */
export const aReadableResult: Need = {
  name: 'ReadChannel, or an invitation that was declined',
  code: 70,
  isGrant: true,
  holds: (who, type) => who.standing === 'declined' || may('ReadChannel').holds(who, type),
}

export const nothing: readonly Need[] = []
