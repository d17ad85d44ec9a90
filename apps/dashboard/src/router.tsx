import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  type SearchSchemaInput,
  stripSearchParams,
} from '@tanstack/react-router'
import { AppsPage } from './apps/apps-page.tsx'
import { AuditPage } from './audit/audit-page.tsx'
import { ChannelTypesPage } from './channel-types/channel-types-page.tsx'
import { ChannelPage } from './channels/channel-page.tsx'
import { ChannelsPage } from './channels/channels-page.tsx'
import { EventsPage } from './events/events-page.tsx'
import { HomePage } from './home/home-page.tsx'
import { ServerPage } from './server/server-page.tsx'
import { Gate } from './session/gate.tsx'
import { SettingsPage } from './settings/settings-page.tsx'
import { AppFrame } from './shell/app-frame.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { TokensPage } from './tokens/tokens-page.tsx'
import { UserPage } from './users/user-page.tsx'
import { UsersPage } from './users/users-page.tsx'
import { ViewAsPage } from './view-as/view-as-page.tsx'

// What an address says after its `?` was perhaps typed by hand: whatever does not fit counts as not said.
const textIn = (given: unknown): string => (typeof given === 'string' || typeof given === 'number' ? String(given) : '')
const pageIn = (given: unknown): number =>
  Number.isInteger(given) && Number(given) > 0 ? Math.min(Number(given), 19) : 0
const oneOf = <T extends string>(choices: readonly T[], given: unknown): T =>
  choices.find((choice) => choice === given) ?? choices[0]!

/** What may stand in an address, all of it optional. */
type Said<Name extends string> = { readonly [name in Name]?: unknown } & SearchSchemaInput

const root = createRootRoute({
  component: () => (
    <Gate>
      <Outlet />
    </Gate>
  ),
  notFoundComponent: NotFoundPage,
})

const apps = createRoute({ getParentRoute: () => root, path: '/', component: AppsPage })
const server = createRoute({ getParentRoute: () => root, path: '/server', component: ServerPage })
const app = createRoute({ getParentRoute: () => root, path: '/apps/$appId', component: AppFrame })

const home = createRoute({ getParentRoute: () => app, path: '/', component: HomePage })
const users = createRoute({
  getParentRoute: () => app,
  path: '/users',
  component: UsersPage,
  validateSearch: ({ text, role, state, page }: Said<'text' | 'role' | 'state' | 'page'>) => ({
    text: textIn(text),
    role: textIn(role),
    state: oneOf(['', 'banned', 'deactivated'], state),
    page: pageIn(page),
  }),
  search: { middlewares: [stripSearchParams({ text: '', role: '', state: '', page: 0 })] },
})
const user = createRoute({ getParentRoute: () => app, path: '/users/$userId', component: UserPage })
const channels = createRoute({
  getParentRoute: () => app,
  path: '/channels',
  component: ChannelsPage,
  validateSearch: ({ text, type, page }: Said<'text' | 'type' | 'page'>) => ({
    text: textIn(text),
    type: textIn(type),
    page: pageIn(page),
  }),
  search: { middlewares: [stripSearchParams({ text: '', type: '', page: 0 })] },
})
const channel = createRoute({
  getParentRoute: () => app,
  path: '/channels/$type/$id',
  component: ChannelPage,
  validateSearch: ({ tab }: Said<'tab'>) => ({ tab: oneOf(['messages', 'members', 'bans', 'settings'], tab) }),
  search: { middlewares: [stripSearchParams({ tab: 'messages' })] },
})
const events = createRoute({ getParentRoute: () => app, path: '/events', component: EventsPage })
const viewAs = createRoute({
  getParentRoute: () => app,
  path: '/view-as',
  component: ViewAsPage,
  validateSearch: ({ user: given }: Said<'user'>) => ({ user: textIn(given) }),
  search: { middlewares: [stripSearchParams({ user: '' })] },
})
const tokens = createRoute({ getParentRoute: () => app, path: '/tokens', component: TokensPage })
const settings = createRoute({ getParentRoute: () => app, path: '/settings', component: SettingsPage })
const channelTypes = createRoute({ getParentRoute: () => app, path: '/channel-types', component: ChannelTypesPage })
const audit = createRoute({ getParentRoute: () => app, path: '/audit', component: AuditPage })

export const router = createRouter({
  basepath: '/dashboard',
  routeTree: root.addChildren([
    apps,
    server,
    app.addChildren([home, users, user, channels, channel, events, viewAs, tokens, settings, channelTypes, audit]),
  ]),
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
