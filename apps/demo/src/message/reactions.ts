import type { LocalMessage, User } from '@parley-chat/client'
import { nameOf } from '../chat/names.ts'

/** The reactions that the picker offers. Others are shown by their own word. */
export const emojis: ReadonlyMap<string, string> = new Map([
  ['like', '👍'],
  ['love', '❤️'],
  ['haha', '😂'],
  ['wow', '😮'],
  ['sad', '😢'],
  ['party', '🎉'],
  ['fire', '🔥'],
  ['wave', '👋'],
])

/** The reactions of one type to a message. */
export interface ReactionSum {
  readonly type: string
  readonly count: number
  readonly isOwn: boolean
  readonly names: string
}

/** What people have reacted, in the order of the first of each kind. */
export function sumReactions(message: LocalMessage, me: string, users: Readonly<Record<string, User>>): ReactionSum[] {
  const who = (id: string) =>
    nameOf(message.latest_reactions.find(({ user_id }) => user_id === id)?.user ?? users[id] ?? { id })
  const own = new Set((message.own_reactions ?? []).map(({ type }) => type))
  return Object.entries(message.reaction_groups ?? {})
    .filter(([, group]) => group.count > 0)
    .sort(([, a], [, b]) => a.first_reaction_at.localeCompare(b.first_reaction_at))
    .map(([type, { count, latest_reactions_by }]) => {
      const others = (latest_reactions_by ?? []).filter(({ user_id }) => user_id !== me)
      const named = [...(own.has(type) ? ['You'] : []), ...others.map(({ user_id }) => who(user_id))]
      const rest = count - named.length
      return { type, count, isOwn: own.has(type), names: named.join(', ') + (rest > 0 ? ` and ${rest} more` : '') }
    })
}
