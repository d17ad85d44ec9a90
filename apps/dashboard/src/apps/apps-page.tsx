import { Icon } from '@parley-chat/ui/icon.tsx'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AdminApp } from '../api/admin.ts'
import { ServerSide } from '../shell/server-side.tsx'
import { Shell } from '../shell/shell.tsx'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, Failed, Skeleton } from '../ui/states.tsx'
import { useApps } from './apps.ts'
import { CreateApp } from './create-app.tsx'

/** The apps of this server: where everybody who signs in arrives. */
export function AppsPage() {
  const apps = useApps()
  const [creating, setCreating] = useState(false)
  const create = (
    <Button tone="primary" icon="plus" onClick={() => setCreating(true)}>
      Create app
    </Button>
  )
  return (
    <Shell side={<ServerSide />}>
      <Page title="Apps" lead="Choose the app you want to look after." actions={create}>
        {apps.isError && <Failed error={apps.error} onRetry={() => void apps.refetch()} />}
        {apps.isPending && <AppCards apps={undefined} />}
        {apps.data &&
          (apps.data.length > 0 ? (
            <AppCards apps={apps.data} />
          ) : (
            <Empty icon="channels" title="No app yet">
              <p>
                An app is what your product connects to. It comes with a key for your clients and a secret for your
                backend.
              </p>
            </Empty>
          ))}
      </Page>
      <CreateApp open={creating} onOpenChange={setCreating} />
    </Shell>
  )
}

function AppCards({ apps }: { readonly apps: readonly AdminApp[] | undefined }) {
  if (!apps)
    return (
      <ul className="app-cards" aria-busy="true">
        {[1, 2, 3].map((index) => (
          <li key={index} className="app-card">
            <Skeleton width="m" />
            <Skeleton width="l" />
          </li>
        ))}
      </ul>
    )
  return (
    <ul className="app-cards">
      {apps.map((app) => (
        <li key={app.id} className="app-card">
          <Link to="/apps/$appId" params={{ appId: String(app.id) }} className="app-card-name" dir="auto">
            {app.name || `App ${app.id}`}
          </Link>
          <p className="mono muted">{app.keys.find(({ primary }) => primary)?.key ?? 'no key in use'}</p>
          <p className="app-card-foot">
            Created <Moment at={app.created_at} />
            <Icon name="chevron" />
          </p>
        </li>
      ))}
    </ul>
  )
}
