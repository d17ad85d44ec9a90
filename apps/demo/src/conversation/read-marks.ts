import type { LocalMessage, LocalRead, User } from '@parley-chat/client'

/** Under which message to show whom: each reader once, at the last message they have read. */
export function readersOf(
  messages: readonly LocalMessage[],
  reads: Readonly<Record<string, LocalRead>>,
  me: string,
): ReadonlyMap<string, readonly User[]> {
  const readers = new Map<string, User[]>()
  for (const { user, last_read } of Object.values(reads)) {
    if (user.id === me) continue
    const last = messages.findLast(({ created_at, status }) => status === 'received' && created_at <= last_read)
    // Whoever wrote it has read it: no need to say so.
    if (!last || last.user.id === user.id) continue
    readers.set(last.id, [...(readers.get(last.id) ?? []), user])
  }
  return readers
}
