import { useState } from 'react'
import { useApp, useAppId } from '../apps/apps.ts'
import { useSession } from '../session/session.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Failed } from '../ui/states.tsx'
import { ConnectCard } from './connect-card.tsx'
import { Counts } from './counts.tsx'
import { KeysCard } from './keys-card.tsx'
import { RenameApp } from './rename-app.tsx'

/** An app at a glance: how big it is, how clients and the backend reach it. */
export function HomePage() {
  const appId = useAppId()
  const query = useApp(appId)
  const session = useSession()
  const [renaming, setRenaming] = useState(false)
  if (query.isError)
    return (
      <Page title="App">
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    )
  const { app, counts } = query.data ?? {}
  const primary = app?.keys.find(({ primary }) => primary)
  return (
    <Page
      title={app?.name ?? 'App'}
      lead={
        <>
          <span>
            App {appId}
            {app && (
              <>
                , created <Moment at={app.created_at} />
              </>
            )}
          </span>
          {app?.is_demo && <Badge>Demo</Badge>}
        </>
      }
      actions={
        <Button disabled={!app} onClick={() => setRenaming(true)}>
          Rename
        </Button>
      }
    >
      <Counts counts={counts} />
      <div className="columns">
        <KeysCard keys={app?.keys} />
        <ConnectCard apiKey={primary?.key} baseUrl={session.data?.public_url} />
      </div>
      {app && <RenameApp name={app.name} open={renaming} onOpenChange={setRenaming} />}
    </Page>
  )
}
