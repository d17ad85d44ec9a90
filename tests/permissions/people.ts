import type { AppRole } from './oracle.ts'

/** Where somebody stands in the channel that an attempt is about. */
export const standings = ['stranger', 'member', 'moderator', 'creator', 'invited', 'declined', 'removed'] as const
export type Standing = (typeof standings)[number]

/** Somebody who tries things. */
export interface Subject {
  readonly id: string
  readonly role: AppRole
  readonly standing: Standing
}

const subject = (role: AppRole, standing: Standing): Subject => ({ id: `${role}-${standing}`, role, standing })

/** The roles for which every standing is tried; the others are tried where they differ. */
const everywhere: readonly AppRole[] = ['user', 'guest', 'moderator', 'admin']

/** Everybody who tries everything in one channel type. */
export const subjects: readonly Subject[] = [
  ...everywhere.flatMap((role) => standings.map((standing) => subject(role, standing))),
  subject('global_moderator', 'stranger'),
  subject('global_moderator', 'creator'),
  subject('global_admin', 'stranger'),
  { id: '!anon', role: 'anonymous', standing: 'stranger' },
]

/**
 * The roles that count for an action in the channel: that of the app, and for full members that of the channel. Who was
 * invited and has not answered may read by it, to see what they are invited to (spec/60 §5).
 */
export function rolesOf({ role, standing }: Subject, action: string): string[] {
  if (standing === 'member') return [role, 'channel_member']
  if (standing === 'moderator') return [role, 'channel_moderator']
  if (standing === 'invited' && action === 'ReadChannel') return [role, 'channel_member']
  return [role]
}
