// What the people of the session share: whom they ask, where they are, and how pages are named.
import type { EndpointName } from '@parley-chat/protocol'
import type { TestChat } from '../../packages/server/src/testing/test-chat.ts'
import type { Ask } from '../../packages/server/src/testing/test-client.ts'

/** Somebody with a token of their own. */
export type Who = ReturnType<TestChat['user']>
/** An open socket of theirs. */
export type Device = Awaited<ReturnType<Who['connect']>>
/** Anybody. */
export type Caller = TestChat['server']

/** Where it all happens. */
export const general = { type: 'messaging', id: 'general' }

/** A moment of the day. */
export const at = '2026-01-05T09:30:00Z'

/** Every cursor that is a time. */
export const times = {
  created_at_before: at,
  created_at_before_or_equal: at,
  created_at_after: at,
  created_at_after_or_equal: at,
}

/** Each cursor alone. */
export const each = (cursors: object): object[] => Object.entries(cursors).map(([name, value]) => ({ [name]: value }))

/** Success or refusal: both ask the database. */
export async function ask(who: Caller, name: EndpointName, request: Ask): Promise<void> {
  const response = await who.fetch(name, request)
  if (response.status >= 500) throw new Error(`${name}: ${await response.text()}`)
}
