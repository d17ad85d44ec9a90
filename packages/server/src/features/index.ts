import type { Services } from '../core/context.ts'
import type { Route } from '../core/endpoint.ts'
import type { Hydrators } from '../core/hydrate.ts'
import './permissions/permissions.ts'
import { settingsRoutes } from './settings/routes.ts'
import { taskRoutes } from './tasks/routes.ts'
import { userRoutes } from './users/routes.ts'
import './channels/channels.ts'
import { memberHydrators } from './members/members.ts'
import { memberRoutes } from './members/routes.ts'
import { banRoutes } from './bans/routes.ts'
import { startUnreadPruning } from './unread/unread.ts'
import { messageHydrators, startPinExpiry } from './messages/messages.ts'
import { messageRoutes } from './messages/routes.ts'
import { reactionHydrators } from './reactions/reactions.ts'
import { reactionRoutes } from './reactions/routes.ts'
import { readRoutes } from './reads/routes.ts'
import { stateRoutes } from './states/routes.ts'
import { stateHydrators } from './states/states.ts'
import { eventRoutes } from './events/routes.ts'
import { startActivity } from './presence/presence.ts'
import { syncRoutes } from './sync/routes.ts'
import { startPruning } from './sync/sync.ts'
import { integrityRoutes } from './integrity/routes.ts'
import './demo/demo.ts'
import { adminRoutes } from './admin/routes.ts'

export * as admin from './admin/admin.ts'
export { createDemo } from './demo/demo.ts'
export type { Configs } from './settings/settings.ts'
export * as settings from './settings/settings.ts'
export { arrive, depart, loadArrival, tellPresence } from './presence/presence.ts'
export { createSources } from './sources.ts'
export { createTaskRunner } from './tasks/tasks.ts'
export { loadAccess } from './users/access.ts'

/** How the stored events of every feature are told again. */
export const hydrators: Hydrators = {
  ...memberHydrators,
  ...messageHydrators,
  ...reactionHydrators,
  ...stateHydrators,
}

/** Every endpoint of the server. The features stand in their order: one may call those before it, never after. */
export const routes: readonly Route[] = [
  ...settingsRoutes,
  ...taskRoutes,
  ...userRoutes,
  ...memberRoutes,
  ...banRoutes,
  ...messageRoutes,
  ...reactionRoutes,
  ...readRoutes,
  ...stateRoutes,
  ...eventRoutes,
  ...syncRoutes(hydrators),
  ...integrityRoutes,
]

export { adminRoutes }

/** Starts what goes on by itself, and answers how to stop it. */
export function startUpkeep(services: Services): () => void {
  const stops = [startActivity, startUnreadPruning, startPinExpiry, startPruning].map((start) => start(services))
  return () => {
    for (const stop of stops) stop()
  }
}
