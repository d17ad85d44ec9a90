import { type AppRole, appRoles } from './oracle.ts'

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

/** Every role of the app with every role in the channel; and where it matters, all the other ways to stand there. */
const everywhere = ['stranger', 'member', 'moderator'] as const
const elsewhere: Readonly<Partial<Record<AppRole, readonly Standing[]>>> = {
  user: ['creator', 'invited', 'declined', 'removed'],
  guest: ['creator', 'invited', 'declined', 'removed'],
  moderator: ['creator', 'declined'],
  global_moderator: ['creator'],
}

/** Everybody who tries everything in one channel type. */
export const subjects: readonly Subject[] = appRoles.flatMap((role) =>
  role === 'anonymous'
    ? { id: '!anon', role, standing: 'stranger' as const }
    : [...everywhere, ...(elsewhere[role] ?? [])].map((standing) => subject(role, standing)),
)

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
