import type { User } from '@parley-chat/client'
import { nameOf } from '../../chat/names.ts'
import { maxOffers } from './offers.ts'

/** The name that is being written after an @, if the caret stands behind one. */
export function mentionAt(text: string, caret: number): { readonly start: number; readonly part: string } | undefined {
  const start = text.lastIndexOf('@', caret - 1)
  if (start < 0) return undefined
  const part = text.slice(start + 1, caret)
  const isWordBefore = start > 0 && /[\p{L}\p{N}]/u.test(text[start - 1]!)
  return isWordBefore || part.length > 30 || /\n/.test(part) ? undefined : { start, part }
}

/** Who may be meant. Whoever is named in full already needs no completion: Enter sends. */
export function candidatesFor(part: string, users: readonly User[]): User[] {
  const wanted = part.toLocaleLowerCase()
  const found = users.filter(
    (user) => nameOf(user).toLocaleLowerCase().startsWith(wanted) || user.id.startsWith(wanted),
  )
  return found.length === 1 && nameOf(found[0]) === part ? [] : found.slice(0, maxOffers)
}

/** The ids of those whom a text mentions by name. */
export function mentionedIn(text: string, users: readonly User[]): string[] {
  return users.filter((user) => text.includes(`@${nameOf(user)}`)).map(({ id }) => id)
}
