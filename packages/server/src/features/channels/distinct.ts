import { createHash } from 'node:crypto'
import { fail } from '../../core/errors.ts'

const prefix = '!members-'

/** Whether an id is one of those that are made of members. */
export const isDistinctId = (id: string): boolean => id.startsWith('!')

/** The id of the one channel of exactly these members, in whatever order they are named (spec/30 §3.4). */
export function distinctId(members: readonly string[]): string {
  return prefix + createHash('sha256').update(sortedMembers(members).join('\n')).digest('base64url')
}

/** The members of a distinct channel, as they are hashed and stored. */
export function sortedMembers(members: readonly string[]): string[] {
  const sorted = [...new Set(members)].sort()
  if (sorted.length < 2) fail('input', 'When using member based IDs specify at least 2 members')
  return sorted
}

/** Nobody comes into a distinct channel who does not belong to it; who left may come back. */
export function refuseStrangers(channel: { readonly distinct_members: string | null }, ids: readonly string[]): void {
  if (channel.distinct_members === null) return
  const belonging = new Set(JSON.parse(channel.distinct_members) as string[])
  if (ids.every((id) => belonging.has(id))) return
  fail(
    'not_allowed',
    "cannot add members to the distinct channel they don't belong to, please create a new distinct channel with the desired members",
  )
}
