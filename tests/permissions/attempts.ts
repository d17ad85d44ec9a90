import { channelAttempts } from './channel-attempts.ts'
import { memberAttempts } from './member-attempts.ts'
import { messageAttempts } from './message-attempts.ts'
import type { Attempt } from './needs.ts'

export { appAttempts } from './app-attempts.ts'

/** What is about a channel. */
export const inChannels: readonly Attempt[] = [...channelAttempts, ...memberAttempts, ...messageAttempts]
