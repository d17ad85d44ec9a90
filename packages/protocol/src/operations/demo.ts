import { z } from 'zod'
import { endpoints } from '../endpoint.ts'
import { DemoChannel, DemoPerson } from '../objects/admin.ts'
import { resource } from '../resource.ts'

export const demoEndpoints = endpoints({
  DemoOpenSession: {
    method: 'POST',
    path: '/parley/v1/demo/session',
    v2: 'none',
    side: 'anyone',
    tag: 'demo',
    summary:
      'The people and channels of the demo, with tokens for its own app; not there where the demo is off (PARLEY_DEMO). Only for pages of the server itself (Origin)',
    reply: resource('DemoSessionResponse', {
      api_key: z.string(),
      people: z.array(DemoPerson),
      channels: z.array(DemoChannel).describe('All of type messaging; the people are members.'),
    }),
    errors: ['not_found'],
  },
})
