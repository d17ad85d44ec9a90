import { z } from 'zod'
import { endpoints } from '../endpoint.ts'
import { AnyEvent } from '../events/event.ts'
import { actingUser } from '../objects/user.ts'
import { resource } from '../resource.ts'
import { Time } from '../scalars.ts'
import { connection } from './paging.ts'

export const SyncRequest = resource('SyncRequest', {
  channel_cids: z.array(z.string().min(1).max(129)).min(1).max(255),
  last_sync_at: Time,
  watch: z.boolean().optional(),
  ...actingUser,
})
export type SyncRequest = z.infer<typeof SyncRequest>

export const syncEndpoints = endpoints({
  Sync: {
    method: 'POST',
    path: '/sync',
    v2: 'chat',
    side: 'both',
    tag: 'connection',
    anonymous: true,
    summary: 'What a client has missed since it last heard something',
    query: z.object({ with_inaccessible_cids: z.boolean().optional(), ...connection }),
    body: SyncRequest,
    reply: resource('SyncResponse', {
      events: z.array(AnyEvent).describe('Oldest first.'),
      inaccessible_cids: z.array(z.string()).optional(),
    }),
    errors: ['connection_not_found'],
  },
})
