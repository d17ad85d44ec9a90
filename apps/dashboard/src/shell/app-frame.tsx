import { Icon } from '@parley-chat/ui/icon.tsx'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { useApp } from '../apps/apps.ts'
import { LiveProvider } from '../live/live.tsx'
import { Skeleton } from '../ui/states.tsx'
import { LiveMark } from './live-mark.tsx'
import { AppNavigation } from './navigation.tsx'
import { Shell } from './shell.tsx'

/** Everything that belongs to one app, with its events heard in the background. */
export function AppFrame() {
  const { appId } = useParams({ from: '/apps/$appId' })
  const app = useApp(appId)
  return (
    <LiveProvider key={appId} appId={appId}>
      <Shell
        side={
          <>
            <Link to="/" className="app-switch">
              <span className="app-switch-words">
                <span className="app-switch-name" dir="auto">
                  {app.data?.app.name ?? <Skeleton width="m" />}
                </span>
                <LiveMark />
              </span>
              <Icon name="updown" />
              <span className="visually-hidden">Choose another app</span>
            </Link>
            <AppNavigation appId={appId} />
          </>
        }
      >
        <Outlet />
      </Shell>
    </LiveProvider>
  )
}
