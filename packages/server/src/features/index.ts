import type { Route } from '../core/endpoint.ts'
import { settingsRoutes } from './settings/routes.ts'

export type { Configs } from './settings/settings.ts'

/** Every endpoint of the server. The features stand in their order: one may call those before it, never after. */
export const routes: readonly Route[] = [...settingsRoutes]
