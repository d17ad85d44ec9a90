import { eventEndpoints } from '@parley-chat/protocol'
import { actFor, implement, type Route } from '../../core/endpoint.ts'
import { sendEvent, sendUserCustomEvent } from './events.ts'

export const eventRoutes: Route[] = implement(eventEndpoints, {
  SendEvent: async (context, { params, body }) => ({
    event: await sendEvent(actFor(context, body.event), `${params.type}:${params.id}`, body.event),
  }),
  SendUserCustomEvent: async (context, { params, body }) => {
    await sendUserCustomEvent(context, params.user_id!, body.event)
    return {}
  },
})
