import { resumeEndpoints, syncEndpoints } from '@parley-chat/protocol'
import { implement, type Route } from '../../core/endpoint.ts'
import type { Hydrators } from '../../core/hydrate.ts'
import { resume, sync } from './sync.ts'
import { watchSynced } from './watching.ts'

/** `hydrators`: how the stored events of every feature are told again. */
export const syncRoutes = (hydrators: Hydrators): Route[] => [
  ...implement(resumeEndpoints, {
    Resume: (context, { body }) => resume(context, body, hydrators),
  }),
  ...implement(syncEndpoints, {
    Sync: async (context, { query, body }) => {
      if (body.watch) await watchSynced(context, body.channel_cids)
      const { events, inaccessible_cids } = await sync(context, body, hydrators)
      return { events, ...(query.with_inaccessible_cids && { inaccessible_cids }) }
    },
  }),
]
