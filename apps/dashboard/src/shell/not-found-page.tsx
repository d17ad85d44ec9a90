import { Link } from '@tanstack/react-router'
import { Page } from '../ui/page.tsx'
import { Empty } from '../ui/states.tsx'
import { ServerSide } from './server-side.tsx'
import { Shell } from './shell.tsx'

export function NotFoundPage() {
  return (
    <Shell side={<ServerSide />}>
      <Page title="Not here">
        <Empty icon="search" title="There is no such page">
          <p>
            <Link to="/">Back to the apps</Link>
          </p>
        </Empty>
      </Page>
    </Shell>
  )
}
