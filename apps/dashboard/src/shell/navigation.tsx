import { Icon, type IconName } from '@parley-chat/ui/icon.tsx'
import { Link } from '@tanstack/react-router'

const places = [
  { to: '/apps/$appId', label: 'Overview', icon: 'home', exact: true },
  { to: '/apps/$appId/users', label: 'Users', icon: 'users' },
  { to: '/apps/$appId/channels', label: 'Channels', icon: 'channels' },
  { to: '/apps/$appId/events', label: 'Live events', icon: 'events' },
  { to: '/apps/$appId/view-as', label: 'View as user', icon: 'eye' },
  { to: '/apps/$appId/tokens', label: 'Tokens', icon: 'token' },
  { to: '/apps/$appId/settings', label: 'Settings', icon: 'settings' },
  { to: '/apps/$appId/channel-types', label: 'Channel types', icon: 'shield' },
  { to: '/apps/$appId/audit', label: 'Audit log', icon: 'audit' },
] as const satisfies readonly { to: string; label: string; icon: IconName; exact?: true }[]

/** The places of one app. */
export function AppNavigation({ appId }: { readonly appId: string }) {
  return (
    <nav aria-label="App" className="nav">
      {places.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          params={{ appId }}
          className="nav-link"
          activeOptions={{ exact: 'exact' in place, includeSearch: false }}
        >
          <Icon name={place.icon} />
          {place.label}
        </Link>
      ))}
    </nav>
  )
}
