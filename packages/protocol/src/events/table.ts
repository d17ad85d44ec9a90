import { channelEvents } from './channel-events.ts'
import { CustomEvent, type EventDeclaration } from './event.ts'
import { messageEvents } from './message-events.ts'
import { passingEvents } from './passing-events.ts'
import { userEvents } from './user-events.ts'

/** Every event that the server emits, by its type; all other types are events that an app invented. */
export const eventTable = { ...messageEvents, ...channelEvents, ...userEvents, ...passingEvents }

export type EventType = keyof typeof eventTable

/** How an event of an app's own type is told: to all who watch the channel, for the moment only. */
export const customEvent: EventDeclaration<typeof CustomEvent> = {
  schema: CustomEvent,
  to: 'watchers',
  stored: 'no',
  synced: false,
  counts: false,
}

/** The declaration of any event by its type. */
export function declarationOf(type: string): EventDeclaration {
  return Object.hasOwn(eventTable, type) ? eventTable[type as EventType] : customEvent
}

/** What clients may send through SendEvent besides events of their own (spec/70 §10). */
export const clientEventTypes: readonly EventType[] = [
  'typing.start',
  'typing.stop',
  'ai_indicator.update',
  'ai_indicator.clear',
  'ai_indicator.stop',
]
