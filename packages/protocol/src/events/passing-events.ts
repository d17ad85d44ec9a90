import { z } from 'zod'
import { APIError } from '../objects/api-error.ts'
import { OwnUser } from '../objects/own-user.ts'
import { User } from '../objects/user.ts'
import { channelFields, event, events, threadTotals, totals } from './event.ts'

const typing = { ...channelFields, user: User, parent_id: z.string().optional().describe('The thread typed in.') }

/** Someone types. */
export const TypingStartEvent = event('TypingStartEvent', 'typing.start', typing)
export type TypingStartEvent = z.infer<typeof TypingStartEvent>

/** Someone has stopped typing. */
export const TypingStopEvent = event('TypingStopEvent', 'typing.stop', typing)
export type TypingStopEvent = z.infer<typeof TypingStopEvent>

const indicator = { ...channelFields, user: User, message_id: z.string().optional() }

/** What an AI author is doing. */
export const AIIndicatorUpdateEvent = event('AIIndicatorUpdateEvent', 'ai_indicator.update', {
  ...indicator,
  ai_state: z.string(),
  ai_message: z.string().optional(),
})
export type AIIndicatorUpdateEvent = z.infer<typeof AIIndicatorUpdateEvent>

/** The AI author's indicator goes away. */
export const AIIndicatorClearEvent = event('AIIndicatorClearEvent', 'ai_indicator.clear', indicator)
export type AIIndicatorClearEvent = z.infer<typeof AIIndicatorClearEvent>

/** Someone asks the AI author to stop. */
export const AIIndicatorStopEvent = event('AIIndicatorStopEvent', 'ai_indicator.stop', indicator)
export type AIIndicatorStopEvent = z.infer<typeof AIIndicatorStopEvent>

/** The first frame of v1, with `me`, and the server's heartbeat of both. */
export const HealthCheckEvent = event('HealthCheckEvent', 'health.check', {
  connection_id: z.string(),
  cid: z.literal('*').optional().meta({ v2: 'omit' }),
  me: OwnUser.optional(),
  ...totals,
  ...threadTotals,
})
export type HealthCheckEvent = z.infer<typeof HealthCheckEvent>

/** The first frame of v2. */
export const ConnectionOkEvent = event('ConnectionOkEvent', 'connection.ok', {
  connection_id: z.string(),
  me: OwnUser,
})
export type ConnectionOkEvent = z.infer<typeof ConnectionOkEvent>

/** The only frame of a refused v2 connection. */
export const ConnectionErrorEvent = event('ConnectionErrorEvent', 'connection.error', {
  connection_id: z.string(),
  error: APIError,
})
export type ConnectionErrorEvent = z.infer<typeof ConnectionErrorEvent>

const passing = { to: 'watchers', stored: 'no', synced: false, counts: false } as const
const connection = { ...passing, to: 'connection' } as const

export const passingEvents = events({
  'typing.start': { schema: TypingStartEvent, ...passing },
  'typing.stop': { schema: TypingStopEvent, ...passing },
  'ai_indicator.update': { schema: AIIndicatorUpdateEvent, ...passing },
  'ai_indicator.clear': { schema: AIIndicatorClearEvent, ...passing },
  'ai_indicator.stop': { schema: AIIndicatorStopEvent, ...passing },
  'health.check': { schema: HealthCheckEvent, ...connection },
  'connection.ok': { schema: ConnectionOkEvent, ...connection },
  'connection.error': { schema: ConnectionErrorEvent, ...connection },
})
