import { z } from 'zod'
import { type Endpoint, endpoints } from '../endpoint.ts'
import { AnyEvent, CustomEvent } from '../events/event.ts'
import { actingUser } from '../objects/user.ts'
import { input, resource } from '../resource.ts'
import { Custom } from '../scalars.ts'
import { channelParams } from './channels.ts'

const EventTypeName = z.string().min(1).max(255)

/** An event that a client or a backend sends. What an `ai_indicator` event says is in its custom data here. */
export const EventRequest = input(
  'EventRequest',
  {
    type: EventTypeName,
    parent_id: z.string().max(255).optional(),
    ...actingUser,
    custom: Custom.optional(),
  },
  { of: CustomEvent, reserved: ['connection_id', 'me', 'watcher_count', 'parley'] },
)
export type EventRequest = z.infer<typeof EventRequest>

/** An event for one user only. */
export const UserCustomEventRequest = input(
  'UserCustomEventRequest',
  { type: EventTypeName.regex(/^[^.]+$/, 'may not contain a dot'), custom: Custom.optional() },
  { of: CustomEvent, reserved: ['connection_id', 'me', 'parley'] },
)
export type UserCustomEventRequest = z.infer<typeof UserCustomEventRequest>

const shared = { method: 'POST', v2: 'chat', tag: 'events' } as const satisfies Partial<Endpoint>

export const eventEndpoints = endpoints({
  SendEvent: {
    ...shared,
    path: '/channels/:type/:id/event',
    side: 'both',
    params: channelParams,
    summary: 'Tell all who watch a channel that something happens: typing, or what an app invents',
    body: resource('SendEventRequest', { event: EventRequest }),
    reply: resource('SendEventResponse', { event: AnyEvent }),
    errors: ['not_found', 'event_not_supported', 'feature_not_supported'],
  },
  SendUserCustomEvent: {
    ...shared,
    path: '/users/:user_id/event',
    side: 'server',
    params: z.object({ user_id: z.string().min(1).max(255) }),
    summary: 'Tell one user something',
    body: resource('SendUserCustomEventRequest', { event: UserCustomEventRequest }),
    reply: resource('SendUserCustomEventResponse', {}),
    errors: ['not_found'],
  },
})
